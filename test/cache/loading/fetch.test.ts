import { describe, expect, it } from 'vitest';
import { ClosedError, WasmapRangeError, WasmapTypeError, isWasmapError } from '../../../src/index.js';
import { LoadError } from '../../../src/cache/loading/load-errors.js';
import type { LoadStatus } from '../../../src/cache/loading/status.js';
import { PlainCache, type PlainOptions } from '../support/plain-host.js';
import { Source, settle, watch } from './source.js';

type Status = LoadStatus<string, number>;

function setUp(options: PlainOptions<string, number, unknown> = {}): { source: Source<string, number>; cache: PlainCache<string, number>; fetch: PlainCache<string, number>['loader']['fetch'] } {
  const source = new Source<string, number>();
  const cache = new PlainCache<string, number>({ fetchMethod: source.fetchMethod, ...options });
  return { source, cache, fetch: (key, given) => cache.loader.fetch(key, given) };
}

const failure = new Error('the source is down');

describe('fetch', () => {
  it('loads what is not there, stores it, and gives it at once from then on', async () => {
    const { source, cache, fetch } = setUp();
    const value = fetch('a', { context: 'for you' });
    expect(source.last).toMatchObject({ key: 'a', stale: undefined, context: 'for you', options: { ttl: 0, ignoreFetchAbort: false } });
    source.last.give(1);
    expect([await value, cache.peek('a'), await fetch('a'), source.keys]).toEqual([1, 1, 1, ['a']]);
    expect([cache.hits, cache.misses]).toEqual([1, 1]);
  });

  it('gives undefined where there is no value, and stores nothing', async () => {
    const { source, cache, fetch } = setUp();
    const value = fetch('a');
    source.last.give(undefined);
    expect([await value, cache.keys]).toEqual([undefined, []]);
    await expect(setUp({ fetchMethod: () => undefined }).fetch('a')).resolves.toBe(undefined);
  });

  it('takes values and errors of functions that are not asynchronous', async () => {
    await expect(setUp({ fetchMethod: () => 7 }).fetch('a')).resolves.toBe(7);
    await expect(setUp({ fetchMethod: () => { throw failure; } }).fetch('a')).rejects.toBe(failure);
  });

  it('has one load for a thousand callers at the same time, who share its value', async () => {
    const { source, cache, fetch } = setUp();
    const values = Array.from({ length: 1000 }, () => fetch('a'));
    source.last.give(5);
    expect([new Set(await Promise.all(values)), source.asked.length, cache.loader.stats()]).toMatchObject([new Set([5]), 1, { loads: 1, joined: 999, loadFailures: 0 }]);
  });

  it('has one load for a thousand callers at the same time, who share its failure, and the next caller tries again', async () => {
    const { source, cache, fetch } = setUp();
    const errors = Array.from({ length: 1000 }, () => fetch('a').catch((error: unknown) => error));
    source.last.fail(failure);
    expect([new Set(await Promise.all(errors)), source.asked.length]).toEqual([new Set([failure]), 1]);
    expect(cache.loader).toMatchObject({ size: 0 });
    const again = fetch('a');
    source.last.give(2);
    expect([await again, source.asked.length, cache.loader.stats().loadFailures]).toEqual([2, 2, 1]);
  });

  it('does not begin a second load where the entry is evicted meanwhile, and stores what the first comes to', async () => {
    const { source, cache, fetch } = setUp({ ttl: 10, max: 1 });
    cache.set('a', 1);
    cache.clock.time += 11;
    const first = fetch('a');
    cache.set('b', 2);
    expect(cache.keys).toEqual(['b']);
    const second = fetch('a');
    source.last.give(3);
    expect([await first, await second, source.asked.length, source.last.stale, cache.keys]).toEqual([3, 3, 1, 1, ['a']]);
  });

  it('does not count loads among the entries', async () => {
    const { source, cache, fetch } = setUp({ max: 2 });
    cache.set('a', 1).set('b', 2);
    const values = ['c', 'd', 'e'].map((key) => fetch(key));
    expect([cache.keys, cache.loader.size]).toEqual([['a', 'b'], 3]);
    for (const { give } of source.asked) give(9);
    await Promise.all(values);
    expect([cache.keys, cache.loader.size]).toEqual([['d', 'e'], 0]);
  });

  it('tells keys apart as a Map does, and bytes by their content, of which it keeps a copy', async () => {
    const source = new Source<unknown, number>();
    const cache = new PlainCache<unknown, number>({ fetchMethod: source.fetchMethod });
    const bytes = new Uint8Array([1, 2]);
    const values = [NaN, NaN, 0, -0, bytes, new Uint8Array([1, 2])].map((key) => cache.loader.fetch(key));
    bytes[0] = 9;
    expect(source.keys).toEqual([NaN, 0, new Uint8Array([1, 2])]);
    source.asked.forEach(({ give }, i) => { give(i); });
    expect([await Promise.all(values), cache.peek(new Uint8Array([1, 2])), cache.keys[2]]).toEqual([[0, 0, 1, 1, 2, 2], 2, new Uint8Array([1, 2])]);
  });

  it('gives its functions the options of the call, which these may change', async () => {
    const { source, cache, fetch } = setUp({ ttl: 10, noUpdateTTL: true });
    const value = fetch('a', { ttl: 20, allowStaleOnFetchRejection: true });
    expect(source.last.options).toMatchObject({ ttl: 20, noUpdateTTL: true, allowStaleOnFetchRejection: true });
    source.last.options.ttl = 30;
    source.last.give(1);
    await value;
    expect(cache.peekEntry('a')!.ttl).toBe(30);
  });

  it('is get where nothing loads', async () => {
    const cache = new PlainCache<string, number>({}).set('a', 1);
    const status: Status = {};
    expect([await cache.loader.fetch('a', { status }), await cache.loader.fetch('b'), status.fetch]).toEqual([1, undefined, 'get']);
  });

  it('rejects as forceFetch what has no value', async () => {
    const { source, cache } = setUp();
    const value = watch(cache.loader.forceFetch('a'));
    source.last.give(undefined);
    await settle();
    expect(value.error).toBeInstanceOf(LoadError);
    expect(value.error).toMatchObject({ kind: 'not-found', code: 'ERR_WASMAP_LOAD', name: 'LoadError', message: 'PlainCache: forceFetch: expected a value, but fetch came to undefined' });
    expect(isWasmapError(value.error)).toBe(true);
    const other = cache.loader.forceFetch('a');
    source.last.give(0);
    await expect(other).resolves.toBe(0);
  });
});

