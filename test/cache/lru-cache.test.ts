import { LRUCache as Original } from 'lru-cache';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LRUCache } from '../../src/cache/lru-cache.js';

/** What lru-cache's documentation says, which holds for both; types are compared in lru-cache-types.test.ts. */
const classes: readonly (readonly [string, typeof LRUCache])[] = [['lru-cache', Original as unknown as typeof LRUCache], ['wasmap/lru-cache', LRUCache]];

beforeEach(() => { vi.useFakeTimers({ now: 1_000_000 }); });
afterEach(() => { vi.useRealTimers(); });

/** Times are seen at once, by a clock that `pass` moves. */
const timed = { ttlResolution: 0, perf: { now: () => Date.now() } };
const pass = (ms: number): void => { vi.advanceTimersByTime(ms); };

describe.each(classes)('documented of an LRUCache: %s', (_name, LRUCache) => {
  it('is in JSON its properties that can be assigned to', () => {
    const rules = {
      ttl: 5, ttlResolution: 1, ttlAutopurge: false, updateAgeOnGet: false, updateAgeOnHas: false, allowStale: false, noDisposeOnSet: false, noUpdateTTL: false,
      maxEntrySize: 9, noDeleteOnFetchRejection: false, noDeleteOnStaleGet: false, allowStaleOnFetchAbort: false, allowStaleOnFetchRejection: false,
      ignoreFetchAbort: false, backgroundFetchSize: 1,
    };
    const cache = new LRUCache<string, number>({ max: 3, ttl: 5, maxSize: 9, sizeCalculation: (value) => value });
    expect(JSON.parse(JSON.stringify(cache.set('a', 1)))).toEqual(rules);
  });

  it('evicts what was not asked for the longest; get and set count as asking, has and peek do not', () => {
    const cache = new LRUCache<string, number>({ max: 3 });
    cache.set('a', 1).set('b', 2).set('c', 3);
    cache.get('a');
    cache.has('b');
    cache.peek('b');
    cache.set('c', 4).set('d', 5);
    expect([...cache.keys()]).toEqual(['d', 'c', 'a']);
  });

  it('takes set of undefined for delete', () => {
    const status: LRUCache.Status<string, number> = {};
    const reasons: string[] = [];
    const cache = new LRUCache<string, number>({ max: 3, dispose: (_value, _key, reason) => reasons.push(reason) });
    cache.set('a', 1).set('a', undefined, { status });
    expect([cache.has('a'), cache.size, reasons, status.set]).toEqual([false, 0, ['delete'], 'deleted']);
  });

  it('leaves stale entries where they are until they are asked for, and gives them once where allowStale', () => {
    const cache = new LRUCache<string, number>({ max: 3, ttl: 10, ...timed });
    cache.set('a', 1);
    pass(10);
    expect(cache.get('a')).toBe(1);
    pass(1);
    expect([cache.size, cache.has('a'), cache.peek('a'), cache.peek('a', { allowStale: true })]).toEqual([1, false, undefined, 1]);
    expect([cache.get('a', { allowStale: true, noDeleteOnStaleGet: true }), cache.size]).toEqual([1, 1]);
    expect([cache.get('a', { allowStale: true }), cache.size, cache.get('a', { allowStale: true })]).toEqual([1, 0, undefined]);
  });

  it('takes ttl 0 for no end, and the ttl of a set for that entry alone', () => {
    const cache = new LRUCache<string, number>({ max: 3, ttl: 10, ...timed });
    cache.set('a', 1, { ttl: 0 }).set('b', 2, { ttl: 20 }).set('c', 3);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.getRemainingTTL(key))).toEqual([Infinity, 20, 10, 0]);
    pass(15);
    expect(['a', 'b', 'c'].map((key) => cache.getRemainingTTL(key))).toEqual([Infinity, 5, -5]);
    expect([...cache.keys()]).toEqual(['b', 'a']);
  });

  it('begins times anew by updateAgeOnGet and updateAgeOnHas, and leaves them by noUpdateTTL', () => {
    const cache = new LRUCache<string, number>({ max: 3, ttl: 10, updateAgeOnGet: true, ...timed });
    cache.set('a', 1);
    pass(5);
    cache.has('a');
    expect(cache.getRemainingTTL('a')).toBe(5);
    cache.has('a', { updateAgeOnHas: true });
    pass(5);
    cache.get('a', { updateAgeOnGet: false });
    expect(cache.getRemainingTTL('a')).toBe(5);
    cache.set('a', 2, { noUpdateTTL: true });
    expect(cache.getRemainingTTL('a')).toBe(5);
    cache.get('a');
    expect(cache.getRemainingTTL('a')).toBe(10);
  });

  it('looks at the clock once in ttlResolution milliseconds', () => {
    let looks = 0;
    const cache = new LRUCache<string, number>({ max: 3, ttl: 100, ttlResolution: 5, perf: { now: () => (looks++, Date.now()) } });
    cache.set('a', 1);
    looks = 0;
    for (let i = 0; i < 10; i++) cache.get('a');
    expect(looks).toBe(1);
    pass(5);
    cache.get('a');
    expect(looks).toBe(2);
  });

  it('keeps the sum of sizes below maxSize, and nothing above maxEntrySize, where it deletes what is there', () => {
    const log: unknown[] = [];
    const cache = new LRUCache<string, string>({ maxSize: 10, maxEntrySize: 6, sizeCalculation: (value) => value.length, dispose: (...args) => log.push(args) });
    cache.set('a', 'aaaa').set('b', 'bbbb').set('c', 'cccc');
    expect([cache.calculatedSize, [...cache.keys()]]).toEqual([8, ['c', 'b']]);
    const status: LRUCache.Status<string, string> = {};
    cache.set('c', 'ccccccc', { status });
    expect(status).toMatchObject({ set: 'miss', maxEntrySizeExceeded: true });
    cache.set('b', 'b', { size: 5 });
    expect([cache.calculatedSize, cache.info('b')]).toEqual([5, { value: 'b', size: 5 }]);
    expect(log).toEqual([['aaaa', 'a', 'evict'], ['cccc', 'c', 'set'], ['bbbb', 'b', 'set']]);
  });

  it('wants a size for each entry where there is maxSize, and none where there is not', () => {
    const sized = new LRUCache<string, number>({ maxSize: 10 });
    expect(() => sized.set('a', 1)).toThrow(TypeError);
    expect(() => sized.set('a', 1, { size: 0.5 })).toThrow(TypeError);
    expect(() => sized.set('a', 1, { sizeCalculation: () => -1 })).toThrow(TypeError);
    expect(() => new LRUCache<string, number>({ max: 1 }).set('a', 1, { size: 1 })).toThrow(TypeError);
    expect(sized.size).toBe(0);
  });

  it('tells dispose, onInsert and disposeAfter of each entry, with a reason, in this order', () => {
    const log: unknown[] = [];
    const cache = new LRUCache<string, number>({
      max: 2, ttl: 10, ...timed,
      dispose: (...args) => log.push(['dispose', ...args]),
      disposeAfter: (...args) => log.push(['after', ...args]),
      onInsert: (...args) => log.push(['insert', ...args]),
    });
    const logged = (): unknown[] => log.splice(0);
    cache.set('a', 1);
    expect(logged()).toEqual([['insert', 1, 'a', 'add']]);
    cache.set('a', 1);
    expect(logged()).toEqual([['insert', 1, 'a', 'update']]);
    cache.set('a', 2);
    expect(logged()).toEqual([['dispose', 1, 'a', 'set'], ['insert', 2, 'a', 'replace'], ['after', 1, 'a', 'set']]);
    cache.set('b', 3).set('c', 4);
    expect(logged()).toEqual([['insert', 3, 'b', 'add'], ['dispose', 2, 'a', 'evict'], ['insert', 4, 'c', 'add'], ['after', 2, 'a', 'evict']]);
    pass(11);
    cache.get('b');
    expect(logged()).toEqual([['dispose', 3, 'b', 'expire'], ['after', 3, 'b', 'expire']]);
    cache.delete('c');
    expect(logged()).toEqual([['dispose', 4, 'c', 'delete'], ['after', 4, 'c', 'delete']]);
    cache.set('d', 5).set('e', 6);
    logged();
    cache.clear();
    expect(logged()).toEqual([['dispose', 5, 'd', 'delete'], ['dispose', 6, 'e', 'delete'], ['after', 5, 'd', 'delete'], ['after', 6, 'e', 'delete']]);
    cache.set('f', 7).pop();
    expect(logged()).toEqual([['insert', 7, 'f', 'add'], ['dispose', 7, 'f', 'evict'], ['after', 7, 'f', 'evict']]);
    cache.set('g', 8);
    pass(11);
    expect([cache.purgeStale(), cache.purgeStale()]).toEqual([true, false]);
    expect(logged().slice(1)).toEqual([['dispose', 8, 'g', 'expire'], ['after', 8, 'g', 'expire']]);
  });

  it('tells nobody of what noDisposeOnSet takes the place of', () => {
    const left: unknown[] = [];
    const cache = new LRUCache<string, number>({ max: 2, noDisposeOnSet: true, dispose: (value) => left.push(value) });
    cache.set('a', 1).set('a', 2).set('a', 3, { noDisposeOnSet: false }).delete('a');
    expect(left).toEqual([2, 3]);
  });

  it('visits the most recent first, and the other way round by rkeys and its like', () => {
    const cache = new LRUCache<string, number>({ max: 5 });
    cache.set('a', 1).set('b', 2).set('c', 3);
    expect([[...cache], [...cache.entries()]]).toEqual([[['c', 3], ['b', 2], ['a', 1]], [['c', 3], ['b', 2], ['a', 1]]]);
    expect([[...cache.keys()], [...cache.rkeys()], [...cache.values()], [...cache.rvalues()]]).toEqual([['c', 'b', 'a'], ['a', 'b', 'c'], [3, 2, 1], [1, 2, 3]]);
    expect([...cache.rentries()]).toEqual([['a', 1], ['b', 2], ['c', 3]]);
    const visited: unknown[] = [];
    cache.forEach(function (this: unknown, value, key, self) { visited.push(value, key, self === cache, this === cache); });
    cache.rforEach(function (this: unknown, value) { visited.push(value, this); }, 7);
    expect(visited).toEqual([3, 'c', true, true, 2, 'b', true, true, 1, 'a', true, true, 1, 7, 2, 7, 3, 7]);
    expect([cache.find((value) => value < 3), cache.find(() => false), [...cache.keys()][0]]).toEqual([2, undefined, 'b']);
    expect(Object.prototype.toString.call(cache)).toBe('[object LRUCache]');
  });

  it('brings what dump wrote back by load, with what is left of each time, however long it was on ice', () => {
    const cache = new LRUCache<string, number>({ max: 5, ttl: 100, ...timed });
    cache.set('a', 1).set('b', 2, { ttl: 30 });
    cache.get('a');
    pass(20);
    const file = JSON.stringify(cache.dump());
    pass(20);
    let now = 50;
    const copy = new LRUCache<string, number>({ max: 5, ttlResolution: 0, perf: { now: () => now } });
    copy.set('z', 0);
    copy.load(JSON.parse(file) as [string, LRUCache.Entry<number>][]);
    expect([[...copy.dump()].map(([key]) => key), copy.getRemainingTTL('a'), copy.getRemainingTTL('b'), copy.has('b')]).toEqual([['b', 'a'], 60, -10, false]);
    now += 61;
    expect(copy.get('a')).toBeUndefined();
  });

  it('says in info what is known of an entry, stale or not', () => {
    const cache = new LRUCache<string, number>({ maxSize: 5, ttl: 10, sizeCalculation: () => 2, ...timed });
    cache.set('a', 1);
    pass(12);
    expect([cache.info('a'), cache.info('b')]).toEqual([{ value: 1, ttl: -2, start: Date.now(), size: 2 }, undefined]);
  });

  it('lets options be changed where that is safe, for the calls that follow', () => {
    const cache = new LRUCache<string, number>({ max: 5, ...timed });
    cache.set('a', 1);
    cache.ttl = 10;
    cache.set('b', 2);
    pass(11);
    expect([...cache.keys()]).toEqual(['a']);
    cache.allowStale = true;
    expect([...cache.keys()]).toEqual(['b', 'a']);
    cache.noDeleteOnStaleGet = true;
    expect([cache.get('b'), cache.get('b')]).toEqual([2, 2]);
  });

  it('shows its options as getters and properties, so that a cache may be given in place of options', () => {
    const functions = { dispose() {}, disposeAfter() {}, onInsert() {}, sizeCalculation: () => 1, fetchMethod: () => 1, memoMethod: () => 1 };
    const cache = new LRUCache<string, number>({ max: 5, maxSize: 50, maxEntrySize: 10, ttl: 5, allowStale: true, noUpdateTTL: true, ...functions, ...timed });
    cache.set('a', 1);
    for (const Class of [LRUCache, classes[0]![1], classes[1]![1]]) {
      const copy = new Class<string, number>(cache);
      expect(copy).toMatchObject({ max: 5, maxSize: 50, maxEntrySize: 10, ttl: 5, ttlResolution: 0, allowStale: true, noUpdateTTL: true, noDisposeOnSet: false });
      expect(copy).toMatchObject({ ...functions, size: 0 });
      expect(copy.perf).toBe(timed.perf);
      expect(copy.set('b', 2).get('b')).toBe(2);
    }
  });

  it.each([
    {}, { max: -1 }, { max: 1.5 }, { max: '1' }, { max: 1, ttl: -1 }, { maxSize: -1 }, { maxSize: 1.5 }, { max: 1, maxEntrySize: 0.5 },
    { max: 1, sizeCalculation: () => 1 }, { maxSize: 1, sizeCalculation: 'one' },
    { max: 1, fetchMethod: 1 }, { max: 1, memoMethod: 1 }, { max: 1, perf: {} }, { max: 0, maxSize: 0, ttl: 0 },
  ])('throws a TypeError for options that are none: %o', (options) => {
    expect(() => new LRUCache(options as never)).toThrow(TypeError);
  });

  it('passes over options that it does not know', () => {
    expect(new LRUCache({ max: 5, stale: true, policy: 's3-fifo' } as { max: number }).max).toBe(5);
  });

  it('can be subclassed, and set of undefined goes by way of delete', () => {
    const deleted: string[] = [];
    class Mine extends LRUCache<string, number> {
      override delete(key: string): boolean {
        deleted.push(key);
        return super.delete(key);
      }
    }
    const cache = new Mine({ max: 2 });
    cache.set('a', 1).set('a', undefined);
    expect([deleted, cache.size, cache instanceof LRUCache]).toEqual([['a'], 0, true]);
  });

  it('purges stale entries by itself where ttlAutopurge', () => {
    const cache = new LRUCache<string, number>({ ttl: 10, ttlAutopurge: true, ...timed });
    cache.set('a', 1).set('b', 2, { ttl: 50 });
    pass(11);
    expect([cache.size, cache.max, cache.maxSize]).toEqual([1, 0, 0]);
    pass(40);
    expect(cache.size).toBe(0);
  });
});

