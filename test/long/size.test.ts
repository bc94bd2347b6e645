import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

/** More entries than a native Map can hold. */
const ENTRIES = 2 ** 24 + 1;
const CHUNK = 2 ** 20;

/** Distinct keys, scattered. */
function keysFrom(first: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => Math.imul(first + i, 0x9e3779b1));
}

describe.each(engineKinds)('on the %s engine', (engine) => {
  it('a map holds 2^24 + 1 entries, put in one batch, and gives each of them back', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    const keys = keysFrom(0, ENTRIES);
    const result = map.putAll({ keys, values: keys });
    expect(result.inserted).toBe(ENTRIES);
    expect(map.size).toBe(ENTRIES);
    for (let from = 0; from < ENTRIES; from += CHUNK) {
      const part = keys.subarray(from, from + CHUNK);
      const { values, hits } = map.getAll(part);
      expect(hits).toBe(part.length);
      expect(values.every((value, i) => value === part[i])).toBe(true);
    }
    let visited = 0;
    map.forEach(() => visited++);
    expect(visited).toBe(ENTRIES);
    expect(map.memoryUsage().bytesPerEntry).toBeLessThan(23);
    expect(map.deleteAll(keys.subarray(5))).toBe(ENTRIES - 5);
    expect([...map.keys()].sort()).toEqual([...keys.subarray(0, 5)].sort());
    map.shrink();
    expect(map.memoryUsage().bytes).toBeLessThan(1000);
    map.dispose();
  });

  it('a set holds 2^24 + 1 keys, added one by one', () => {
    const set = new WasmSet({ key: 'u32', engine });
    for (let i = 0; i < ENTRIES; i++) set.add(Math.imul(i, 0x9e3779b1) >>> 0);
    expect(set.size).toBe(ENTRIES);
    for (let i = 0; i < ENTRIES; i += 997) if (!set.has(Math.imul(i, 0x9e3779b1) >>> 0)) expect(i).toBe(-1);
    expect(set.has(Math.imul(ENTRIES, 0x9e3779b1) >>> 0)).toBe(false);
    set.dispose();
  });

  it('a batch of twenty million entries, nearly all of them repeated, takes the memory of its distinct keys', () => {
    const keys = Uint32Array.from({ length: 20_000_000 }, (_, i) => Math.imul(i % 50_000, 0x9e3779b1));
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    map.putAll({ keys, values: new Uint32Array(keys.length).fill(1) }, { onConflict: 'add' });
    expect(map.size).toBe(50_000);
    expect(map.get(keys[0]!)).toBe(400);
    expect(map.memoryUsage().bytesPerEntry).toBeLessThan(23);
    map.dispose();
  });
});
