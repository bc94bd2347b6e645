/** Maps and sets whose keys are strings or bytes: the order of insertion, and what iteration sees, are Map's to the letter. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { CapacityError, ClosedError, Heap, PutAllError, WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import { walkHeap } from '../support/invariants-heap.js';
import { randomWords } from '../support/random.js';
import { linearTableOf } from '../support/tables.js';
import { engineKinds, keyArbitrary, runs, thrownBy } from '../support/workloads.js';

/** What is done to a map while it is iterated: one change for each step. */
interface Change {
  readonly what: 'set' | 'delete' | 'clear' | 'delete many' | 'nothing';
  readonly key: number;
}

const changes = fc.array(fc.record({
  what: fc.constantFrom<Change['what']>('set', 'delete', 'set', 'delete', 'nothing', 'delete many', 'clear'),
  key: fc.nat(60),
}), { maxLength: 80 });

function apply(map: Map<string, number>, { what, key }: Change): void {
  const name = (n: number): string => `key ${n}`;
  if (what === 'set') map.set(name(key), key);
  else if (what === 'delete') map.delete(name(key));
  else if (what === 'clear' && key < 8) map.clear();
  else if (what === 'delete many') for (let i = key; i < key + 25; i++) map.delete(name(i));
}

/** The keys that an iteration of `map` visits while `script` changes it, and those that a second look at its end adds. */
function visited(map: Map<string, number>, script: readonly Change[]): unknown[] {
  const seen: unknown[] = [];
  const iterator = map.entries();
  for (let i = 0; i < 300; i++) {
    const { value, done } = iterator.next();
    seen.push(value, done);
    if (i < script.length) apply(map, script[i]!);
    if (done === true && i > script.length) break;
  }
  return seen;
}

