import { describe, expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

describe.each(engineKinds)('stats().snapshots on the %s engine', (engine) => {
  it.each(['u32', 'string', 'any'] as const)('counts those that are open, of keys of kind %s', (key) => {
    const map = new WasmMap<unknown, number>({ key, value: 'u32', engine });
    const keys = (key === 'u32' ? [1, 2] : ['a', 'b']) as [unknown, unknown];
    map.set(keys[0], 1);
    const first = map.snapshot();
    const second = map.snapshot();
    map.set(keys[1], 2).delete(keys[0]);
    const third = map.snapshot();
    expect(map.stats().snapshots).toBe(3);
    second.dispose();
    second.dispose();
    expect(map.stats().snapshots).toBe(2);
    first.dispose();
    third.dispose();
    expect([map.stats().snapshots, map.size]).toEqual([0, 1]);
  });
});
