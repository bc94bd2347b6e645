/** What maps with keys of any kind have beyond Map: batches, versions, statistics, kinds of values, an end. */
import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  CapacityError, ClosedError, ConcurrentModificationError, ConflictError, Heap, PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError,
} from '../../src/index.js';
import { anyTableOf } from '../support/tables.js';
import { anyMap, engineKinds, isBig, misfits, numericKinds, stored, thrownBy, valueOf } from '../support/workloads.js';
import type { Key } from '../support/workloads.js';

const object = { an: 'object' };
const symbol = Symbol('key');

/** Makes the native Map behind `map` refuse entries from the size `most` on, as V8's does from 2^24 on. */
function limit(map: WasmMap, most: number): void {
  const { index } = anyTableOf(map);
  const set = index.set.bind(index);
  Object.defineProperty(index, 'set', {
    value(key: unknown, value: unknown) {
      if (!index.has(key) && index.size >= most) throw new RangeError('Map maximum size exceeded');
      return set(key, value);
    },
  });
}

describe.each(engineKinds)('a map of any keys on the %s engine', (engine) => {
  const make = (): WasmMap => new WasmMap<unknown, unknown>([['a', 1], [object, 2], [NaN, 3]], { engine });

  it('takes batches of keys of any type, counts and reports what they did', () => {
    const map = make();
    expect(map.putAll([[symbol, 4], [object, 5], [-0, 6], [0, 7]])).toMatchObject({
      inserted: 2, replaced: 2, kept: 0, written: 4, failedCount: 0, collisions: 0, grown: 0, deduplicated: false,
    });
    expect([...map]).toEqual([['a', 1], [object, 5], [NaN, 3], [symbol, 4], [0, 7]]);
    expect(map.putAll({ keys: Float64Array.of(NaN, 1.5), values: ['x', 'y'] }, { onConflict: 'keep' })).toMatchObject({ kept: 1, inserted: 1 });
    expect(map.putAll({ keys: new Set([object]), values: new Map([[1, 2]]).values() }).replaced).toBe(1);
    expect([map.get(NaN), map.get(1.5), map.get(object), map.version]).toEqual([3, 'y', 2, 4]);
  });

  it('takes a failed batch back: entries, order, size and version', () => {
    const map = make();
    const before = [[...map], map.size, map.version];
    const iterator = map.keys();
    iterator.next();
    const error = thrownBy(() => map.putAll([[symbol, 1], ['b', 2], [object, 9], ['c', 1]], { onConflict: 'error' })) as PutAllError;
    expect(error).toBeInstanceOf(PutAllError);
    expect(error.cause).toBeInstanceOf(ConflictError);
    expect(error.failed).toMatchObject([{ index: 2, key: object }]);
    expect(error.failedCount).toBe(4);
    expect([[...map], map.size, map.version]).toEqual(before);
    expect([...iterator]).toEqual([object, NaN]);
    expect(thrownBy(() => map.putAll([['twice', 1], ['twice', 2]], { onConflict: 'error' }))).toBeInstanceOf(PutAllError);
    expect([[...map], map.size, map.version]).toEqual(before);
  });

  it('takes back what a batch did to a key twice', () => {
    const map = new WasmMap<unknown, number>([['a', 1], ['b', 2]], { value: 'u32', engine });
    const error = thrownBy(() => map.putAll([['new', 1], ['new', 1], ['a', 1], ['a', 1], ['b', 0xffffffff]], { onConflict: 'add' })) as PutAllError;
    expect([error.failed[0]?.index, (error.cause as Error).message]).toEqual([4, expect.stringContaining('values[4]: the sum overflows')]);
    expect([[...map], map.version]).toEqual([[['a', 1], ['b', 2]], 1]);
  });

  it('leaves out what does not fit where a batch need not be atomic, and names positions', () => {
    const map = new WasmMap<unknown, number>({ value: 'u32', engine });
    const result = map.putAll([['a', 1], ['b', -1], 'no pair' as never, ['a', 2], ['a', 0xffffffff]], { atomic: false, onConflict: 'add', maxReported: 2 });
    expect(result).toMatchObject({ inserted: 1, replaced: 1, failedCount: 3 });
    expect(result.failed.map(({ index, key }) => [index, key])).toEqual([[1, 'b'], [2, undefined]]);
    expect(result.failed.map(({ error: { message } }) => message)).toEqual([expect.stringContaining('values[1]'), expect.stringContaining('entry 2')]);
    expect(map.putAll([['a', 0xffffffff]], { atomic: false, onConflict: 'add' }).failed[0]).toMatchObject({ index: 0, error: expect.any(WasmapRangeError) as Error });
    expect([...map]).toEqual([['a', 3]]);
    expect(thrownBy(() => map.putAll([['a', 5], ['b', 1]], { maxBatchEntries: 1 }))).toBeInstanceOf(WasmapRangeError);
  });

  it('throws CapacityError when the native Map is full, and stays as it was', () => {
    const map = make();
    limit(map, 4);
    map.set('last', 4);
    const entries = [...map];
    const { version } = map;
    expect(thrownBy(() => map.set('more', 5))).toBeInstanceOf(CapacityError);
    expect(thrownBy(() => map.putAll([['a', 0], ['more', 5]], { onConflict: 'error' }))).toBeInstanceOf(PutAllError);
    map.delete('last');
    expect(thrownBy(() => map.putAll([['last', 4], ['more', 5]], { onConflict: 'error' }))).toBeInstanceOf(CapacityError);
    Object.defineProperty(anyTableOf(map).index, 'size', { get: () => 2 ** 24, configurable: true });
    expect(thrownBy(() => map.putAll([['a', 0], ['last', 4], ['more', 5]]))).toBeInstanceOf(CapacityError);
    Reflect.deleteProperty(anyTableOf(map).index, 'size');
    map.set('last', 4);
    expect([[...map], map.version]).toEqual([entries, version + 2]);
    expect(map.putAll([['a', 0], ['more', 5], ['a', 1]], { atomic: false })).toMatchObject({ replaced: 2, failedCount: 1, failed: [{ index: 1 }] });
    expect([...map]).toEqual(entries);
  });

  it('refuses a batch whose own source writes to it, or disposes of it', () => {
    const map = make();
    const before = [...map];
    const source = (act: () => void) => ({ *[Symbol.iterator](): Generator<[unknown, unknown]> { act(); yield ['b', 2]; } });
    expect(thrownBy(() => map.putAll(source(() => map.set('a', 1))))).toBeInstanceOf(ConcurrentModificationError);
    expect([...map]).toEqual(before);
    expect(thrownBy(() => map.putAll(source(() => map.dispose())))).toBeInstanceOf(ClosedError);
    const other = make();
    expect(thrownBy(() => other.getAll({ *[Symbol.iterator]() { other.dispose(); yield 1; } }))).toBeInstanceOf(ClosedError);
  });

  it('reads many keys, and deletes them, from arrays and iterables', () => {
    const map = make();
    const into = { values: ['old', 'old', 'old', 'old'], found: new Uint8Array(4).fill(7) };
    expect(map.getAll([object, symbol, NaN], { into })).toEqual({ values: [2, undefined, 3, 'old'], found: Uint8Array.of(1, 0, 1, 7), hits: 2 });
    expect(map.hasAll(new Set<unknown>(['a', 'b']))).toEqual(Uint8Array.of(1, 0));
    expect([map.deleteAll([object, 'b', object]), map.version]).toEqual([1, 2]);
    expect([map.deleteAll(['b']), map.version, map.size]).toEqual([0, 2, 2]);
    expect(thrownBy(() => map.getAll(['a'], { into: { values: [] } }))).toBeInstanceOf(WasmapRangeError);
    expect(thrownBy(() => map.hasAll(5 as never))).toBeInstanceOf(WasmapTypeError);
    const detached = new Float64Array(2);
    structuredClone(detached, { transfer: [detached.buffer] });
    expect(thrownBy(() => map.hasAll(detached))).toBeInstanceOf(WasmapTypeError);
  });

  it.each(numericKinds)('keeps %s values as other maps do: checked, rounded, counted up', (value) => {
    const map = anyMap({ value, engine, name: 'prices' });
    const key = object as unknown as Key;
    map.set(key, valueOf(value, 1));
    for (const misfit of misfits(value)) {
      for (const call of [() => map.set(key, misfit), () => map.getOrInsert('b', misfit)]) {
        const error = thrownBy(call);
        expect(error instanceof WasmapTypeError || error instanceof WasmapRangeError).toBe(true);
        expect((error as Error).message).toContain('"prices"');
      }
      expect(thrownBy(() => map.putAll([['b', valueOf(value, 1)], [key, misfit]]))).toBeInstanceOf(PutAllError);
    }
    expect(thrownBy(() => map.increment(key, '1'))).toBeInstanceOf(WasmapTypeError);
    expect([[...map], map.version]).toEqual([[[object, valueOf(value, 1)]], 1]);
    expect(map.increment(key)).toBe(valueOf(value, 2));
    const absent = isBig(value) ? 0n : 0;
    const { values } = map.getAll([key, 'b']);
    expect([values.constructor.name.startsWith(isBig(value) ? 'Big' : ''), values[0], values[1]]).toEqual([true, valueOf(value, 2), absent]);
    if (isBig(value)) return;
    for (const number of [-0, value === 'f32' ? 0.1 : 7]) expect(Object.is(map.set('c', number).get('c'), stored(value, number))).toBe(true);
  });

  it('tells a stored undefined from an absent key', () => {
    const map = new WasmMap<unknown, unknown>({ engine }).set('there', undefined);
    expect([map.getOr('there', 1), map.getOr('gone', 1), map.has('there')]).toEqual([undefined, 1, true]);
    expect(map.getAll(['there', 'gone'])).toEqual({ values: [undefined, undefined], found: Uint8Array.of(1, 0), hits: 1 });
    expect(map.putAll([['there', 5]], { onConflict: 'keep' }).kept).toBe(1);
    expect([map.getOrInsert('there', 5), map.getOrInsertComputed('there', () => 5)]).toEqual([undefined, undefined]);
    expect(thrownBy(() => map.putAll([['new', 1], ['there', 2]], { onConflict: 'error' }))).toBeInstanceOf(PutAllError);
    expect([...map]).toEqual([['there', undefined]]);
  });

  it('counts reads, batches and changes, and owns no linear memory', () => {
    const heap = new Heap({ engine, maximumBytes: 100 });
    const map = new WasmMap<unknown, number>({ heap, capacity: 1e6, seed: 5n });
    for (let i = 0; i < 100; i++) map.set(i, i);
    map.get(1);
    map.get('x');
    map.has(2);
    map.has('x');
    map.getOr(3, 0);
    map.getOr('x', 0);
    map.getAll([1, 2, 'x']);
    map.hasAll([1, 'x']);
    map.getOrInsert(1, 5);
    map.putAll([[1, 2]]);
    map.reserve(5);
    map.shrink();
    map.deleteAll([1]);
    expect(map.stats()).toMatchObject({ size: 99, capacity: 99, hits: 7, misses: 5, putAlls: 1, segments: 0, probeLengths: [] });
    expect([map.version, heap.memoryUsage().bytes, map.memoryUsage()]).toMatchObject([102, 0, { bytes: 0, bytesPerEntry: 0 }]);
    map.clear();
    map.clear();
    expect([map.version, map.size]).toEqual([103, 0]);
    heap.dispose();
    expect(thrownBy(() => new WasmMap({ heap }))).toBeInstanceOf(ClosedError);
  });

  it('throws ClosedError after dispose, whatever is called; twice is harmless', () => {
    const map = make();
    const [iterator] = [map.keys()];
    iterator.next();
    map.dispose();
    map.dispose();
    const calls: (() => unknown)[] = [
      () => map.get('a'), () => map.getOr('a', 1), () => map.has('a'), () => map.set('a', 1), () => map.delete('a'), () => map.clear(),
      () => map.size, () => map.version, () => map.keys(), () => map.forEach(() => 1), () => map.getOrInsert('a', 1), () => map.putAll([]),
      () => map.getAll([]), () => map.hasAll([]), () => map.deleteAll([]), () => map.reserve(1), () => map.shrink(), () => map.stats(),
      () => map.memoryUsage(), () => iterator.next(), () => map.getOrInsertComputed('a', () => 1), () => new Map(map),
    ];
    for (const call of calls) expect(thrownBy(call)).toBeInstanceOf(ClosedError);
    expect(inspect(map)).toBe(`WasmMap [any → any, ${engine}, disposed]`);
    const other = make();
    expect(thrownBy(() => other.forEach(() => other.dispose()))).toBeInstanceOf(ClosedError);
  });

  it('works in subclasses, and shows itself', () => {
    class Upper extends WasmMap<string, number> {
      override set(key: string, value: number): this { return super.set(key.toUpperCase(), value); }
    }
    const map = new Upper([['a', 1]]);
    expect([map.get('A'), map.putAll([['b', 2]]).inserted, map.getOr('b', 0), map.delete('A'), map.size]).toEqual([1, 1, 2, true, 1]);
    expect(inspect(make())).toBe(`WasmMap(3) [any → any, ${engine}] { "a" => 1, an object => 2, NaN => 3 }`);
    expect(inspect(new WasmSet(['a'], { engine }))).toBe(`WasmSet(1) [any, ${engine}] { "a" }`);
  });

  it('is a set without values, too, which combines with others', () => {
    const set = new WasmSet<unknown>([object, 1, undefined], { engine });
    expect(set.addAll([1, 'a'])).toMatchObject({ inserted: 1, replaced: 1 });
    expect([set.hasAll([object, {}]), set.deleteAll([1, 2]), set.size]).toEqual([Uint8Array.of(1, 0), 1, 3]);
    expect([...set.union(new WasmSet([7], { key: 'u32', engine }))]).toEqual([object, undefined, 'a', 7]);
    expect([set.isSupersetOf(new Set([undefined])), set.isSubsetOf(new Set([object]))]).toEqual([true, false]);
  });
});

