/**
 * A stand-in for lru-cache 11.5.3: `import { LRUCache } from 'wasmap/lru-cache'`. It has every public option, call and getter under the same types, and does the
 * same, but for these:
 *
 * 1. A load under way is no entry. It is kept beside the cache, counts nothing against `max` and `maxSize` (so `backgroundFetchSize` has no effect), and goes
 *    on when entries are evicted; `get` during the first load of a key says `miss`, not `fetching`. The entry that it is to take the place of stays an entry, so that
 *    `dispose` hears of it whenever it goes. Else a storm of misses evicts what the cache is for, and aborts its own loads.
 * 2. The `signal` of a `fetch` is that of this call, which it ends with its reason, also where it was aborted before: the load is aborted when nobody waits for it
 *    any longer. Who joins a load may have an `ignoreFetchAbort`, `allowStaleOnFetchAbort` and `allowStaleOnFetchRejection` of its own. There the first caller's
 *    signal ends the load for all, and those of others nothing. What an aborted load comes to is stored under `ignoreFetchAbort` alone, as the documentation of
 *    lru-cache has it; a write of the key rejects with a `LoadError`, whose `kind` is lru-cache's message; and a `fetchMethod` that returns undefined at once, not
 *    as a promise, resolves, where `fetch` waits for ever there.
 * 3. Callbacks and loops may call the cache, set the key again, or throw, and nothing breaks; lru-cache's documentation warns of that. For this `dispose` is called
 *    when the entry has left, not just before, `disposeAfter` at the end of the very call, also with `noDisposeOnSet`, and iteration is over the keys that are there
 *    when it begins: over lru-cache's live list a loop that calls `get` may never end, and one that removes entries may skip others.
 * 4. What the documentation of lru-cache rules out throws a `WasmapTypeError`, a TypeError, where lru-cache goes on with it: options of another type than theirs, a
 *    `ttl` or `start` that is no time. A size above `maxSize` is too large, even if a larger `maxEntrySize` lets it pass; a time of 0 is a time like others, a `ttl`
 *    of Infinity is none, and arguments are never written to. In lru-cache such input may leave entries that never end, or wrong sums.
 * 5. Nothing is published on the channels `lru-cache:metrics` and `lru-cache`, so no status object is made that nobody asked for, and `trace` is never set; wasmap
 *    has metrics and traces of its own.
 *
 * `unsafeExposeInternals`, and the types of what it exposes, are not there: there are no such internals. `ttl` and its like are accessors of the prototype, so that
 * what is assigned is checked: `{ ...cache }` copies none of them, `new LRUCache(cache)` does. Which of several entries goes first that `ttlAutopurge`
 * finds at once, and how many milliseconds after its end an entry goes, is unspecified in both.
 *
 * @module wasmap/lru-cache
 */
import { nameClass } from '../protocols.js';
import { Cache } from './cache.js';
import { readLruSettings } from './options.js';
import type * as Types from './types.js';

/**
 * A bounded cache that lets go what was not asked for the longest: lru-cache's, with entries of any kind. It has all that a `WasmCache` has besides: `resize`,
 * `fetchAll`, `stats`, `hottest`, `coldest`, `close`.
 *
 * @example
 * ```ts
 * import { LRUCache } from 'wasmap/lru-cache';
 * const cache = new LRUCache<string, number>({ max: 2, dispose: (value, key, reason) => console.log(key, value, reason) }); // a 1 evict
 * cache.set('a', 1).set('b', 2).set('c', 3);
 * console.log([...cache.keys()]); // [ 'c', 'b' ]
 * ```
 *
 * @category Caches
 */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- anything but null and undefined
export class LRUCache<K extends NonNullable<unknown>, V extends NonNullable<unknown>, FC = unknown> extends Cache<K, V, FC, LRUCache<K, V, FC>> {
  /** @throws WasmapTypeError for a value that an option cannot have, and without a bound. */
  constructor(options: LRUCache.Options<K, V, FC> | LRUCache<K, V, FC>) {
    super(readLruSettings(options));
  }
}

nameClass(LRUCache, 'LRUCache');

/** lru-cache's types, by their names. */
// eslint-disable-next-line @typescript-eslint/no-namespace -- under which lru-cache has them
export declare namespace LRUCache {
  /** What an entry counts for against `maxSize`. */
  export type Size = Types.Size;
  /** Milliseconds. */
  export type Milliseconds = Types.Milliseconds;
  /** Entries. */
  export type Count = Types.Count;
  /** Why an entry left. */
  export type DisposeReason = Types.DisposeReason;
  /** Hears that an entry left. */
  export type Disposer<K, V> = Types.Disposer<K, V>;
  /** How a value came to be in the cache. */
  export type InsertReason = Types.InsertReason;
  /** Hears that a value was set. */
  export type Inserter<K, V> = Types.Inserter<K, V>;
  /** Says what an entry counts for. */
  export type SizeCalculator<K, V> = Types.SizeCalculator<K, V>;
  /** An entry of `dump`, `load` and `info`. */
  export type Entry<V> = Types.Entry<V>;

