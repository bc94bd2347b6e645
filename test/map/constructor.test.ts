import { describe, expect, it } from 'vitest';
import { CapacityError, Heap, WasmMap, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

type Arguments = readonly [first?: unknown, second?: unknown];
const Untyped = WasmMap as unknown as new (...given: Arguments) => WasmMap<number, unknown>;

describe.each(engineKinds)('the constructor, on the %s engine', (engine) => {
  const options = { key: 'u32', value: 'u32', engine } as const;

  it('takes entries and options, or either, or null or undefined for entries', () => {
    expect(new WasmMap([[1, 2], [3, 4]], options).size).toBe(2);
    expect(new WasmMap(options).size).toBe(0);
    expect(new WasmMap(null, options).size).toBe(0);
    expect(new WasmMap(undefined, options).size).toBe(0);
    expect(new Untyped(options, undefined).size).toBe(0);
  });

  it('takes any iterable: a Map, a WasmMap, a generator, an object with its own iterator, a function with one', () => {
    const entries = new Map([[1, 2], [3, 4]]);
    const iterable = { [Symbol.iterator]: () => entries.entries() };
    const sources = [entries, new WasmMap(entries, options), entries.entries(), iterable, Object.assign(() => 1, iterable)];
    for (const source of sources) expect(new Map(new WasmMap(source as Map<number, number>, options))).toEqual(entries);
  });

  it('takes pairs that are no arrays, and lets the last of equal keys win', () => {
    expect(new WasmMap([{ 0: 5, 1: 6 } as never], options).get(5)).toBe(6);
    expect(new WasmMap([[1, 2], [1, 3]], options).get(1)).toBe(3);
  });

  it('counts its entries as one change', () => {
    expect(new WasmMap([[1, 2], [3, 4]], options).version).toBe(1);
    expect(new WasmMap([], options).version).toBe(0);
  });

  it('tells entries from options by Symbol.iterator, even undefined: then it throws as Map does', () => {
    for (const source of [{ [Symbol.iterator]: undefined }, { [Symbol.iterator]: 5 }, { [Symbol.iterator]: () => 5 }]) {
      expect(() => new Map(source as never)).toThrow(TypeError);
      expect(() => new Untyped(source)).toThrow();
      expect(() => new Untyped(source, options)).toThrow(TypeError);
    }
    expect(thrownBy(() => new Untyped({ [Symbol.iterator]: undefined }, options))).toBeInstanceOf(WasmapTypeError);
  });

  it.each([5, true, 1n, Symbol('s'), () => 1, {}])('refuses %s for entries', (source) => {
    expect(thrownBy(() => new Untyped(source, options))).toBeInstanceOf(WasmapTypeError);
  });

  it.each(['text', 5, null, undefined, true])('refuses the entry %s, as Map does', (entry) => {
    expect(thrownBy(() => new Untyped([[1, 2], entry], options))).toBeInstanceOf(WasmapTypeError);
  });

  it('throws for an entry that does not fit what set throws for it', () => {
    expect(thrownBy(() => new Untyped([[1, 2], [-1, 2]], options))).toBeInstanceOf(WasmapRangeError);
    expect(thrownBy(() => new Untyped([[1, 'x']], options))).toBeInstanceOf(WasmapTypeError);
  });

  it('closes the iterator of its entries when one does not fit', () => {
    let closed = 0;
    function* source(): Generator<[number, number]> {
      try {
        yield [1, 2];
        yield [-1, 2];
      } finally {
        closed++;
      }
    }
    expect(() => new WasmMap(source(), options)).toThrow(WasmapRangeError);
    expect(closed).toBe(1);
  });

  it('passes on what its entries throw', () => {
    const error = new Error('from the source');
    const entry = { get 0(): number { throw error; }, 1: 2 };
    function* source(): Generator<[number, number]> {
      yield [1, 2];
      throw error;
    }
    expect(thrownBy(() => new Untyped([entry], options))).toBe(error);
    expect(thrownBy(() => new WasmMap(source(), options))).toBe(error);
  });

  it('names the nearest known option for an unknown one', () => {
    expect(() => new Untyped({ ...options, capcity: 5 })).toThrow(/capcity.*capacity/);
    expect(() => new Untyped([], { ...options, vlaue: 5 })).toThrow(/vlaue.*value/);
    expect(() => new Untyped({ ...options, Key: 5 })).toThrow(/Key.*key/);
    expect(thrownBy(() => new Untyped({ ...options, capcity: 5 }))).toBeInstanceOf(WasmapTypeError);
  });

  it('names the nearest kind for an unknown one', () => {
    expect(() => new Untyped({ ...options, key: 'u23' })).toThrow(/u23.*u32/);
    expect(() => new Untyped({ ...options, value: 'i23' })).toThrow(/i23.*i32/);
    expect(() => new Untyped({ ...options, engine: 'wsam' })).toThrow(/wsam.*wasm/);
    expect(thrownBy(() => new Untyped({ ...options, key: 5 }))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => new Untyped({ ...options, engine: Symbol('s') }))).toBeInstanceOf(WasmapTypeError);
  });

  it('takes keys of any kind where none is named', () => {
    const maps = [new Untyped(), new Untyped(null), new Untyped({ engine }), new Untyped({ key: 'any' }), new Untyped([[1, 2]]), new Untyped({ key: undefined })];
    expect(maps.map(({ size, _table: { key: { name } } }) => [name, size])).toEqual(maps.map((_, i) => ['any', i === 4 ? 1 : 0]));
    expect(() => new Untyped({ key: 'u33' })).toThrow(/any, u32, i32, f64, u64, i64, string, bytes/);
  });

  it.each([
    ['capacity', -1, RangeError], ['capacity', 1.5, RangeError], ['capacity', NaN, RangeError], ['capacity', Infinity, RangeError],
    ['capacity', '5', TypeError], ['capacity', 5n, TypeError], ['maxBatchEntries', -1, RangeError], ['maxBatchEntries', '5', TypeError],
    ['seed', 5, TypeError], ['name', 5, TypeError], ['heap', {}, TypeError],
  ])('refuses the option %s: %s', (name, value, type) => {
    const error = thrownBy(() => new Untyped({ ...options, [name]: value }));
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(type === TypeError ? WasmapTypeError : WasmapRangeError);
    expect((error as Error).message).toContain(name);
  });

  it.each([5, 'text', true, () => 1, [options]])('refuses %s for options', (second) => {
    expect(thrownBy(() => new Untyped(undefined, second))).toBeInstanceOf(WasmapTypeError);
  });

  it('refuses an engine that is not its heap’s', () => {
    const heap = new Heap({ engine });
    expect(new WasmMap({ ...options, heap }).engine).toBe(engine);
    expect(new WasmMap({ ...options, engine: 'auto', heap }).engine).toBe(engine);
    const other = engine === 'js' ? 'wasm' : 'js';
    expect(thrownBy(() => new WasmMap({ ...options, engine: other, heap }))).toBeInstanceOf(WasmapTypeError);
  });

  it('makes room for its capacity at once', () => {
    // Of one in 40 000 seeds, keys in sequence fall into the segments unevenly enough that one or two split all the same.
    const map = new WasmMap({ ...options, capacity: 10_000, seed: 7n });
    const { bytes } = map.memoryUsage();
    expect(bytes).toBeGreaterThan(80_000);
    for (let i = 0; i < 10_000; i++) map.set(i, i);
    expect(map.memoryUsage().bytes).toBeLessThanOrEqual(bytes * 1.05);
  });

  it('throws CapacityError for a capacity beyond its heap or any memory', () => {
    const heap = new Heap({ engine, maximumBytes: 100_000 });
    expect(thrownBy(() => new WasmMap({ ...options, heap, capacity: 100_000 }))).toBeInstanceOf(CapacityError);
    expect(thrownBy(() => new WasmMap({ ...options, capacity: 2 ** 32 - 1 }))).toBeInstanceOf(CapacityError);
  });
});
