/** The facade: a Map, with batches. */
import type { GetAllOptions, GetAllResult } from '../bulk/result.js';
import type { PutAllOptions } from '../bulk/put-options.js';
import type { PutAllResult } from '../bulk/result.js';
import { type PutAllAsyncOptions, putAllAsync } from '../bulk/async/put-all-async.js';
import type { ReadableStreamLike } from '../bulk/async/platform.js';
import { compareAndPutAll, fill, putAll } from '../bulk/put-all.js';
import type { ColumnSource } from '../bulk/batch.js';
import { assertIterable } from '../bulk/batch.js';
import type { Column } from '../bulk/columns.js';
import { checkFunction, isObject, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import { type MapIteratorOf, TableIterator, entryAt } from './iteration.js';
import { Collection } from './collection.js';
import { hotClass } from './hot-class.js';
import type { KeyKind, KeyOf, ValueKind, ValueOf, ValuesOf } from './kinds.js';
import { type MapSnapshot, makeSnapshot } from './map-snapshot.js';
import { Settings, type WasmMapOptions, optionsBesideFile, readSettings } from './options.js';
import { type TrustOptions, checkFileOptions, deserialize } from '../serial/deserialize.js';
import { type ByteSource, readFile } from '../serial/streams.js';
import { adopt, alias, nameClass } from '../protocols.js';
import type { Visitor } from './slow-path.js';
import { overflows, wrongValue } from './slow-path.js';

class WasmMapImplementation<K, V> extends Collection implements Map<K, V> {
  /** The same as `entries`. */
  declare [Symbol.iterator]: () => MapIteratorOf<[K, V]>;
  /** What `Object.prototype.toString` shows. */
  declare readonly [Symbol.toStringTag]: string;

  constructor(first?: unknown, second?: unknown) {
    const settings = first instanceof Settings ? first : readSettings('WasmMap', first, second);
    // What is checked before it is written, or noted after, takes the methods of its table.
    if (new.target === WasmMapImplementation && settings.rules.validate === undefined && !settings.rules.debug) {
      // Calls stay monomorphic when every kind has a class of its own, so the caller gets an instance of that.
      const Kind = hotClass(WasmMapImplementation, settings) as unknown as new (settings: Settings) => WasmMapImplementation<K, V>;
      return new Kind(settings);
    }
    super(settings, 'WasmMap');
    if (settings.entries !== undefined && settings.entries !== null) this.#fill(settings.entries, first instanceof Settings || new.target === WasmMapImplementation);
  }

  /** As Map's constructor does: through `set` where a subclass may have its own. */
  #fill(entries: unknown, plain: boolean): void {
    const { _table: table } = this;
    if (plain) return fill(table, assertIterable(table, Object(entries) as object));
    const set: unknown = Reflect.get(this, 'set');
    checkFunction(`${table.label}: set`, set);
    for (const entry of assertIterable(table, Object(entries) as object)) {
      if (!isObject(entry)) throw unexpected(table.label, 'a pair [key, value]', entry);
      const { 0: key, 1: value } = entry as readonly [K, V];
      (set as (key: K, value: V) => unknown).call(this, key, value);
    }
  }

  /**
   * A map with what `file` has, which `serialize()` has written. Its kinds are the file's; the options are those of the constructor that
   * the file does not answer: `engine`, `heap`, `name`, `codec`, `valueCodec` and so on. What is not `trusted` is checked entry by entry: that
   * takes some times as long as copying the bytes.
   *
   * @throws SnapshotError for what is no such file, a damaged one, or one of other kinds than `key` and `value` say; CapacityError when
   * memory is refused. Nothing is left behind then.
   */
  static deserialize<K = unknown, V = unknown>(file: Uint8Array, options: DeserializeOptions = {}): WasmMap<K, V> {
    return deserialize(this, 'WasmMap', file, options, optionsBesideFile.WasmMap) as unknown as WasmMap<K, V>;
  }

  /** As `deserialize`, from a web stream of bytes. @throws As `deserialize`; what the stream fails with. */
  static async deserializeStream<K = unknown, V = unknown>(stream: ByteSource, options: DeserializeOptions = {}): Promise<WasmMap<K, V>> {
    checkFileOptions('WasmMap.deserializeStream', options, optionsBesideFile.WasmMap);
    return (this as unknown as WasmMapConstructor).deserialize<K, V>(await readFile(stream, 'WasmMap.deserializeStream'), options);
  }

  /**
   * The value of `key`, undefined where it is absent. O(1).
   *
   * @throws WasmapTypeError or WasmapRangeError for a key that no map of this kind can have; ClosedError after `dispose`, as all methods.
   */
  get(key: K): V | undefined {
    return this._table.hot.get.call(this, key) as V | undefined;
  }

  /**
   * The value of `key`, or `fallback`. Numbers are not boxed on the way: the faster read for values beyond 2^31. O(1).
   *
   * @throws As `get`.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const prices = new WasmMap([[1, 9.5]], { key: 'u32', value: 'f64' });
   * console.log(prices.getOr(1, 0), prices.getOr(2, 0)); // 9.5 0
   * ```
   */
  getOr(key: K, fallback: V): V {
    return this._table.hot.getOr.call(this, key, fallback) as V;
  }

  /** Whether `key` is there. O(1). @throws As `get`. */
  has(key: K): boolean {
    return this._table.hot.has.call(this, key);
  }

  /**
   * Stores `value` under `key`, in the place of what was there. Amortised O(1): a table grows by one segment of 16 KiB at a time.
   *
   * @throws WasmapTypeError or WasmapRangeError for a key or value that does not fit its kind, CapacityError when memory is exhausted;
   * nothing changes then.
   */
  set(key: K, value: V): this {
    return this._table.hot.set.call(this, key, value) as this;
  }

  /**
   * Removes `key`. O(1). @returns whether it was there
   *
   * @throws As `get`; CapacityError where a snapshot shares what is to change and no memory is left for a copy.
   */
  delete(key: K): boolean {
    return this._table.hot.delete.call(this, key);
  }

  /**
   * Adds `by` to the value of `key` (0 where it is absent), stores and returns the sum. Numeric values only. O(1).
   *
   * @throws WasmapRangeError when the sum does not fit the value's kind; nothing changes then. WasmapTypeError for values that are not numeric.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const counts = new WasmMap({ key: 'string', value: 'u32' });
   * console.log(counts.increment('a'), counts.increment('a', 10)); // 1 11
   * ```
   */
  increment(key: K, by?: V): V {
    const { value: { name, hotClass, stored, held }, label, hot } = this._table;
    if (stored === undefined || held) {
      throw new WasmapTypeError(`${label}: increment: needs numeric values, and this map's are of kind ${name}`);
    }
    const [zero, one] = hotClass === 'long' ? [0n, 1n] : [0, 1];
    if (by === undefined) by = one as V;
    const isWhole = name === 'u32' || name === 'i32';
    if (typeof by !== typeof zero || (isWhole && !Number.isInteger(by))) throw wrongValue(this._table, by);
    const sum = (hot.getOr.call(this, key, zero) as number) + (by as number);
    if (!stored.fits(sum)) throw overflows(`${label}: increment`, name);
    hot.set.call(this, key, sum);
    return (name === 'f32' ? Math.fround(sum) : sum) as V;
  }

  /** The value of `key`, which is first set to `value` where it is absent. O(1). @throws As `set`. */
  getOrInsert(key: K, value: V): V {
    return this.#insert(key, () => value);
  }

  /**
   * As `getOrInsert`, with a value that is computed only when it is needed.
   *
   * @throws As `set`; what `compute` throws.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const roots = new WasmMap({ key: 'f64', value: 'f64' });
   * console.log(roots.getOrInsertComputed(9, Math.sqrt), roots.size); // 3 1
   * ```
   */
  getOrInsertComputed(key: K, compute: (key: K) => V): V {
    checkFunction(`${this._table.label}: getOrInsertComputed`, compute);
    return this.#insert(key, () => compute(Object.is(key, -0) ? (0 as K) : key));
  }

  #insert(key: K, compute: () => V): V {
    const { _table: table } = this;
    if (!table.hot.has.call(this, key)) table.hot.set.call(this, key, compute());
    return table.peek(key) as V;
  }

  /**
   * Calls `callback` with each entry, in the order of `entries`. @throws What `callback` throws.
   */
  // eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- for a length of 1, as Map's and Set's
  forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg: unknown = undefined): void {
    const { _table: table } = this;
    checkFunction(`${table.label}: forEach`, callback);
    table.assertOpen();
    table.visit(this, callback as Visitor, thisArg);
  }

  /**
   * Iterates over the entries: in the order of insertion, as Map's, or, where keys are numeric, in none. What is removed meanwhile is not visited;
   * numeric keys that are added meanwhile may be or not.
   */
  entries(): MapIteratorOf<[K, V]> {
    return new TableIterator<[K, V]>(this._table, entryAt<K, V>) as unknown as MapIteratorOf<[K, V]>;
  }

  /** Iterates over the keys, in the order of `entries`. */
  keys(): MapIteratorOf<K> {
    return new TableIterator<K>(this._table, (cursor) => cursor.key as K) as unknown as MapIteratorOf<K>;
  }

  /** Iterates over the values, in the order of `entries`. */
  values(): MapIteratorOf<V> {
    return new TableIterator<V>(this._table, (cursor) => cursor.value as V) as unknown as MapIteratorOf<V>;
  }

  /** An empty object, as of a Map: entries are no properties. */
  toJSON(): Record<string, never> {
    return {};
  }

  /**
   * Writes a batch in one go: its pairs in order, all or nothing. Typed-array columns are copied once into linear memory and
   * nothing is allocated per entry. Amortised O(entries).
   *
   * @throws PutAllError for an entry that does not fit or conflicts, CapacityError when memory is exhausted; the map is then
   * as it was.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const populations = new WasmMap({ key: 'u32', value: 'u32' });
   * const { inserted } = populations.putAll({ keys: Uint32Array.of(1, 2, 3), values: Uint32Array.of(10, 20, 30) });
   * console.log(inserted, populations.get(2)); // 3 20
   * ```
   */
  putAll(source: Iterable<readonly [K, V]> | ColumnSource<K, V>, options: PutAllOptions<K, V> = {}): PutAllResult<K> {
    return putAll(this, source, options) as PutAllResult<K>;
  }

  /**
   * As `putAll`, if nothing was written since `version` was `expected`: for batches that were made from what the map held then.
   *
   * @throws VersionError where something was.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const stock = new WasmMap([['apples', 3]], { key: 'string', value: 'u32' });
   * const { version } = stock;
   * const result = stock.compareAndPutAll(version, [['apples', stock.get('apples')! - 1]]);
   * console.log(result.replaced, stock.version > version); // 1 true
   * ```
   */
  compareAndPutAll(
    expected: number, source: Iterable<readonly [K, V]> | ColumnSource<K, V>, options: PutAllOptions<K, V> = {},
  ): PutAllResult<K> {
    return compareAndPutAll(this, expected, source, options) as PutAllResult<K>;
  }

  /**
   * As `putAll`, in slices of a few milliseconds between which the event loop goes on; also from async iterables and web streams. Nobody
   * sees a part of the batch: it is written as a whole at the end, over what was written meanwhile, unless `onInterleavedWrite` says otherwise. A
   * second one waits for the first. Typed arrays are to stay as they are until the promise is settled: whether they are copied depends on the size.
   *
   * @throws As `putAll`; the signal's reason; with `onInterleavedWrite: 'fail'` ConcurrentModificationError where anybody wrote to the
   * map meanwhile. The promise is rejected, and the map as it was.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * async function* rows() {
   *   for (let id = 0; id < 3; id++) yield [id, id * 10] as const;
   * }
   * const map = new WasmMap({ key: 'u32', value: 'u32' });
   * const { inserted } = await map.putAllAsync(rows());
   * console.log(inserted, map.get(2)); // 3 20
   * ```
   */
  putAllAsync(
    source: Iterable<readonly [K, V]> | AsyncIterable<readonly [K, V]> | ReadableStreamLike<readonly [K, V]> | ColumnSource<K, V>,
    options: PutAllAsyncOptions<K, V> = {},
  ): Promise<PutAllResult<K>> {
    return putAllAsync(this, source, options) as Promise<PutAllResult<K>>;
  }

  /**
   * The map as it is now, read-only: nothing that is written later shows in it. What is not written to is shared with it, in pieces of
   * 16 KiB, so that taking one costs the same for any number of entries: some 10 to 50 microseconds at 8 million. Whatever the snapshot
   * alone needs goes with `dispose`, or when it is collected; a map lives as long as its snapshots. With keys of kind
   * `any` the first removal of a key that the newest snapshot has copies the map whole.
   *
   * @throws CapacityError when memory is refused; nothing changes then.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const prices = new WasmMap([[1, 9.5]], { key: 'u32', value: 'f64' });
   * const yesterday = prices.snapshot();
   * prices.set(1, 9.9);
   * console.log(prices.get(1), yesterday.get(1)); // 9.9 9.5
   * yesterday.dispose();
   * ```
   */
  snapshot(): MapSnapshot<K, V> {
    return makeSnapshot<K, V>(this._table.snapshot());
  }

  /**
   * Looks many keys up in one go. O(keys).
   *
   * @throws WasmapTypeError or WasmapRangeError for a key that does not fit, with its position.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const stock = new WasmMap([[1, 10], [2, 20]], { key: 'u32', value: 'u32' });
   * const { values, found, hits } = stock.getAll(Uint32Array.of(2, 3));
   * console.log([...values], [...found], hits); // [ 20, 0 ] [ 1, 0 ] 1
   * ```
   */
  getAll(keys: Column<K>, options: GetAllOptions<ValuesOf<V>> = {}): GetAllResult<ValuesOf<V>> {
    return this._table.getAll(keys, options) as GetAllResult<ValuesOf<V>>;
  }

  /** For each key 1 where it is there, else 0. O(keys). @throws As `getAll`. */
  hasAll(keys: Column<K>): Uint8Array {
    return this._table.hasAll(keys);
  }

  /** Removes many keys in one go; returns how many were there. O(keys). @throws As `getAll`; nothing is removed then. */
  deleteAll(keys: Column<K>): number {
    const removed = this._table.deleteAll(keys);
    this._table.noteWrite();
    return removed;
  }
}