  /** The cache that options, callbacks and status objects belong to. */
  type Self<K, V, FC> = LRUCache<NonNullable<K>, NonNullable<V>, FC>;
  /** What a call did. */
  export type Status<K, V, FC = unknown> = Types.Status<K, V, Self<K, V, FC>>;
  /** Options of `has`. */
  export type HasOptions<K, V, FC> = Types.HasOptions<K, V, Self<K, V, FC>>;
  /** Options of `get`. */
  export type GetOptions<K, V, FC> = Types.GetOptions<K, V, Self<K, V, FC>>;
  /** Options of `peek`. */
  export type PeekOptions<K, V, FC> = Types.PeekOptions<K, V, Self<K, V, FC>>;
  /** Options of `set`. */
  export type SetOptions<K, V, FC> = Types.SetOptions<K, V, Self<K, V, FC>>;

  /** A `fetchMethod`. */
  export type Fetcher<K, V, FC = unknown> = Types.Fetcher<K, V, FC, Self<K, V, FC>>;
  /** What it is given besides the key and the stale value. */
  export type FetcherOptions<K, V, FC = unknown> = Types.FetcherOptions<K, V, FC, Self<K, V, FC>>;
  /** What it sees of the call's options. */
  export type FetcherFetchOptions<K, V, FC = unknown> = Types.FetcherFetchOptions<K, V, Self<K, V, FC>>;
  /** Options of `fetch`. */
  export type FetchOptions<K, V, FC> = Types.FetchOptions<K, V, FC, Self<K, V, FC>>;
  /** The same, where the type of the context is given. */
  export type FetchOptionsWithContext<K, V, FC> = Types.FetchOptionsWithContext<K, V, FC, Self<K, V, FC>>;
  /** The same, where there is none. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as lru-cache has it
  export type FetchOptionsNoContext<K, V, FC extends undefined | void = undefined> = Types.FetchOptions<K, V, FC, Self<K, V, FC>>;

  /** A `memoMethod`. */
  export type Memoizer<K, V, FC = unknown> = Types.Memoizer<K, V, FC, Self<K, V, FC>>;
  /** What it is given besides the key and the stale value. */
  export type MemoizerOptions<K, V, FC = unknown> = Types.MemoizerOptions<K, V, FC, Self<K, V, FC>>;
  /** What it sees of the call's options. */
  export type MemoizerMemoOptions<K, V, FC = unknown> = Types.MemoizerMemoOptions<K, V, Self<K, V, FC>>;
  /** Options of `memo`. */
  export type MemoOptions<K, V, FC = unknown> = Types.MemoOptions<K, V, FC, Self<K, V, FC>>;
  /** The same, where the type of the context is given. */
  export type MemoOptionsWithContext<K, V, FC> = Types.MemoOptionsWithContext<K, V, FC, Self<K, V, FC>>;
  /** The same, where there is none. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as lru-cache has it
  export type MemoOptionsNoContext<K, V, FC extends undefined | void = undefined> = Types.MemoOptions<K, V, FC, Self<K, V, FC>>;

  /** Options of a cache, without its bound. */
  export type OptionsBase<K, V, FC> = Types.OptionsBase<K, V, FC, Self<K, V, FC>>;
  /** A cache that a number of entries bounds. */
  export type OptionsMaxLimit<K, V, FC> = OptionsBase<K, V, FC> & {
    /** The most entries. */
    max: Count;
  };
  /** A cache that time bounds. */
  export type OptionsTTLLimit<K, V, FC> = OptionsBase<K, V, FC> & {
    /** Milliseconds for which an entry is fresh. */
    ttl: Milliseconds;
    /** Whether entries are removed as soon as their time is over. */
    ttlAutopurge: boolean;
  };
  /** A cache that the sizes of its entries bound. */
  export type OptionsSizeLimit<K, V, FC> = OptionsBase<K, V, FC> & {
    /** The most that the sizes of all entries may come to. */
    maxSize: Size;
  };
  /** Options of a cache. */
  export type Options<K, V, FC> = OptionsMaxLimit<K, V, FC> | OptionsSizeLimit<K, V, FC> | OptionsTTLLimit<K, V, FC>;
}

export { FetchAllError, LoadError } from './loading/load-errors.js';
export type { Perf } from './types.js';
/** What `disposeAfter` is told of one entry. */
export type DisposeTask<K, V> = [value: V, key: K, reason: LRUCache.DisposeReason];
