/**
 * The types of a cache's options, results and callbacks. Names and meanings are lru-cache's, so that the code that uses it needs no other; what is not there
 * is marked as wasmap's. `C` is the cache itself: a `WasmCache`, or the `LRUCache` of `wasmap/lru-cache`.
 */
/* eslint-disable @typescript-eslint/no-invalid-void-type -- lru-cache's types have it in unions, and these are to be the same */

import type { PlatformAbortSignal } from '../bulk/async/platform.js';

/** Milliseconds: of a time to live, or of the cache's clock. */
export type Milliseconds = number;
/** Entries. */
export type Count = number;
/** What an entry counts for against `maxSize`, in the user's unit: a positive integer. */
export type Size = number;

/** A clock; `performance` and `Date` are such. */
export interface Perf {
  /** The present, in milliseconds. */
  now: () => number;
}

/**
 * Why an entry left: `evict` to make room, `set` for another value took its place, `delete` by `delete`, `clear`, or `set` of undefined, `expire` for its time
 * was over, `fetch` for its reload failed, was aborted, or brought nothing.
 */
export type DisposeReason = 'evict' | 'set' | 'delete' | 'expire' | 'fetch';
/** Hears that an entry left. */
export type Disposer<K, V> = (value: V, key: K, reason: DisposeReason) => void;
/** How a value came to be in the cache: under a new key, once more, or in place of another. */
export type InsertReason = 'add' | 'update' | 'replace';
/** Hears that a value was set. */
export type Inserter<K, V> = (value: V, key: K, reason: InsertReason) => void;
/** Says what an entry counts for against `maxSize`. */
export type SizeCalculator<K, V> = (value: V, key: K) => Size;

/** An entry as `dump` writes it, `load` reads it and `info` shows it. */
export interface Entry<V> {
  /** Its value. */
  value: V;
  /** How long its time is; in `info`, what is left of it, negative where it is over. */
  ttl?: Milliseconds;
  /** What it counts for against `maxSize`, where sizes are kept. */
  size?: Size;
  /** When its time began, by `Date.now()`; in `info`, the present. */
  start?: Milliseconds;
}

/** What a call did, written to the object that was given to it as `status`. */
export interface Status<K, V, C> {
  /** Which call it was. */
  op?: 'get' | 'set' | 'memo' | 'fetch' | 'delete' | 'has' | 'peek';
  /** What came of `set`: as the callback `onInsert` has it, `miss` where the entry is too large, `deleted` where the value was undefined. */
  set?: 'add' | 'update' | 'replace' | 'miss' | 'deleted';
  /** Why an entry was removed by the call. */
  delete?: DisposeReason;
  /** What `peek` found. */
  peek?: 'hit' | 'miss' | 'stale';
  /** What `memo` found. */
  memo?: 'hit' | 'miss';
  /** What `has` found. */
  has?: 'hit' | 'stale' | 'miss';
  /** What `get` found; with `fetching`, a load was going on for the key. */
  get?: 'stale' | 'hit' | 'miss' | 'fetching' | 'stale-fetching';
  /** What `fetch` found, or did: `get` where there is no fetchMethod, `inflight` where it joined a load. */
  fetch?: 'get' | 'inflight' | 'miss' | 'hit' | 'stale' | 'refresh';
  /** The `context` of a `fetch` or `memo`. */
  context?: unknown;
  /** The entry's time to live; absent where it has none. */
  ttl?: Milliseconds;
  /** When the entry's time began, by the cache's clock. */
  start?: Milliseconds;
  /** The present, by which `remainingTTL` was reckoned. */
  now?: Milliseconds;
  /** What was left of the entry's time; negative where it was over. */
  remainingTTL?: Milliseconds;
  /** The entry's size. */
  entrySize?: Size;
  /** The sum of all sizes after the call. */
  totalCalculatedSize?: Size;
  /** The entry was not stored, for it is larger than `maxEntrySize`. */
  maxEntrySizeExceeded?: true;
  /** The key that was asked for. */
  key?: K;
  /** The value that was found, or set. */
  value?: V;
  /** The value that another took the place of. */
  oldValue?: V;
  /** The call was told to load anew. */
  forceRefresh?: boolean;
  /** The fetchMethod was called. */
  fetchDispatched?: true;
  /** What it gave was stored. */
  fetchUpdated?: true;
  /** What it failed with, or what aborted it. */
  fetchError?: Error;
  /** The load was aborted. */
  fetchAborted?: true;
  /** It was, and went on. */
  fetchAbortIgnored?: true;
  /** The load ended with a value, or with none. */
  fetchResolved?: true;
  /** The load failed. */
  fetchRejected?: true;
  /** The call gave a value whose time was over. */
  returnedStale?: true;
  /** Never set: see `wasmap/lru-cache`. */
  trace?: boolean;
  /** The cache that was called. */
  cache?: C;
}

