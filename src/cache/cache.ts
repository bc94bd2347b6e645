/** What `WasmCache` and `LRUCache` have in common: all calls. `C` is the class itself, as callbacks and status objects get it. */
import { checkCount, checkOptions } from '../arguments.js';
import type { ColumnSource } from '../bulk/batch.js';
import type { Column } from '../bulk/columns.js';
import type { GetAllOptions, GetAllResult } from '../bulk/result.js';
import { define } from '../define.js';
import { noteNamedCache } from '../diagnostics/named-caches.js';
import { WasmapTypeError } from '../errors.js';
import type { ValuesOf } from '../map/kinds.js';
import type { MemoryUsage } from '../map/table-stats.js';
import { type CacheStats, readStats } from './counts.js';
import { describe } from './inspect.js';
import { type CachePutAllOptions, type CachePutAllResult, deleteAll, getAll, hasAll, putAll } from './operations/bulk.js';
import { dump, undump } from './operations/dump.js';
import { get, getPlain, has, info, peek, remainingTime } from './operations/get.js';
import { first, visit, visitKeys, visitValues } from './operations/iterate.js';
import { actsOnReads } from './loading/phase.js';
import { clear, deleteKey, pop, purgeStale, trim } from './operations/remove.js';
import { set, setPlain } from './operations/set.js';
import type { CacheSettings, Policy } from './options.js';
import { checkPositive, ruleNames, sizesNotKept } from './rules.js';
import { type AnyStatus, Store } from './store.js';
import { loaderOf } from './store-host.js';
import type {
  AllFetcher, Count, Disposer, Entry, FetchAllOptions, FetchAllOptionsWithContext, FetchOptions, FetchOptionsWithContext, Fetcher, GetOptions, HasOptions, Inserter,
  KeyAlone, LooseContext, MemoOptions, MemoOptionsWithContext, Memoizer, Milliseconds, PeekOptions, Perf, RequiredContext, SetOptions, Size, SizeCalculator,
} from './types.js';

/** Other bounds for a cache that is in use. */
export interface ResizeOptions {
  /** The most entries. */
  readonly max?: Count;
  /** The most that the sizes of all entries may come to; for caches that were made with a bound of sizes. */
  readonly maxSize?: Size;
  /** The most bytes of linear memory that the cache may own; for caches that were made with such a bound. */
  readonly maxBytes?: number;
}

const noOptions = Object.freeze({});

/** Tells `status` which call was made of what. */
function note(status: AnyStatus, op: NonNullable<AnyStatus['op']>, key: unknown, cache: object): void {
  status.op = op;
  status.key = key;
  status.cache = cache;
}

export abstract class Cache<K, V, FC, C> {
  /** @internal */ readonly _store: Store;

  /** Milliseconds for which entries are fresh that are set from now on; 0 for ever. */
  declare ttl: Milliseconds;
  /** Milliseconds for which one look at the clock does. */
  declare ttlResolution: Milliseconds;
  /** Whether entries are removed as soon as their time is over. */
  declare ttlAutopurge: boolean;
  /** Whether `get` begins an entry's time anew. */
  declare updateAgeOnGet: boolean;
  /** Whether `has` does. */
  declare updateAgeOnHas: boolean;
  /** Whether `get`, `peek`, `fetch` and iteration give values whose time is over. */
  declare allowStale: boolean;
  /** Whether nobody is told of values that others take the place of. */
  declare noDisposeOnSet: boolean;
  /** Whether a new value leaves the time of its key's entry as it is. */
  declare noUpdateTTL: boolean;
  /** The size above which an entry is not kept; 0 where sizes are not. */
  declare maxEntrySize: Size;
  /** What an entry counts for against `maxSize`. */
  declare sizeCalculation?: SizeCalculator<K, V>;
  /** Whether a stale entry stays when its reload fails. */
  declare noDeleteOnFetchRejection: boolean;
  /** Whether `get` leaves an entry where it is when its time is over. */
  declare noDeleteOnStaleGet: boolean;
  /** Whether an aborted load gives the stale value. */
  declare allowStaleOnFetchAbort: boolean;
  /** Whether a failed load gives the stale value. */
  declare allowStaleOnFetchRejection: boolean;
  /** Whether a load goes on, and is kept, when it was aborted. */
  declare ignoreFetchAbort: boolean;
  /** Of no effect: what is being loaded counts nothing. */
  declare backgroundFetchSize: number;
  /** What `Object.prototype.toString` shows. */
  declare [Symbol.toStringTag]: string;

