import { describe, expect, it } from 'vitest';
import { WasmapTypeError } from '../../../src/index.js';
import { FetchAllError } from '../../../src/cache/loading/load-errors.js';
import type { AllFetcher, FetchedAll } from '../../../src/cache/loading/options.js';
import { PlainCache, type PlainOptions } from '../support/plain-host.js';
import { Source, settle, watch } from './source.js';

type Answer = FetchedAll<string, number>;

/** A source that is asked for many keys at once. */
function setUp(options: PlainOptions<string, number, unknown> = {}): { source: Source<readonly string[], Answer>; cache: PlainCache<string, number> } {
  const source = new Source<readonly string[], Answer>();
  const fetchAllMethod = ((keys, given) => source.fetchMethod(keys, undefined, given as never)) as AllFetcher<string, number>;
  return { source, cache: new PlainCache<string, number>({ fetchAllMethod, ...options }) };
}

const failure = new Error('the source is down');

describe('fetchAll', () => {
  it('has one call for the keys that are missing, and gives all values in the order of the keys', async () => {
    const { source, cache } = setUp();
    cache.set('b', 2);
    const values = cache.loader.fetchAll(['a', 'b', 'c', 'a', 'd'], { context: 'for you' });
    expect([source.keys, source.last.context]).toEqual([[['a', 'c', 'd']], 'for you']);
    source.last.give(new Map([['c', 3], ['a', 1], ['other', 9]]));
    expect(await values).toEqual([1, 2, 3, 1, undefined]);
    expect([cache.keys, await cache.loader.fetchAll(['c', 'a'])]).toEqual([['b', 'a', 'c'], [3, 1]]);
    expect(cache.loader.stats()).toMatchObject({ loads: 3, joined: 1 });
  });

  it.each([
    ['a Map', () => new Map([['b', 2], ['a', 1]])],
    ['pairs', () => new Set([['b', 2], ['a', 1]] as const)],
    ['pairs that are made one by one', function* () { yield ['b', 2] as const; yield ['a', 1] as const; }],
    ['an array in the order of the keys', () => [1, 2, undefined]],
  ] as [string, () => Answer][])('takes %s', async (_name, make) => {
    const { source, cache } = setUp();
    const values = cache.loader.fetchAll(['a', 'b', 'c']);
    source.last.give(make());
    expect(await values).toEqual([1, 2, undefined]);
  });

  it.each([
    [[1], 'PlainCache: fetchAllMethod: expected an array of 2 values, one for each key, got one of 1'],
    [undefined, 'PlainCache: fetchAllMethod: expected a Map, pairs, or an array with a value for each key, got undefined'],
    [{ a: 1 }, 'PlainCache: fetchAllMethod: expected a Map, pairs, or an array with a value for each key, got an object'],
    [new Set([1, 2]), 'PlainCache: fetchAllMethod: expected pairs of key and value, got 1'],
  ])('fails for all keys where the function returns %s', async (answer, message) => {
    const { source, cache } = setUp();
    const values = watch(cache.loader.fetchAll(['a', 'b']));
    source.last.give(answer as never);
    await settle();
    expect(values.error).toMatchObject({ code: 'ERR_WASMAP_FETCH_ALL', failed: [{ index: 0, key: 'a' }, { index: 1, key: 'b' }] });
    expect((values.error as FetchAllError).cause).toBeInstanceOf(WasmapTypeError);
    expect((values.error as { cause: Error }).cause.message).toBe(message);
  });

  it('fails for some keys where the function gives errors in their places, and keeps the others', async () => {
    const { source, cache } = setUp();
    const values = watch(cache.loader.fetchAll(['a', 'b', 'c']));
    source.last.give([1, failure, 3]);
    await settle();
    expect(values.error).toBeInstanceOf(FetchAllError);
    expect(values.error).toMatchObject({
      name: 'FetchAllError', message: 'PlainCache: fetchAll: 1 of 3 keys could not be loaded, keys[1] first: the source is down', values: [1, undefined, 3], failed: [{ index: 1, key: 'b', error: failure }], cause: failure,
    });
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c'), cache.loader.stats().loadFailures]).toEqual([1, undefined, 3, 1]);
  });

  it('joins what is being loaded, by other calls of either kind', async () => {
    const { source, cache } = setUp();
    const single = cache.loader.fetch('a');
    const one = cache.loader.fetchAll(['a', 'b']);
    const two = cache.loader.fetchAll(['b', 'c', 'a']);
    const last = cache.loader.fetch('c');
    expect(source.keys).toEqual([['a'], ['b'], ['c']]);
    source.asked.forEach(({ give }, i) => { give([i]); });
    expect([await single, await one, await two, await last]).toEqual([0, [0, 1], [1, 2, 0], 2]);
  });

  it('calls the fetchMethod for each key where there is nothing else, so many at a time as may be', async () => {
    const source = new Source<string, number>();
    const cache = new PlainCache<string, number>({ fetchMethod: source.fetchMethod, loadConcurrency: 2 });
    const values = watch(cache.loader.fetchAll(['a', 'b', 'c']));
    expect(source.keys).toEqual(['a', 'b']);
    source.asked[0]!.give(1);
    source.asked[1]!.fail(failure);
    await settle();
    source.asked[2]!.give(3);
    await settle();
    expect(values.error).toMatchObject({ values: [1, undefined, 3], failed: [{ index: 1, key: 'b', error: failure }] });
  });

  it('is getting them where nothing loads', async () => {
    expect(await new PlainCache<string, number>({}).set('b', 2).loader.fetchAll(new Set(['a', 'b']))).toEqual([undefined, 2]);
  });

  it('has the one call aborted when all keys were given up, and not before', async () => {
    const { source, cache } = setUp();
    const controller = new AbortController();
    const values = watch(cache.loader.fetchAll(['a', 'b', 'c'], { signal: controller.signal }));
    const other = watch(cache.loader.fetch('b'));
    cache.set('c', 9);
    controller.abort('enough');
    await settle();
    expect([values.error, source.last.signal.aborted, cache.loader.size]).toEqual(['enough', false, 1]);
    source.last.give([1, 2, 3]);
    await settle();
    expect([other.value, cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual([2, undefined, 2, 9]);
    const third = watch(cache.loader.fetchAll(['x', 'y'], { signal: controller.signal }));
    await settle();
    expect([third.error, source.asked.length]).toEqual(['enough', 1]);
    const last = new AbortController();
    const fourth = watch(cache.loader.fetchAll(['x', 'y'], { signal: last.signal }));
    last.abort(failure);
    await settle();
    expect([fourth.error, source.last.signal.reason, cache.loader.size]).toEqual([failure, failure, 0]);
  });

  it('says which keys were written to meanwhile', async () => {
    const { source, cache } = setUp();
    const values = watch(cache.loader.fetchAll(['a', 'b']));
    cache.set('b', 9);
    source.last.give([1, 2]);
    await settle();
    expect(values.error).toMatchObject({ values: [1, undefined], failed: [{ key: 'b', error: { kind: 'replaced' } }] });
  });

  it('gives what is due or tolerated at once, and loads all of it by one call in the background', async () => {
    const { source, cache } = setUp({ ttl: 100, refreshAhead: 0.5, staleWhileRevalidate: 50 });
    cache.set('a', 1);
    cache.clock.time += 60;
    cache.set('b', 2).set('c', 3);
    cache.clock.time += 55;
    const values = cache.loader.fetchAll(['a', 'b', 'c']);
    expect([await values, source.keys]).toEqual([[1, 2, 3], [['a', 'b', 'c']]]);
    source.last.give([4, 5, failure]);
    await settle();
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c'), cache.loader.stats()]).toMatchObject([4, 5, 3, { refreshes: 3, loadFailures: 1 }]);
  });

  it('has what the function changes of the options hold for all keys', async () => {
    const { source, cache } = setUp({ ttl: 100 });
    const values = cache.loader.fetchAll(['a', 'b']);
    source.last.options.ttl = 7;
    source.last.give([1, 2]);
    await values;
    expect(['a', 'b'].map((key) => cache.peekEntry(key)!.ttl)).toEqual([7, 7]);
  });

  it('needs keys', async () => {
    await expect(setUp().cache.loader.fetchAll(5 as never)).rejects.toThrow('PlainCache: fetchAll: keys: expected an iterable of keys, got 5');
  });

  it('leaves nothing behind where a key throws', async () => {
    const { source, cache } = setUp();
    cache.identity = (key) => { if (key === 'bad') throw failure; return key; };
    await expect(cache.loader.fetchAll(['a', 'bad', 'b'])).rejects.toBe(failure);
    source.last.fail(new Error('and nobody is told'));
    await settle();
    expect([source.keys, cache.loader.size]).toEqual([[['a']], 0]);
  });
});
