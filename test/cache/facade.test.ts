import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { type CacheStats, WasmCache, statsBetween } from '../../src/cache/index.js';
import { CapacityError, ClosedError, WasmapRangeError, WasmapTypeError } from '../../src/errors.js';
import type { Codec } from '../../src/index.js';

/** A clock that only the test moves. */
function manual(): { clock: () => number; advance(ms: number): void } {
  let now = 0;
  return { clock: () => now, advance: (ms) => { now += ms; } };
}

describe('options of a WasmCache', () => {
  it('are checked: an unknown one names the nearest', () => {
    // @ts-expect-error -- misspelt
    expect(() => new WasmCache({ maxx: 10 })).toThrow(/unknown option "maxx"; did you mean 'max'\?/);
    // @ts-expect-error -- misspelt
    expect(() => new WasmCache({ max: 10, updateAgeOnGett: true })).toThrow("did you mean 'updateAgeOnGet'?");
  });

  it.each([
    [{}, /needs a bound: max, maxSize, maxBytes or ttl/],
    [{ max: -1 }, /max: expected a positive integer \(entries; 0 for no such bound\), got -1/],
    [{ max: 1.5 }, /max: expected a positive integer/],
    [{ max: Infinity }, /max: expected a positive integer/],
    [{ max: 1, ttl: '5' }, /ttl: expected a positive integer \(milliseconds; 0 for no end\), got "5"/],
    [{ max: 1, allowStale: 1 }, /allowStale: expected a boolean, got 1/],
    [{ max: 1, maxSize: -2 }, /maxSize: expected a positive integer/],
    [{ max: 1, sizeCalculation: () => 1 }, /sizeCalculation: needs maxSize or maxEntrySize/],
    [{ maxSize: 1, sizeCalculation: 1 }, /sizeCalculation: expected a function, got 1/],
    [{ max: 1, dispose: true }, /dispose: expected a function, got true/],
    [{ max: 1, fetchMethod: 'f' }, /fetchMethod: expected a function/],
    [{ max: 1, policy: 'lfu' }, /policy: expected one of w-tinylfu, s3-fifo, lru, got "lfu"/],
    [{ max: 1, key: 'text' }, /WasmCache: key: expected one of/],
    [{ max: 1, perf: {} }, /perf: expected an object with a method now/],
    [{ max: 1, clock: () => 0, perf: performance }, /clock: takes the place of perf/],
    [{ max: 1, fetchMethod: () => 1, staleIfError: '1' }, /staleIfError: expected a number of milliseconds/],
    [{ max: 1, staleIfError: 1 }, /staleIfError: expected a fetchMethod or a fetchAllMethod beside it/],
    [{ max: 1, fetchAllMethod: {} }, /fetchAllMethod: expected a function/],
    [{ max: 1, onLoadError: {} }, /onLoadError: expected a function/],
    [null, /options: expected an object, got null/],
  ])('throw a WasmapTypeError that says what was expected: %o', (options, message) => {
    expect(() => new WasmCache(options as never)).toThrow(message);
    expect(() => new WasmCache(options as never)).toThrow(WasmapTypeError);
  });

  it('throw a WasmapRangeError for a number out of its range', () => {
    expect(() => new WasmCache({ max: 1, fetchMethod: () => 1, refreshAhead: 1.5 })).toThrow(WasmapRangeError);
    expect(() => new WasmCache({ max: 1, fetchMethod: () => 1, loadConcurrency: 0 })).toThrow(/loadConcurrency: expected an integer from 1, or Infinity, got 0/);
    expect(() => new WasmCache({ max: 1, seed: -1n })).toThrow(WasmapRangeError);
  });

  it('are those of another cache where one is given, as they are now', () => {
    const cache = new WasmCache({ max: 3, ttl: 10, key: 'string', value: 'u32', policy: 'lru', name: 'first' });
    cache.ttl = 20;
    cache.allowStale = true;
    cache.resize({ max: 5 });
    const copy = new WasmCache(cache);
    expect([copy.max, copy.ttl, copy.allowStale, copy.policy, copy.size]).toEqual([5, 20, true, 'lru', 0]);
    expect(() => copy.set(1 as never, 1)).toThrow('WasmCache "first": key: expected a string');
  });

  it('give keys and values their types', () => {
    const cache = new WasmCache({
      max: 10, key: 'string', value: 'f64', dispose: (value, key) => { expectTypeOf([value, key]).toEqualTypeOf<(string | number)[]>(); },
    });
    expectTypeOf(cache).toEqualTypeOf<WasmCache<string, number>>();
    expectTypeOf(cache.get('a')).toEqualTypeOf<number | undefined>();
    expectTypeOf([...cache.rentries()]).toEqualTypeOf<[string, number][]>();
    expectTypeOf(new WasmCache({ max: 1 })).toEqualTypeOf<WasmCache>();
    expectTypeOf(new WasmCache({ ttl: 1, ttlAutopurge: true, value: 'bytes' })).toEqualTypeOf<WasmCache<unknown, Uint8Array>>();
    const codec: Codec<Date> = { encode: () => 0, decode: () => new Date() };
    expectTypeOf(new WasmCache({ max: 1, codec, value: 'u64', onInsert: (_value, key) => key.getTime() })).toEqualTypeOf<WasmCache<Date, bigint>>();
    // @ts-expect-error -- a key of another type
    expect(() => cache.get(1)).toThrow(WasmapTypeError);
    expectTypeOf(new WasmCache<number, Date>({ max: 1 }).get(1)).toEqualTypeOf<Date | undefined>();
  });

  it('can be changed later, but for what memory is laid out by, and are checked then, too', () => {
    const cache = new WasmCache({ max: 2, name: 'sessions' });
    cache.ttl = 5;
    expect(cache.ttl).toBe(5);
    expect(() => { cache.ttl = -1; }).toThrow(/WasmCache "sessions": ttl: expected a positive integer/);
    expect(() => { cache.maxEntrySize = 5; }).toThrow('sizes are kept only where the cache was made with maxSize or maxEntrySize');
    expect(() => { (cache as { max: number }).max = 5; }).toThrow(TypeError);
    expect(cache.ttl).toBe(5);
  });
});