  /** @internal */
  constructor(settings: CacheSettings) {
    this._store = new Store(settings, this);
    if (settings.map.name !== undefined) noteNamedCache(this);
    if (actsOnReads(settings.loading)) loaderOf(this._store);
  }

  /** Entries, those included whose time is over. O(1). */
  get size(): Count {
    return this._store.table.size;
  }

  /** The most entries; 0 for no such bound. */
  get max(): Count {
    const { max } = this._store.table;
    return max === Infinity ? 0 : max;
  }

  /** The most that the entries' sizes may come to; 0 for no such bound. */
  get maxSize(): Size {
    const { maxSize } = this._store.table;
    return maxSize === Infinity ? 0 : maxSize;
  }

  /** The sum of the entries' sizes; 0 where sizes are not kept. O(1). */
  get calculatedSize(): Size {
    const { table, settings } = this._store;
    return settings.sized ? table.weight : 0;
  }

  /** The most bytes of linear memory that the cache may own; 0 for no such bound. */
  get maxBytes(): number {
    const { maxBytes } = this._store.table;
    return maxBytes === Infinity ? 0 : maxBytes;
  }

  /** The engine that the cache uses. */
  get engine(): 'wasm' | 'js' {
    return this._store.table.engine.engine;
  }

  /** Which entry goes when there is no room. */
  get policy(): Policy {
    return this._store.settings.policy;
  }

  /** The clock. */
  get perf(): Perf {
    return this._store.clock.perf;
  }

  /** What loads for `fetch`. */
  get fetchMethod(): Fetcher<K, V, FC, C> | undefined {
    return this._store.settings.loading.fetchMethod as Fetcher<K, V, FC, C> | undefined;
  }

  /** What loads many keys for `fetchAll`. */
  get fetchAllMethod(): AllFetcher<K, V, FC, C> | undefined {
    return this._store.settings.loading.fetchAllMethod as AllFetcher<K, V, FC, C> | undefined;
  }

  /** What computes for `memo`. */
  get memoMethod(): Memoizer<K, V, FC, C> | undefined {
    return this._store.settings.loading.memoMethod as Memoizer<K, V, FC, C> | undefined;
  }

  /** The function that is told of each entry that has left; memory is given back by `close`. */
  get dispose(): Disposer<K, V> | undefined {
    return this._store.settings.callbacks.dispose;
  }

  /** The function that is told of each value that was set. */
  get onInsert(): Inserter<K, V> | undefined {
    return this._store.settings.callbacks.onInsert;
  }

  /** The function that is told of entries that have left at the end of the call in which they did. */
  get disposeAfter(): Disposer<K, V> | undefined {
    return this._store.settings.callbacks.disposeAfter;
  }

  /**
   * The value of `key`, or undefined where there is none or its time is over; then the entry goes. The policy hears of it. O(1).
   *
   * @throws WasmapTypeError or WasmapRangeError for a key that does not fit its kind.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 1000, key: 'string', value: 'any' });
   * cache.set('a', { n: 1 });
   * console.log(cache.get('a'), cache.get('b')); // { n: 1 } undefined
   * ```
   */
  get(k: K, getOptions?: GetOptions<K, V, C>): V | undefined {
    const { _store: store } = this;
    if (getOptions === undefined && store.plain) return getPlain(store, k) as V | undefined;
    const options = (getOptions ?? noOptions) as GetOptions<unknown, unknown, unknown>;
    const { status } = options;
    if (status === undefined) return get(store, k, options) as V | undefined;
    note(status, 'get', k, this);
    const value = get(store, k, options);
    if (value !== undefined) status.value = value;
    return value as V | undefined;
  }

