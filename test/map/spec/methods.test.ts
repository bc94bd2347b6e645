/** ECMA-262, 24.1.3 "Properties of the Map Prototype Object": what the methods do. */
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/workloads.js';
import { anySubjects, subjects } from './subjects.js';

/** Every type of value; of objects and symbols two that look the same. */
const keys: readonly unknown[] = [
  undefined, null, true, false, 0, 1, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, Number.MIN_VALUE, 0n, 1n, 10n ** 30n, '', '0', '1', 'NaN',
  'undefined', 'null', '\ud800', Symbol('s'), Symbol('s'), Symbol.for('s'), {}, {}, [], [], () => 1, () => 1, Object(1), Object('1'), new Map(),
];

describe.each(anySubjects)('keys of any type in $name', ({ make }) => {
  it('are each a key of their own, by get, has, set and delete', () => {
    const map = make();
    keys.forEach((key, i) => {
      expect([map.has(key), map.get(key), map.delete(key)]).toEqual([false, undefined, false]);
      expect(map.set(key, i)).toBe(map);
    });
    expect(map.size).toBe(keys.length);
    keys.forEach((key, i) => expect([map.has(key), map.get(key)]).toEqual([true, i]));
    [...map.keys()].forEach((key, i) => expect(Object.is(key, keys[i])).toBe(true));
    keys.forEach((key, i) => expect([map.delete(key), map.has(key), map.delete(key), map.size]).toEqual([true, false, false, keys.length - i - 1]));
  });

  it('are compared by SameValueZero, -0 becoming +0', () => {
    const map = make([[-0, 'zero'], [NaN, 'nan']]);
    expect(Object.is([...map.keys()][0], 0)).toBe(true);
    expect([map.get(0), map.get(-0), map.has(-0), map.get(Number('x')), map.get(0n)]).toEqual(['zero', 'zero', true, 'nan', undefined]);
    map.set(-0, 'again').set(NaN, 'again');
    expect(map.size).toBe(2);
    expect([map.delete(-0), map.delete(NaN), map.size]).toEqual([true, true, 0]);
  });

  it('become +0 in every other call, too', () => {
    const seen: unknown[] = [];
    const map = make() as Map<unknown, unknown> & { getOrInsertComputed?(key: unknown, compute: (key: unknown) => unknown): unknown };
    map.set(-0, 1).forEach((_value, key) => seen.push(key));
    map.clear();
    map.getOrInsertComputed?.(-0, (key) => seen.push(key));
    seen.push(...map.keys());
    expect(seen.every((key) => Object.is(key, 0))).toBe(true);
  });

  it('may be the map itself, and frozen', () => {
    const map = make();
    const frozen = Object.freeze({});
    map.set(map, frozen).set(frozen, map);
    expect([map.get(map), map.get(frozen)]).toEqual([frozen, map]);
  });

  it('may be a proxy, whose traps are not asked', () => {
    const proxy = new Proxy({}, new Proxy({}, { get: () => { throw new Error('asked'); } }));
    const map = make().set(proxy, 1);
    expect([map.get(proxy), map.delete(proxy)]).toEqual([1, true]);
  });
});

describe.each(subjects)('the methods of $name', ({ make }) => {
  it('set: adds at the end, or changes a value in its place', () => {
    const map = make([['a', 1], ['b', 2]]);
    expect(map.set('c', 3).set('a', 4)).toBe(map);
    expect([...map]).toEqual([['a', 4], ['b', 2], ['c', 3]]);
  });

  it('set: without a value it is undefined, and there', () => {
    const map = make();
    (map.set as (key: string) => unknown).call(map, 'a');
    expect([map.has('a'), map.get('a'), map.size]).toEqual([true, undefined, 1]);
  });

  it('get: undefined for an absent key', () => {
    expect(make([['a', 1]]).get('b')).toBeUndefined();
  });

  it('delete: whether the key was there; a key set again goes to the end', () => {
    const map = make([['a', 1], ['b', 2]]);
    expect([map.delete('a'), map.delete('a'), map.has('a')]).toEqual([true, false, false]);
    expect([...map.set('a', 3)]).toEqual([['b', 2], ['a', 3]]);
  });

  it('clear: empties the map and gives undefined', () => {
    const map = make([['a', 1], ['b', 2]]);
    expect(map.clear()).toBeUndefined();
    expect([map.size, [...map], map.get('a')]).toEqual([0, [], undefined]);
    map.clear();
    expect(map.set('b', 1).size).toBe(1);
  });

  it('size: counts entries', () => {
    const map = make();
    const sizes = [map.size, map.set('a', undefined).size, map.set('a', 1).size, map.set('b', 1).size];
    map.delete('a');
    expect([...sizes, map.size]).toEqual([0, 1, 1, 2, 1]);
  });

  it('forEach: calls back with value, key and map in order, this being thisArg, and gives undefined', () => {
    const map = make([['b', 1], ['a', undefined]]);
    const calls: unknown[][] = [];
    const self = {};
    expect(map.forEach(function (this: unknown, ...given) { calls.push([this, ...given]); }, self)).toBeUndefined();
    expect(calls.map(([, value, key]) => [key, value])).toEqual([['b', 1], ['a', undefined]]);
    expect(calls.every(([given, , , same]) => given === self && same === map)).toBe(true);
    map.forEach(function (this: unknown) { expect(this).toBeUndefined(); });
  });

  it.each([[undefined], [null], [1], ['text'], [{}]])('forEach: throws a TypeError for the callback %s, on an empty map, too', (callback) => {
    expect(thrownBy(() => make().forEach(callback as never))).toBeInstanceOf(TypeError);
    expect(thrownBy(() => make([['a', 1]]).forEach(callback as never))).toBeInstanceOf(TypeError);
  });

  it('forEach: ends with what the callback throws', () => {
    const failure = new Error('on purpose');
    let calls = 0;
    expect(thrownBy(() => make([['a', 1], ['b', 2]]).forEach(() => { calls++; throw failure; }))).toBe(failure);
    expect(calls).toBe(1);
  });

  it('forEach: visits what is added meanwhile, not what is deleted, and again what is deleted and added after its visit', () => {
    const map = make([['a', 1], ['b', 2], ['c', 3]]);
    const seen: unknown[] = [];
    map.forEach((_value, key) => {
      seen.push(key);
      if (seen.length === 1) {
        map.delete('b');
        map.delete('a');
        map.set('a', 4).set('d', 5);
      }
    });
    expect(seen).toEqual(['a', 'c', 'a', 'd']);
  });

  it('forEach: goes on with what comes after a clear', () => {
    const map = make([['a', 1], ['b', 2]]);
    const seen: unknown[] = [];
    map.forEach((_value, key) => {
      seen.push(key);
      if (seen.length > 1) return;
      map.clear();
      map.set('c', 3).set('a', 4);
    });
    expect(seen).toEqual(['a', 'c', 'a']);
  });
});
