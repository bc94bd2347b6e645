import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { examplesIn, expectedOutput, outputOf, root } from './examples.js';
import { complaints } from './typecheck.js';

const read = (file: string): Promise<string> => readFile(new URL(file, root), 'utf8');
const readme = await read('README.md');
const guide = await read('src/GUIDE.md');
const observing = await read('src/OBSERVING.md');
const examples = [...examplesIn(readme, 'README.md'), ...examplesIn(guide, 'src/GUIDE.md'), ...examplesIn(observing, 'src/OBSERVING.md')];

describe('the README and the guide', () => {
  it.concurrent.each(examples)('show at $where what their code prints', async (example) => {
    expect(await outputOf(example)).toEqual(expectedOutput(example));
  });

  it('show code that compiles without a cast', () => {
    expect(complaints(examples)).toEqual([]);
  });

  it('have an example for each thing that they explain', () => {
    expect(examples.length).toBeGreaterThanOrEqual(17);
  });

  it('name the versions that the tests run in', async () => {
    const { packages } = JSON.parse(await read('test/runtimes/package-lock.json')) as { packages: Record<string, { version: string }> };
    const versionOf = (name: string): string => packages[`node_modules/${name}`]!.version;
    for (const [runtime, name] of [['workerd (Cloudflare Workers)', 'workerd'], ['Deno', 'deno'], ['Bun', 'bun']] as const) {
      expect(readme).toContain(`| ${runtime} | ${versionOf(name)} |`);
    }
    const ci = await read('.ci/run');
    for (const [, version] of ci.matchAll(/^(?:oldest|main)=(\S+)$/gm)) expect(readme).toMatch(new RegExp(`\\| Node \\|[^|]* ${version!.replaceAll('.', '\\.')}`));
  });

  it('give the commands for a first look and for the tests', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });
});