describe.each(engineKinds)('a map of strings on the %s engine', (engine) => {
  const make = (): WasmMap<string, number> => new WasmMap({ key: 'string', value: 'u32', engine });

  it('visits, while it changes, exactly what a Map visits', () => {
    fc.assert(fc.property(fc.nat(60), changes, (count, script) => {
      const [map, model] = [make(), new Map<string, number>()];
      for (const each of [map, model]) for (let i = 0; i < count; i++) each.set(`key ${i}`, i);
      expect(visited(map, script)).toEqual(visited(model, script));
      expect([...map]).toEqual([...model]);
    }), { numRuns: runs(150) });
  });

  it('visits in forEach, while it changes, exactly what a Map visits', () => {
    fc.assert(fc.property(fc.nat(60), changes, (count, script) => {
      const order = (map: Map<string, number>): unknown[] => {
        for (let i = 0; i < count; i++) map.set(`key ${i}`, i);
        const seen: unknown[] = [];
        map.forEach((value, key, same) => {
          seen.push(key, value, same === map);
          const change = script[seen.length / 3 - 1];
          if (change !== undefined) apply(map, change);
        });
        return seen;
      };
      expect(order(make())).toEqual(order(new Map<string, number>()));
    }), { numRuns: runs(150) });
  });

  it('keeps the place of a key that is set again, and gives a new one to a key that was deleted', () => {
    const map = make().set('a', 1).set('b', 2).set('c', 3).set('a', 4);
    expect([...map]).toEqual([['a', 4], ['b', 2], ['c', 3]]);
    map.delete('a');
    map.set('a', 5);
    expect([...map.keys()]).toEqual(['b', 'c', 'a']);
    map.putAll([['c', 6], ['d', 7]]);
    expect([...map.values()]).toEqual([2, 6, 5, 7]);
  });

  it('iterates over many pages while they merge and go', () => {
    const [map, model] = [make(), new Map<string, number>()];
    for (let i = 0; i < 20_000; i++) for (const each of [map, model]) each.set(`number ${i}`, i);
    const order = (each: Map<string, number>): string[] => {
      const seen: string[] = [];
      for (const [key, value] of each) {
        seen.push(key);
        for (let i = value + 1; i < value + 8; i++) each.delete(`number ${i}`);
        if (value % 1000 === 0) each.set(`late ${value}`, 8 * value + 7);
      }
      return seen;
    };
    expect(order(map)).toEqual(order(model));
    expect([...map]).toEqual([...model]);
  });

  it('an iterator at its end stays there, one that was not begun sees all', () => {
    const map = make().set('a', 1);
    const [early, late] = [map.keys(), map.keys()];
    early.next();
    expect(early.next().done).toBe(true);
    map.set('b', 2);
    expect(early.next().done).toBe(true);
    expect([...late]).toEqual(['a', 'b']);
    map.dispose();
    expect(() => map.keys()).toThrow(ClosedError);
  });

  it('tells strings apart that look alike, and returns each as it was', () => {
    const keys = ['', '\0', '\0\0', 'a', 'a\0', 'é', 'e\u0301', '\u00ff', '\u0100', '\ud83d\ude00', '\ud83d', '\ude00', 'ÿ'.repeat(50), 'Ā'.repeat(50)];
    const map = make();
    keys.forEach((key, i) => map.set(key, i));
    expect(map.size).toBe(keys.length);
    expect([...map.keys()]).toEqual(keys);
    keys.forEach((key, i) => { expect(map.get(key)).toBe(i); });
    const { values, hits } = map.getAll(keys);
    expect([Array.from(values), hits]).toEqual([keys.map((_, i) => i), keys.length]);
  });

  it('takes any string that there is', () => {
    fc.assert(fc.property(fc.array(keyArbitrary('string') as fc.Arbitrary<string>), (keys) => {
      const [map, model] = [make(), new Map<string, number>()];
      keys.forEach((key, i) => {
        // Built of two halves, a string has another representation inside.
        map.set(key.slice(0, key.length >> 1) + key.slice(key.length >> 1), i);
        model.set(key, i);
      });
      expect([...map]).toEqual([...model]);
      expect(map.deleteAll(keys)).toBe(model.size);
      expect(map.size).toBe(0);
    }), { numRuns: runs(100) });
  });

  it('takes keys of megabytes, in single calls and in batches', () => {
    const map = make();
    const [latin, wide] = ['x'.repeat(2_000_000), 'Ω'.repeat(1_000_000)];
    map.set(latin, 1);
    map.putAll([['short', 2], [wide, 3], ['also short', 4]]);
    expect([map.get(latin), map.get(wide), map.get(`${latin}!`), map.get('also short')]).toEqual([1, 3, undefined, 4]);
    expect([...map.keys()].map(({ length }) => length)).toEqual([2_000_000, 5, 1_000_000, 10]);
    expect(map.memoryUsage().bytes).toBeGreaterThan(4_000_000);
    expect(map.delete(latin)).toBe(true);
    expect(map.deleteAll([wide, latin])).toBe(1);
    expect(map.memoryUsage().bytes).toBeLessThan(40_000);
  });

  it('counts reads as they are, those inside batches and getOrInsert not twice', () => {
    const map = make().set('a', 1);
    map.get('a');
    map.get('b');
    map.getAll(['a', 'b', 'c']);
    map.getOrInsert('a', 2);
    const { hits, misses } = map.stats();
    expect([hits, misses]).toEqual([3, 3]);
  });

  it('takes a batch back that a quota refuses, order and all', () => {
    const heap = new Heap({ maximumBytes: 60_000 });
    const map = new WasmMap({ key: 'string', value: 'f64', heap, ...(engine === heap.engine ? {} : { engine: heap.engine }) });
    map.putAll([['a', 1], ['b', 2]]);
    const { version } = map;
    const many = Array.from({ length: 5000 }, (_, i): [string, number] => [`key ${i}`, i]);
    expect(thrownBy(() => map.putAll([['b', 3], ...many]))).toBeInstanceOf(CapacityError);
    expect([[...map], map.version]).toEqual([[['a', 1], ['b', 2]], version]);
    expect(thrownBy(() => map.set('k'.repeat(70_000), 1))).toBeInstanceOf(CapacityError);
    expect(map.set('c', 3).size).toBe(3);
  });

  it('names the position of what is no string, and writes nothing', () => {
    const map = make().set('a', 1);
    const error = thrownBy(() => map.putAll({ keys: ['b', 5 as never], values: [1, 2] })) as PutAllError;
    expect(error).toBeInstanceOf(PutAllError);
    expect(error.cause).toBeInstanceOf(WasmapTypeError);
    expect(error.message).toContain('keys[1]: expected a string (kind string), got 5');
    expect(thrownBy(() => map.getAll(['a', null] as unknown as string[]))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => map.get(1 as never))).toBeInstanceOf(WasmapTypeError);
    expect([...map]).toEqual([['a', 1]]);
  });

  it('shrinks, keeps references, and shows itself', () => {
    const map = new WasmMap({ key: 'string', engine });
    const values = Array.from({ length: 3000 }, (_, i) => ({ i }));
    map.putAll({ keys: values.map(({ i }) => `key ${i}`), values });
    for (let i = 0; i < 2990; i++) map.delete(`key ${i}`);
    map.shrink();
    expect([...map.values()]).toEqual(values.slice(2990));
    expect(map.get('key 2995')).toBe(values[2995]);
  });
});

