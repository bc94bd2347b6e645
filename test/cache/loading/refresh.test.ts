import { describe, expect, it } from 'vitest';
import type { LoadStatus } from '../../../src/cache/loading/status.js';
import { PlainCache, type PlainOptions } from '../support/plain-host.js';
import { Source, settle, watch } from './source.js';

const failure = new Error('the source is down');

/** A cache with the entry a = 1, whose time is 100 milliseconds. */
function setUp(options: PlainOptions<string, number, unknown>): { source: Source<string, number>; cache: PlainCache<string, number> } {
  const source = new Source<string, number>();
  const cache = new PlainCache<string, number>({ fetchMethod: source.fetchMethod, ttl: 100, ...options });
  return { source, cache: cache.set('a', 1) };
}

describe('staleWhileRevalidate', () => {
  it.each(['get', 'fetch'] as const)('has %s give the stale value, and one load in the background', async (how) => {
    const { source, cache } = setUp({ staleWhileRevalidate: 50 });
    const ask = async (): Promise<number | undefined> => (how === 'get' ? cache.get('a') : cache.loader.fetch('a'));
    cache.clock.time += 150;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    await settle();
    expect([source.keys, source.last.stale, source.last.options.signal]).toEqual([['a'], 1, undefined]);
    source.last.give(2);
    await settle();
    expect([await ask(), cache.loader.stats(), cache.hits]).toMatchObject([2, { loads: 1, refreshes: 1, joined: 0 }, 4]);
  });

  it('ends so many milliseconds after the entry is stale', async () => {
    const { source, cache } = setUp({ staleWhileRevalidate: 50 });
    cache.clock.time += 151;
    const value = watch(cache.loader.fetch('a'));
    await settle();
    expect(value.state).toBe('waits');
    source.last.give(2);
    await settle();
    expect([value.value, cache.loader.stats().refreshes]).toEqual([2, 0]);
    const other = setUp({ staleWhileRevalidate: 50 });
    other.cache.clock.time += 151;
    expect([other.cache.get('a'), other.cache.keys, other.source.keys]).toEqual([undefined, [], []]);
  });

  it('never runs the function that loads within the call', () => {
    const { source, cache } = setUp({ staleWhileRevalidate: 50 });
    cache.clock.time += 120;
    expect([cache.get('a'), cache.loader.isLoading('a'), source.keys]).toEqual([1, true, []]);
    cache.set('a', 5);
    expect(cache.loader.isLoading('a')).toBe(false);
  });

  it('does not ask the source where the key was written to before its turn', async () => {
    const { source, cache } = setUp({ staleWhileRevalidate: 50 });
    cache.clock.time += 120;
    cache.get('a');
    cache.set('a', 5);
    await settle();
    expect([source.keys, cache.peek('a')]).toEqual([[], 5]);
  });

  it('has callers join the load when the window is over, or when they force it', async () => {
    const { source, cache } = setUp({ staleWhileRevalidate: 50 });
    cache.clock.time += 120;
    cache.get('a');
    await settle();
    const forced = watch(cache.loader.fetch('a', { forceRefresh: true }));
    const controller = new AbortController();
    cache.clock.time += 40;
    const late = watch(cache.loader.fetch('a', { signal: controller.signal }));
    controller.abort('enough');
    source.last.give(2);
    await settle();
    expect([forced.value, late.error, source.keys, source.last.signal.aborted]).toEqual([2, 'enough', ['a'], false]);
  });

  it('notes in the status that the value is stale', async () => {
    const { cache } = setUp({ staleWhileRevalidate: 50 });
    cache.clock.time += 120;
    const status: LoadStatus<string, number> = {};
    await cache.loader.fetch('a', { status });
    expect(status).toEqual({ op: 'fetch', key: 'a', cache, fetch: 'stale', returnedStale: true, ttl: 100, start: 1000, now: 1120, remainingTTL: -20 });
  });

  it('keeps the entry where loading fails, and tries again at the next call', async () => {
    const told: unknown[] = [];
    const { source, cache } = setUp({ staleWhileRevalidate: 50, onLoadError: (key, error) => { told.push([key, error]); } });
    cache.clock.time += 120;
    cache.get('a');
    await settle();
    source.last.fail(failure);
    await settle();
    expect([cache.get('a'), told, cache.gone]).toEqual([1, [['a', failure]], []]);
    await settle();
    expect([source.asked.length, cache.loader.stats()]).toMatchObject([2, { loads: 1, loadFailures: 1, refreshes: 2 }]);
  });
});