adopt(WasmMapImplementation.prototype, Collection.prototype, ['clear', 'size']);
alias(WasmMapImplementation.prototype, Symbol.iterator, 'entries');
nameClass(WasmMapImplementation, 'WasmMap');

/**
 * A map whose keys, unless they are of kind `any`, and values, unless they are references, lie in linear memory. It has all that Map has, and does
 * the same, except that it visits numeric keys in no order; {@link WasmMapConstructor} says how it is made.
 *
 * @interface
 *
 * @category Maps and sets
 */
export type WasmMap<K = unknown, V = unknown> = WasmMapImplementation<K, V>;

/** Options of `deserialize`. */
export type DeserializeOptions = TrustOptions & Omit<WasmMapOptions, 'capacity' | 'seed' | 'hash'>;

/**
 * How maps are made: with the kinds' names in the options, keys and values get their types.
 *
 * @category Maps and sets
 */
export interface WasmMapConstructor {
  /** What all maps inherit. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as of MapConstructor, so that every subclass fits
  readonly prototype: WasmMap<any, any>;
  /** As of Map: what derived objects are made with, the class itself. */
  readonly [Symbol.species]: WasmMapConstructor;
  /**
   * A map with what `file` has, which `serialize()` has written. Its kinds are the file's; the options are those of the constructor that
   * the file does not answer: `engine`, `heap`, `name`, `codec`, `valueCodec` and so on. What is not `trusted` is checked entry by entry.
   *
   * @throws SnapshotError for what is no such file, a damaged one, or one of other kinds than `key` and `value` say; CapacityError when
   * memory is refused. Nothing is left behind then.
   */
  deserialize<K = unknown, V = unknown>(file: Uint8Array, options?: DeserializeOptions): WasmMap<K, V>;
  /** As `deserialize`, from a web stream of bytes. @throws As `deserialize`; what the stream fails with. */
  deserializeStream<K = unknown, V = unknown>(stream: ByteSource, options?: DeserializeOptions): Promise<WasmMap<K, V>>;
  /**
   * An empty map of the kinds that the options name.
   *
   * @throws WasmapTypeError for an unknown option or kind, WasmapRangeError for a capacity that is none, UnsupportedError for an engine that cannot
   * run here.
   */
  new <const Options extends WasmMapOptions>(options: Options & OnlyKnown<Options>): WasmMap<OptionKey<Options>, ValueOf<OptionValue<Options>>>;
  /** A map of the kinds that the options name, with entries to begin with. @throws As without; PutAllError for an entry that does not fit. */
  new <const Options extends WasmMapOptions>(
    entries: Iterable<readonly [OptionKey<Options>, ValueOf<OptionValue<Options>>]> | null | undefined,
    options: Options & OnlyKnown<Options>,
  ): WasmMap<OptionKey<Options>, ValueOf<OptionValue<Options>>>;
  /** A map for any keys, as `new Map()`; or, where the types are given, of kinds that need not be known before it runs. */
  new <K = unknown, V = unknown>(entriesOrOptions?: Iterable<readonly [K, V]> | WasmMapOptions | null, options?: WasmMapOptions): WasmMap<K, V>;
}

/** Type inference takes whatever has the known options; a misspelt one beside them is an error all the same. */
type OnlyKnown<Options> = { readonly [Name in Exclude<keyof Options, keyof WasmMapOptions>]: never };

/** The type of keys: what a codec decodes, or what the kind says. */
type OptionKey<Options> = Options extends { codec: { decode(bytes: Uint8Array): infer Key } } ? Key
  : KeyOf<Options extends { key: infer Key extends KeyKind } ? Key : 'any'>;
type OptionValue<Options> = Options extends { value: infer Value extends ValueKind } ? Value : 'any';

/**
 * A map for keys of one kind, in WebAssembly linear memory; without options one for any keys, as Map, on the JavaScript heap. Its instances
 * are of the type {@link WasmMap:interface | WasmMap}.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'f64' });
 * map.set(1, 0.5);
 * console.log(map.get(1)); // 0.5
 * ```
 *
 * @category Maps and sets
 */
export const WasmMap = WasmMapImplementation as unknown as WasmMapConstructor;

export type { KeyKind };