describe('bytes and sources that misbehave', () => {
  it('a Buffer, whose slice is a view, is copied in and out', () => {
    const map = new WasmMap({ value: 'bytes' });
    const buffer = Buffer.from([1, 2, 3]);
    map.set('one', buffer).putAll([['two', buffer]]);
    buffer.fill(9);
    map.get('one')!.fill(8);
    expect([map.get('one'), map.get('two')]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]);
  });

  it('a batch with a detached array is refused as a whole', () => {
    const map = new WasmMap({ value: 'bytes' });
    const detached = new Uint8Array(4);
    structuredClone(detached, { transfer: [detached.buffer] });
    const error = thrownBy(() => map.putAll([['a', Uint8Array.of(1)], ['b', detached]])) as PutAllError;
    expect(error).toBeInstanceOf(PutAllError);
    expect(error.cause).toBeInstanceOf(WasmapTypeError);
    expect(map.size).toBe(0);
    const result = map.putAll([['a', Uint8Array.of(1)], ['b', detached]], { atomic: false });
    expect(result).toMatchObject({ written: 1, failedCount: 1, failed: [{ index: 1 }] });
  });

  it.each(['f32', 'u32', 'i32'] as const)('columns of numbers are stored as the kind %s has them', (value) => {
    const numbers = value === 'f32' ? [0.1, 16777217, -0] : [1, 2, -0];
    const [pairs, columns] = [new WasmMap({ value }), new WasmMap({ value })];
    pairs.putAll(numbers.map((number, i) => [i, number]));
    columns.putAll({ keys: [0, 1, 2], values: Float64Array.from(numbers) });
    expect([...columns.values()]).toEqual([...pairs.values()]);
    columns.putAll({ keys: [0], values: Float64Array.of(0.3 * 10) }, { onConflict: 'max' });
    expect(columns.get(0)).toBe(value === 'f32' ? Math.fround(3) : 3);
  });

  it('deleteAll counts what it removed, whatever its source wrote', () => {
    const map = new WasmMap<string, number>([['a', 1]]);
    const keys = function* (): Iterable<string> { map.set('b', 1); yield 'a'; };
    expect([map.deleteAll(keys()), map.size, map.version]).toEqual([1, 1, 3]);
  });
});

