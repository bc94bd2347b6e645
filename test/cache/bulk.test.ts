import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CacheStats, WasmCache, type WasmCacheOptions } from '../../src/cache/index.js';
import { LRUCache } from '../../src/cache/lru-cache.js';
import { TOUCHED } from '../../src/engine/js/cache/header.js';
import { windowOf } from '../../src/engine/js/cache/policy/w-tinylfu.js';
import type { LinearMemory } from '../../src/engine/js/memory/linear.js';
import { writeText } from '../../src/engine/keys.js';
import { DEFAULT_QUOTA, FRONTIER } from '../../src/engine/memory-map.js';
import { ClosedError, Heap, PutAllError, WasmapRangeError, WasmapTypeError, type KeyKind, type ValueKind } from '../../src/index.js';
import type { EngineTable } from '../../src/cache/engine-table.js';
import { type EngineName, createEngine } from '../support/engines.js';
import { expectEqual } from '../support/expect.js';
import { engineKinds, keyArbitrary, misfits, runs, stored, valueArbitrary } from '../support/workloads.js';

type AnyCache = WasmCache<unknown, unknown>;
type AnyOptions = WasmCacheOptions & { key?: KeyKind; value?: ValueKind };

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const POLICIES = ['w-tinylfu', 's3-fifo', 'lru'] as const;
const KEYS: readonly KeyKind[] = ['u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes', 'any'];
const VALUES: readonly ValueKind[] = ['u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes', 'any'];
const encoder = new TextEncoder();

function anyCache(options: AnyOptions): AnyCache {
  return new WasmCache<unknown, unknown>(options);
}

/** A heap over an engine's memory of its own. */
function heapOver(name: EngineName, maximumBytes: number): Heap {
  const engine = createEngine(name, maximumBytes);
  // The module alone has none.
  if (name !== 'js') engine.stageText = (text, at) => writeText(engine, text, at);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- heaps choose among the engines that users can have
  return Object.assign(Object.create(Heap.prototype) as object, { _engine: engine, _quota: DEFAULT_QUOTA }) as Heap;
}

/** All that the heap behind a cache has ever used, but for what is written so that loads are not optimised away. */
function memoryOf(cache: AnyCache): Uint8Array {
  const { engine, cache: header } = cache._store.table as unknown as Pick<EngineTable, 'engine' | 'cache'>;
  const heap = engine.u8.slice(0x40000, engine.u32[FRONTIER >>> 2]! << 14);
  if (header !== 0) heap.fill(0, header + TOUCHED - 0x40000, header + TOUCHED + 4 - 0x40000);
  return heap;
}

/** Two caches of which one is asked in batches, the other key by key. */
interface Twins {
  readonly bulk: AnyCache;
  readonly single: AnyCache;
  /** What each has told. */
  readonly events: readonly [unknown[], unknown[]];
}

type Step = { readonly name: 'putAll' | 'getAll' | 'hasAll' | 'deleteAll'; readonly entries: readonly [unknown, unknown][]; readonly form: number; readonly options?: { ttl?: number; size?: number } };

/** The entries as one of the forms that a source may have. */
function sourceOf({ entries, form }: Step): Iterable<[unknown, unknown]> | { keys: unknown[]; values: Iterable<unknown> } {
  if (form === 0) return entries as [unknown, unknown][];
  if (form === 1) return { keys: entries.map(([key]) => key), values: entries.map(([, value]) => value) };
  return (function* () { yield* entries; })() as Iterable<[unknown, unknown]>;
}

const flags = (list: readonly boolean[]): number[] => list.map(Number);