/** What a call of `has` may say otherwise than the cache's options. */
export interface HasRules {
  /** Whether `has` begins an entry's time anew. */
  updateAgeOnHas?: boolean;
}

/** What a call of `peek` may say otherwise. */
export interface PeekRules {
  /** Whether `get`, `peek`, `fetch` and iteration give values whose time is over. `get` removes such an entry all the same. */
  allowStale?: boolean;
}

/** What a call of `get` may say otherwise. */
export interface GetRules extends PeekRules {
  /** Whether `get` begins an entry's time anew. */
  updateAgeOnGet?: boolean;
  /** Whether `get` leaves an entry where it is when its time is over. */
  noDeleteOnStaleGet?: boolean;
}

/** What a call of `set` may say otherwise. */
export interface SetRules<K, V> {
  /** Milliseconds for which an entry is fresh: a positive integer, or 0 for ever. */
  ttl?: Milliseconds;
  /** Whether a new value leaves the time of its key's entry as it is. */
  noUpdateTTL?: boolean;
  /** Whether nobody is told of values that others take the place of. */
  noDisposeOnSet?: boolean;
  /** What an entry counts for against `maxSize`; asked unless `set` is given `size`. */
  sizeCalculation?: SizeCalculator<K, V>;
}

/** What a call of `fetch` may say otherwise, besides what `get` and `set` may. */
export interface FetchRules {
  /** Whether a stale entry stays when its reload fails. */
  noDeleteOnFetchRejection?: boolean;
  /** Whether a failed load gives the stale value. */
  allowStaleOnFetchRejection?: boolean;
  /** Whether an aborted load gives the stale value. */
  allowStaleOnFetchAbort?: boolean;
  /** Whether a load goes on, and is kept, when it was aborted. */
  ignoreFetchAbort?: boolean;
}

interface WithStatus<K, V, C> {
  /** An object to be told what the call did. */
  status?: Status<K, V, C>;
}

interface WithRefresh {
  /** Loads anew though the entry is fresh. */
  forceRefresh?: boolean;
}

interface WithContext<FC> {
  /** Handed on to the method that loads. */
  context?: FC;
}

/** Options of `has`. */
export interface HasOptions<K, V, C> extends HasRules, WithStatus<K, V, C> {}
/** Options of `peek`. */
export interface PeekOptions<K, V, C> extends PeekRules, WithStatus<K, V, C> {}
/** Options of `get`. */
export interface GetOptions<K, V, C> extends GetRules, WithStatus<K, V, C> {}

/** Options of `set`. */
export interface SetOptions<K, V, C> extends SetRules<K, V>, WithStatus<K, V, C> {
  /** What the entry counts for against `maxSize`; then `sizeCalculation` is not asked. */
  size?: Size;
  /** When its time began, by the cache's clock; the present when absent. */
  start?: Milliseconds;
}

/** What a `fetchMethod` sees of the call's options, and may change. */
export interface FetcherFetchOptions<K, V, C> extends GetRules, SetRules<K, V>, FetchRules, WithStatus<K, V, C> {
  /** What the entry is to count for against `maxSize`; else `sizeCalculation` is asked. */
  size?: Size;
}

/** Options of `fetch`. */
export interface FetchOptions<K, V, FC, C> extends FetcherFetchOptions<K, V, C>, WithRefresh, WithContext<FC> {
  /** Ends this call's waiting. The load is aborted when nobody else waits for it. */
  signal?: PlatformAbortSignal;
}

/** Where the type of the context is given. */
export interface FetchOptionsWithContext<K, V, FC, C> extends FetchOptions<K, V, FC, C> {
  /** Handed on to the fetchMethod. */
  context: FC;
}

/** What a `fetchMethod` is given besides the key and its stale value. */
export interface FetcherOptions<K, V, FC, C> {
  /** Aborted when nobody waits for the value any more, or the key was written to meanwhile. */
  signal: PlatformAbortSignal;
  /** The call's options, which may be changed: the entry is stored by them. */
  options: FetcherFetchOptions<K, V, C>;
  /** The call's `context`. */
  context: FC;
}

