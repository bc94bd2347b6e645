/** Loading by whole caches with a clock that only the test moves: how long stale entries stay, what is counted, and what writes, closing and bad input do to loads. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FetchAllError, LoadError, WasmCache, type WasmCacheOptions, statsBetween } from '../../../src/cache/index.js';
import { ClosedError, WasmapTypeError } from '../../../src/errors.js';
import { expectEqual } from '../../support/expect.js';
import { FakeClock } from '../support/plain-host.js';
import { Source, settle, watch } from './source.js';

const failure = new Error('the source is down');

type Options = Partial<WasmCacheOptions<string, number>>;

/** A cache with the entry a = 1, whose time is 100 milliseconds. */
function setUp(options: Options = {}, engine: 'wasm' | 'js' = 'wasm') {
  const source = new Source<string, number>();
  const clock = new FakeClock();
  const gone: unknown[] = [];
  const cache = new WasmCache<string, number>({
    max: 10, key: 'string', value: 'f64', engine, fetchMethod: source.fetchMethod as never, clock: clock.now, ttl: 100,
    dispose: (...left) => { gone.push(left); }, ...options,
  });
  return { source, clock, gone, cache: cache.set('a', 1) };
}

describe.each(['wasm', 'js'] as const)('a stale entry of a cache (%s engine)', (engine) => {
  it('is given by get and fetch for staleWhileRevalidate milliseconds, and loaded anew in the background, once', async () => {
    const { source, clock, cache } = setUp({ staleWhileRevalidate: 50 }, engine);
    clock.time += 150;
    expect([cache.get('a'), cache.get('a'), await cache.fetch('a'), cache.has('a'), cache.peek('a')]).toEqual([1, 1, 1, false, undefined]);
    await settle();
    expect([source.keys, source.last.stale]).toEqual([['a'], 1]);
    source.last.give(2);
    await settle();
    expect([cache.get('a'), cache.getRemainingTTL('a')]).toEqual([2, 100]);
    expect(cache.stats()).toMatchObject({ hits: 4, misses: 0, loads: 1, refreshes: 1, joined: 0, expired: 0 });
  });

  it('goes at the end of these', () => {
    const { clock, cache, gone } = setUp({ staleWhileRevalidate: 50 }, engine);
    clock.time += 151;
    expect([cache.get('a'), cache.size, gone]).toEqual([undefined, 0, [[1, 'a', 'expire']]]);
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, loads: 0 });
  });

  it('is not renewed by reads: where loading it anew fails, it goes when it would have gone', async () => {
    const { source, clock, cache } = setUp({ staleWhileRevalidate: 50, updateAgeOnGet: true }, engine);
    clock.time += 140;
    expect(cache.get('a')).toBe(1);
    await settle();
    source.last.fail(failure);
    await settle();
    clock.time += 11;
    expect(cache.get('a')).toBe(undefined);
  });

  it('stays for staleIfError, though no get gives it, and makes up for a failure', async () => {
    const { source, clock, cache, gone } = setUp({ staleIfError: 50 }, engine);
    clock.time += 140;
    expect([cache.get('a'), cache.size]).toEqual([undefined, 1]);
    const value = cache.fetch('a');
    source.last.fail(failure);
    expect([await value, gone]).toEqual([1, []]);
    clock.time += 11;
    const other = watch(cache.fetch('a'));
    source.last.fail(failure);
    await settle();
    expect([other.error, gone]).toEqual([failure, [[1, 'a', 'fetch']]]);
  });

  it('is purged, and leaves before live ones, when its grace is over, not before', () => {
    const { clock, cache, gone } = setUp({ staleIfError: 50, max: 2, policy: 'lru' }, engine);
    clock.time += 90;
    cache.set('b', 2);
    cache.get('a');
    clock.time += 40;
    expect([cache.purgeStale(), cache.size]).toEqual([false, 2]);
    cache.set('c', 3);
    expect(gone).toEqual([[2, 'b', 'evict']]);
    clock.time += 30;
    cache.get('c');
    cache.set('d', 4);
    expect(gone.slice(1)).toEqual([[1, 'a', 'expire']]);
    clock.time += 200;
    expect([cache.purgeStale(), cache.size, gone.length]).toEqual([true, 0, 4]);
  });

  it('stays for ever where its grace has no end', async () => {
    const { source, clock, cache } = setUp({ staleIfError: Infinity }, engine);
    clock.time += 1e12;
    cache.set('b', 2);
    expect([cache.purgeStale(), cache.size]).toEqual([false, 2]);
    const value = cache.fetch('a');
    source.last.fail(failure);
    expect(await value).toBe(1);
  });

  it('is not deleted by a get while it is loaded anew', async () => {
    const { source, clock, cache, gone } = setUp({}, engine);
    clock.time += 101;
    const value = cache.fetch('a');
    const status = {};
    expect([cache.get('a', { status }), cache.size, gone, status]).toMatchObject([undefined, 1, [], { get: 'stale-fetching' }]);
    source.last.give(2);
    expect([await value, gone]).toEqual([2, [[1, 'a', 'set']]]);
  });

  it('does not come to be by refreshAhead: an entry that is due is loaded anew in time', async () => {
    const { source, clock, cache } = setUp({ refreshAhead: 0.8 }, engine);
    clock.time += 79;
    expect(cache.get('a')).toBe(1);
    await settle();
    expect(source.keys).toEqual([]);
    clock.time += 1;
    expect([cache.get('a'), await cache.fetch('a'), cache.find(() => true)]).toEqual([1, 1, 1]);
    await settle();
    source.last.give(2);
    await settle();
    clock.time += 99;
    expect([cache.peek('a'), source.keys, cache.stats().refreshes]).toEqual([2, ['a'], 1]);
  });
});

