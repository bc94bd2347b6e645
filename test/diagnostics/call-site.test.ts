import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { originalSite } from '../../src/diagnostics/source-maps.js';
import { callSite, readFrame } from '../../src/diagnostics/call-site.js';
import { showSite } from '../../src/diagnostics/site.js';

/** Prints where a guard, and a log, of one map say that a write came from. */
const program = `
import { WasmMap } from 'wasmap';
import { guard } from 'wasmap/guard';
import { logWrites } from 'wasmap/log';

interface Order { readonly id: number; readonly amount: number }

const sites: (string | undefined)[] = [];
const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
guard(map, { mode: 'count', observable: 'off', onViolation: ({ site }) => { sites.push(site); } });
logWrites({ sink: (event) => { sites.push(event.site); }, site: true });

class Importer {
  load(orders: readonly Order[]): void {
    map.putAll(orders.map(({ id, amount }) => [id, amount] as const));
  }
}
new Importer().load([{ id: 1, amount: 5 }]);
console.log(JSON.stringify(sites));
`;
const line = program.split('\n').findIndex((text) => text.includes('map.putAll')) + 1;
const dist = new URL('../../dist/', import.meta.url);
const located = program.replace(/'wasmap(?:\/(\w+))?'/g, (_, entry: string | undefined) => `'${fileURLToPath(new URL(entry === undefined ? 'index.js' : `${entry}/index.js`, dist))}'`);

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasmap call site #')));
  mkdirSync(join(folder, 'src'));
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'src', 'importer.ts'), located);
});
afterAll(() => { rmSync(folder, { recursive: true }); });

async function sitesOf(file: string, ...options: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, join(folder, file)]);
  return JSON.parse(stdout) as string[];
}

