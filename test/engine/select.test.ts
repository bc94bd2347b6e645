import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Package from '../../src/index.js';

/** A fresh copy of the package, which looks at the runtime anew. */
async function load(): Promise<typeof Package> {
  vi.resetModules();
  return import('../../src/index.js');
}

/** A runtime that has WebAssembly as it is here, except for `changes`. */
function stubWebAssembly(changes: Readonly<Record<string, unknown>>): void {
  const original = WebAssembly;
  const own = Object.getOwnPropertyNames(original).map((name) => [name, original[name as keyof typeof WebAssembly]]);
  vi.stubGlobal('WebAssembly', { ...Object.fromEntries(own) as object, ...changes });
}

function forbidden(): never {
  throw new WebAssembly.CompileError('code generation is disallowed by the embedder');
}

describe('the engine', () => {
  beforeEach(() => {
    vi.stubEnv('WASMAP_ENGINE', undefined);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });

  it('is WebAssembly where that runs with SIMD', async () => {
    const { WasmMap, engineInfo } = await load();
    expect(engineInfo()).toEqual({
      engine: 'wasm', simd: true, threads: true, randomness: 'crypto', reason: 'WebAssembly with SIMD is available',
    });
    expect(new WasmMap({ key: 'u32' }).engine).toBe('wasm');
  });

  it.each([
    ['WebAssembly is missing', () => vi.stubGlobal('WebAssembly', undefined), 'this runtime has no WebAssembly'],
    ['WebAssembly is a stub', () => vi.stubGlobal('WebAssembly', {}), /^WebAssembly refused to start: .*validate/],
    ['SIMD is missing', () => { stubWebAssembly({ validate: () => false }); }, 'this runtime has no WebAssembly SIMD'],
    ['compiling is forbidden', () => { stubWebAssembly({ Module: forbidden }); }, /^WebAssembly refused to start: .*disallowed/],
    ['no address space is left', () => { stubWebAssembly({ Memory: forbidden }); }, /^WebAssembly refused to start: /],
    ['the environment asks for it', () => vi.stubEnv('WASMAP_ENGINE', 'js'), 'WASMAP_ENGINE=js in the environment'],
  ])('is JavaScript where %s, says so, and works', async (_, change, reason) => {
    change();
    const { WasmMap, engineInfo } = await load();
    const info = engineInfo();
    expect([info.engine, info.simd]).toEqual(['js', false]);
    expect(info.reason).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
    const map = new WasmMap({ key: 'u32', value: 'f64' });
    map.putAll([[1, 0.5]]);
    expect([map.engine, map.get(1)]).toEqual(['js', 0.5]);
  });

  it('is what is asked for, whatever the environment says, or an error where that cannot run', async () => {
    vi.stubEnv('WASMAP_ENGINE', 'js');
    const { Heap, WasmMap } = await load();
    expect(new WasmMap({ key: 'u32', engine: 'wasm' }).engine).toBe('wasm');
    expect(new WasmMap({ key: 'u32', heap: new Heap({ separate: true }) }).engine).toBe('js');
    stubWebAssembly({ Module: forbidden });
    const { UnsupportedError, WasmMap: Fresh } = await load();
    expect(() => new Fresh({ key: 'u32', engine: 'wasm' })).toThrow(UnsupportedError);
    expect(() => new Fresh({ key: 'u32', engine: 'wasm' })).toThrow(/engine 'wasm' cannot run here: .*disallowed/);
  });

  it('draws seeds from the system, in Node, without loading its cryptography, which takes longer than all else', async () => {
    const asked = vi.fn();
    vi.stubGlobal('crypto', { getRandomValues: asked });
    const { engineInfo, WasmMap } = await load();
    const layouts = Array.from({ length: 8 }, () => String([...new WasmMap(Array.from({ length: 9 }, (_, i) => [i, i]), { key: 'u32', value: 'u32' }).keys()]));
    expect(new Set(layouts).size).toBeGreaterThan(1);
    expect(engineInfo().randomness).toBe('crypto');
    expect(asked).not.toHaveBeenCalled();
  });

  const device = { openSync: () => 3, fstatSync: () => ({ isCharacterDevice: () => true }), closeSync: () => undefined };

  it.each([
    ['has no file for them', () => ({ ...device, openSync: () => { throw new Error('ENOENT'); } })],
    ['has another sort of file there', () => ({ ...device, fstatSync: () => ({ isCharacterDevice: () => false }) })],
    ['gives fewer than were asked for', () => ({ ...device, readSync: (_: number, words: Uint32Array) => words.set([1, 2]) ?? 8 })],
    ['gives zeros', () => ({ ...device, readSync: (_: number, words: Uint32Array) => words.fill(0).byteLength })],
    ['gives Node no modules', () => { throw new TypeError('getBuiltinModule is not a function'); }],
  ])('draws seeds from cryptography where the system %s', async (_, getBuiltinModule) => {
    vi.stubGlobal('process', { ...process, release: process.release, getBuiltinModule });
    const asked = vi.fn((words: Uint32Array) => words.fill(1));
    vi.stubGlobal('crypto', { getRandomValues: asked });
    expect((await load()).engineInfo().randomness).toBe('crypto');
    expect(asked).toHaveBeenCalledOnce();
  });

  it('closes what it drew seeds from, whatever that gave', async () => {
    const closeSync = vi.fn();
    const readSync = () => { throw new Error('EIO'); };
    vi.stubGlobal('process', { ...process, release: process.release, getBuiltinModule: () => ({ ...device, readSync, closeSync }) });
    (await load()).engineInfo();
    expect(closeSync.mock.calls).toEqual([[3]]);
  });

  it('draws seeds from Math.random where there is neither', async () => {
    vi.stubGlobal('process', { ...process, release: process.release, getBuiltinModule: undefined });
    vi.stubGlobal('crypto', undefined);
    const { engineInfo, WasmMap } = await load();
    expect(engineInfo().randomness).toBe('math');
    expect(new WasmMap([[1, 2]], { key: 'u32', value: 'u32' }).get(1)).toBe(2);
  });

  it('is as ever, with seeds from cryptography, where asking for process throws', async () => {
    const { process: original } = globalThis;
    const { engineInfo } = await load();
    const asked = vi.fn((words: Uint32Array) => words.fill(1));
    vi.stubGlobal('crypto', { getRandomValues: asked });
    Object.defineProperty(globalThis, 'process', { get() { throw new Error('no leave'); }, configurable: true });
    try {
      expect(engineInfo()).toMatchObject({ engine: 'wasm', randomness: 'crypto' });
    } finally {
      Object.defineProperty(globalThis, 'process', { value: original, writable: true, configurable: true });
    }
    expect(asked).toHaveBeenCalledOnce();
  });

  it('needs no process', async () => {
    const { process: original } = globalThis;
    const { WasmMap } = await load();
    vi.stubGlobal('process', undefined);
    try {
      expect(new WasmMap({ key: 'u32' }).engine).toBe('wasm');
    } finally {
      vi.stubGlobal('process', original);
    }
  });
});