describe('a caller that is aborted', () => {
  it('goes alone while others wait', async () => {
    const { source, fetch } = setUp();
    const [one, two] = [new AbortController(), new AbortController()];
    const values = [one.signal, two.signal, undefined].map((signal) => watch(fetch('a', signal && { signal })));
    one.abort('enough');
    two.abort(failure);
    await settle();
    expect(values.map(({ state, error }) => [state, error])).toEqual([['failed', 'enough'], ['failed', failure], ['waits', undefined]]);
    expect(source.last.signal.aborted).toBe(false);
    source.last.give(1);
    await settle();
    expect([values[2]!.value, source.asked.length]).toEqual([1, 1]);
  });

  it('has the load aborted where it is the last, whose late value is dropped', async () => {
    const { source, cache, fetch } = setUp();
    const controllers = [new AbortController(), new AbortController()];
    const values = controllers.map(({ signal }) => watch(fetch('a', { signal })));
    controllers[0]!.abort('one');
    expect(source.last.signal.aborted).toBe(false);
    controllers[1]!.abort('two');
    expect([source.last.signal.aborted, source.last.signal.reason, cache.loader.size]).toEqual([true, 'two', 0]);
    const next = fetch('a');
    source.asked[0]!.give(1);
    await settle();
    expect(values.map(({ error }) => error)).toEqual(['one', 'two']);
    expect(cache.keys).toEqual([]);
    source.asked[1]!.give(2);
    expect([await next, cache.peek('a')]).toEqual([2, 2]);
  });

  it('leaves no listener with its signal', async () => {
    const { source, fetch } = setUp();
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = Object.create(signal, {
      addEventListener: { value: () => { listeners++; } }, removeEventListener: { value: () => { listeners--; } }, aborted: { value: false },
    }) as AbortSignal;
    const values = [fetch('a', { signal: counting }), fetch('a', { signal: counting })];
    expect(listeners).toBe(2);
    source.last.give(1);
    await Promise.all(values);
    expect(listeners).toBe(0);
  });

  it('never asks the source where it was aborted before, but has what is there', async () => {
    const { source, cache, fetch } = setUp();
    cache.set('b', 2);
    const signal = AbortSignal.abort('too late');
    await expect(fetch('a', { signal })).rejects.toBe('too late');
    expect([await fetch('b', { signal }), await fetch('a', { signal, allowStaleOnFetchAbort: true }), source.keys]).toEqual([2, undefined, []]);
  });

  it('waits nevertheless with ignoreFetchAbort, and has the value, which is stored', async () => {
    const { source, cache, fetch } = setUp({ ignoreFetchAbort: true });
    const controller = new AbortController();
    const value = watch(fetch('a', { signal: controller.signal }));
    controller.abort('nobody cares');
    await settle();
    expect([value.state, source.last.signal.aborted]).toEqual(['waits', true]);
    const other = fetch('a');
    source.last.give(1);
    await settle();
    expect([value.value, await other, cache.peek('a'), source.asked.length]).toEqual([1, 1, 1, 1]);
  });

  it('has the stale value at once with allowStaleOnFetchAbort, while loading goes on with ignoreFetchAbort', async () => {
    const { source, cache, fetch } = setUp({ ttl: 10, ignoreFetchAbort: true, allowStaleOnFetchAbort: true });
    cache.set('a', 1);
    cache.clock.time += 11;
    const controller = new AbortController();
    const value = fetch('a', { signal: controller.signal });
    controller.abort();
    expect([await value, cache.loader.size]).toEqual([1, 1]);
    source.last.give(2);
    await settle();
    expect([cache.peek('a'), cache.loader.size]).toEqual([2, 0]);
  });

  it('has wishes of its own where it joins, and else those of the load', async () => {
    const { source, cache, fetch } = setUp({ ttl: 10, noDeleteOnFetchRejection: true });
    cache.set('a', 1);
    cache.clock.time += 11;
    const controller = new AbortController();
    const first = watch(fetch('a'));
    const stale = watch(fetch('a', { signal: controller.signal, allowStaleOnFetchAbort: true }));
    const patient = watch(fetch('a', { signal: controller.signal, ignoreFetchAbort: true }));
    const content = watch(fetch('a', { allowStaleOnFetchRejection: true }));
    controller.abort('enough');
    await settle();
    expect([first.state, stale.value, patient.state, content.state]).toEqual(['waits', 1, 'waits', 'waits']);
    source.last.fail(failure);
    await settle();
    expect([first.error, patient.error, content.value, cache.peek('a')]).toEqual([failure, failure, 1, 1]);
  });
});

