import { describe, expect, expectTypeOf, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

describe.each(engineKinds)('a map on the %s engine', (engine) => {
  const make = (): WasmMap<number, string> => new WasmMap<number, string>({ key: 'u32', engine });

  it('has every method and property of Map', () => {
    const map = make();
    for (const name of Object.getOwnPropertyNames(Map.prototype)) {
      expect(typeof (map as unknown as Record<string, unknown>)[name], name).toBe(name === 'size' ? 'number' : 'function');
    }
    expect(map.getOrInsert(1, 'a')).toBe('a');
    expect(map.getOrInsertComputed(2, (key) => `b${key}`)).toBe('b2');
  });

  it('is an instance of WasmMap, whatever its kinds, and says so', () => {
    for (const value of ['any', 'u32', 'f64', 'u64'] as const) {
      const map = new WasmMap({ key: 'u32', value, engine });
      expect(map).toBeInstanceOf(WasmMap);
      expect(map.constructor).toBe(WasmMap);
      expect(Object.prototype.toString.call(map)).toBe('[object WasmMap]');
    }
    expect(WasmMap.name).toBe('WasmMap');
  });

  it('cannot be made without new', () => {
    expect(() => (WasmMap as unknown as (options: object) => unknown)({ key: 'u32' })).toThrow(TypeError);
  });

  it('returns itself from set, and its iterables are its entries', () => {
    const map = make();
    expect(map.set(1, 'a').set(2, 'b')).toBe(map);
    expect(new Map(map)).toEqual(new Map([[1, 'a'], [2, 'b']]));
    expect(new Map(map.entries())).toEqual(new Map(map));
    expect([...map].sort()).toEqual([[1, 'a'], [2, 'b']]);
  });

  it('gives iterators like Map’s: iterable themselves, tagged, heirs of %IteratorPrototype%, with nothing of their own', () => {
    const map = make().set(1, 'a');
    for (const iterator of [map.entries(), map.keys(), map.values(), map[Symbol.iterator]()]) {
      expect(iterator[Symbol.iterator]()).toBe(iterator);
      expect(Object.prototype.toString.call(iterator)).toBe('[object WasmMap Iterator]');
      expect(Object.getPrototypeOf(Object.getPrototypeOf(iterator))).toBe(iteratorPrototype);
      expect(Reflect.ownKeys(iterator)).toEqual([]);
      expect(iterator.return).toBeUndefined();
      expect(iterator.next().done).toBe(false);
      expect(iterator.next()).toEqual({ value: undefined, done: true });
    }
  });

  it('gives iterators whose next cannot be lent to something else', () => {
    const { next } = make().keys();
    expect(() => next.call({} as never)).toThrow(TypeError);
  });

  it('gives iterators that see what was added before their first step and stay at their end', () => {
    const map = make();
    const keys = map.keys();
    map.set(1, 'a');
    expect(keys.next()).toEqual({ value: 1, done: false });
    expect(keys.next().done).toBe(true);
    map.set(2, 'b');
    expect(keys.next()).toEqual({ value: undefined, done: true });
  });

  it('gives entries that are arrays of their own', () => {
    const map = make().set(1, 'a');
    const [entry] = map;
    entry![1] = 'changed';
    expect(map.get(1)).toBe('a');
    expect([...map][0]).not.toBe([...map][0]);
  });

  it('calls forEach’s callback with value, key, map, and thisArg as this', () => {
    const map = make().set(1, 'a');
    const self = {};
    const calls: unknown[] = [];
    map.forEach(function (this: unknown, ...given) {
      calls.push([this, ...given]);
    }, self);
    map.forEach(function (this: unknown, ...given) {
      calls.push([this, ...given]);
    });
    expect(calls).toEqual([[self, 'a', 1, map], [undefined, 'a', 1, map]]);
    expect((calls[0] as unknown[])[0]).toBe(self);
    expect((calls[0] as unknown[])[3]).toBe(map);
    expect(map.forEach(() => 1)).toBeUndefined();
  });

  it('hands a falsy thisArg on as Map does', () => {
    for (const thisArg of [null, 0, '', false]) {
      const seen: unknown[] = [];
      make().set(1, 'a').forEach(function (this: unknown) {
        seen.push(this);
      }, thisArg);
      expect(seen).toEqual([thisArg]);
    }
  });

  it('passes on what a callback throws, and stays usable', () => {
    const map = make().set(1, 'a').set(2, 'b');
    const error = new Error('from the callback');
    expect(thrownBy(() => map.forEach(() => { throw error; }))).toBe(error);
    expect(thrownBy(() => map.getOrInsertComputed(3, () => { throw error; }))).toBe(error);
    expect(map.has(3)).toBe(false);
    expect(map.size).toBe(2);
  });

  it('keeps what the callback of getOrInsertComputed set meanwhile only until its result is set, as Map does', () => {
    const map = make();
    const result = map.getOrInsertComputed(1, () => {
      map.set(1, 'inner');
      map.set(2, 'other');
      return 'outer';
    });
    expect(result).toBe('outer');
    expect(new Map(map)).toEqual(new Map([[1, 'outer'], [2, 'other']]));
  });

  it('compares f64 keys by SameValueZero and shows -0 as 0', () => {
    const map = new WasmMap({ key: 'f64', value: 'u32', engine });
    map.set(-0, 1).set(NaN, 2).set(0, 3).set(-NaN, 4);
    expect(map.size).toBe(2);
    expect(map.get(-0)).toBe(3);
    expect(map.get(NaN)).toBe(4);
    expect([...map.keys()].some((key) => Object.is(key, -0))).toBe(false);
    const views = new Float64Array(new BigUint64Array([0x7ff8000000000001n, 0xfff0000000000001n]).buffer);
    expect(map.has(views[0]!) && map.has(views[1]!)).toBe(true);
    expect(map.hasAll(views)).toEqual(Uint8Array.of(1, 1));
  });

  it('hands an any value back as it was, undefined included', () => {
    const map = new WasmMap<number, unknown>({ key: 'u32', engine });
    const values = [undefined, null, NaN, -0, 'text', Symbol('s'), 1n, {}, () => 1];
    values.forEach((value, i) => map.set(i, value));
    values.forEach((value, i) => expect(Object.is(map.get(i), value)).toBe(true));
    expect(map.has(0)).toBe(true);
    expect(map.getOr(0, 'fallback')).toBeUndefined();
    expect(map.getOrInsert(0, 'new')).toBeUndefined();
  });

  it('rounds f32 values as Math.fround', () => {
    const map = new WasmMap({ key: 'u32', value: 'f32', engine });
    expect(map.set(1, 0.1).get(1)).toBe(Math.fround(0.1));
    expect(map.getOrInsert(2, 0.3)).toBe(Math.fround(0.3));
    expect(map.increment(1, 0.1)).toBe(map.get(1));
  });

  it('serializes as a Map does: JSON shows nothing of it', () => {
    expect(JSON.stringify(make().set(1, 'a'))).toBe(JSON.stringify(new Map([[1, 'a']])));
    expect(JSON.stringify({ map: make() })).toBe('{"map":{}}');
  });

  it('cannot be cloned by structuredClone', () => {
    expect(() => structuredClone(make().set(1, 'a'))).toThrow();
  });

  it('is a Map to TypeScript, with the types of its kinds', () => {
    const numbers = new WasmMap({ key: 'u32', value: 'f64', engine });
    expectTypeOf(numbers.get(1)).toEqualTypeOf<number | undefined>();
    expectTypeOf(numbers).toExtend<Map<number, number>>();
    const longs = new WasmMap([[1n, 2n]], { key: 'u64', value: 'i64', engine });
    expectTypeOf(longs.get(1n)).toEqualTypeOf<bigint | undefined>();
    const references = new WasmMap({ key: 'i32', engine });
    expectTypeOf(references.get(1)).toEqualTypeOf<unknown>();
    const plain: Map<number, number> = numbers;
    expect(plain.set(1, 0.5).get(1)).toBe(0.5);
    expect(longs.get(1n)).toBe(2n);
  });
});