describe.each(engineKinds)('keys of bytes on the %s engine', (engine) => {
  it('behave as their Latin-1 text does in a Map', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ maxLength: 40 }), fc.nat(12).map((length) => new Uint8Array(length)));
    const calls = fc.array(fc.tuple(bytes, fc.constantFrom('set', 'delete', 'get')), { maxLength: 80 });
    const text = (key: Uint8Array): string => Buffer.from(key).toString('latin1');
    fc.assert(fc.property(calls, (script) => {
      const [map, model] = [new WasmMap<Uint8Array, number>({ key: 'bytes', engine }), new Map<string, number>()];
      script.forEach(([key, call], i) => {
        if (call === 'set') {
          map.set(key, i);
          model.set(text(key), i);
        } else if (call === 'get') expect(map.get(Buffer.from(key))).toBe(model.get(text(key)));
        else expect(map.delete(key.slice())).toBe(model.delete(text(key)));
      });
      expect([...map].map(([key, value]) => [text(key), value])).toEqual([...model]);
    }), { numRuns: runs(100) });
  });

  it('are copied in and out', () => {
    const set = new WasmSet({ key: 'bytes', engine });
    const key = Uint8Array.of(1, 2, 3);
    set.add(key);
    key[0] = 9;
    expect([set.has(Uint8Array.of(1, 2, 3)), set.has(key)]).toEqual([true, false]);
    const [copy] = set;
    copy![0] = 7;
    expect(set.has(Uint8Array.of(1, 2, 3))).toBe(true);
    expect(set.hasAll([key, Uint8Array.of(1, 2, 3), new Uint8Array(200_000)])).toEqual(Uint8Array.of(0, 1, 0));
    expect(set.addAll([new Uint8Array(200_000), key]).inserted).toBe(2);
    expect(thrownBy(() => set.add([1, 2, 3] as never))).toBeInstanceOf(WasmapTypeError);
  });
});

describe('types', () => {
  it('follow from the kinds', () => {
    const map = new WasmMap({ key: 'string', value: 'f64' });
    expectTypeOf(map.get('a')).toEqualTypeOf<number | undefined>();
    expectTypeOf([...map.keys()]).toEqualTypeOf<string[]>();
    expectTypeOf([...new WasmSet({ key: 'bytes' })]).toEqualTypeOf<Uint8Array[]>();
  });
});