describe('ttlAutopurge of a cache that loads', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('removes entries when their grace is over', () => {
    const gone: unknown[] = [];
    const cache = new WasmCache({
      max: 10, key: 'string', value: 'f64', ttl: 100, ttlAutopurge: true, staleWhileRevalidate: 50, fetchMethod: () => 2, perf: { now: () => Date.now() },
      dispose: (value, key) => { gone.push([key, value]); },
    });
    cache.set('a', 1);
    vi.advanceTimersByTime(149);
    expect(gone).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(gone).toEqual([['a', 1]]);
  });
});

describe('writes to a cache, and loads', () => {
  it.each([
    ['set', (cache: WasmCache<string, number>) => { cache.set('b', 5); }, 'replaced', 5],
    ['set of undefined', (cache: WasmCache<string, number>) => { cache.set('b', undefined); }, 'deleted', undefined],
    ['delete', (cache: WasmCache<string, number>) => { expect(cache.delete('b')).toBe(true); }, 'deleted', undefined],
    ['clear', (cache: WasmCache<string, number>) => { cache.clear(); }, 'deleted', undefined],
    ['load', (cache: WasmCache<string, number>) => { cache.load([['b', { value: 5 }]]); }, 'deleted', 5],
    ['memo', (cache: WasmCache<string, number>) => { cache.memo('b'); }, 'replaced', 6],
  ])('%s ends a load of the key', async (_, write, kind, value) => {
    const { source, cache } = setUp({ memoMethod: () => 6 });
    const caller = watch(cache.fetch('b'));
    write(cache);
    await settle();
    expect([caller.error, source.last.signal.aborted]).toEqual([expect.any(LoadError), true]);
    expect((caller.error as LoadError).kind).toBe(kind);
    source.last.give(9);
    await settle();
    expect(cache.peek('b')).toBe(value);
  });

  it('a set that throws ends none', async () => {
    const { source, cache } = setUp();
    const caller = watch(cache.fetch('b'));
    expect(() => cache.set('b', 'five' as never)).toThrow(WasmapTypeError);
    expect(() => cache.set('b', 5, { ttl: NaN })).toThrow(WasmapTypeError);
    source.last.give(9);
    await settle();
    expect([caller.value, cache.get('b')]).toEqual([9, 9]);
  });

  it('an eviction ends none, of which a storm of misses makes many', async () => {
    const { source, cache } = setUp({ max: 2, policy: 'lru' });
    const callers = ['p', 'q', 'r', 's', 't'].map((key) => cache.fetch(key));
    expect([cache.size, cache.peek('a')]).toEqual([1, 1]);
    for (const [i, asked] of source.asked.entries()) asked.give(i);
    expect([await Promise.all(callers), [...cache.keys()]]).toEqual([[0, 1, 2, 3, 4], ['t', 's']]);
  });

  it('closing has all who wait throw ClosedError, and later calls', async () => {
    const { source, cache } = setUp({ staleIfError: 50 });
    const callers = [watch(cache.fetch('b')), watch(cache.fetch('b')), watch(cache.fetchAll(['c']))];
    cache.close();
    await settle();
    expect(callers.map(({ error }) => error)).toEqual([expect.any(ClosedError), expect.any(ClosedError), expect.any(FetchAllError)]);
    source.last.give(9);
    await settle();
    await expect(cache.fetch('a')).rejects.toThrow(ClosedError);
    await expect(cache.fetchAll(['a'])).rejects.toThrow(ClosedError);
    await expect(new WasmCache({ max: 1 }).fetch(1)).resolves.toBe(undefined);
  });
});

