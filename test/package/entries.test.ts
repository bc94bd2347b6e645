import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from './examples.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly workerd?: string; readonly default: string }>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports)
  .flatMap(([name, target]) => (typeof target === 'object' && name !== '.' && !/^\.\/edge\b/.test(name) ? [{ name, ...target }] : []));
/** Those that are bundled with the core for the edge, to share its engines, and those that work with whichever core there is. */
const withTheCore = entries.filter(({ workerd }) => workerd !== undefined);
const apart = entries.filter(({ workerd }) => workerd === undefined);

/** The files of `dist` that `file` brings along, and the packages. */
async function inputsOf(file: string): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    entryPoints: [file], absWorkingDir: fileURLToPath(root), bundle: true, write: false, metafile: true, format: 'esm', packages: 'external', logLevel: 'error',
  });
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports).filter(({ external }) => external).map(({ path }) => path);
  return { files: Object.keys(metafile.inputs).map((path) => path.replace(/^dist\//, '')), packages };
}

describe('the core', () => {
  it('brings none of the other entries along', async () => {
    const folders = entries.map(({ default: file }) => file.replace(/^\.\/dist\/|\/[\w-]+\.js$/g, ''));
    const { files, packages } = await inputsOf('dist/index.js');
    expect(files.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
    expect(packages).toEqual([]);
  });
});

describe.each(apart)('the entry $name', ({ name, default: target }) => {
  it('brings no part of the core that keeps anything: at the edge that is bundled apart, and would be there twice', async () => {
    const own = target.replace(/^\.\/dist\/|index\.js$/g, '');
    const { files, packages } = await inputsOf(target);
    const shared = files.filter((file) => !file.startsWith(own) && !/^(diagnostics\/.*|(arguments|clock|define|engine\/simd|errors|map\/kinds|typed-arrays|weak)\.js)$/.test(file));
    expect(shared).toEqual([]);
    expect(packages.filter((one) => !(one in manifest.peerDependencies))).toEqual([]);
    expect(name).toMatch(/^\.\/[a-z]+(-[a-z]+)*$/);
  });
});

/** Imports the core and the caches as built for the edge, with the module in place of its file, and makes caches in heaps of the core's. */
const cachesInHeaps = `
import { register } from 'node:module';
const load = 'import { readFileSync } from "node:fs"; export const load = (url, context, next) => (url.includes(".wasm") '
  + '? { format: "module", source: "export default new WebAssembly.Module(Uint8Array.from(atob(" + JSON.stringify(readFileSync(new URL(url)).toString("base64")) '
  + '+ "), (character) => character.charCodeAt(0)))", shortCircuit: true } : next(url, context))';
register('data:text/javascript,' + encodeURIComponent(load));
const [, core, ...files] = process.argv;
const { Heap, WasmMap, engineInfo, isWasmapError } = await import(core);
const seen = [];
for (const file of files) {
  const [Cache] = Object.values(await import(file)).filter((one) => /Cache$/.test(one.name));
  const heap = new Heap({ maximumBytes: 2 ** 20 });
  const cache = new Cache({ max: 10, ...(Cache.name === 'WasmCache' ? { heap, key: 'u32', value: 'string' } : {}) });
  cache.set(1, 'one');
  const map = new WasmMap([[1, 1]], { key: 'u32', value: 'u32' });
  const { bytes } = heap.memoryUsage();
  cache.close();
  let error;
  try { cache.get(1); } catch (thrown) { error = thrown; }
  seen.push({ name: Cache.name, counted: bytes > 0, given: heap.memoryUsage().bytes === 0, own: isWasmapError(error), map: map.get(1) });
}
console.log(JSON.stringify({ reason: engineInfo().reason, seen }));
`;

describe('entries that are bundled with the core', () => {
  it('are those over its engines, each for every way to import the module', () => {
    expect(withTheCore.map(({ name }) => name)).toEqual(['./cache', './lru-cache']);
    for (const { name } of withTheCore) expect(manifest.exports).toHaveProperty([name.replace('./', './edge/'), 'types']);
  });

  it.each(['workerd', 'edge'])('for %s, have its classes, its engine and its memory: a cache takes a Heap of the core', (folder) => {
    const files = ['index', 'cache', 'lru-cache'].map((name) => new URL(`dist/${folder}/${name}.js`, root).href);
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', cachesInHeaps, ...files], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({
      reason: 'WebAssembly with SIMD is available; its module was imported',
      seen: [
        { name: 'WasmCache', counted: true, given: true, own: true, map: 1 },
        { name: 'LRUCache', counted: false, given: true, own: true, map: 1 },
      ],
    });
  });

  it.each(['workerd', 'edge'])('for %s, import each module once, whatever of them a program imports, and that of caches only with caches', async (folder) => {
    const bundled = async (names: readonly string[]): Promise<{ readonly text: string; readonly modules: readonly (string | undefined)[] }> => {
      const { outputFiles, metafile } = await build({
        stdin: { contents: names.map((name) => `export * as ${name.replace('-', '')} from './dist/${folder}/${name}.js';`).join('\n'), resolveDir: fileURLToPath(root) },
        bundle: true, write: false, metafile: true, format: 'esm', external: ['*.wasm', '*.wasm?module'], logLevel: 'error',
      });
      const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
      return { text: outputFiles[0]!.text, modules: imports.map(({ path }) => /[\w-]+(?=\.wasm)/.exec(path)?.[0]).sort() };
    };
    const all = await bundled(['index', 'cache', 'lru-cache']);
    expect(all.modules).toEqual(['wasmap', 'wasmap-cache']);
    expect(all.text.match(/^var \w*Heap\w* = class/gm)).toHaveLength(1);
    expect((await bundled(['index'])).modules).toEqual(['wasmap']);
  });
});