describe.each(engineKinds)('keys larger than what lies between two segment tables, on the %s engine', (engine) => {
  it('go in, come back and go, others beside them, and their memory serves again', () => {
    const heap = new Heap({ engine, separate: true });
    const map = new WasmMap<string, string>({ key: 'string', value: 'string', heap });
    const table = linearTableOf(map);
    const huge = [17e6, 34e6].map((length) => 'x'.repeat(length));
    const committed: number[] = [];
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 3000; i++) map.set(`key ${i}`, `value ${i}`);
      for (const key of huge) map.set(key, `${key.length} characters`);
      expect(huge.map((key) => map.get(key))).toEqual(['17000000 characters', '34000000 characters']);
      expect([...map.keys()].slice(3000).map((key) => key.length)).toEqual([17e6, 34e6]);
      expect(map.get('key 2999')).toBe('value 2999');
      expect(map.getAll([huge[1]!, 'key 7', 'no']).values).toEqual(['34000000 characters', 'value 7', undefined]);
      expect(map.deleteAll([huge[0]!, 'key 1'])).toBe(2);
      map.clear();
      committed.push(table.engine.committed());
    }
    expect(committed[2]).toBe(committed[1]); // the first round left small pieces in regions that a huge one could have had
    map.set(huge[0]!, huge[1]!.slice(0, 20e6));
    expect(map.get(huge[0]!)!.length).toBe(20e6);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
    walkHeap(table.engine, [], [heap._quota]);
  }, 120_000);

  it('of more than a length word can count are refused, and so are batches that have one', () => {
    const map = new WasmMap<Uint8Array, number>({ key: 'bytes', value: 'u32', engine });
    const endless = new Uint8Array(2 ** 29 + 1);
    const packed = { data: endless, offsets: Uint32Array.of(0, 1, 2 ** 29 + 1) };
    const calls = [() => map.set(endless, 1), () => map.putAll([[Uint8Array.of(1), 1], [endless, 2]]), () => map.hasAll(packed), () => map.putAll({ keys: packed, values: [1, 2] })];
    for (const call of calls) expect(thrownBy(call)).toBeInstanceOf(CapacityError);
    expect(map.size).toBe(0);
  });
});

describe.each(engineKinds)('a full heap of strings on the %s engine', (engine) => {
  it('makes room of what was removed, before it refuses a write', () => {
    const heap = new Heap({ maximumBytes: 2 ** 20, engine });
    const map: WasmMap<string, number> = new WasmMap({ key: 'string', value: 'f64', heap, seed: 3n });
    const model = new Map<string, number>();
    const next = randomWords(5);
    const live: string[] = [];
    const add = (i: number): void => {
      const key = `key-number-${i}`;
      map.set(key, i);
      model.set(key, i);
      live.push(key);
    };
    const removeAny = (): void => {
      const at = next() % live.length;
      const key = live[at]!;
      live[at] = live[live.length - 1]!;
      live.pop();
      if (map.delete(key) !== model.delete(key)) throw new Error(`${key} is lost`);
    };
    for (let i = 0; i < 14_000; i++) add(i);
    for (let i = 14_000; i < 80_000; i++) {
      removeAny();
      add(i);
    }
    for (let i = 0; i < 8000; i++) removeAny();
    const entries = Array.from({ length: 7000 }, (_, i) => [`another-${i}`, i] as const);
    map.putAll(entries);
    for (const [key, value] of entries) model.set(key, value);
    expect([...map]).toEqual([...model]);
    map.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it('refuses what it has no room for, time and again, without searching for some', () => {
    const heap = new Heap({ maximumBytes: 2 ** 20, engine });
    const map: WasmMap<string, string> = new WasmMap({ key: 'string', value: 'string', heap });
    const fill = (): number => {
      for (let i = 0; ; i++) {
        try {
          map.set(`key ${i} of a length that fills pages`, `value ${i}`);
        } catch (error) {
          expect(error).toBeInstanceOf(CapacityError);
          return i;
        }
      }
    };
    const most = fill();
    for (let i = 0; i < most; i += 2) map.delete(`key ${i} of a length that fills pages`);
    for (let i = 0; i < 2000; i++) {
      try {
        map.set(`other ${i} of a length that fills pages`, 'x'.repeat(100));
      } catch (error) {
        expect(error).toBeInstanceOf(CapacityError);
      }
    }
    expect(map.size).toBeGreaterThan(most / 2);
  });
});