  /**
   * Sets the value of `key`, and lets others go where there is no room. Undefined deletes it. O(1), amortised.
   *
   * @throws WasmapTypeError or WasmapRangeError for a key or value that does not fit its kind, and, where sizes are kept, for a size that is none;
   * CapacityError when memory is refused even with no other entry left. The key's entry is as it was then; for memory it may have had to go as well.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ maxSize: 10, key: 'string', value: 'string', policy: 'lru', sizeCalculation: (value) => value.length });
   * cache.set('a', 'four').set('b', 'seven77');
   * console.log([...cache.keys()], cache.calculatedSize); // [ 'b' ] 7
   * ```
   */
  set(k: K, v: V | undefined, setOptions?: SetOptions<K, V, C>): this {
    const { _store: store } = this;
    if (setOptions === undefined && v !== undefined && store.plain) setPlain(store, k, v);
    else this.#set(k, v, (setOptions ?? noOptions));
    return this;
  }

  #set(k: K, v: V | undefined, options: SetOptions<unknown, unknown, unknown>): void {
    const { _store: store } = this;
    const { status } = options;
    if (status !== undefined) {
      note(status, 'set', k, this);
      if (v === undefined) status.set = 'deleted';
      else status.value = v;
    }
    if (v === undefined) {
      this.delete(k);
      return;
    }
    set(store, k, v, options);
  }

  /**
   * The value of `key`, from the cache or else from the `fetchMethod`; undefined where that has none. However many ask for a key at once, it is loaded once, and all
   * have what comes of it, be it a value or an error; it is the next call that loads anew. What is loaded is no entry of the cache yet: it takes no room, and no
   * eviction ends it. A write to the key does. Without a `fetchMethod`, as `get`. O(1).
   *
   * @throws What the `fetchMethod` throws, the `signal`'s reason once that is aborted, LoadError where the key was written to or deleted meanwhile, ClosedError;
   * and as `get` and `set`, for a key or value that does not fit its kind.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({
   *   max: 1000, key: 'string', value: 'f64',
   *   async fetchMethod(key) {
   *     console.log('loading', key); // loading Ada
   *     return key.length;
   *   },
   * });
   * const [one, other] = await Promise.all([cache.fetch('Ada'), cache.fetch('Ada')]);
   * console.log(one, other, cache.get('Ada')); // 3 3 3
   * ```
   */
  fetch(k: K, fetchOptions: RequiredContext<FC, FetchOptions<K, V, FC, C>, FetchOptionsWithContext<K, V, FC, C>>): Promise<V | undefined>;
  fetch(k: KeyAlone<K, FC>, fetchOptions?: LooseContext<FC, FetchOptions<K, V, FC, C>>): Promise<V | undefined>;
  async fetch(k: K, fetchOptions?: object): Promise<V | undefined> {
    return loaderOf(this._store).fetch(k, fetchOptions) as Promise<V | undefined>;
  }

  /**
   * As `fetch`, of a value that must be there.
   *
   * @throws As `fetch`; LoadError where there is no value.
   */
  forceFetch(k: K, fetchOptions: RequiredContext<FC, FetchOptions<K, V, FC, C>, FetchOptionsWithContext<K, V, FC, C>>): Promise<V>;
  forceFetch(k: KeyAlone<K, FC>, fetchOptions?: LooseContext<FC, FetchOptions<K, V, FC, C>>): Promise<V>;
  async forceFetch(k: K, fetchOptions?: object): Promise<V> {
    return loaderOf(this._store).forceFetch(k, fetchOptions) as Promise<V>;
  }

  /**
   * The values of `keys`, in their order, each as by `fetch`. Those that are missing, and not being loaded already, are loaded by one call of the `fetchAllMethod`; without
   * it, by the `fetchMethod`, each. O(keys).
   *
   * @throws FetchAllError where some could not be loaded: it has the values of the others. Else as `fetch`.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({
   *   max: 1000, key: 'string', value: 'u32',
   *   async fetchAllMethod(keys) {
   *     console.log('loading', keys); // loading [ 'Ada', 'Grace' ]
   *     return keys.map((key) => key.length);
   *   },
   * });
   * cache.set('Alan', 4);
   * console.log(await cache.fetchAll(['Ada', 'Alan', 'Grace'])); // [ 3, 4, 5 ]
   * ```
   */
  fetchAll(keys: Iterable<K>, options: RequiredContext<FC, FetchAllOptions<K, V, FC, C>, FetchAllOptionsWithContext<K, V, FC, C>>): Promise<(V | undefined)[]>;
  fetchAll(keys: Iterable<KeyAlone<K, FC>>, options?: LooseContext<FC, FetchAllOptions<K, V, FC, C>>): Promise<(V | undefined)[]>;
  async fetchAll(keys: Iterable<K>, options?: object): Promise<(V | undefined)[]> {
    return loaderOf(this._store).fetchAll(keys, options) as Promise<(V | undefined)[]>;
  }

  /**
   * The value of `key`, from the cache or else from the `memoMethod`, whose value is set. O(1).
   *
   * @throws WasmapTypeError without a `memoMethod`; what that throws; and as `get` and `set`.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const squares = new WasmCache({ max: 1000, key: 'u32', value: 'f64', memoMethod: (key) => key ** 2 });
   * console.log(squares.memo(12), squares.get(12)); // 144 144
   * ```
   */
  memo(k: K, memoOptions: RequiredContext<FC, MemoOptions<K, V, FC, C>, MemoOptionsWithContext<K, V, FC, C>>): V;
  memo(k: KeyAlone<K, FC>, memoOptions?: LooseContext<FC, MemoOptions<K, V, FC, C>>): V;
  memo(k: K, memoOptions?: object): V {
    return loaderOf(this._store).memo(k, memoOptions) as V;
  }

  /**
   * Whether `key` has a fresh entry. The policy does not hear of it. O(1).
   *
   * @throws As `get`.
   */
  has(k: K, hasOptions?: HasOptions<K, V, C>): boolean {
    const options = (hasOptions ?? noOptions) as HasOptions<unknown, unknown, unknown>;
    if (options.status !== undefined) note(options.status, 'has', k, this);
    return has(this._store, k, options);
  }

  /**
   * As `get`, with nothing changed by it, and nobody told. O(1).
   *
   * @throws As `get`.
   */
  peek(k: K, peekOptions?: PeekOptions<K, V, C>): V | undefined {
    const options = (peekOptions ?? noOptions) as PeekOptions<unknown, unknown, unknown>;
    if (options.status !== undefined) note(options.status, 'peek', k, this);
    return peek(this._store, k, options) as V | undefined;
  }

  /**
   * Removes `key`, and aborts its load; whether there was an entry, fresh or stale, or a load. O(1).
   *
   * @throws As `get`.
   */
  delete(k: K): boolean {
    return deleteKey(this._store, k);
  }

  /**
   * Sets many values in one go: as `set` would each, in order, so some may go for others that come later. All keys and values are checked first, and nothing is
   * written where one does not fit. Besides that a batch is not all or nothing: if memory is refused, or a callback throws, what came before stays. What `source`
   * itself writes to the cache comes before the batch. Undefined, as a value of kind `any`, deletes. O(entries), amortised.
   *
   * @throws PutAllError for an entry that does not fit, WasmapTypeError for what is no source or no option, CapacityError when memory is refused.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 2, key: 'u32', value: 'f64', policy: 'lru' });
   * const { inserted, evicted } = cache.putAll({ keys: Uint32Array.of(1, 2, 3), values: Float64Array.of(0.1, 0.2, 0.3) });
   * console.log(inserted, evicted, [...cache.keys()]); // 3 1 [ 3, 2 ]
   * ```
   */
  putAll(source: Iterable<readonly [K, V]> | ColumnSource<K, V>, options: CachePutAllOptions = noOptions): CachePutAllResult {
    return putAll(this._store, source, options);
  }

  /**
   * The values of many keys in one go: each is asked for as by `get`, in order, but that stale entries are not found whatever the rules. O(keys).
   *
   * @throws WasmapTypeError or WasmapRangeError for a key that does not fit, with its position, and for arrays that cannot take the values; nobody has heard of
   * any key then.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 100, key: 'u32', value: 'f64' });
   * cache.putAll([[1, 0.5], [2, 1.5]]);
   * const { values, found, hits } = cache.getAll(Uint32Array.of(2, 3));
   * console.log([...values], [...found], hits); // [ 1.5, 0 ] [ 1, 0 ] 1
   * ```
   */
  getAll(keys: Column<K>, options: GetAllOptions<ValuesOf<V>> = noOptions): GetAllResult<ValuesOf<V>> {
    return getAll(this._store, keys, options) as GetAllResult<ValuesOf<V>>;
  }

  /** For each key 1 where it has a fresh entry, else 0. The policy does not hear of it. O(keys). @throws As `getAll`. */
  hasAll(keys: Column<K>): Uint8Array {
    return hasAll(this._store, keys);
  }

  /**
   * Removes many keys in one go, and aborts their loads; returns how many were there, fresh or stale, or were being loaded. O(keys).
   *
   * @throws As `getAll`; nothing is removed then.
   */
  deleteAll(keys: Column<K>): number {
    return deleteAll(this._store, keys);
  }

  /** Takes out the entry whose turn it is to go, and returns its value; undefined where there is none. O(1). */
  pop(): V | undefined {
    return pop(this._store) as V | undefined;
  }

  /** Removes all entries, and aborts all loads. O(1), or O(entries) where anybody is told of them. */
  clear(): void {
    clear(this._store);
  }

  /**
   * The value, as `get` has it, of the first entry that `fn` returns something true for, the last to go first. O(entries).
   *
   * @throws What `fn` throws.
   */
  find(fn: (v: V, k: K, self: C) => boolean, getOptions?: GetOptions<K, V, C>): V | undefined {
    const options = (getOptions ?? noOptions) as GetOptions<unknown, unknown, unknown>;
    for (const [key, value] of visit(this._store, 'hottest')) {
      if (fn(value as V, key as K, this as unknown as C)) return get(this._store, key, options) as V | undefined;
    }
    return undefined;
  }

  /**
   * Calls `fn` with each fresh entry, the last to go first. O(entries).
   *
   * @throws What `fn` throws.
   */
  forEach(fn: (v: V, k: K, self: C) => unknown, thisp: unknown = this): void {
    for (const [key, value] of visit(this._store, 'hottest')) fn.call(thisp, value as V, key as K, this as unknown as C);
  }

  /** As `forEach`, the first to go first. */
  rforEach(fn: (v: V, k: K, self: C) => unknown, thisp: unknown = this): void {
    for (const [key, value] of visit(this._store, 'coldest')) fn.call(thisp, value as V, key as K, this as unknown as C);
  }

  /**
   * Iterates over the fresh entries, the last to go first: over those that are there when it begins, without those that go meanwhile, so that the loop may call the
   * cache. O(entries).
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 3, key: 'string', value: 'u32', policy: 'lru' });
   * cache.set('a', 1).set('b', 2).get('a');
   * console.log([...cache.entries()], [...cache.rkeys()]); // [ [ 'a', 1 ], [ 'b', 2 ] ] [ 'b', 'a' ]
   * ```
   */
  entries(): Generator<[K, V], void, unknown> {
    return visit(this._store, 'hottest') as Generator<[K, V], void, unknown>;
  }

  /** As `entries`, the first to go first. */
  rentries(): Generator<(K | V)[], void, unknown> {
    return visit(this._store, 'coldest') as Generator<[K, V], void, unknown>;
  }

  /** As `entries`, keys alone. */
  keys(): Generator<K, void, unknown> {
    return visitKeys(this._store, 'hottest') as Generator<K, void, unknown>;
  }

  /** As `keys`, the first to go first. */
  rkeys(): Generator<K, void, unknown> {
    return visitKeys(this._store, 'coldest') as Generator<K, void, unknown>;
  }

  /** As `entries`, values alone. */
  values(): Generator<V, void, unknown> {
    return visitValues(this._store, 'hottest') as Generator<V, void, unknown>;
  }

  /** As `values`, the first to go first. */
  rvalues(): Generator<V | undefined, void, unknown> {
    return visitValues(this._store, 'coldest') as Generator<V, void, unknown>;
  }

  /** The same as `entries`. */
  [Symbol.iterator](): Generator<[K, V], void, unknown> {
    return this.entries();
  }

  /** Removes all entries whose time is over, and what `staleWhileRevalidate` and `staleIfError` add to it; whether there were any. O(those), or, in an `LRUCache`, O(entries). */
  purgeStale(): boolean {
    return purgeStale(this._store);
  }

  /**
   * Milliseconds for which `key` is fresh yet: Infinity where its time has no end, 0 where there is no such entry, negative where it is stale. O(1).
   *
   * @throws As `get`.
   */
  getRemainingTTL(key: K): Milliseconds {
    return remainingTime(this._store, key);
  }

  /**
   * What is known of the entry of `key`, fresh or stale: its value, its size, and what is left of its time. O(1).
   *
   * @throws As `get`.
   */
  info(key: K): Entry<V> | undefined {
    return info(this._store, key) as Entry<V> | undefined;
  }

  /** All entries, stale ones included, for `load`: the first to go first, with times of the day. O(entries). */
  dump(): [K, Entry<V>][] {
    return dump(this._store) as [K, Entry<V>][];
  }

  /**
   * Removes all entries, and sets those that `dump` has written.
   *
   * @throws WasmapTypeError for what are no such entries, and as `set` for keys and values that do not fit their kinds; nothing changes then. Else as `set`, for the
   * first entry that cannot be set.
   */
  load(arr: [K, Entry<V>][]): void {
    const { _store: store } = this;
    const entries = undump(store, arr);
    this.clear();
    for (const [key, value, options] of entries) {
      if (value === undefined) this.delete(key as K);
      else set(store, key, value, options);
    }
  }

  /**
   * Changes the bounds. Where there is more than they allow, entries go until it fits.
   *
   * @throws WasmapTypeError for an unknown option, what is no bound, `maxSize` where sizes are not kept, or `maxBytes` where the cache was made without; nothing
   * changes then.
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ max: 100, key: 'u32', value: 'u32', policy: 'lru' });
   * for (let i = 0; i < 100; i++) cache.set(i, i);
   * cache.resize({ max: 10 });
   * console.log(cache.size, cache.has(89), cache.has(90)); // 10 false true
   * ```
   */
  resize(options: ResizeOptions): void {
    const { _store: store } = this;
    const { table, rules, settings: { sized } } = store;
    const where = `${table.label}: resize`;
    const { max, maxSize, maxBytes } = checkOptions<ResizeOptions>(where, options, ['max', 'maxSize', 'maxBytes']);
    const entries = max === undefined ? table.max : checkPositive(`${where}: max`, max, 'entries');
    const sizes = maxSize === undefined ? table.maxSize : checkPositive(`${where}: maxSize`, maxSize, 'in the unit of sizes');
    const bytes = maxBytes === undefined ? table.maxBytes : checkPositive(`${where}: maxBytes`, maxBytes, 'bytes');
    if (maxSize !== undefined && !sized) throw sizesNotKept(`${where}: maxSize`);
    if (maxBytes !== undefined && table.maxBytes === Infinity) throw new WasmapTypeError(`${where}: maxBytes: bytes have a bound only where the cache was made with one`);
    // What an entry may have at most was all, unless something else had been said.
    if (rules.maxEntrySize === table.maxSize) rules.maxEntrySize = sizes;
    table.resize(entries, sizes, bytes);
    trim(store);
    store.departures.settle();
  }

  /**
   * The `n` entries that are the last to go, the very last first: under `lru` those that were asked for last. Nobody is told. O(entries).
   *
   * @throws WasmapTypeError or WasmapRangeError for what is no number of entries.
   */
  hottest(n: Count): [K, V][] {
    const count = checkCount(`${this._store.table.label}: hottest`, n, Infinity);
    return first(this._store, 'hottest', count) as [K, V][];
  }

  /** The `n` entries whose turn it is next, the first to go first. O(entries). @throws As `hottest`. */
  coldest(n: Count): [K, V][] {
    const count = checkCount(`${this._store.table.label}: coldest`, n, Infinity);
    return first(this._store, 'coldest', count) as [K, V][];
  }

  /** What the cache has counted since it was made: plain numbers, of which `statsBetween` makes differences. O(1). */
  stats(): CacheStats {
    const { counts, table, loads } = this._store;
    return readStats(counts, table, loads?.stats());
  }

  /**
   * What the cache owns of linear memory, which is what `maxBytes` bounds: entries, index, queues, and what the policy remembers. What JavaScript holds, such as
   * keys and values of kind `any`, does not count. O(1).
   *
   * @example
   * ```ts
   * import { WasmCache } from 'wasmap/cache';
   * const cache = new WasmCache({ maxBytes: 100_000, key: 'u32', value: 'f64' });
   * for (let i = 0; i < 100_000; i++) cache.set(i, i / 2);
   * console.log(cache.memoryUsage().bytes <= 100_000, cache.size > 1500); // true true
   * ```
   */
  memoryUsage(): MemoryUsage {
    const { _store: { table } } = this;
    const { size, bytes } = table;
    return { bytes, bytesPerEntry: size === 0 ? 0 : bytes / size, committed: table.engine.committed() };
  }

  /** The rules that may change, as JSON has lru-cache: entries are no properties. */
  toJSON(): Readonly<Record<string, unknown>> {
    return { ...this._store.rules };
  }

  /**
   * Removes all entries, as `clear` does, and gives all memory back at once; twice is harmless. Any other use afterwards throws ClosedError, which all who wait
   * for loads get, too. `using` calls it where the runtime has that.
   */
  close(): void {
    const { _store: store } = this;
    if (store.closed) return;
    try {
      store.loads?.closed();
      clear(store);
    } finally {
      store.close();
    }
  }
}

type AnyCache = Cache<unknown, unknown, unknown, unknown>;

for (const name of ruleNames) {
  define(Cache.prototype, name, {
    get(this: AnyCache) { return this._store.rules[name]; },
    set(this: AnyCache, value: unknown) { this._store.change(name, value); },
    configurable: true,
  });
}

for (const symbol of ['nodejs.util.inspect.custom', 'Deno.customInspect']) {
  define(Cache.prototype, Symbol.for(symbol), { value(this: AnyCache) { return describe(this._store); }, configurable: true, writable: true });
}
if (typeof Symbol.dispose === 'symbol') {
  define(Cache.prototype, Symbol.dispose, { value(this: AnyCache) { this.close(); }, configurable: true, writable: true });
}
