/** Caches written to files and read again: what comes back, and what does not. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WasmCache } from '../../../src/cache/index.js';
import { Heap, SnapshotError, WasmMap, WasmapTypeError } from '../../../src/index.js';
import { keyKinds, objectCodec } from '../../serial/subjects.js';
import { expectEqual } from '../../support/expect.js';
import { runs, thrownBy } from '../../support/workloads.js';
import { WRITTEN_AT, fixtureOf, fixtures } from './fixtures.js';
import { type AnyCache, Clock, cacheValueKinds, engines, policies, restored, seen, subject } from './subjects.js';

const START = 1_000_000;

beforeEach(() => { vi.useFakeTimers({ toFake: ['Date'], now: START }); });
afterEach(() => { vi.useRealTimers(); });

describe.each(engines)('a cache that comes back on the %s engine', (engine) => {
  it.each(keyKinds.flatMap((key) => cacheValueKinds.map((value) => [key, value] as const)))('of %s → %s has the calls that its kinds have, so that these stay monomorphic', (key, value) => {
    const cache = subject(key, value, { max: 30, engine }, 50);
    const read = restored(cache.serialize(), key, value, { engine });
    expect(Object.getPrototypeOf(read)).toBe(Object.getPrototypeOf(cache));
    expect([read instanceof WasmCache, read.constructor, read.engine]).toEqual([true, WasmCache, engine]);
    cache.close();
    read.close();
  });

  it('is of a subclass where that has read it', () => {
    class Prices extends WasmCache<number, number> {
      static readonly unit = 'EUR';
    }
    const cache = new WasmCache({ max: 30, key: 'u32', value: 'f64', engine });
    const read = Prices.deserialize<number, number>(cache.set(1, 0.5).serialize(), { engine });
    expect([read instanceof Prices, read.get(1)]).toEqual([true, 0.5]);
  });
});

describe.each(policies)('a cache with the policy %s', (policy) => {
  it.each(keyKinds.flatMap((key) => cacheValueKinds.map((value) => [key, value] as const)))('of %s → %s comes back as it was, from either engine on either', (key, value) => {
    for (const engine of engines) {
      for (const calls of [0, 300]) {
        const cache = subject(key, value, { policy, max: 30, engine }, calls);
        for (const seed of ['keep', 'fresh'] as const) {
          const file = cache.serialize({ seed });
          for (const other of engines) {
            const read = restored(file, key, value, { engine: other });
            expectEqual(seen(read), seen(cache));
            read.close();
          }
        }
        cache.close();
      }
    }
  });

  it('comes back with sizes and what is left of times, whatever both clocks say by then', () => {
    const times = fc.record({
      key: fc.constantFrom('u32', 'string', 'any', 'codec'), value: fc.constantFrom('f64', 'string', 'any'), engine: fc.constantFrom(...engines), other: fc.constantFrom(...engines),
      ttl: fc.constantFrom(50, 400, 10_000), sized: fc.boolean(), seed: fc.nat(), calls: fc.nat(300), passed: fc.oneof(fc.nat(600), fc.nat(20_000)), clockAt: fc.integer({ min: -1e6, max: 1e6 }),
    } as const);
    fc.assert(fc.property(times, ({ key, value, engine, other, ttl, sized, seed, calls, passed, clockAt }) => {
      vi.setSystemTime(START);
      const clock = new Clock(500);
      const sizes = sized ? { maxSize: 60, sizeCalculation: (each: unknown) => 1 + String(each).length % 7 } : {};
      const cache = subject(key, value, { policy, max: 40, ttl, engine, clock: clock.now, ...sizes }, calls, seed);
      clock.time += 20;
      const file = cache.serialize();
      vi.setSystemTime(START + passed);
      const read = restored(file, key, value, { engine: other, clock: new Clock(clockAt).now });
      clock.time += passed;
      cache.purgeStale();
      expectEqual(seen(read), seen(cache));
      cache.close();
      read.close();
    }), { numRuns: runs(60) });
  });

  it('gives an entry no longer life where the clock was set back', () => {
    const cache = new WasmCache({ max: 10, ttl: 100, policy, key: 'u32', value: 'u32', clock: new Clock(7).now });
    cache.set(1, 1);
    const file = cache.serialize();
    vi.setSystemTime(START - 1e9);
    const read = WasmCache.deserialize<number, number>(file, { clock: new Clock(50).now });
    expect(read.getRemainingTTL(1)).toBe(100);
  });

  it('has 2 seconds left where it had 5 when it was written, 3 seconds ago', () => {
    const clock = new Clock(0);
    const cache = new WasmCache({ max: 10, ttl: 8000, policy, key: 'string', value: 'u32', clock: clock.now });
    cache.set('early', 1);
    clock.time = 3000;
    cache.set('late', 2, { ttl: 2999 });
    const file = cache.serialize();
    vi.setSystemTime(START + 3000);
    const later = new Clock(1e6);
    const read = WasmCache.deserialize<string, number>(file, { clock: later.now });
    expect([read.getRemainingTTL('early'), read.get('late'), read.size]).toEqual([2000, undefined, 1]);
    later.time += 2001;
    expect(read.get('early')).toBeUndefined();
  });

  it('lets those go first that would have gone first, where there is less room', () => {
    const cache = subject('u32', 'f64', { policy, max: 30 });
    const coldest = [...cache.rkeys()];
    const read = restored(cache.serialize(), 'u32', 'f64', { max: 12 });
    expect([...read.rkeys()]).toEqual(coldest.slice(-12));
    expect(read.max).toBe(12);
    for (let i = 1000; i < 1100; i++) read.set(i, i);
    expect(read.size).toBe(12);
    const sized = new WasmCache<number, number>({ maxSize: 100, policy, key: 'u32', value: 'u32' });
    for (let i = 1; i <= 20; i++) sized.set(i, i, { size: i === 20 ? 30 : 3 });
    const order = [...sized.rkeys()];
    const narrow = WasmCache.deserialize<number, number>(sized.serialize(), { maxSize: 40, maxEntrySize: 10 });
    expect([...narrow.rkeys()]).toEqual(order.filter((key) => key !== 20).slice(-13));
    expect(narrow.calculatedSize).toBe(39);
  });

  it('takes no more memory than it is allowed, and keeps what fits', () => {
    const cache = new WasmCache<number, string>({ max: 1000, policy, key: 'u32', value: 'string' });
    for (let i = 0; i < 1000; i++) cache.set(i, `a value of some characters, ${String(i)}`);
    for (const engine of engines) {
      const read = WasmCache.deserialize<number, string>(cache.serialize(), { engine, maxBytes: 60_000 });
      expect(read.size).toBeGreaterThan(200);
      expect(read.size).toBeLessThan(1000);
      for (const [key, value] of read) expect(value).toBe(cache.peek(key));
      expect(read.stats()).toMatchObject({ added: 0, evicted: 0, hits: 0, misses: 0 });
      expect(() => WasmCache.deserialize(cache.serialize(), { engine, maxBytes: 100 })).toThrow(/memory|bytes/);
    }
  });

  it('may have another policy from then on', () => {
    const cache = subject('string', 'f64', { policy, max: 30 });
    for (const other of policies) {
      const read = restored(cache.serialize(), 'string', 'f64', { policy: other });
      expect(read.policy).toBe(other);
      expect(new Map(read)).toEqual(new Map(cache));
      if (other === 'lru') expect([...read.keys()]).toEqual([...cache.keys()]);
      for (let i = 0; i < 100; i++) read.set(`other ${String(i)}`, i);
      expect(read.size).toBe(30);
    }
  });

  it('tells nobody of entries, and counts none, until something is done with them', () => {
    const told: unknown[] = [];
    const note = (...args: unknown[]): void => { told.push(args); };
    const cache = subject('u32', 'f64', { policy, max: 30 });
    const read = restored(cache.serialize(), 'u32', 'f64', { max: 20, dispose: note, disposeAfter: note, onInsert: note });
    expect(told).toEqual([]);
    const { size, weight, ...counts } = read.stats();
    expect([size, weight]).toEqual([20, 0]);
    expect(new Set(Object.values(counts))).toEqual(new Set([0]));
    const [coldest] = read.rkeys();
    read.delete(coldest);
    expect(told).toHaveLength(2);
    read.set(777, 1).set(778, 2);
    expect(told).toHaveLength(2 + 2 + 2);
    expect(read.stats()).toMatchObject({ added: 2, deleted: 1, evicted: 1 });
  });
});

describe.each(engines)('serialize, on the %s engine', (engine) => {
  it('writes no seed where the policy remembers nothing, or the file leaves its trust', () => {
    const seedIn = (file: Uint8Array): bigint => new DataView(file.buffer).getBigUint64(32, true);
    for (const policy of policies) {
      const cache = subject('u32', 'u32', { policy, max: 30, engine, seed: 0x1234_5678n });
      expect(seedIn(cache.serialize())).toBe(policy === 'lru' ? 0n : 0x1234_5678n);
      expect(seedIn(cache.serialize({ seed: 'fresh' }))).toBe(0n);
    }
  });

  it('gives the same file for the same life, whatever the engine', () => {
    for (const policy of policies) {
      const [file, other] = [engine, 'js' as const].map((each) => subject('string', 'any', { policy, max: 30, engine: each, seed: 9n, ttl: 100, clock: new Clock(5).now }).serialize());
      expectEqual(file, other);
    }
  });

  it('streams the cache of the moment, and streams come back', async () => {
    const cache = new WasmCache<string, string>({ max: 20_000, key: 'string', value: 'string', engine });
    for (let i = 0; i < 20_000; i++) cache.set(`key ${String(i)}`, `value ${String(i)}`);
    const expected = [...cache];
    const stream = cache.serializeStream() as ReadableStream<Uint8Array>;
    cache.clear();
    const read = await WasmCache.deserializeStream<string, string>(stream, { max: 30_000 });
    expectEqual([...read], expected);
    await (read.serializeStream()).cancel();
    await expect(WasmCache.deserializeStream(new Response(new Uint8Array(200)).body!)).rejects.toThrow(SnapshotError);
    await expect(WasmCache.deserializeStream(new Response('').body!, { bogus: 1 } as never)).rejects.toThrow(WasmapTypeError);
  });

  it('refuses what no file can hold, and codecs that write to the cache', () => {
    const symbols = new WasmCache<number, unknown>({ max: 9, key: 'u32', engine });
    symbols.set(1, Symbol('x'));
    expect(() => symbols.serialize()).toThrow(/values\[0\]: Symbol\(x\) cannot be serialized; give the cache a valueCodec/);
    const objects = new WasmCache<unknown, number>({ max: 9, value: 'u32', engine });
    objects.set({}, 1);
    expect(() => objects.serialize()).toThrow(/keys\[0\]: an object cannot be serialized; name their kind, or give the cache a codec/);
    for (const what of ['set', 'delete', 'clear', 'close'] as const) {
      const valueCodec = {
        encode: (): number => {
          if (what === 'set') cache.set(cache.size, {});
          else if (what === 'delete') cache.delete(0);
          else cache[what]();
          return 1;
        },
        decode: () => 1,
      };
      const cache: AnyCache = new WasmCache<unknown, unknown>({ max: 99, key: 'u32', engine, valueCodec } as never);
      for (let i = 0; i < 50; i++) cache.set(i, {});
      expect(thrownBy(() => cache.serialize()), what).toMatchObject({ code: 'ERR_WASMAP_CONCURRENT_MODIFICATION', kind: 'codec' });
    }
    expect(() => objects.serialize({ seed: 'new' as never })).toThrow(WasmapTypeError);
    objects.close();
    expect(() => objects.serialize()).toThrow(/was closed/);
  });

  it('keeps values by their codec', () => {
    const cache = new WasmCache<string, { v: number }>({ max: 9, key: 'string', engine, valueCodec: objectCodec });
    cache.set('a', { v: 1 });
    expect(WasmCache.deserialize(cache.serialize(), { valueCodec: objectCodec }).get('a')).toEqual({ v: 1 });
    expect(() => WasmCache.deserialize(cache.serialize())).toThrow(/need the valueCodec that wrote them/);
  });
});

describe('deserialize', () => {
  it('refuses files of other things, and other kinds than are asked for', () => {
    const file = subject('u32', 'f64', { max: 30 }).serialize();
    expect(() => WasmCache.deserialize(file, { key: 'string' })).toThrow(/expected keys of kind 'string', and the file's are of kind u32|expected keys of kind "string", and the file's are of kind u32/);
    expect(() => WasmCache.deserialize(file, { value: 'f32' })).toThrow(SnapshotError);
    expect(() => WasmMap.deserialize(file)).toThrow(/the file is of a cache/);
    expect(() => WasmCache.deserialize(new WasmMap([[1, 2]], { key: 'u32', value: 'f64' }).serialize())).toThrow(/the file is of a map/);
    expect(() => WasmCache.deserialize('file' as never)).toThrow(WasmapTypeError);
    expect(() => WasmCache.deserialize(file, { seed: 1n } as never)).toThrow(/unknown option "seed"/);
    expect(() => WasmCache.deserialize(file, { max: -1 })).toThrow(WasmapTypeError);
    expect(() => WasmCache.deserialize(file, { maxSize: 10 })).toThrow(/the file has no sizes/);
  });

  it('gives subclasses, which are to take the options that they get', () => {
    const Base = WasmCache as unknown as new (options: object) => AnyCache;
    class Mine extends Base {}
    class Stubborn extends Base {
      constructor() {
        super({ max: 5, key: 'u32', value: 'u32' });
      }
    }
    const file = subject('u32', 'f64', { max: 30 }).serialize();
    expect((Mine as unknown as typeof WasmCache).deserialize(file)).toBeInstanceOf(Mine);
    expect(() => (Stubborn as unknown as typeof WasmCache).deserialize(file)).toThrow(/expected the constructor of Stubborn to make an empty u32 → f64/);
  });

  it('counts in the heap that it is given', () => {
    const heap = new Heap({ separate: true });
    const read = restored(subject('u32', 'f64', { max: 30 }).serialize(), 'u32', 'f64', { heap });
    expect(heap.memoryUsage().bytes).toBeGreaterThan(0);
    read.close();
    expect(heap.memoryUsage().bytes).toBe(0);
    heap.dispose();
  });

  it.each(fixtures)('reads the file %s, which version 0.1 has written', (name, policy, key, value) => {
    const file = readFileSync(new URL(`fixtures/${name}.wasmap`, import.meta.url));
    vi.setSystemTime(WRITTEN_AT + 100);
    for (const engine of engines) {
      const clock = new Clock(1100);
      const read = restored(file, key, value, { engine, clock: clock.now });
      expect(read.size).toBeGreaterThan(10);
      vi.setSystemTime(WRITTEN_AT);
      const written = fixtureOf(policy, key, value).serialize();
      vi.setSystemTime(WRITTEN_AT + 100);
      expectEqual(seen(read), seen(restored(written, key, value, { clock: clock.now })));
      read.close();
    }
  });
});