describe('a cache that loads', () => {
  it('rejects keys and values that do not fit their kinds, and stores nothing', async () => {
    const { source, cache } = setUp();
    await expect(cache.fetch(1 as never)).rejects.toThrow('WasmCache: key: expected a string');
    const caller = cache.fetch('b');
    source.last.give('five' as never);
    await expect(caller).rejects.toThrow('WasmCache: value: expected a number');
    expect([cache.size, source.keys]).toEqual([1, ['b']]);
  });

  it.each(['fetch', 'fetchAll', 'memo'] as const)('gives by %s what get will give', async (call) => {
    for (const [value, given] of [['f32', 0.1], ['f64', 0.1], ['f64', -0], ['u32', -0], ['i32', -0], ['bytes', Buffer.from('ab')], ['string', 'ab']] as const) {
      const cache = new WasmCache<number, unknown>({
        max: 5, key: 'u32', value, fetchMethod: () => given, fetchAllMethod: (keys) => keys.map(() => given), memoMethod: () => given,
      });
      const loaded = call === 'fetchAll' ? (await cache.fetchAll([1]))[0] : await cache[call](1);
      expectEqual(loaded, cache.get(1));
    }
  });

  it('gives each who waits bytes of its own, loaded or stale', async () => {
    const { source, clock } = setUp();
    const cache = new WasmCache<string, Uint8Array>({
      max: 5, key: 'string', value: 'bytes', clock: clock.now, ttl: 100, allowStaleOnFetchRejection: true, fetchMethod: source.fetchMethod as never,
    });
    const ask = async (end: () => void): Promise<void> => {
      const callers = Promise.all([cache.fetch('a'), cache.fetch('a')]);
      end();
      const [one, other] = await callers as [Uint8Array, Uint8Array];
      one[0] = 9;
      expect([one, other]).toEqual([Uint8Array.of(9), Uint8Array.of(1)]);
    };
    await ask(() => { source.last.give(Uint8Array.of(1) as never); });
    expect(cache.get('a')).toEqual(Uint8Array.of(1));
    clock.time += 150;
    await ask(() => { source.last.fail(failure); });
  });

  it('gives references of kind any as they are', async () => {
    const value = new Uint8Array(1);
    const cache = new WasmCache({ max: 5, fetchMethod: () => value });
    expect([await cache.fetch('a') === value, cache.get('a') === value]).toEqual([true, true]);
  });

  it('refuses many keys of which one does not fit, and what is no signal, and loads nothing then', async () => {
    const { source, cache } = setUp();
    await expect(cache.fetchAll(['b', 5 as never])).rejects.toThrow('WasmCache: keys[1]: expected a string (kind string), got 5');
    await expect(cache.fetchAll(['b'], { signal: {} as never })).rejects.toThrow('WasmCache: fetchAll: signal: expected an AbortSignal, got an object');
    await expect(cache.fetch('b', { signal: 5 as never })).rejects.toThrow(WasmapTypeError);
    expect(source.keys).toEqual([]);
  });

  it('keeps the short way of get and set, but for the time of loads', async () => {
    const source = new Source<string, number>();
    const cache = new WasmCache<string, number>({ max: 10, key: 'string', value: 'f64', fetchMethod: source.fetchMethod as never });
    const caller = cache.fetch('a');
    expect(cache._store.plain).toBe(false);
    source.last.give(1);
    await caller;
    expect([cache._store.plain, cache.get('a')]).toEqual([true, 1]);
    cache.set('a', 2);
    expect([await cache.fetch('a'), cache.stats()]).toMatchObject([2, { hits: 2, misses: 1, loads: 1, added: 1, replaced: 1 }]);
  });

  it('counts loads, failures, their time and joiners, of which statsBetween makes differences', async () => {
    const { source, clock, cache } = setUp({ loadConcurrency: 1 });
    const earlier = cache.stats();
    const callers = [watch(cache.fetch('b')), watch(cache.fetch('b')), watch(cache.fetch('c'))];
    clock.time += 30;
    source.last.give(1);
    await settle();
    clock.time += 10;
    source.last.fail(failure);
    await settle();
    expect(callers.map(({ state }) => state)).toEqual(['done', 'done', 'failed']);
    expect(statsBetween(earlier, cache.stats())).toMatchObject({ misses: 3, loads: 2, loadFailures: 1, loadTimeMs: 40, joined: 1, refreshes: 0 });
  });

  it('loads what is missing of many keys by one call, with sizes and times as set has them', async () => {
    const asked: unknown[] = [];
    const cache = new WasmCache<string, string>({
      maxSize: 100, key: 'string', value: 'string', ttl: 100, sizeCalculation: (value) => value.length,
      fetchAllMethod: (keys) => { asked.push(keys); return new Map(keys.map((key) => [key, key === 'bad' ? failure : `${key}!`])); },
    });
    cache.set('a', 'A');
    expect(await cache.fetchAll(['a', 'bb', 'ccc', 'bb'])).toEqual(['A', 'bb!', 'ccc!', 'bb!']);
    expect([asked, cache.calculatedSize, cache.stats()]).toMatchObject([[['bb', 'ccc']], 1 + 3 + 4, { hits: 1, loads: 2, joined: 1 }]);
    await expect(cache.fetchAll(['bad', 'd'])).rejects.toMatchObject({ values: [undefined, 'd!'], failed: [{ index: 0, key: 'bad', error: failure }] });
    await expect(cache.fetchAll('ab' as never)).rejects.toThrow(WasmapTypeError);
  });

  it('gives its options to another that is made of it', async () => {
    const { source, cache } = setUp({ staleIfError: 50, loadConcurrency: 1 });
    const copy = new WasmCache(cache);
    const callers = [copy.fetch('x'), copy.fetch('y')];
    expect(source.keys).toEqual(['x']);
    source.last.give(1);
    await settle();
    source.last.give(2);
    expect(await Promise.all(callers)).toEqual([1, 2]);
  });
});