describe('an LRUCache that only time bounds', () => {
  it('is warned about once, as lru-cache does, unless it purges itself', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    new LRUCache({ ttl: 5, ttlAutopurge: true });
    expect(warn).not.toHaveBeenCalled();
    for (let i = 0; i < 2; i++) new LRUCache({ ttl: 5, ttlAutopurge: false });
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('memory has no bound'), { type: 'UnboundedCacheWarning', code: 'LRU_CACHE_UNBOUNDED' });
    warn.mockRestore();
  });
});

describe('what differs from lru-cache, as the documentation of wasmap/lru-cache says', () => {
  const both = (run: (Class: typeof LRUCache) => unknown): unknown[] => classes.map(([, Class]) => run(Class));

  it('is that dispose is called when the entry has left, and may set it again (2)', () => {
    expect(both((Class) => {
      const there: boolean[] = [];
      const cache = new Class<string, number>({ max: 2, dispose: (_value, key) => there.push(cache.has(key)) });
      cache.set('a', 1).set('b', 2).set('c', 3).delete('b');
      return there;
    })).toEqual([[true, true], [false, false]]);
    const cache: LRUCache<string, number> = new LRUCache<string, number>({
      max: 2, dispose: (value, key, reason) => { if (reason === 'delete') cache.set(key, value + 1); },
    });
    cache.set('a', 1).set('b', 2).delete('a');
    expect([...cache]).toEqual([['a', 2], ['b', 2]]);
  });

  it('is that disposeAfter does not wait for another call under noDisposeOnSet (2)', () => {
    expect(both((Class) => {
      const left: string[] = [];
      new Class<string, number>({ max: 1, noDisposeOnSet: true, disposeAfter: (_value, key) => left.push(key) }).set('a', 1).set('b', 2);
      return left;
    })).toEqual([[], ['a']]);
  });

  it('is that a loop ends that asks for what it visits (3)', () => {
    expect(both((Class) => {
      const cache = new Class<string, number>({ max: 3 });
      cache.set('a', 1).set('b', 2).set('c', 3);
      const visited: string[] = [];
      for (const key of cache.keys()) {
        cache.get(key);
        if (visited.push(key) === 10) break;
      }
      return visited.length;
    })).toEqual([10, 3]);
  });

  it('is that what the documentation rules out throws, and leaves all as it was (4)', () => {
    const cache = new LRUCache<string, number>({ max: 3, ...timed });
    cache.set('a', 1);
    expect(() => cache.set('a', 2, { ttl: -1 })).toThrow(TypeError);
    expect(() => new LRUCache({ max: 1, allowStale: 'yes' } as never)).toThrow(TypeError);
    expect(() => new Original({ max: 1, allowStale: 'yes' } as never)).not.toThrow();
    expect([...cache]).toEqual([['a', 1]]);
  });

  it('is that 0 is a time, and arguments are left as they are (4)', () => {
    expect(both((Class) => {
      let now = 0;
      const cache = new Class<string, number>({ max: 3, ttlResolution: 0, perf: { now: () => now } });
      const options = {};
      cache.set('a', 1, { ttl: 10 }).get('a', options);
      now = 11;
      return [cache.has('a'), Object.keys(options)];
    })).toEqual([[true, ['status']], [false, []]]);
  });

  it('is that what no bound of sizes lets pass is too large (4)', () => {
    const cache = new LRUCache<string, number>({ maxSize: 5, maxEntrySize: 10, sizeCalculation: (value) => value });
    cache.set('a', 3).set('b', 7);
    expect([...cache.keys()]).toEqual(['a']);
  });
});