/** Takes a step on both; the results are to be the same. */
function take({ bulk, single }: Twins, step: Step): void {
  const keys = step.entries.map(([key]) => key);
  switch (step.name) {
    case 'putAll': {
      const before = single.stats();
      const { durationMs, ...result } = bulk.putAll(sourceOf(step) as Iterable<[unknown, unknown]>, step.options ?? {});
      for (const [key, value] of step.entries) single.set(key, value, step.options);
      const after = single.stats();
      const grown = (name: keyof CacheStats): number => after[name] - before[name];
      const [inserted, replaced] = [grown('added'), grown('replaced')];
      expectEqual(result, { written: inserted + replaced, inserted, replaced, rejected: grown('rejected'), evicted: grown('evicted') });
      expect(durationMs).toBeGreaterThanOrEqual(0);
      return;
    }
    case 'getAll': {
      const { values, found, hits } = bulk.getAll(keys);
      const expected = keys.map((key) => single.get(key));
      const isThere = flags(expected.map((value) => value !== undefined));
      expectEqual([...found], isThere);
      expectEqual(hits, isThere.reduce((sum, one) => sum + one, 0));
      const absent = (values as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT === undefined ? undefined : values instanceof BigUint64Array || values instanceof BigInt64Array ? 0n : 0;
      expectEqual([...values as Iterable<unknown>], expected.map((value) => (value === undefined ? absent : value)));
      return;
    }
    case 'hasAll': expectEqual([...bulk.hasAll(keys)], flags(keys.map((key) => single.has(key)))); return;
    default: expectEqual(bulk.deleteAll(keys), keys.filter((key) => single.delete(key)).length);
  }
}

function compare({ bulk, single, events }: Twins): void {
  expectEqual([...bulk.entries()], [...single.entries()]);
  expectEqual(bulk.stats(), single.stats());
  expectEqual(events[0], events[1]);
}

/** Keys and values as they are stored, for that is how columns tell others of them. */
function keysOf(kind: KeyKind): fc.Arbitrary<unknown> {
  if (kind === 'bytes') return keyArbitrary('string').map((key) => encoder.encode(key as string));
  return keyArbitrary(kind).map((key) => stored(kind, key));
}

function valuesOf(kind: ValueKind): fc.Arbitrary<unknown> {
  return valueArbitrary(kind).map((value) => stored(kind, value));
}

/** Batches of up to `most` entries of these kinds; undefined is for caches of anything alone. */
function stepsOf(key: KeyKind, value: ValueKind, most: number, options: fc.Arbitrary<Step['options']> = fc.constant(undefined)): fc.Arbitrary<Step[]> {
  const entry = fc.tuple(keysOf(key), valuesOf(value));
  const step = fc.record({
    name: fc.constantFrom<Step['name']>('putAll', 'putAll', 'putAll', 'getAll', 'getAll', 'hasAll', 'deleteAll'),
    entries: fc.array(entry, { maxLength: most, size: 'max' }), form: fc.nat(2), options,
  });
  return fc.array(step, { maxLength: 12, size: 'max' }) as fc.Arbitrary<Step[]>;
}

function twins(make: (log: unknown[]) => AnyOptions): Twins {
  const events: [unknown[], unknown[]] = [[], []];
  return { bulk: anyCache(make(events[0])), single: anyCache(make(events[1])), events };
}

describe.each(KEYS)('batches of keys of kind %s', (key) => {
  // Hashes of anything are drawn at random, so that only LRU decides alike.
  const policies = fc.constantFrom(...(key === 'any' ? ['lru'] as const : POLICIES));

  it.each(ENGINES)('do what single calls do, to the last byte of memory, on the %s engine', (engine) => {
    const life = fc.constantFrom(...VALUES).chain((value) => fc.record({
      value: fc.constant(value), policy: policies, max: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })), steps: stepsOf(key, value, 150),
    }));
    fc.assert(fc.property(life, ({ value, policy, max, steps }) => {
      const pair = twins(() => ({ key, value, policy, max, seed: 0x123456789abcdefn, heap: heapOver(engine, 32 << 20) }));
      for (const step of steps) {
        take(pair, step);
        compare(pair);
        const [bulk, single] = [memoryOf(pair.bulk), memoryOf(pair.single)];
        if (Buffer.compare(bulk, single) !== 0) expect([...bulk]).toEqual([...single]);
      }
    }), { numRuns: runs(25) });
  });

  it.each(ENGINES)('have the window of W-TinyLFU chosen as single calls do, on the %s engine', (engine) => {
    // Keys of anything are hashed at random, so that others are simulated in either cache.
    if (key === 'any') return;
    const keys = [...new Map(fc.sample(keysOf(key), { numRuns: 2000, seed: 11 }).map((one) => [String(one), one])).values()];
    const pair = twins(() => ({ key, value: 'u32', policy: 'w-tinylfu', max: 70, seed: 0x123456789abcdefn, heap: heapOver(engine, 32 << 20) }));
    const windows = new Set<number>();
    for (let step = 0; step < 24; step++) {
      const entries = Array.from({ length: 200 }, (_, i): [unknown, unknown] => [keys[(step * 41 + ((i * i) % (40 + i))) % keys.length], i]);
      take(pair, { name: step % 3 === 0 ? 'putAll' : 'getAll', entries, form: 1 });
      compare(pair);
      if (Buffer.compare(memoryOf(pair.bulk), memoryOf(pair.single)) !== 0) expect([...memoryOf(pair.bulk)]).toEqual([...memoryOf(pair.single)]);
      const { engine: memory, cache } = pair.bulk._store.table;
      windows.add(windowOf(memory as unknown as LinearMemory, cache));
    }
    expect(windows.size).toBeGreaterThan(2);
  });

  it('do what single calls do where entries have times and sizes, and others are told of them', () => {
    const options = fc.record({ ttl: fc.constantFrom(0, 3, 20) }, { requiredKeys: [] });
    const life = fc.record({
      policy: policies, max: fc.integer({ min: 1, max: 40 }), ttl: fc.constantFrom(0, 5, 30), sized: fc.boolean(), told: fc.constantFrom('nobody', 'dispose', 'disposeAfter', 'onInsert', 'all'),
      lapses: fc.array(fc.nat(10), { minLength: 12, maxLength: 12 }), steps: stepsOf(key, 'u32', 40, options), engine: fc.constantFrom(...engineKinds),
    });
    fc.assert(fc.property(life, ({ policy, max, ttl, sized, told, lapses, steps, engine }) => {
      let time = 1;
      const tell = (name: string, log: unknown[]) => (told === name || told === 'all' ? { [name]: (...args: unknown[]) => { log.push([name, ...args]); } } : {});
      const pair = twins((log) => ({
        key, value: 'u32', policy, max, ttl, seed: 7n, engine, clock: () => time, ...tell('dispose', log), ...tell('disposeAfter', log), ...tell('onInsert', log),
        ...(sized && { maxSize: 3 * max, maxEntrySize: 5, sizeCalculation: (value: unknown) => 1 + ((value as number) % 7) }),
      }));
      steps.forEach((step, i) => {
        time += lapses[i]!;
        take(pair, step);
        compare(pair);
      });
    }), { numRuns: runs(60) });
  });

  it('change nothing where one entry does not fit', () => {
    const wrong = key === 'any' ? [] : misfits(key);
    for (const engine of engineKinds) {
      const cache = anyCache({ key, value: 'u32', max: 10, engine, seed: 1n });
      const [good, other] = fc.sample(keysOf(key), { numRuns: 2, seed: 3 });
      cache.set(good, 1);
      const before = [[...cache.entries()], cache.stats()];
      for (const bad of wrong) {
        expect(() => cache.putAll([[other, 2], [bad, 3]])).toThrow(PutAllError);
        expect(() => cache.putAll({ keys: [other, bad], values: [2, 3] })).toThrow(/keys\[1\].*nothing of the batch was written/s);
        for (const call of [() => cache.getAll([good, bad]), () => cache.hasAll([good, bad]), () => cache.deleteAll([good, bad])]) expect(call).toThrow(/keys\[1\]/);
      }
      for (const bad of misfits('u32')) expect(() => cache.putAll([[other, 2], [good, bad]])).toThrow(/values\[1\]/);
      expect([[...cache.entries()], cache.stats()]).toEqual(before);
    }
  });
});

