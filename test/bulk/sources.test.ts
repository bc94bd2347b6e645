import { describe, expect, it } from 'vitest';
import {
  ConcurrentModificationError, PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError, isWasmapError,
} from '../../src/index.js';
import { expectEqual, expectSame } from '../support/expect.js';
import type { AnyMap } from '../support/workloads.js';
import { anyMap, columnOf, engineKinds, keyKinds, misfits, numericKinds, thrownBy, valueKinds, valueOf } from '../support/workloads.js';

type Source = Parameters<WasmMap<number, number>['putAll']>[0];

/** Typed arrays that hold 1, 2, 3. */
const numberArrays = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
];

describe.each(engineKinds)('putAll on the %s engine', (engine) => {
  const make = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine }).set(1, 1);

  /** Fails unless `map` is as `make` makes it. */
  function expectUntouched(map: WasmMap<number, number>): void {
    expect([map.size, map.version, map.get(1), map.stats().putAlls]).toEqual([1, 1, 1, 0]);
  }

  it('takes pairs from arrays, Maps, WasmMaps, generators, and its own entries', () => {
    const pairs: [number, number][] = [[1, 10], [2, 20], [1, 11]];
    const unique = new Map(pairs);
    const sources: Source[] = [pairs, unique, new WasmMap(unique, { key: 'f64', value: 'f64', engine }), unique.entries(), (function* () { yield* pairs; })()];
    for (const source of sources) {
      const map = make();
      map.putAll(source);
      expect(new Map(map)).toEqual(unique);
      expect(map.putAll(map).replaced).toBe(2);
      expect(new Map(map)).toEqual(unique);
    }
  });

  it('takes columns of any typed array whose elements fit, and arrays', () => {
    for (const Keys of numberArrays) {
      for (const values of [...numberArrays.map((Values) => Values.from([3, 2, 1])), [3, 2, 1]]) {
        const map = new WasmMap({ key: 'u32', value: 'f64', engine });
        expect(map.putAll({ keys: Keys.from([1, 2, 3]), values }).inserted).toBe(3);
        expect(new Map(map)).toEqual(new Map([[1, 3], [2, 2], [3, 1]]));
        expect(map.getAll(Keys.from([1, 9])).hits).toBe(1);
      }
    }
    for (const Longs of [BigInt64Array, BigUint64Array]) {
      for (const key of ['u64', 'i64'] as const) {
        const map = new WasmMap({ key, value: key, engine });
        map.putAll({ keys: Longs.of(1n, 2n), values: Longs.of(3n, 4n) });
        expect(new Map(map)).toEqual(new Map([[1n, 3n], [2n, 4n]]));
      }
    }
  });

  it.each(numericKinds)('refuses every value that does not fit %s, in an array and in pairs, naming its place', (value) => {
    for (const misfit of misfits(value)) {
      const map = anyMap({ key: 'u32', value, engine });
      const good = valueOf(value, 1);
      for (const source of [{ keys: [5, 6, 7], values: [good, misfit, good] }, [[5, good], [6, misfit], [7, good]]]) {
        const error = thrownBy(() => map.putAll(source as never)) as PutAllError;
        expect(error).toBeInstanceOf(PutAllError);
        expect(error.message).toContain('values[1]');
        expect(error.failed.map(({ index, key }) => [index, key])).toEqual([[1, 6]]);
        expect(error.failedCount).toBe(error.result.failedCount);
        expect(isWasmapError(error.cause)).toBe(true);
        expect([map.size, map.version]).toEqual([0, 0]);
      }
    }
  });

  it.each(keyKinds)('refuses every key that does not fit %s, in an array and in pairs, naming its place', (key) => {
    for (const misfit of misfits(key)) {
      const map = anyMap({ key, value: 'u32', engine });
      const good = valueOf(key, 1);
      for (const source of [{ keys: [good, misfit], values: [1, 1] }, [[good, 1], [misfit, 1]]]) {
        const error = thrownBy(() => map.putAll(source as never)) as PutAllError;
        expect(error).toBeInstanceOf(PutAllError);
        expect(error.message).toContain('keys[1]');
        expect(map.size).toBe(0);
      }
      expect(isWasmapError(thrownBy(() => map.getAll([good, misfit] as never)))).toBe(true);
      expect(thrownBy(() => map.hasAll([good, misfit] as never))).toMatchObject({ message: expect.stringContaining('keys[1]') as string });
      expect(isWasmapError(thrownBy(() => map.deleteAll([good, misfit] as never)))).toBe(true);
    }
  });

  it('refuses elements of typed arrays that do not fit', () => {
    const columns = [Int32Array.of(1, -1), Float64Array.of(1, 0.5), Float64Array.of(1, NaN), Float32Array.of(1, 2 ** 32), Int8Array.of(1, -1)];
    for (const column of columns) {
      const map = make();
      expect((thrownBy(() => map.putAll({ keys: column, values: [1, 2] })) as PutAllError).cause).toBeInstanceOf(WasmapRangeError);
      expect((thrownBy(() => map.putAll({ keys: [1, 2], values: column })) as PutAllError).cause).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => map.getAll(column))).toBeInstanceOf(WasmapRangeError);
      expectUntouched(map);
    }
    const longs = anyMap({ key: 'u64', value: 'i64', engine });
    expect(thrownBy(() => longs.putAll({ keys: BigInt64Array.of(-1n), values: [1n] }))).toBeInstanceOf(PutAllError);
    expect(thrownBy(() => longs.putAll({ keys: [1n], values: BigUint64Array.of(1n << 63n) }))).toBeInstanceOf(PutAllError);
    const singles = anyMap({ key: 'u32', value: 'f32', engine });
    expect(thrownBy(() => singles.putAll({ keys: [1], values: Float64Array.of(1e300) }))).toBeInstanceOf(PutAllError);
  });

  it('takes bigint arrays for 64-bit kinds only, and no number arrays for those', () => {
    const map = make();
    expect(thrownBy(() => map.putAll({ keys: BigUint64Array.of(1n) as never, values: [1] }))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => map.putAll({ keys: [1], values: BigInt64Array.of(1n) as never }))).toBeInstanceOf(WasmapTypeError);
    const longs = anyMap({ key: 'u64', value: 'u64', engine });
    expect(thrownBy(() => longs.putAll({ keys: Uint32Array.of(1), values: [1n] }))).toBeInstanceOf(WasmapTypeError);
    expectUntouched(map);
  });

  it('refuses columns of unequal length', () => {
    for (const [keys = [], values = []] of [[[1, 2], [1]], [Uint32Array.of(1), Uint32Array.of()], [[], Uint32Array.of(1)], [Uint8Array.of(1), [1, 2]]]) {
      const map = make();
      expect(() => map.putAll({ keys, values })).toThrow(/length/);
      expect(thrownBy(() => map.putAll({ keys, values }))).toBeInstanceOf(WasmapTypeError);
      expect(thrownBy(() => map.putAll({ keys, values }, { atomic: false }))).toBeInstanceOf(WasmapTypeError);
      expectUntouched(map);
    }
  });

  it.each([
    [undefined], [null], [5], ['text'], [true], [1n], [Symbol('s')], [() => 1], [{}], [{ keys: [1] }], [{ values: [1] }],
    [{ keys: 5, values: 5 }], [{ keys: 'a', values: 'b' }], [{ keys: [1], values: null }], [{ keys: new Set([1, 2]), values: [1] }],
    [{ keys: new DataView(new ArrayBuffer(4)), values: [1] }], [{ keys: new ArrayBuffer(4), values: [1] }],
    [{ keys: { length: 1, 0: 1 }, values: [1] }], [{ [Symbol.iterator]: undefined }], [{ [Symbol.iterator]: 5, keys: [1], values: [1] }],
  ])('refuses the source %s', (source) => {
    const map = make();
    expect(thrownBy(() => map.putAll(source as never))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => map.putAll(source as never, { atomic: false }))).toBeInstanceOf(WasmapTypeError);
    expectUntouched(map);
  });

  it('names Object.entries for a plain record', () => {
    expect(() => make().putAll({ a: 1, b: 2 } as never)).toThrow(/Object\.entries/);
  });

  it.each([['text'], [5], [null], [undefined], [true]])('refuses the entry %s among pairs', (entry) => {
    const map = make();
    const error = thrownBy(() => map.putAll([[5, 5], entry] as never)) as PutAllError;
    expect(error).toBeInstanceOf(PutAllError);
    expect(error.cause).toBeInstanceOf(WasmapTypeError);
    expect(error.failed[0]?.index).toBe(1);
    expectUntouched(map);
  });

  it.each([
    [{ onConflict: 'repalce' }, WasmapTypeError, /replace/], [{ onConflict: 5 }, WasmapTypeError, /onConflict/],
    [{ atomic: 1 }, WasmapTypeError, /atomic/], [{ maxBatchEntries: -1 }, WasmapRangeError, /maxBatchEntries/],
    [{ maxBatchEntries: '5' }, WasmapTypeError, /maxBatchEntries/], [{ maxReported: 0.5 }, WasmapRangeError, /maxReported/],
    [{ atomc: true }, WasmapTypeError, /atomc.*atomic/], [{ idempotencyKey: 5 }, WasmapTypeError, /idempotencyKey/],
    [null, WasmapTypeError, /options/], [5, WasmapTypeError, /options/],
  ])('refuses the options %j', (options, type, message) => {
    const map = make();
    expect(thrownBy(() => map.putAll([], options as never))).toBeInstanceOf(type);
    expect(() => map.putAll([], options as never)).toThrow(message);
    expectUntouched(map);
  });

  it.each([[{ inot: {} }, /inot.*into/], [null, /options/], [5, /options/], [{ into: 5 }, /into/], [{ into: { value: [] } }, /value/]])(
    'getAll refuses the options %j', (options, message) => {
      expect(thrownBy(() => make().getAll([1], options as never))).toBeInstanceOf(WasmapTypeError);
      expect(() => make().getAll([1], options as never)).toThrow(message);
    });

  it('passes on what getters and iterators throw half-way, closes the iterator and leaves the map alone', () => {
    const error = new Error('half-way');
    const bomb = { get 0(): number { throw error; }, 1: 2 };
    const array = Object.defineProperty([1, 2, 3], 1, { get() { throw error; } });
    let closed = 0;
    const iterable = (last: unknown): Iterable<unknown> => (function* () {
      try {
        yield [5, 5];
        yield last;
      } finally {
        closed++;
      }
    })();
    const throwing = { [Symbol.iterator]: () => ({ next() { throw error; } }) };
    const sources = [
      [[5, 5], bomb], iterable(bomb), throwing, { keys: array, values: [1, 2, 3] }, { keys: [1, 2, 3], values: array },
      { get keys() { throw error; }, values: [] }, { [Symbol.iterator]() { throw error; } },
    ];
    for (const source of sources) {
      for (const atomic of [true, false]) {
        const map = make();
        expect(thrownBy(() => map.putAll(source as never, { atomic }))).toBe(error);
        expectUntouched(map);
        if (source === sources[1]) break;
      }
    }
    expect(closed).toBe(1);
    const map = make();
    expect(() => map.putAll(iterable([-1, 5]) as never)).toThrow(PutAllError);
    expect(closed).toBe(2);
    for (const call of [() => map.getAll(array), () => map.hasAll(array), () => map.deleteAll(array)]) expectSame(thrownBy(call), error);
    expectUntouched(map);
  });

  it('reads every getter once', () => {
    let reads = 0;
    const pair = { get 0() { return ++reads; }, get 1() { return ++reads; } };
    const map = make();
    map.putAll([pair] as never);
    expect(reads).toBe(2);
    const keys = Object.defineProperty([0], 0, { get: () => ++reads });
    map.putAll({ keys, values: [7] });
    expect([reads, map.get(3)]).toEqual([3, 7]);
  });

  it('refuses detached columns', () => {
    const detached = Uint32Array.of(1, 2);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const map = make();
    for (const source of [{ keys: detached, values: [] }, { keys: [], values: detached }, { keys: detached, values: detached }]) {
      expect(thrownBy(() => map.putAll(source))).toBeInstanceOf(WasmapTypeError);
    }
    for (const call of [() => map.getAll(detached), () => map.hasAll(detached), () => map.deleteAll(detached)]) {
      expect(thrownBy(call)).toBeInstanceOf(WasmapTypeError);
    }
    expectUntouched(map);
  });

  it('takes columns over resizable buffers, and refuses those that were cut off', () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 64 });
    const tracking = new Uint32Array(buffer);
    const fixed = new Uint32Array(buffer, 8, 2);
    tracking.set([5, 6, 7, 8]);
    const map = make();
    map.putAll({ keys: tracking, values: [1, 2, 3, 4] });
    expect(map.get(8)).toBe(4);
    buffer.resize(12);
    expect(map.putAll({ keys: tracking, values: tracking }).written).toBe(3);
    expect(thrownBy(() => map.putAll({ keys: fixed, values: fixed }))).toBeInstanceOf(WasmapTypeError);
  });

  // Service workers have none, and pages only where they are isolated.
  it.skipIf(typeof SharedArrayBuffer === 'undefined')('takes columns over shared buffers', () => {
    const map = make();
    const shared = new Uint32Array(new SharedArrayBuffer(8));
    shared.set([20, 21]);
    map.putAll({ keys: shared, values: shared });
    expect(map.get(21)).toBe(21);
  });

  it('refuses a batch whose getters resize or fill its columns meanwhile', () => {
    for (const bytes of [0, 4]) {
      const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
      const typed = new Uint32Array(buffer);
      const array = Object.defineProperty([1, 2], 0, { get() { buffer.resize(bytes); return 1; } });
      for (const source of [{ keys: array, values: typed }, { keys: typed, values: array }]) {
        buffer.resize(8);
        const map = make();
        expect(thrownBy(() => map.putAll(source))).toBeInstanceOf(WasmapTypeError);
        expectUntouched(map);
      }
    }
    const keys = [1, 2];
    const popping = Object.defineProperty([1, 2], 0, { get() { keys.pop(); return 1; } });
    expect(thrownBy(() => make().putAll({ keys, values: popping }))).toBeInstanceOf(WasmapTypeError);
    const fractional = Float64Array.of(1, 2);
    const spoiling = Object.defineProperty([1, 2], 0, { get() { fractional[1] = 0.5; return 1; } });
    expect(thrownBy(() => make().putAll({ keys: fractional, values: spoiling }))).toBeInstanceOf(PutAllError);
  });

  it('takes columns that are views of linear memory, though it grows meanwhile', () => {
    const map = anyMap({ key: 'u32', value: 'u32', engine });
    const { engine: memory } = map._table;
    const length = 50_000;
    const view = memory.u32.subarray(0, length);
    const before = view.slice();
    const result = map.putAll({ keys: Uint32Array.from({ length }, (_, i) => i), values: view });
    expect(result.inserted).toBe(length);
    for (let i = 0; i < length; i++) if (map.get(i) !== before[i]) expectEqual([i, map.get(i)], [i, before[i]]);
    const keys = memory.u32.subarray(0, 5000);
    const expected = Array.from(keys, (key) => (key < length ? 1 : 0));
    expect(Array.from(map.hasAll(keys))).toEqual(expected);
    map.deleteAll(memory.u32.subarray(0, 5000));
    map.dispose();
  });

  it('is not applied when its own source writes to the map', () => {
    const writes: ((map: WasmMap<number, number>) => unknown)[] = [
      (map) => map.set(9, 9), (map) => map.delete(1), (map) => map.clear(), (map) => map.increment(1), (map) => map.putAll([[9, 9]]),
    ];
    for (const write of writes) {
      const map = make();
      function* source(): Generator<[number, number]> {
        yield [5, 5];
        write(map);
        yield [6, 6];
      }
      const array = Object.defineProperty([5, 6], 1, { get() { write(map); return 6; } });
      expect(thrownBy(() => map.putAll(source()))).toBeInstanceOf(ConcurrentModificationError);
      map.set(1, 1);
      expect(thrownBy(() => map.putAll({ keys: array, values: [5, 6] }))).toBeInstanceOf(ConcurrentModificationError);
      expect([map.has(5), map.has(6)]).toEqual([false, false]);
    }
    const set = new WasmSet([1], { key: 'u32', engine });
    expect(thrownBy(() => set.addAll((function* () {
      yield 5;
      set.add(9);
    })()))).toBeInstanceOf(ConcurrentModificationError);
    expect(set.has(5)).toBe(false);
  });

  it('stops reading at maxBatchEntries, of the call or of the map', () => {
    function* endless(): Generator<[number, number]> {
      for (let i = 0; ; i++) yield [i, i];
    }
    const map = make();
    for (const atomic of [true, false]) {
      expect(thrownBy(() => map.putAll(endless(), { maxBatchEntries: 10, atomic }))).toBeInstanceOf(WasmapRangeError);
      expect(thrownBy(() => map.putAll({ keys: [1, 2], values: [1, 2] }, { maxBatchEntries: 1, atomic }))).toBeInstanceOf(WasmapRangeError);
    }
    expectUntouched(map);
    expect(map.putAll([[1, 1], [2, 2]], { maxBatchEntries: 2 }).written).toBe(2);
    const narrow = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, maxBatchEntries: 3 });
    expect(thrownBy(() => narrow.putAll(endless()))).toBeInstanceOf(WasmapRangeError);
    expect(thrownBy(() => narrow.putAll(endless(), { maxBatchEntries: 100 }))).toBeInstanceOf(WasmapRangeError);
  });

  it('does nothing for an empty batch', () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
    for (const source of [[], new Map(), { keys: [], values: [] }, { keys: new Uint32Array(), values: new Uint32Array() }]) {
      expect(map.putAll(source as never)).toMatchObject({ written: 0, inserted: 0, replaced: 0, kept: 0, failedCount: 0, failed: [], grown: 0 });
    }
    expect([map.version, map.memoryUsage().bytes]).toEqual([0, 0]);
    expect(map.getAll([])).toMatchObject({ hits: 0 });
    expect(map.deleteAll(new Uint8Array())).toBe(0);
  });

  it.each(valueKinds)('crosses chunks of the engine with %s values', (value) => {
    const length = 10_001;
    const map: AnyMap = anyMap({ key: 'u32', value, engine });
    const keys = Uint32Array.from({ length }, (_, i) => i);
    const values = Array.from(keys, (i) => valueOf(value, i));
    map.putAll({ keys, values: columnOf(value, values) });
    expect(Array.from(map.getAll(keys).values as Iterable<unknown>)).toEqual(values);
    expect(map.hasAll(keys).every(Boolean)).toBe(true);
    expect(map.deleteAll(keys.subarray(0, 5000))).toBe(5000);
    expect([...map.keys()].length).toBe(5001);
  });
});
