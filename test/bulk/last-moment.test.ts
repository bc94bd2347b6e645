/** What others write between the last slice of an asynchronous batch and its commit: in microtasks, which come between the steps of its promises. */
import { describe, expect, it } from 'vitest';
import { ClosedError, ConcurrentModificationError, type OnConflict, PutAllError, WasmMap } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

type Key = number | string;
interface Outcome { inserted: number; replaced: number; kept: number }

/** As many as are not written at once, but in a single slice. */
const COUNT = 8192;
const IN_ONE_SLICE = { sliceMs: 1e6 };
/** Steps of promises that such a batch takes at most, and some more. */
const STEPS = 12;

const kinds = [['any', 'f64'], ['string', 'f64'], ['i32', 'any']] as const;
type Kinds = (typeof kinds)[number];

const keyOf = ([key]: Kinds, i: number): Key => (key === 'i32' ? i : `key ${i}`);

const others: Readonly<Record<string, (map: Map<Key, number>, keys: Kinds) => void>> = {
  writes(map, keys) {
    map.set(keyOf(keys, COUNT + 7), 1);
    map.set(keyOf(keys, 5), 1);
    map.delete(keyOf(keys, 3));
    map.delete(keyOf(keys, -1));
  },
  clears(map) { map.clear(); },
};

/** Does to `map` what the batch does; undefined where it is in conflict. */
function put(map: Map<Key, number>, entries: readonly (readonly [Key, number])[], mode: OnConflict): Outcome | undefined {
  if (mode === 'error' && entries.some(([key]) => map.has(key))) return undefined;
  const outcome = { inserted: 0, replaced: 0, kept: 0 };
  for (const [key, value] of entries) {
    const old = map.get(key);
    outcome[old === undefined ? 'inserted' : mode === 'keep' ? 'kept' : 'replaced']++;
    if (old === undefined || mode !== 'keep') map.set(key, mode === 'add' ? (old ?? 0) + value : value);
  }
  return outcome;
}

describe.each(engineKinds)('in the last moment before a batch is seen, %s engine', (engine) => {
  const make = ([key, value]: Kinds): WasmMap<Key, number> => new WasmMap<Key, number>({ key, value, engine } as never);
  const entriesOf = (keys: Kinds): [Key, number][] => Array.from({ length: COUNT }, (_, i) => [keyOf(keys, i), i]);
  const modesOf = ([, value]: Kinds): OnConflict[] => (value === 'any' ? ['replace', 'keep', 'error'] : ['replace', 'keep', 'error', 'add']);
  const cases = kinds.flatMap((keys) => modesOf(keys).flatMap((mode) => Object.keys(others).map((what) => [what, keys, mode] as const)));

  it.each(cases)('somebody %s: %s, %s', async (what, keys, mode) => {
    const entries = entriesOf(keys);
    let seen = 0;
    for (let step = 2; step < STEPS; step++) {
      const [map, model] = [make(keys), new Map<Key, number>()];
      for (const each of [map, model]) for (const i of mode === 'error' ? [-1, -2] : [-1, 3, -2]) each.set(keyOf(keys, i), -1);
      const batch = map.putAllAsync(entries, { ...IN_ONE_SLICE, onConflict: mode }).catch((error: unknown) => error);
      for (let i = 0; i < step; i++) await Promise.resolve();
      const isSeen = map.has(keyOf(keys, 0));
      seen += Number(isSeen);
      const early = isSeen ? put(model, entries, mode) : undefined;
      for (const each of [map, model]) others[what]!(each, keys);
      const wanted = isSeen ? early : put(model, entries, mode);
      const found = await batch;
      if (wanted === undefined) expect(found).toBeInstanceOf(PutAllError);
      else expect(found).toMatchObject(wanted);
      const held = (each: Iterable<[Key, number]>): string => (keys[0] === 'i32' ? [...each].sort(([a], [b]) => Number(a) - Number(b)) : [...each]).join();
      expect(held(map), `step ${step}`).toBe(held(model));
    }
    expect(seen).toBeLessThan(STEPS - 2);
    if (mode !== 'error' || what === 'clears') expect(seen).toBeGreaterThan(0);
  });

  it.each(kinds)('somebody disposes of the map: %s → %s', async (key, value) => {
    const keys = [key, value] as Kinds;
    for (let step = 2; step < STEPS; step++) {
      const map = make(keys);
      map.set(keyOf(keys, 1), 1);
      const batch = map.putAllAsync(entriesOf(keys), IN_ONE_SLICE).catch((error: unknown) => error);
      for (let i = 0; i < step; i++) await Promise.resolve();
      const isSeen = map.size > 1;
      map.dispose();
      const found = await batch;
      if (isSeen) expect(found).toMatchObject({ written: COUNT });
      else expect(found).toBeInstanceOf(ClosedError);
      expect(() => map.size).toThrow(ClosedError);
    }
  });

  it.each([2, COUNT])('somebody writes, which is not to be: %i entries', async (count) => {
    for (const keys of kinds) {
      for (let step = 0; step < STEPS; step++) {
        const map = make(keys);
        map.set(keyOf(keys, -1), 1);
        const batch = map.putAllAsync(entriesOf(keys).slice(0, count), { ...IN_ONE_SLICE, onInterleavedWrite: 'fail' }).catch((error: unknown) => error);
        for (let i = 0; i < step; i++) await Promise.resolve();
        const isSeen = map.size > 1;
        map.set(keyOf(keys, -2), 1);
        const found = await batch;
        if (isSeen || step === 0) expect([map.size, found]).toMatchObject([count + 2, { written: count }]);
        else expect([map.size, found]).toEqual([2, expect.any(ConcurrentModificationError)]);
      }
    }
  });
});
