import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { packedModule as cacheModule } from '../../src/engine/wasm/cache-module.generated.js';
import { packedModule as mapModule } from '../../src/engine/wasm/module.generated.js';
import { unpack } from '../../src/engine/wasm/unpack.js';
import { root } from './examples.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly sideEffects: boolean;
  readonly type: string;
}

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;

/** What hosts at the edge load, and may not ask anything of while they do. */
const atTheEdge = ['workerd', 'edge'].flatMap((folder) => ['index', 'cache', 'lru-cache'].map((name) => `${folder}/${name}.js`));

/** Reports what importing the package did to the world around it; a host at the edge would give the module as an import. */
const importAndLook = `
import { register } from 'node:module';
const standIn = 'export const load = (url, context, next) => (url.includes(".wasm") '
  + '? { format: "module", source: "export default undefined", shortCircuit: true } : next(url, context))';
register('data:text/javascript,' + encodeURIComponent(standIn));
const { takeCalled } = await import(process.argv[2]);
const builtins = [globalThis, Object, Function, Array, Map, Set, Symbol, Error, Promise, WebAssembly, Uint8Array, BigUint64Array];
const look = () => builtins.flatMap((one) => [one, one.prototype ?? {}]).map((one) => Reflect.ownKeys(one).map(String).join());
const before = look();
const made = [];
for (const name of ['Module', 'Instance', 'Memory']) {
  const Original = WebAssembly[name];
  WebAssembly[name] = new Proxy(Original, { construct: (...args) => (made.push(name), Reflect.construct(...args)) });
}
await import(process.argv[1]);
const changed = look().filter((keys, index) => keys !== before[index]);
console.log(JSON.stringify({ changed, made, called: takeCalled() }));
`;
const watch = new URL('test/runtimes/guests/watch.mjs', root);

describe('the package', () => {
  it('depends on nothing but the loader', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['@assemblyscript/loader']);
    expect(manifest).not.toHaveProperty('optionalDependencies');
  });

  it('gives types first and a default for every JavaScript entry point, and every target is there', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (typeof target !== 'string') expect([Object.keys(target)[0], Object.keys(target).at(-1)], name).toEqual(['types', 'default']);
      for (const file of typeof target === 'string' ? [target] : Object.values(target)) {
        expect(existsSync(new URL(file, root)), file).toBe(true);
      }
    }
    expect(Object.values(manifest.bin).filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it('imports nothing at run time but its own files and the loader, and one entry the API of OpenTelemetry, so that every runtime can load it', () => {
    const files = readdirSync(new URL('dist/', root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js') && !['cli.js', 'start.js', 'demo.js'].includes(file) && !file.startsWith('docs/'));
    const foreign = files.flatMap((file) => {
      const text = readFileSync(new URL(`dist/${file}`, root), 'utf8');
      return [...text.matchAll(/^(?:import|export)\b[^'";]*?from '([^'.][^']*)'/gm)].map((match) => match[1]!)
        .filter((name) => !(file.startsWith('otel/') && name === '@opentelemetry/api'));
    });
    expect(foreign.filter((name) => name !== '@assemblyscript/loader')).toEqual([]);
  });

  it.each(['index.js', 'cache/index.js', 'cache/lru-cache.js', 'cache/prewarm/index.js', ...atTheEdge])('has no side effects: importing %s changes no global, compiles nothing, asks no clock, timer or chance', (file) => {
    expect(manifest.sideEffects).toBe(false);
    const { href } = new URL(`dist/${file}`, root);
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', importAndLook, href, watch.href], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ changed: [], made: [], called: [] });
  });

  it.each(['workerd', 'edge'])("has none of Node's own ways in %s: workers may say that they are Node", (folder) => {
    const files = readdirSync(new URL(`dist/${folder}/`, root)).filter((file) => file.endsWith('.js'));
    const text = files.map((file) => readFileSync(new URL(`dist/${folder}/${file}`, root), 'utf8')).join('\n');
    expect(['/dev/urandom', 'node:fs', 'new WebAssembly.Module('].filter((way) => text.includes(way))).toEqual([]);
  });

  it.each([
    ['index.js', 'WasmMap'], ['cache/index.js', 'WasmCache'], ['cache/lru-cache.js', 'LRUCache'], ['cache/prewarm/index.js', 'prewarm'],
  ])('leaves nothing in the bundle of a program that imports %s but does not use it', async (file, name) => {
    const { outputFiles } = await build({
      stdin: { contents: `import { ${name} } from './dist/${file}';\nimport './dist/${file}';`, resolveDir: fileURLToPath(root) },
      bundle: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
    });
    expect(outputFiles[0]?.text.trim()).toBe('');
  });

  it.each([['wasmap', mapModule], ['wasmap-cache', cacheModule]])('publishes the very module that it embeds as %s, which asks for a memory, one function and a builtin only', (name, module) => {
    const bytes = readFileSync(new URL(`dist/${name}.wasm`, root));
    expect(bytes.equals(unpack(module))).toBe(true);
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
    expect(imports.map(({ module, name }) => `${module}.${name}`).sort()).toEqual(['env.memory', 'host.memoryGrown', 'wasm:js-string.charCodeAt']);
  });
});
