/** Contexts that have what ECMAScript has, and WebAssembly, but nothing of the web's or Node's: AudioWorklets are nearly so, and jest's jsdom. */
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

let script = '';

beforeAll(async () => {
  // Named one by one, for esbuild's own helper for whole modules does not stand a polluted Object.prototype.
  const contents = "import { WasmMap, engineInfo } from './dist/index.js'; Object.assign(wasmap, { WasmMap, engineInfo });";
  const resolveDir = fileURLToPath(new URL('../../', import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, format: 'iife', write: false, logLevel: 'error' });
  script = outputFiles[0]!.text;
});

/** What `code` comes to where the package was loaded after `before` had run. */
function run(code: string, before = ''): unknown {
  const context = createContext({});
  // No new global after that: in a context whose Object.prototype is polluted, one takes Node down.
  runInContext(`globalThis.wasmap = {}; ${before}`, context);
  runInContext(script, context);
  return runInContext(`(() => { 'use strict'; ${code} })()`, context);
}

/** As JSON, for what a context makes has prototypes of its own. */
async function told(code: string, before?: string): Promise<unknown> {
  return JSON.parse(await run(`return (async () => JSON.stringify(await (async () => { ${code} })()))();`, before) as string);
}

describe('where there is nothing but ECMAScript and WebAssembly', () => {
  it('has none of the globals that the package uses elsewhere', () => {
    const names = ['TextEncoder', 'TextDecoder', 'performance', 'process', 'crypto', 'setTimeout', 'Buffer'];
    expect(run(`return ${JSON.stringify(names)}.filter((name) => name in globalThis).join();`)).toBe('');
  });

  it('loads, and runs the WASM engine', async () => {
    expect(await told(`
      const map = new wasmap.WasmMap({ key: 'u32', value: 'f64' });
      for (let i = 0; i < 10_000; i++) map.set(i, i / 2);
      const { engine, reason, randomness } = wasmap.engineInfo();
      return [engine, reason, randomness, map.engine, map.size, map.get(9999), map.get(10_000) === undefined];
    `)).toEqual(['wasm', 'WebAssembly with SIMD is available', 'math', 'wasm', 10_000, 4999.5, true]);
  });

  describe.each(['wasm', 'js'])('on the %s engine', (engine) => {
    it('keeps text of any length and bytes', async () => {
      expect(await told(`
        const lengths = [0, 1, 20, 39, 40, 60, 64, 65, 191, 192, 300, 5000];
        const texts = lengths.flatMap((length) => ['a', 'é', 'ж', '\\x80'].map((character) => character.repeat(length) + length));
        const map = new wasmap.WasmMap({ key: 'string', value: 'string', engine: '${engine}' });
        for (const text of texts) map.set(text, text + '!');
        map.putAll(texts.map((text) => [text + '?', text]));
        const bytes = new wasmap.WasmMap({ key: 'bytes', value: 'bytes', engine: '${engine}' });
        bytes.set(Uint8Array.of(1, 2), Uint8Array.of(3));
        return [
          texts.every((text) => map.get(text) === text + '!' && map.get(text + '?') === text), [...map.keys()].every((key) => map.has(key)),
          [...bytes.get(Uint8Array.of(1, 2))],
        ];
      `)).toEqual([true, true, [3]]);
    });

    it('writes batches, at once and in slices, and files, without a clock of its own', async () => {
      expect(await told(`
        const pairs = Array.from({ length: 70_000 }, (_, i) => [i, i]);
        const options = { key: 'u32', value: 'u32', engine: '${engine}' };
        const map = new wasmap.WasmMap(options);
        const { inserted, durationMs } = map.putAll(pairs.slice(0, 3), { idempotencyKey: 'first' });
        const { deduplicated } = map.putAll(pairs.slice(0, 3), { idempotencyKey: 'first' });
        const slowly = await map.putAllAsync(pairs);
        const copy = wasmap.WasmMap.deserialize(map.serialize());
        return [inserted, durationMs >= 0, deduplicated, slowly.written, copy.size, copy.get(69_999)];
      `)).toEqual([3, true, true, 70_000, 70_000, 69_999]);
    });
  });
});

describe('where Object.prototype has properties that descriptors have, too', () => {
  it.each(['wasm', 'js'])('loads, and works on the %s engine', async (engine) => {
    const before = "Object.assign(Object.prototype, { get: () => 1, set: () => 2, value: 3, writable: false, enumerable: true });";
    expect(await told(`
      const map = new wasmap.WasmMap({ key: 'u32', value: 'u32', engine: '${engine}' });
      map.set(1, 2);
      for (const key in map) if (key[0] !== '_' && !(key in Object.prototype)) throw key;
      try { map.set(-1, 0); } catch (error) { return [map.get(1), error.name, error.code, [...map].length]; }
    `, before)).toEqual([2, 'WasmapRangeError', 'ERR_WASMAP_RANGE', 1]);
  });
});

describe('where Buffer is not what it is in Node', () => {
  it('loads, and reads text', () => {
    expect(run("return [...new wasmap.WasmMap([['a', 1]], { key: 'string', value: 'u32' }).keys()].join();", 'globalThis.Buffer = {};')).toBe('a');
  });
});