describe('a write while a value is being loaded', () => {
  const writes = {
    set: [(cache: PlainCache<string, number>): void => { cache.set('a', 9); }, 'replaced', 9],
    delete: [(cache: PlainCache<string, number>): void => { cache.delete('a'); }, 'deleted', undefined],
    clear: [(cache: PlainCache<string, number>): void => { cache.clear(); }, 'deleted', undefined],
  } as const;

  it.each(Object.entries(writes))('by %s aborts the load, whose late value is dropped', async (_name, [write, kind, after]) => {
    const { source, cache, fetch } = setUp();
    const values = [watch(fetch('a')), watch(fetch('a'))];
    write(cache);
    expect([source.last.signal.aborted, cache.loader.size]).toEqual([true, 0]);
    source.last.give(1);
    await settle();
    for (const { error } of values) expect(error).toMatchObject({ code: 'ERR_WASMAP_LOAD', kind });
    expect([values[0]!.error, cache.peek('a')]).toEqual([source.last.signal.reason, after]);
  });

  it.each(Object.entries(writes))('by %s has callers that ignore aborts wait for the value, which is not stored', async (_name, [write, , after]) => {
    const { source, cache, fetch } = setUp({ ignoreFetchAbort: true });
    const value = watch(fetch('a'));
    write(cache);
    await settle();
    expect(value.state).toBe('waits');
    source.last.give(1);
    await settle();
    expect([value.value, cache.peek('a')]).toEqual([1, after]);
  });

  it('leaves room for a load of its own, which the late value of the first does not end', async () => {
    const { source, cache, fetch } = setUp({ ignoreFetchAbort: true });
    const first = fetch('a');
    cache.delete('a');
    const second = fetch('a');
    source.asked[0]!.give(1);
    expect([await first, cache.peek('a')]).toEqual([1, undefined]);
    const third = fetch('a');
    source.asked[1]!.give(2);
    expect([await second, await third, cache.peek('a'), source.asked.length]).toEqual([2, 2, 2, 2]);
  });

  it('by close ends the waiting of all with ClosedError', async () => {
    const { source, cache, fetch } = setUp({ ignoreFetchAbort: true, loadConcurrency: 1 });
    const values = ['a', 'a', 'b'].map((key) => watch(fetch(key)));
    cache.close();
    await settle();
    for (const { error } of values) expect(error).toBeInstanceOf(ClosedError);
    source.last.give(1);
    await settle();
    expect([cache.keys, source.keys]).toEqual([[], ['a']]);
  });

  it('by a listener of the abort itself finds nothing that is being loaded', async () => {
    const { source, cache, fetch } = setUp();
    const value = watch(fetch('a'));
    source.last.signal.addEventListener('abort', () => { cache.set('a', 7); });
    cache.set('a', 8);
    await settle();
    expect([cache.peek('a'), value.state]).toEqual([8, 'failed']);
  });
});