describe('types', () => {
  it('follow from entries, or type arguments, or the kinds', () => {
    expectTypeOf(new WasmMap()).toEqualTypeOf<WasmMap>();
    expectTypeOf(new WasmMap([['a', 1]])).toEqualTypeOf<WasmMap<string, number>>();
    expectTypeOf(new WasmMap(new Map([[object, 'x']]))).toEqualTypeOf<WasmMap<{ an: string }, string>>();
    expectTypeOf(new WasmMap<string, number>()).toEqualTypeOf<WasmMap<string, number>>();
    expectTypeOf(new WasmMap({ value: 'f64' })).toEqualTypeOf<WasmMap<unknown, number>>();
    expectTypeOf(new WasmMap({ key: 'any', value: 'i64' })).toEqualTypeOf<WasmMap<unknown, bigint>>();
    expectTypeOf(new WasmMap({ engine: 'js' })).toEqualTypeOf<WasmMap>();
    expectTypeOf(new WasmSet()).toEqualTypeOf<WasmSet>();
    expectTypeOf(new WasmSet(['a'])).toEqualTypeOf<WasmSet<string>>();
    expectTypeOf(new WasmSet({ key: 'any' })).toEqualTypeOf<WasmSet>();
    const plain: Map<string, number> = new WasmMap([['a', 1]]);
    expect(plain.get('a')).toBe(1);
  });
});
