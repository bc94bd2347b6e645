/** Code examples in prose, run as a user would run them: each in a process of its own, against the built package. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';

export interface Example {
  /** File and line, for messages. */
  readonly where: string;
  readonly code: string;
}

export const root = new URL('../../', import.meta.url);

/** Within the package, whose name and entries its own files may import. */
const dist = fileURLToPath(new URL('dist/', root));

/** The blocks fenced as `ts` or `js` in Markdown, or in a comment whose lines begin with an asterisk. */
export function examplesIn(text: string, file: string): Example[] {
  const examples: Example[] = [];
  let lines: string[] | undefined;
  let first = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.replace(/^\s*\*( |$)/, '');
    if (lines === undefined && /^```(ts|js)$/.test(content)) {
      lines = [];
      first = index + 2;
    } else if (lines !== undefined && content === '```') {
      examples.push({ where: `${file}:${String(first)}`, code: lines.join('\n') });
      lines = undefined;
    } else {
      lines?.push(content);
    }
  }
  return examples;
}

/** What the comments behind `console.log(…)` say is printed. @throws where such a comment is missing */
export function expectedOutput({ code, where }: Example): string[] {
  return code.split('\n').filter((line) => line.includes('console.log(')).map((line) => {
    const comment = /console\.log\(.*\);? \/\/ (?:=> )?(.*)$/.exec(line)?.[1];
    if (comment === undefined) throw new Error(`${where}: no comment says what this prints: ${line}`);
    return comment;
  });
}

/** The lines that an example prints. */
export async function outputOf({ code }: Example): Promise<string[]> {
  const folder = await mkdtemp(join(dist, '.example-'));
  try {
    const { code: javascript } = await transform(code, { loader: 'ts', format: 'esm' });
    const file = join(folder, 'example.mjs');
    await writeFile(file, javascript);
    // Examples show what users get who force no engine.
    const { WASMAP_ENGINE: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
    return stdout === '' ? [] : stdout.trimEnd().split('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}