describe('loadConcurrency', () => {
  it('has at most so many loads at a time, in the order in which they came', async () => {
    const { source, fetch } = setUp({ loadConcurrency: 2 });
    const values = ['a', 'b', 'c', 'd', 'a'].map((key) => fetch(key));
    expect(source.keys).toEqual(['a', 'b']);
    source.asked[1]!.fail(failure);
    await expect(values[1]).rejects.toBe(failure);
    await settle();
    expect(source.keys).toEqual(['a', 'b', 'c']);
    source.asked[0]!.give(1);
    await settle();
    source.asked.slice(2).forEach(({ give }) => { give(2); });
    expect([await values[0], await values[2], await values[3], await values[4], source.keys]).toEqual([1, 2, 2, 1, ['a', 'b', 'c', 'd']]);
  });

  it('takes loads whose callers have gone out of the queue, and those that were written to', async () => {
    const { source, cache, fetch } = setUp({ loadConcurrency: 1 });
    const controller = new AbortController();
    const values = [fetch('a'), fetch('b', { signal: controller.signal }), fetch('c'), fetch('d')].map(watch);
    controller.abort('enough');
    cache.set('c', 3);
    source.last.give(1);
    await settle();
    expect([source.keys, values.map(({ state }) => state)]).toEqual([['a', 'd'], ['done', 'failed', 'failed', 'waits']]);
    source.last.give(4);
    await settle();
    expect([values[3]!.value, cache.peek('c'), cache.loader.stats().loads]).toEqual([4, 3, 2]);
  });

  it('has a slot taken by a load that does not heed its signal until that is done', async () => {
    const { source, fetch } = setUp({ loadConcurrency: 1 });
    const controller = new AbortController();
    const first = watch(fetch('a', { signal: controller.signal }));
    const second = watch(fetch('b'));
    controller.abort('enough');
    await settle();
    expect([first.state, source.keys]).toEqual(['failed', ['a']]);
    source.last.give(1);
    await settle();
    source.last.give(2);
    await settle();
    expect(second.value).toBe(2);
  });

  it('works through a long queue in linear time', async () => {
    const { source, fetch } = setUp({ loadConcurrency: 1, fetchMethod: async (key) => Number(key) });
    const values = await Promise.all(Array.from({ length: 50_000 }, (_, i) => fetch(String(i))));
    expect([values.at(-1), source.keys]).toEqual([49_999, []]);
  }, 10_000);
});