/** Writes what TypeScript makes of the program, and a map whose `sources` are these; the place of the write in it. */
function compile(file: string, sources: object, comment?: string): { function: undefined; file: string; line: number; column: number } {
  const { outputText, sourceMapText } = ts.transpileModule(located, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true, sourceMap: true },
  });
  const map = JSON.stringify({ ...JSON.parse(sourceMapText!) as object, ...sources });
  const code = outputText.replace(/\/\/# sourceMappingURL=.*/, '');
  writeFileSync(join(folder, `${file}.map`), map);
  writeFileSync(join(folder, file), `${code}\n//# sourceMappingURL=${comment?.replace('MAP', Buffer.from(map).toString('base64')) ?? `${file.replace(/^.*\//, '')}.map`}\n`);
  const lines = code.split('\n');
  const at = lines.findIndex((text) => text.includes('map.putAll'));
  return { function: undefined, file: join(folder, file), line: at + 1, column: lines[at]!.indexOf('putAll') + 1 };
}

describe('the place that a write came from', () => {
  it('is that in the TypeScript, whether Node maps it or not, and in a minified bundle with the package in it', async () => {
    compile('out/plain.js', { sources: ['../src/importer.ts'] });
    buildSync({
      absWorkingDir: folder, entryPoints: ['src/importer.ts'], outfile: 'out/bundle.js', sourcemap: 'linked',
      bundle: true, minify: true, format: 'esm', platform: 'node',
    });
    const all = await Promise.all([
      sitesOf('out/plain.js', '--stack-trace-limit=0'), sitesOf('out/plain.js', '--enable-source-maps'), sitesOf('out/bundle.js'),
    ]);
    expect(all).toEqual(Array(3).fill(Array(2).fill(expect.stringMatching(`${folder}/src/importer\\.ts:${line}:\\d+\\)$`))));
    expect(all[0][0]).toMatch(/^Importer\.load \(/);
  });
});

describe('originalSite', () => {
  const source = (): object => ({ function: undefined, file: join(folder, 'src/importer.ts'), line, column: program.split('\n')[line - 1]!.indexOf('putAll') + 1 });

  it('finds maps beside a file and in it, and what their sources are relative to', () => {
    const sources = { sources: ['../src/importer.ts'] };
    expect(originalSite(compile('out/beside.js', sources))).toEqual(source());
    expect(originalSite(compile('out/inside.js', sources, 'data:application/json;charset=utf-8;base64,MAP'))).toEqual(source());
    expect(originalSite(compile('out/rooted.js', { sources: ['importer.ts'], sourceRoot: '../src' }))).toEqual(source());
    expect(originalSite(compile('out/absolute.js', { sources: [pathToFileURL(join(folder, 'src/importer.ts')).href] }))).toEqual(source());
    expect(originalSite(compile('out/packed.js', { sources: ['webpack://app/./src/importer.ts'] })).file).toBe('webpack://app/./src/importer.ts');
  });

  it('leaves a place as it is where maps are missing, damaged or elsewhere', () => {
    for (const comment of ['lost.map', 'data:application/json,{"version":3', 'data:application/json,5', 'https://maps.example/far.map', '../src', '']) {
      const site = compile('out/none.js', {}, comment);
      const renamed = { ...site, file: join(folder, `out/none ${comment.length}.js`) };
      renameSync(site.file, renamed.file);
      expect(originalSite(renamed)).toBe(renamed);
    }
    for (const file of ['', '/no/such/file.js', 'https://app.example/a.js', 'C:/app/a.js']) {
      const site = { function: undefined, file, line: 1, column: 1 };
      expect(originalSite(site)).toBe(site);
    }
  });
});

describe('callSite', () => {
  it('leaves Error as it was, and needs none of what others do to it', () => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    const here = (): string | undefined => {
      const site = callSite(undefined);
      return site && showSite(site);
    };
    try {
      Error.stackTraceLimit = 0;
      expect(here()).toMatch(/call-site\.test\.ts/);
      expect(Error.stackTraceLimit).toBe(0);
      Reflect.deleteProperty(Error, 'stackTraceLimit');
      expect(here()).toMatch(/call-site\.test\.ts/);
      expect('stackTraceLimit' in Error).toBe(false);
      for (const prepare of [(_: Error, frames: unknown[]) => frames, () => { throw new Error('no'); }, () => 'nothing of use']) {
        Error.prepareStackTrace = prepare;
        expect(here()).toMatch(/call-site\.test\.ts/);
        expect(Error.prepareStackTrace).toBe(prepare);
      }
    } finally {
      Object.assign(Error, { stackTraceLimit, prepareStackTrace });
    }
  });

  it('looks below a function, where that is on the stack', () => {
    const inner = (): ReturnType<typeof callSite> => callSite(inner);
    function outer(): ReturnType<typeof callSite> { return inner(); }
    expect(outer()?.function).toBe('outer');
    expect(callSite(() => undefined)?.file).toMatch(/call-site\.test\.ts$/);
  });
});

describe('readFrame', () => {
  it.each([
    ['    at load (/app/a.js:3:5)', 'load (/app/a.js:3:5)'],
    ['    at /app/a.js:3:5', '/app/a.js:3:5'],
    ['    at async Importer.load (file:///app/my%20app/a.js:3:5)', 'Importer.load (/app/my app/a.js:3:5)'],
    ['    at async file:///C:/app/a.js:3:5', 'C:/app/a.js:3:5'],
    ['    at new Importer (/app/(old)/a.js:3:5)', 'new Importer (/app/(old)/a.js:3:5)'],
    ['    at Object.<anonymous> (C:\\app\\a.js:3:5)', 'C:\\app\\a.js:3:5'],
    ['    at WasmMap.fill [as set] (/app/a.js:3:5)', 'WasmMap.fill (/app/a.js:3:5)'],
    ['    at eval (eval at run (/app/a.js:3:5), <anonymous>:1:1)', 'eval (/app/a.js:3:5)'],
    ['    at https://cdn.example/a.js?v=1:3:5', 'https://cdn.example/a.js?v=1:3:5'],
    ['load@https://app.example/a.js:3:5', 'load (https://app.example/a.js:3:5)'],
    ['async*load@https://app.example/a.js:3:5', 'load (https://app.example/a.js:3:5)'],
    ['@file:///app/a.js:3:5', '/app/a.js:3:5'],
    ['global code@https://app.example/a.js:3:5', 'https://app.example/a.js:3:5'],
    ['https://app.example/a.js:3:5', 'https://app.example/a.js:3:5'],
  ])('reads %j', (text, expected) => {
    expect(showSite(readFrame(text)!)).toBe(expected);
  });

  it.each(['Error: at a:1', 'Error', '', '    at Array.forEach (<anonymous>)', '    at native', 'forEach@[native code]', '    at eval (eval at <anonymous>, <anonymous>)'])('takes %j for none', (text) => {
    expect(readFrame(text)).toBe(undefined);
  });
});