describe('a WasmCache', () => {
  it('keeps what fits its kinds only, and says where what does not was given', () => {
    const cache = new WasmCache({ max: 2, key: 'u32', value: 'u32', name: 'ids' });
    expect(() => cache.set(-1, 1)).toThrow('WasmCache "ids": key: expected an integer from 0 to 4294967295 (kind u32), got -1');
    expect(() => cache.set(1, 0.5)).toThrow(WasmapRangeError);
    expect(() => cache.get('1' as never)).toThrow(WasmapTypeError);
    for (const call of ['get', 'has', 'peek', 'delete', 'info', 'getRemainingTTL'] as const) expect(() => cache[call](-1), call).toThrow(WasmapRangeError);
    expect(cache.size).toBe(0);
  });

  it('lets stale entries go before fresh ones, and says so', () => {
    const { clock, advance } = manual();
    const left: unknown[] = [];
    const cache = new WasmCache({ max: 3, key: 'string', value: 'u32', policy: 'lru', clock, dispose: (_value, key, reason) => left.push([key, reason]) });
    cache.set('a', 1).set('b', 2, { ttl: 5 }).set('c', 3);
    advance(6);
    cache.set('d', 4).set('e', 5);
    expect(left).toEqual([['b', 'expire'], ['a', 'evict']]);
    expect(cache.stats()).toMatchObject({ expired: 1, evicted: 1 });
  });

  it('keeps time from 0 on, by a clock that is asked each time', () => {
    const { clock, advance } = manual();
    const cache = new WasmCache({ max: 3, ttl: 5, clock });
    cache.set('a', 1);
    expect([cache.getRemainingTTL('a'), cache.ttlResolution]).toEqual([5, 0]);
    advance(5);
    expect(cache.get('a')).toBe(1);
    advance(1);
    expect(cache.info('a')).toMatchObject({ value: 1, ttl: -1 });
    expect([cache.has('a'), cache.get('a'), cache.size]).toEqual([false, undefined, 0]);
  });

  it('takes a ttl that never ends for none, and throws for one that is no time', () => {
    const cache = new WasmCache({ max: 3, ttl: 5 });
    cache.set('a', 1, { ttl: Infinity });
    expect(cache.getRemainingTTL('a')).toBe(Infinity);
    for (const ttl of [-1, NaN, '5']) expect(() => cache.set('a', 2, { ttl: ttl as number })).toThrow(/set: ttl: expected a number of milliseconds/);
    expect(() => cache.set('a', 2, { start: NaN })).toThrow(/set: start: expected a time in milliseconds/);
    expect(cache.get('a')).toBe(1);
  });

  it('purges all stale entries in one go', () => {
    const { clock, advance } = manual();
    const cache = new WasmCache({ max: 9, clock });
    for (let i = 0; i < 9; i++) cache.set(i, i, { ttl: i });
    expect(cache.purgeStale()).toBe(false);
    advance(5);
    expect(cache.purgeStale()).toBe(true);
    expect([...cache.rkeys()]).toEqual([0, 5, 6, 7, 8]);
    expect(new WasmCache({ max: 1 }).purgeStale()).toBe(false);
  });

  it('visits the keys that were there when it began, without those that went meanwhile', () => {
    const cache = new WasmCache<number, number>({ max: 5, policy: 'lru' });
    for (let i = 0; i < 5; i++) cache.set(i, i);
    const visited: number[] = [];
    for (const [key] of cache) {
      visited.push(key);
      cache.get(key);
      cache.set(key + 10, 0); // lets the oldest go
      if (key === 4) cache.delete(3);
    }
    expect(visited).toEqual([4, 2, 1]);
  });

  it('can be written to from every callback', () => {
    const log: unknown[] = [];
    const cache: WasmCache<string, number> = new WasmCache<string, number>({
      max: 2, policy: 'lru',
      dispose(value, key, reason) {
        log.push([key, value, reason, cache.has(key)]);
        if (reason === 'evict' && key === 'a') cache.set('c', 30); // the very key that is being set
        if (reason === 'delete' && value === 30) cache.set('z', 1);
      },
      disposeAfter: (_value, key, reason) => { if (reason === 'set') cache.delete(key); },
      onInsert: (_value, key) => { if (key === 'z') cache.clear(); },
    });
    cache.set('a', 1).set('b', 2).set('c', 3);
    expect(log).toEqual([['a', 1, 'evict', false], ['c', 30, 'set', true], ['c', 3, 'delete', false]]);
    expect([...cache]).toEqual([['b', 2]]);
    cache.set('c', 30);
    cache.delete('c');
    expect(cache.size).toBe(0);
  });

  it('is whole after a callback that throws', () => {
    const cache = new WasmCache<string, number>({ max: 2, policy: 'lru', dispose() { throw new Error('no'); } });
    cache.set('a', 1).set('b', 2);
    expect(() => cache.set('c', 3)).toThrow('no');
    expect([...cache.keys()]).toEqual(['b']);
    expect(cache.set('c', 3).get('c')).toBe(3);
    expect(() => cache.clear()).toThrow('no');
    expect(cache.size).toBe(0);
  });

  it('tells disposeAfter, in the next call, of what it could not tell it of', () => {
    const told: unknown[] = [];
    let fails = true;
    const cache = new WasmCache<string, number>({
      max: 5, policy: 'lru',
      disposeAfter(_value, key) {
        told.push(key);
        if (fails) throw new Error('no');
      },
    });
    cache.set('a', 1).set('b', 2);
    expect(() => cache.clear()).toThrow('no');
    fails = false;
    expect(cache.delete('nothing')).toBe(false);
    expect(told).toEqual(['a', 'b']);
  });

  it('takes other bounds at run time', () => {
    const left: unknown[] = [];
    const cache = new WasmCache<string, number>({ max: 5, maxSize: 20, policy: 'lru', sizeCalculation: (value) => value, dispose: (_value, key) => left.push(key) });
    cache.set('a', 5).set('b', 5).set('c', 5).set('d', 5);
    cache.resize({ max: 3 });
    expect(left).toEqual(['a']);
    cache.resize({ maxSize: 9 });
    expect([left, cache.max, cache.maxSize, cache.maxEntrySize, cache.calculatedSize]).toEqual([['a', 'b', 'c'], 3, 9, 9, 5]);
    expect(cache.set('e', 10).has('e')).toBe(false);
    cache.resize({ max: 100, maxSize: 1000 });
    expect(cache.set('e', 10).has('e')).toBe(true);
  });

  it.each((['wasm', 'js'] as const).flatMap((engine) => (['w-tinylfu', 's3-fifo', 'lru'] as const).map((policy) => [engine, policy] as const)))(
    'takes another bound of bytes at run time (%s engine, %s)', (engine, policy) => {
      const left: number[] = [];
      const cache = new WasmCache({ maxBytes: 400_000, key: 'u32', value: 'string', engine, policy, seed: 3n, dispose: (_value, key) => left.push(key) });
      const fill = (): void => { for (let i = 0; i < 20_000; i++) cache.set(i, 'x'.repeat(i % 90)); };
      fill();
      const { size } = cache;
      left.length = 0;
      cache.resize({ maxBytes: 150_000 });
      expect(cache.memoryUsage().bytes).toBeLessThanOrEqual(150_000);
      expect(cache.size).toBe(size - left.length);
      expect(cache.size).toBeGreaterThan(size / 5);
      expect([cache.maxBytes, new WasmCache(cache).maxBytes, WasmCache.deserialize(cache.serialize()).maxBytes]).toEqual([150_000, 150_000, 150_000]);
      for (let i = 0; i < 2000; i++) expect(cache.set(i, 'y'.repeat(i % 90)).memoryUsage().bytes).toBeLessThanOrEqual(150_000);
      cache.resize({ maxBytes: 400_000 });
      fill();
      expect(cache.memoryUsage().bytes).toBeGreaterThan(300_000);
      cache.resize({ maxBytes: 1 });
      expect(cache.size).toBe(0);
      expect(() => cache.set(1, '')).toThrow('the 1 bytes of maxBytes are exhausted');
      cache.close();
    },
  );

  it('tells what it owns of linear memory, by which engine, and may own', () => {
    const cache = new WasmCache({ maxBytes: 50_000, key: 'u32', value: 'f64', engine: 'js' });
    expect([cache.engine, cache.maxBytes, cache.memoryUsage().bytes, cache.memoryUsage().bytesPerEntry]).toEqual(['js', 50_000, 0, 0]);
    for (let i = 0; i < 10_000; i++) cache.set(i, i);
    const { bytes, bytesPerEntry, committed } = cache.memoryUsage();
    expect(bytes).toBeGreaterThan(40_000);
    expect(bytesPerEntry).toBe(bytes / cache.size);
    expect(committed).toBeGreaterThanOrEqual(bytes);
    cache.close();
    expect(() => cache.memoryUsage()).toThrow(ClosedError);
    expect(new WasmCache({ max: 1 }).maxBytes).toBe(0);
  });

  it('counts those who went for an entry that was refused in the end', () => {
    for (const dispose of [undefined, () => undefined]) {
      const cache = new WasmCache({ maxBytes: 20_000, key: 'u32', value: 'string', ...(dispose && { dispose }) });
      for (let i = 0; i < 50; i++) cache.set(i, 'x'.repeat(100));
      const before = cache.stats();
      expect(() => cache.set(99, 'x'.repeat(30_000))).toThrow(CapacityError);
      const { size, evicted } = statsBetween(before, cache.stats());
      expect([evicted, cache.has(99)]).toEqual([before.size - size, false]);
      expect(evicted).toBeGreaterThan(0);
    }
  });

  it.each(['string', 'bytes'] as const)('tells of a value once, whose entry went for the memory of its next one (%s)', (value) => {
    for (const policy of ['w-tinylfu', 's3-fifo', 'lru'] as const) {
      const told: unknown[] = [];
      const note = (one: unknown, key: unknown, reason: string): void => { told.push([(one as string | Uint8Array).length, key, reason]); };
      const cache = new WasmCache<number, unknown>({ maxBytes: 20_000, key: 'u32', value, policy, dispose: note, onInsert: note });
      const of = (length: number): unknown => (value === 'string' ? 'x'.repeat(length) : new Uint8Array(length));
      const status = {};
      cache.set(1, of(9000)).set(1, of(9001), { status });
      expect(told).toEqual([[9000, 1, 'add'], [9000, 1, 'evict'], [9001, 1, 'add']]);
      expect(status).toMatchObject({ set: 'add' });
      expect(status).not.toHaveProperty('oldValue');
      expect(cache.stats()).toMatchObject({ size: 1, added: 2, replaced: 0, evicted: 1 });
      cache.close();
    }
  });

  it('throws where the clock tells no time', () => {
    for (const time of [NaN, Infinity, '5', 5n, undefined]) {
      const cache = new WasmCache({ max: 5, ttl: 10, clock: () => time as number, name: 'timed' });
      expect(() => cache.set('a', 1)).toThrow(/^WasmCache "timed": clock: expected a time in milliseconds, got /);
      expect(() => cache.set('a', 1)).toThrow(WasmapTypeError);
      expect(cache.size).toBe(0);
    }
  });

  it('changes nothing for bounds that are none', () => {
    const cache = new WasmCache<string, number>({ max: 2 });
    cache.set('a', 1).set('b', 2);
    expect(() => cache.resize({ max: 0 })).toThrow(/resize: max: expected a positive integer \(entries\), got 0/);
    expect(() => cache.resize({ max: 1, maxSize: 5 })).toThrow('sizes are kept only where');
    expect(() => cache.resize({ max: 1, maxBytes: 5 })).toThrow('WasmCache: resize: maxBytes: bytes have a bound only where the cache was made with one');
    expect(() => new WasmCache({ maxBytes: 9 }).resize({ maxBytes: 0.5 })).toThrow('resize: maxBytes: expected a positive integer (bytes), got 0.5');
    expect(() => cache.resize({ maximum: 1 } as never)).toThrow("did you mean 'max'?");
    expect([cache.max, cache.size]).toEqual([2, 2]);
  });

  it('shows what is the last, and the first, to go, and tells nobody', () => {
    const cache = new WasmCache<string, number>({ max: 4, policy: 'lru' });
    cache.set('a', 1).set('b', 2).set('c', 3);
    cache.get('a');
    expect(cache.hottest(2)).toEqual([['a', 1], ['c', 3]]);
    expect(cache.coldest(2)).toEqual([['b', 2], ['c', 3]]);
    expect([cache.hottest(0), cache.hottest(9).length, cache.coldest(Infinity).length]).toEqual([[], 3, 3]);
    expect(() => cache.hottest(-1)).toThrow(WasmapRangeError);
    expect(cache.stats().hits).toBe(1);
  });

  it('counts what happens, by short ways and long ones alike', () => {
    const { clock, advance } = manual();
    const plain = new WasmCache<string, number>({ max: 2, policy: 'lru' });
    const full = new WasmCache<string, number>({ max: 2, policy: 'lru', ttl: 10, clock, onInsert: () => {}, maxEntrySize: 5, sizeCalculation: (value) => value });
    for (const cache of [plain, full]) {
      cache.set('a', 1).set('a', 2).set('b', 3);
      cache.set('c', 4);
      cache.get('a');
      cache.get('b');
      cache.has('b');
      cache.peek('b');
      cache.delete('b');
      expect(cache.stats(), cache === full ? 'full' : 'plain')
        .toMatchObject({ size: 1, added: 3, replaced: 1, evicted: 1, hits: 1, misses: 1, hitRatio: 0.5, deleted: 1, rejected: 0 });
    }
    const earlier = full.stats();
    expect(earlier.weight).toBe(4);
    full.set('d', 9).set('e', 1);
    advance(11);
    full.get('e');
    full.clear();
    const between = statsBetween(earlier, full.stats());
    expect(between).toEqual({
      size: 0, weight: 0, hits: 0, misses: 1, hitRatio: 0, added: 1, replaced: 0, evicted: 0, expired: 1, deleted: 1, rejected: 1,
      loads: 0, loadFailures: 0, loadTimeMs: 0, refreshes: 0, joined: 0,
    } satisfies CacheStats);
  });

  it('gives everything back when it is closed, and lets entries go as clear does', () => {
    const left: unknown[] = [];
    const cache = new WasmCache<string, number>({ max: 2, name: 'done', dispose: (...args) => left.push(args) });
    cache.set('a', 1);
    cache.close();
    cache.close();
    expect(left).toEqual([[1, 'a', 'delete']]);
    for (const call of ['get', 'has', 'peek', 'delete', 'info', 'getRemainingTTL'] as const) expect(() => cache[call]('a'), call).toThrow(ClosedError);
    for (const call of ['pop', 'clear', 'dump', 'purgeStale'] as const) expect(() => cache[call](), call).toThrow(ClosedError);
    expect(() => cache.set('a', 1)).toThrow(ClosedError);
    expect(() => [...cache]).toThrow(ClosedError);
    expect(() => cache.resize({ max: 1 })).toThrow(ClosedError);
    expect(inspect(cache)).toBe('WasmCache "done" [any → any, w-tinylfu, closed]');
  });

  it('is closed by `using`, where the runtime has it', () => {
    const cache = new WasmCache<string, number>({ max: 2 });
    (cache as unknown as Disposable)[Symbol.dispose]();
    expect(() => cache.set('a', 1)).toThrow(ClosedError);
  });

  it('shows kinds, policy, size and the hottest entries to console.log, and nobody hears of it', () => {
    const cache = new WasmCache({ max: 30, key: 'u32', value: 'string', policy: 'lru' });
    expect(inspect(cache)).toBe('WasmCache(0) [u32 → string, lru] { }');
    cache.set(1, 'one').set(2, 'two');
    expect(inspect(cache)).toBe('WasmCache(2) [u32 → string, lru] { 2 => "two", 1 => "one" }');
    for (let i = 0; i < 25; i++) cache.set(i, '');
    expect(inspect(cache)).toMatch(/^WasmCache\(25\) .*, … 5 more \}$/);
    expect(Object.prototype.toString.call(cache)).toBe('[object WasmCache]');
    const broken = new WasmCache({ max: 1, ttl: 1, clock: () => { throw new Error('no time'); } });
    expect(inspect(broken)).toBe('WasmCache(0) [any → any, w-tinylfu] { }');
  });

  it('leaves all as it is where what it is to load is no dump', () => {
    const cache = new WasmCache<string, number>({ max: 2 });
    cache.set('a', 1);
    for (const wrong of [null, 5, [1], [['a']], [['b', { value: 2 }], ['a', 1]]]) expect(() => cache.load(wrong as never)).toThrow(WasmapTypeError);
    expect([...cache]).toEqual([['a', 1]]);
  });

  it('leaves all as it is where an entry that it is to load does not fit its kinds, and says which', () => {
    const cache = new WasmCache({ max: 2, key: 'string', value: 'u32' });
    cache.set('a', 1);
    expect(() => cache.load([['b', { value: 2 }], [3 as never, { value: 2 }]])).toThrow('WasmCache: load: entries[1]: key: expected a string (kind string), got 3');
    expect(() => cache.load([['b', { value: -2 }]])).toThrow(/load: entries\[0\]: value: expected an integer/);
    expect([...cache]).toEqual([['a', 1]]);
  });

  it('is in JSON what it is told to do, as lru-cache is, so that logs may have it', () => {
    const cache = new WasmCache({ max: 2, ttl: 5, allowStale: true });
    cache.set('a', {});
    expect(JSON.parse(JSON.stringify({ cache }))).toMatchObject({ cache: { ttl: 5, allowStale: true } });
  });

  it('makes no difference of what are no readings', () => {
    const reading = new WasmCache({ max: 1 }).stats();
    expect(() => statsBetween({} as never, reading)).toThrow("statsBetween: earlier: expected what a cache's stats() has given, got an object");
    expect(() => statsBetween(reading, undefined as never)).toThrow(WasmapTypeError);
  });

  it('can be subclassed', () => {
    class Doubled extends WasmCache<string, number> {
      override get(key: string): number | undefined {
        return 2 * (super.get(key) ?? 0);
      }
    }
    const cache = new Doubled({ max: 1 });
    expect([cache.set('a', 2).get('a'), cache instanceof WasmCache]).toEqual([4, true]);
  });
});