describe.each(engineKinds)('batches on the %s engine', (engine) => {
  it('may be larger than the cache, and than a chunk', () => {
    for (const policy of POLICIES) {
      const pair = twins(() => ({ key: 'u32', value: 'f64', max: 500, policy, seed: 5n, engine }));
      const entries = Array.from({ length: 10_000 }, (_, i): [number, number] => [(i * 7919) % 3000, i]);
      take(pair, { name: 'putAll', entries, form: 1 });
      take(pair, { name: 'getAll', entries, form: 1 });
      compare(pair);
      expect(pair.bulk.size).toBe(500);
    }
  });

  it('let others go where memory is refused, and keep what was written before', () => {
    for (const value of ['any', 'f64', 'string'] as const) {
      for (const key of ['u32', 'string'] as const) {
        const pair = twins(() => ({ key, value, maxBytes: 60_000, seed: 5n, engine }));
        const keyAt = (i: number): unknown => (key === 'string' ? `a key of some length ${i}` : i);
        const entries = Array.from({ length: 6000 }, (_, i): [unknown, unknown] => [keyAt((i * 31) % 5003), value === 'string' ? `value ${i}` : i]);
        take(pair, { name: 'putAll', entries, form: 0 });
        take(pair, { name: 'getAll', entries, form: 0 });
        compare(pair);
        expect(pair.bulk.size).toBeLessThan(5000);
        expect(pair.bulk.stats().evicted).toBeGreaterThan(0);
      }
    }
  });

  it('take the last of several values for a key', () => {
    const cache = new WasmCache({ key: 'u32', value: 'any', max: 10, engine });
    const { inserted, replaced, written } = cache.putAll([[1, 'a'], [2, 'b'], [1, 'c'], [1, 'd']]);
    expect([inserted, replaced, written, cache.get(1), cache.get(2)]).toEqual([2, 2, 4, 'd', 'b']);
    expect([cache.deleteAll([1, 1, 3]), [...cache.keys()]]).toEqual([1, [2]]);
  });

  it('delete what is set to undefined, in caches of anything', () => {
    const cache = new WasmCache<string, unknown>({ key: 'string', max: 10, engine });
    const { inserted, replaced } = cache.putAll([['a', 1], ['b', 2], ['a', undefined]]);
    expect([inserted, replaced, [...cache.keys()], cache.stats().deleted]).toEqual([2, 0, ['b'], 1]);
  });

  it('come after what their own source writes', () => {
    const cache = new WasmCache({ key: 'u32', value: 'u32', max: 10, engine });
    const { replaced } = cache.putAll((function* (): Generator<[number, number]> {
      yield [1, 1];
      cache.set(1, 5).set(2, 6);
      cache.putAll([[3, 7]]);
      yield [4, 4];
    })());
    expect(replaced).toBe(1);
    expect(new Map(cache.entries())).toEqual(new Map([[1, 1], [2, 6], [3, 7], [4, 4]]));
  });

  it('find the cache closed where their source closes it', () => {
    const cache = new WasmCache({ key: 'u32', value: 'u32', max: 10, engine });
    const source = { * [Symbol.iterator](): Generator<[number, number]> { yield [1, 1]; cache.close(); } };
    expect(() => cache.putAll(source)).toThrow(ClosedError);
    for (const call of [() => cache.putAll([]), () => cache.getAll([]), () => cache.hasAll([]), () => cache.deleteAll([])]) expect(call).toThrow(ClosedError);
  });

  it('go on while those who are told of them write to the cache and to the columns', () => {
    const keys = Uint32Array.of(1, 2, 3, 4);
    const cache: WasmCache<number, number> = new WasmCache({
      key: 'u32', value: 'u32', max: 3, policy: 'lru', engine,
      dispose: (_, key) => {
        keys.fill(9);
        if (key < 100) cache.set(key + 100, 0);
      },
    });
    const { inserted, evicted } = cache.putAll({ keys, values: Uint32Array.of(1, 2, 3, 4) });
    expect(inserted).toBe(4);
    expect(evicted).toBe(cache.stats().evicted);
    expect([...cache.keys()][0]).toBe(4);
  });

  it('fill arrays that are given, even those with the keys, and say which cannot take the values', () => {
    const cache = new WasmCache({ key: 'u32', value: 'u32', max: 10, engine });
    cache.putAll([[1, 10], [2, 20]]);
    const values = Uint32Array.of(2, 5, 1, 77);
    const found = new Uint8Array(3);
    const result = cache.getAll(values.subarray(0, 3), { into: { values, found } });
    expect(result.values).toBe(values);
    expect([[...values], [...found], result.hits]).toEqual([[20, 0, 10, 77], [1, 0, 1], 2]);
    expect(() => cache.getAll([1, 2], { into: { found: new Uint8Array(1) } })).toThrow(WasmapRangeError);
    expect(() => cache.getAll([1], { into: { values: [] as never } })).toThrow(WasmapTypeError);
  });

  it('do not find what is stale, whatever the rules', () => {
    let time = 1;
    const cache = new WasmCache({ key: 'u32', value: 'u32', max: 10, ttl: 10, allowStale: true, clock: () => time, engine });
    cache.putAll([[1, 1], [2, 2]], { ttl: 5 });
    cache.putAll([[3, 3]]);
    time = 8;
    expect([[...cache.hasAll([1, 2, 3])], [...cache.getAll([1, 3]).found]]).toEqual([[0, 0, 1], [0, 1]]);
    expect(cache.deleteAll([2, 3])).toBe(2);
  });

  it('reject what is too large, and bad options, before anything is written', () => {
    const sized = new WasmCache({ key: 'u32', value: 'u32', maxSize: 10, maxEntrySize: 4, sizeCalculation: (value) => value, engine });
    expect(sized.putAll([[1, 2], [2, 9], [3, 4]])).toMatchObject({ inserted: 2, rejected: 1, written: 2 });
    expect(sized.putAll([[4, 9]], { size: 1 })).toMatchObject({ inserted: 1, rejected: 0 });
    const plain = new WasmCache({ key: 'u32', value: 'u32', max: 10, engine });
    for (const options of [{ ttl: -1 }, { ttl: NaN }, { ttl: '1' }, { size: 1 }, { sizes: 1 }]) {
      expect(() => plain.putAll([[1, 1]], options as object)).toThrow(WasmapTypeError);
    }
    expect(() => sized.putAll([[9, 9]], { size: 0 })).toThrow(WasmapTypeError);
    for (const source of [undefined, 1, 'ab', { keys: [1] }, { keys: [1], values: [] }]) expect(() => plain.putAll(source as never)).toThrow();
    expect([plain.size, sized.size]).toEqual([0, 3]);
  });

  it('take packed text, all of which must be text', () => {
    const cache = new WasmCache({ key: 'string', value: 'u32', max: 10, engine });
    const data = encoder.encode('onetwothree');
    cache.putAll({ keys: { data, offsets: Uint32Array.of(0, 3, 6, 11) }, values: Uint32Array.of(1, 2, 3) });
    expect([...cache.getAll(['three', 'one', 'none']).values]).toEqual([3, 1, 0]);
    const broken = { data: Uint8Array.of(97, 255), offsets: Uint32Array.of(0, 1, 2) };
    const before = cache.stats();
    expect(() => cache.putAll({ keys: broken, values: [7, 8] })).toThrow(/valid UTF-8/);
    for (const call of [() => cache.getAll(broken), () => cache.hasAll(broken), () => cache.deleteAll(broken)]) expect(call).toThrow(/valid UTF-8/);
    expect(cache.stats()).toEqual(before);
  });

  it('take keys of a codec', () => {
    const codec = { encode: (key: Date, target: Uint8Array) => { new DataView(target.buffer).setFloat64(0, key.getTime()); return 8; }, decode: (bytes: Uint8Array) => new Date(new DataView(bytes.buffer).getFloat64(0)) };
    for (const value of ['any', 'string'] as const) {
      const cache = new WasmCache<Date, string>({ codec, value, max: 10, engine });
      cache.putAll([[new Date(1), 'one'], [new Date(2), 'two']]);
      expect([cache.getAll([new Date(2), new Date(3)]).values, [...cache.hasAll([new Date(1)])], cache.deleteAll([new Date(1), new Date(9)]), cache.size]).toEqual([['two', undefined], [1], 1, 1]);
    }
  });
});

describe('an LRUCache', () => {
  it('has these calls, too', () => {
    const cache = new LRUCache<string, number>({ max: 2 });
    expect(cache.putAll([['a', 1], ['b', 2], ['c', 3]])).toMatchObject({ inserted: 3, evicted: 1 });
    expect([cache.getAll(['a', 'b']).values, [...cache.keys()]]).toEqual([[undefined, 2], ['b', 'c']]);
  });
});