describe('refreshAhead', () => {
  it.each(['get', 'fetch'] as const)('has %s of an entry that is due load it anew, once, in the background', async (how) => {
    const { source, cache } = setUp({ refreshAhead: 0.8 });
    const ask = async (): Promise<number | undefined> => (how === 'get' ? cache.get('a') : cache.loader.fetch('a'));
    cache.clock.time += 79;
    expect(await ask()).toBe(1);
    await settle();
    expect(source.keys).toEqual([]);
    cache.clock.time += 1;
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    await settle();
    expect(await ask()).toBe(1);
    source.last.give(2);
    await settle();
    expect([source.keys, await ask(), cache.peekEntry('a')!.start]).toEqual([['a'], 2, 1080]);
  });

  it('keeps the entry where loading fails or finds nothing, without an unhandled rejection', async () => {
    const { source, cache } = setUp({ refreshAhead: 0 });
    cache.get('a');
    await settle();
    source.last.fail(failure);
    await settle();
    cache.get('a');
    await settle();
    source.last.give(undefined);
    await settle();
    expect([cache.peek('a'), cache.gone, cache.loader.stats().loadFailures]).toEqual([1, [], 1]);
  });

  it('leaves entries without a time alone', async () => {
    const { source, cache } = setUp({ refreshAhead: 0, ttl: 0 });
    expect([cache.get('a'), await cache.loader.fetch('a')]).toEqual([1, 1]);
    await settle();
    expect(source.keys).toEqual([]);
  });
});

describe('staleIfError', () => {
  it('gives all callers the stale value where loading fails, and keeps the entry', async () => {
    const told: unknown[] = [];
    const { source, cache } = setUp({ staleIfError: 50, onLoadError: (...what) => { told.push(what); } });
    cache.clock.time += 140;
    const statuses: LoadStatus<string, number>[] = [{}, {}];
    const values = statuses.map((status) => cache.loader.fetch('a', { status }));
    source.last.fail(failure);
    expect([await Promise.all(values), cache.peek('a'), told]).toEqual([[1, 1], 1, [['a', failure]]]);
    expect(statuses).toMatchObject([{ fetch: 'stale', fetchRejected: true, fetchError: failure, returnedStale: true }, { fetch: 'inflight', returnedStale: true }]);
    expect(cache.loader.stats()).toMatchObject({ loads: 1, loadFailures: 1, joined: 1 });
  });

  it('counts from the end of the entry to the failure', async () => {
    const { source, cache } = setUp({ staleIfError: 50 });
    cache.clock.time += 140;
    const value = watch(cache.loader.fetch('a'));
    cache.clock.time += 11;
    source.last.fail(failure);
    await settle();
    expect([value.error, cache.gone]).toEqual([failure, [['a', 1, 'fetch']]]);
  });

  it('holds where the entry was evicted meanwhile, too', async () => {
    const { source, cache } = setUp({ staleIfError: 50 });
    cache.clock.time += 110;
    const value = cache.loader.fetch('a');
    cache.evict('a');
    source.last.fail(failure);
    expect(await value).toBe(1);
  });

  it('gives no stale value to those who go by themselves', async () => {
    const { cache } = setUp({ staleIfError: 50 });
    cache.clock.time += 110;
    const controller = new AbortController();
    const value = watch(cache.loader.fetch('a', { signal: controller.signal }));
    controller.abort('enough');
    await settle();
    expect([value.error, cache.peek('a')]).toEqual(['enough', 1]);
  });
});

describe('onLoadError', () => {
  it('is not told what a caller was told', async () => {
    const told: unknown[] = [];
    const { source, cache } = setUp({ onLoadError: (...what) => { told.push(what); } });
    const value = watch(cache.loader.fetch('b'));
    source.last.fail(failure);
    await settle();
    expect([value.error, told]).toEqual([failure, []]);
  });

  it('is told of loads whose callers had stale values at once, and may throw', async () => {
    const told: unknown[] = [];
    const { source, cache } = setUp({ allowStale: true, noDeleteOnFetchRejection: true, onLoadError: (...what) => { told.push(what); throw failure; } });
    cache.clock.time += 110;
    expect(await cache.loader.fetch('a')).toBe(1);
    source.last.fail(failure);
    await settle();
    expect(told).toEqual([['a', failure]]);
  });
});

describe('stats of loading', () => {
  it('count the time of loads by the clock of the cache', async () => {
    const { source, cache } = setUp({ loadConcurrency: 2 });
    const values = ['b', 'c', 'd'].map((key) => watch(cache.loader.fetch(key)));
    cache.clock.time += 30;
    source.asked[0]!.give(1);
    await settle();
    cache.clock.time += 10;
    source.asked[1]!.fail(failure);
    source.asked[2]!.give(undefined);
    await settle();
    expect([values.map(({ state }) => state), cache.loader.stats()]).toEqual([['done', 'failed', 'done'], { loads: 3, loadFailures: 1, loadTimeMs: 30 + 40 + 10, refreshes: 0, joined: 0 }]);
  });
});