describe('ttlAutopurge', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  const day = 86_400_000;
  const make = (more = {}) => new WasmCache<string, number>({ max: 100, ttlAutopurge: true, clock: () => Date.now(), ...more });

  it('removes entries as soon as their time is over, with one timer for all', () => {
    const left: unknown[] = [];
    const cache = make({ dispose: (...args: unknown[]) => left.push(args) });
    cache.set('a', 1, { ttl: 50 }).set('b', 2, { ttl: 10 }).set('c', 3, { ttl: 100 }).set('d', 4);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10);
    expect(left).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(left).toEqual([[2, 'b', 'expire']]);
    vi.advanceTimersByTime(1000);
    expect(left.length).toBe(3);
    expect([vi.getTimerCount(), [...cache.keys()]]).toEqual([0, ['d']]);
  });

  it('waits as long as it takes for times longer than timers can wait', () => {
    const cache = make();
    cache.set('a', 1, { ttl: 60 * day });
    vi.advanceTimersByTime(60 * day - 5);
    expect([cache.size, vi.getTimerCount()]).toEqual([1, 1]);
    vi.advanceTimersByTime(6);
    expect([cache.size, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('follows entries whose time begins anew, and the clock where that stands still', () => {
    const cache = make({ updateAgeOnGet: true, ttl: 10 });
    cache.set('a', 1);
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(8);
      expect(cache.get('a')).toBe(1);
    }
    vi.advanceTimersByTime(11);
    expect(cache.size).toBe(0);
    const still = make({ clock: () => 5, ttl: 10 });
    still.set('a', 1);
    vi.advanceTimersByTime(1000);
    expect(still.size).toBe(1);
    still.close();
  });

  it('can be switched on and off, and ends with the cache', () => {
    const cache = make({ ttlAutopurge: false, ttl: 10 });
    cache.set('a', 1);
    expect(vi.getTimerCount()).toBe(0);
    cache.ttlAutopurge = true;
    expect(vi.getTimerCount()).toBe(1);
    cache.ttlAutopurge = false;
    expect(vi.getTimerCount()).toBe(0);
    cache.ttlAutopurge = true;
    cache.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on after a callback that throws', () => {
    let thrown = 0;
    const cache = make({ ttl: 10, dispose() { thrown++; throw new Error('no'); } });
    cache.set('a', 1).set('b', 2);
    expect(() => vi.advanceTimersByTime(11)).toThrow('no');
    expect(() => vi.advanceTimersByTime(11)).toThrow('no');
    expect([thrown, cache.size]).toEqual([2, 0]);
  });
});