/** Loads the value of a key, whose stale value, if there is one, it is given. */
export type Fetcher<K, V, FC, C> =
  (key: K, staleValue: V | undefined, options: FetcherOptions<K, V, FC, C>) => Promise<V | undefined | void> | V | undefined | void;

/** What may come of loading many keys: a Map or pairs, in any order, of those that were found; or an array with one place for each key, in the keys' order. */
export type FetchedAll<K, V> = ReadonlyMap<K, V | Error | undefined> | Iterable<readonly [K, V | Error | undefined]> | readonly (V | Error | undefined)[];

/** Loads the values of many keys in one call. An Error in a value's place says that loading this one has failed. wasmap's own. */
export type AllFetcher<K, V, FC, C> = (keys: readonly K[], options: FetcherOptions<K, V, FC, C>) => Promise<FetchedAll<K, V>> | FetchedAll<K, V>;

/** What a call of `fetchAll` may say otherwise, of all its keys. */
export type FetchAllOptions<K, V, FC, C> = Omit<FetchOptions<K, V, FC, C>, 'status' | 'size'>;

/** Where the type of the context is given. */
export interface FetchAllOptionsWithContext<K, V, FC, C> extends FetchAllOptions<K, V, FC, C> {
  context: FC;
}

/** What a `memoMethod` sees of the call's options, and may change. */
export interface MemoizerMemoOptions<K, V, C> extends GetRules, SetRules<K, V>, WithStatus<K, V, C> {
  /** What the entry is to count for against `maxSize`; else `sizeCalculation` is asked. */
  size?: Size;
  /** When its time is to begin, by the cache's clock; the present when absent. */
  start?: Milliseconds;
}

/** Options of `memo`. */
export interface MemoOptions<K, V, FC, C> extends GetRules, SetRules<K, V>, FetchRules, WithStatus<K, V, C>, WithRefresh, WithContext<FC> {}

/** Where the type of the context is given. */
export interface MemoOptionsWithContext<K, V, FC, C> extends MemoOptions<K, V, FC, C> {
  /** Handed on to the memoMethod. */
  context: FC;
}

/** What a `memoMethod` is given besides the key and its stale value. */
export interface MemoizerOptions<K, V, FC, C> {
  /** The call's options, which may be changed: the entry is stored by them. */
  options: MemoizerMemoOptions<K, V, C>;
  /** The call's `context`. */
  context: FC;
}

/** Computes the value of a key. */
export type Memoizer<K, V, FC, C> = (key: K, staleValue: V | undefined, options: MemoizerOptions<K, V, FC, C>) => V;

/** lru-cache's options for a cache as a whole. At least one of `max`, `maxSize` and `ttl` must be there. */
export interface OptionsBase<K, V, FC, C> extends GetRules, HasRules, SetRules<K, V>, FetchRules {
  /** The most entries; 0, as when absent, for no such bound. */
  max?: Count;
  /** The most that the sizes of all entries may come to: a positive integer in the user's unit. */
  maxSize?: Size;
  /** The size above which an entry is not kept; `maxSize` when absent. */
  maxEntrySize?: Size;
  /** Milliseconds for which one look at the clock does; 1 when absent, and 0 for a look each time. */
  ttlResolution?: Milliseconds;
  /** Whether entries are removed as soon as their time is over, by a timer that keeps no process running. */
  ttlAutopurge?: boolean;
  /** Told of each entry that has left. */
  dispose?: Disposer<K, V>;
  /** As `dispose`, at the end of the call in which the entry left. */
  disposeAfter?: Disposer<K, V>;
  /** Told of each value that was set. */
  onInsert?: Inserter<K, V>;
  /** Loads what `fetch` does not find. */
  fetchMethod?: Fetcher<K, V, FC, C>;
  /** Computes what `memo` does not find. */
  memoMethod?: Memoizer<K, V, FC, C>;
  /** Of no effect: what is being loaded counts nothing. */
  backgroundFetchSize?: number;
  /** The clock; `performance` when absent, or `Date` where there is none. */
  perf?: Perf;
}

/** The arguments of `fetch` and `memo`, whose context is required where its type is given. */
export type RequiredContext<FC, Loose, Strict> = unknown extends FC ? Loose : FC extends undefined | void ? Loose : Strict;
/** The key where `fetch` and `memo` may be called without options, else never. */
export type KeyAlone<K, FC> = unknown extends FC ? K : FC extends undefined | void ? K : never;
/** The options where they may be left out. */
export type LooseContext<FC, Loose> = unknown extends FC ? Loose : FC extends undefined | void ? Loose : never;
