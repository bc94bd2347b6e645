import { describe, expect, it } from 'vitest';
import { type PackedColumn, WasmMap } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

/** Keys 0 to `distinct`, scattered, `times` over. */
function repeated(distinct: number, times: number): Uint32Array {
  return Uint32Array.from({ length: distinct * times }, (_, i) => Math.imul(i % distinct, 0x9e3779b1) >>> 0);
}

const seeds = [1n, 2n];

describe.each(engineKinds)('on the %s engine', (engine) => {
  it.each([1, 7, 100, 1000, 5000, 40_000])('a batch of %i keys many times over takes the memory of those keys', (distinct) => {
    for (const seed of seeds) {
      for (const onConflict of ['replace', 'keep', 'add'] as const) {
        const once = new WasmMap({ key: 'u32', value: 'u32', engine, seed });
        once.putAll({ keys: repeated(distinct, 1), values: repeated(distinct, 1) });
        const keys = repeated(distinct, Math.max(3, Math.ceil(20_000 / distinct)));
        const often = new WasmMap({ key: 'u32', value: 'u32', engine, seed });
        often.putAll({ keys, values: new Uint32Array(keys.length).fill(1) }, { onConflict });
        expect(often.size).toBe(distinct);
        expect(often.memoryUsage().bytes).toBeLessThanOrEqual(once.memoryUsage().bytes * 1.05);
        for (const map of [once, often]) map.dispose();
      }
    }
  });

  it.each([1, 7, 100, 1000, 40_000])('a packed batch of %i keys many times over takes the memory of those keys', (distinct) => {
    const packed = (times: number): PackedColumn => {
      const rows = Array.from(repeated(distinct, times), (key) => String(key).padStart(10, '0'));
      return { data: new TextEncoder().encode(rows.join('')), offsets: Uint32Array.from({ length: rows.length + 1 }, (_, i) => i * 10) };
    };
    const times = Math.max(3, Math.ceil(20_000 / distinct));
    const once = new WasmMap({ key: 'string', value: 'u32', engine, seed: 1n });
    once.putAll({ keys: packed(1), values: new Uint32Array(distinct) });
    const often = new WasmMap({ key: 'string', value: 'u32', engine, seed: 1n });
    often.putAll({ keys: packed(times), values: new Uint32Array(distinct * times) });
    expect(often.size).toBe(distinct);
    expect(often.memoryUsage().bytes).toBeLessThanOrEqual(once.memoryUsage().bytes * 1.05);
    for (const map of [once, often]) map.dispose();
  });

  it.each([1, 7, 100, 1000, 5000, 40_000])('a batch of %i present keys grows nothing', (count) => {
    for (const seed of seeds) {
      const map = new WasmMap({ key: 'u32', value: 'u32', engine, seed });
      const keys = repeated(count, 1);
      for (const key of keys) map.set(key, 1);
      const { bytes } = map.memoryUsage();
      for (const onConflict of ['replace', 'keep', 'max'] as const) {
        const result = map.putAll({ keys: repeated(count, 3), values: repeated(count, 3) }, { onConflict });
        expect(result.grown).toBe(0);
        expect(map.memoryUsage().bytes).toBe(bytes);
      }
      map.putAll({ keys: Uint32Array.of(1, 2, 3), values: Uint32Array.of(1, 2, 3) });
      expect(map.memoryUsage().bytes).toBeLessThanOrEqual(bytes * 1.05 + 32_768);
      map.dispose();
    }
  });

  it('a batch into an empty map takes at most a step more than single writes', () => {
    for (const count of [10, 100, 1000, 3000, 10_000, 50_000, 100_000]) {
      const keys = repeated(count, 1);
      const batch = new WasmMap({ key: 'u32', value: 'u32', engine, seed: 5n });
      const { grown } = batch.putAll({ keys, values: keys });
      expect(grown).toBeGreaterThan(0);
      expect(grown).toBeLessThanOrEqual(batch.memoryUsage().bytes);
      expect(batch.memoryUsage().bytesPerEntry).toBeLessThan(count < 100 ? 40 : 24);
      batch.dispose();
    }
  });

  it('a batch that fails gives back what it took', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    for (let i = 0; i < 5000; i++) map.set(i, i);
    const { bytes } = map.memoryUsage();
    const keys = Uint32Array.from({ length: 50_000 }, (_, i) => 10_000 + i);
    keys[49_999] = 10_000;
    expect(() => map.putAll({ keys, values: keys }, { onConflict: 'error' })).toThrow();
    expect(map.memoryUsage().bytes).toBeLessThanOrEqual(bytes * 2);
    map.shrink();
    expect(map.memoryUsage().bytes).toBeLessThanOrEqual(bytes * 1.05);
  });
});