describe('memo', () => {
  const square = (options: PlainOptions<number, number, string> = {}): PlainCache<number, number, string> =>
    new PlainCache<number, number, string>({ memoMethod: (key) => key * key, ...options });

  it('computes what is not there, or stale, or to be computed anew', () => {
    const calls: unknown[] = [];
    const cache = square({ ttl: 10, memoMethod: (key, stale, { options, context }) => { calls.push([key, stale, options.ttl, context]); return key * key; } });
    const status: LoadStatus<number, number> = {};
    expect([cache.loader.memo(3, { context: 'c', status }), cache.loader.memo(3), status]).toEqual([9, 9, { op: 'memo', key: 3, cache, memo: 'miss', value: 9, context: 'c' }]);
    cache.clock.time += 11;
    cache.loader.memo(3);
    cache.loader.memo(3, { forceRefresh: true, ttl: 5 });
    expect(calls).toEqual([[3, undefined, 10, 'c'], [3, undefined, 10, undefined], [3, 9, 5, undefined]]);
    expect(cache.peekEntry(3)!.ttl).toBe(5);
  });

  it('aborts what is being loaded, as every write', async () => {
    const source = new Source<number, number>();
    const cache = square({ fetchMethod: source.fetchMethod });
    const value = watch(cache.loader.fetch(3));
    expect(cache.loader.memo(3)).toBe(9);
    await settle();
    expect(value.error).toMatchObject({ kind: 'replaced' });
  });

  it('needs a memoMethod', () => {
    expect(() => setUp().cache.loader.memo('a')).toThrow(WasmapTypeError);
  });
});

describe('options of loading', () => {
  const fetchMethod = (): number => 1;

  it.each([
    [{ fetchMethod: 1 }, WasmapTypeError, 'PlainCache: fetchMethod: expected a function, got 1'],
    [{ staleIfError: 5 }, WasmapTypeError, 'PlainCache: staleIfError: expected a fetchMethod or a fetchAllMethod beside it'],
    [{ fetchMethod, loadConcurrency: 0 }, WasmapRangeError, 'PlainCache: loadConcurrency: expected an integer from 1, or Infinity, got 0'],
    [{ fetchMethod, loadConcurrency: '3' }, WasmapTypeError, 'PlainCache: loadConcurrency: expected a number of loads, got "3"'],
    [{ fetchMethod, staleWhileRevalidate: -1 }, WasmapRangeError, 'PlainCache: staleWhileRevalidate: expected milliseconds from 0, got -1'],
    [{ fetchMethod, staleIfError: NaN }, WasmapRangeError, 'PlainCache: staleIfError: expected milliseconds from 0, got NaN'],
    [{ fetchMethod, refreshAhead: 1.5 }, WasmapRangeError, 'PlainCache: refreshAhead: expected a share from 0 to 1, got 1.5'],
    [{ fetchMethod, onLoadError: {} }, WasmapTypeError, 'PlainCache: onLoadError: expected a function, got an object'],
  ])('are refused where they make no sense: %o', (options, type, message) => {
    const make = (): unknown => new PlainCache(options as never);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});
