/** The facade: a Map for keys of a numeric kind, with batches. */
import type { GetAllOptions, GetAllResult } from '../bulk/read-all.js';
import { deleteAll, getAll, hasAll } from '../bulk/read-all.js';
import type { PutAllOptions } from '../bulk/put-all.js';
import type { PutAllResult } from '../bulk/result.js';
import { putAll } from '../bulk/put-all.js';
import type { ColumnSource } from '../bulk/batch.js';
import { assertIterable, fill } from '../bulk/batch.js';
import { checkFunction, unexpected } from '../arguments.js';
import { WasmapTypeError, show } from '../errors.js';
import type { Visitor } from './hot-map.js';
import { wrongValue } from './hot-map.js';
import { describe, inspectWith } from './inspect.js';
import type { MapIteratorOf } from './iteration.js';
import { Cursor, TableIterator, readChunk } from './iteration.js';
import { hotClass, hotMethodsOf } from './hot-class.js';
import type { KeyKind, KeyOf, ValueKind, ValueOf } from './kinds.js';
import type { WasmMapOptions } from './options.js';
import { Settings, readSettings } from './options.js';
import { Table } from './table.js';

/** The typed array, or array of references, in which `getAll` returns values. */
export type ValuesOf<V> = V extends number
  ? Uint32Array | Int32Array | Float32Array | Float64Array
  : V extends bigint ? BigUint64Array | BigInt64Array : V[];

/** The methods that are emitted once for every kind: see `src/build/emit-hot-methods.mjs`. */
interface HotMethods {
  get(key: unknown): unknown;
  getOr(key: unknown, fallback: unknown): unknown;
  has(key: unknown): boolean;
  set(key: unknown, value: unknown): unknown;
  delete(key: unknown): boolean;
  readonly _visit: (count: number, keys: ArrayLike<unknown>, values: ArrayLike<unknown>, callback: Visitor, thisArg: unknown) => number;
}

const maxBatchEntriesOf = new WeakMap<object, number>();

class WasmMapImplementation<K, V> extends Table implements Map<K, V> {
  /** @internal The kind's own methods, for subclasses, whose prototype cannot carry them. */
  readonly _hot!: HotMethods;

  constructor(first?: unknown, second?: unknown) {
    const settings = first instanceof Settings ? first : readSettings('WasmMap', first, second);
    if (new.target === WasmMapImplementation) {
      // Calls stay monomorphic when every kind has a class of its own, so the caller gets an instance of that.
      const Kind = hotClass(WasmMapImplementation, settings) as unknown as new (settings: Settings) => WasmMapImplementation<K, V>;
      return new Kind(settings);
    }
    super(settings, 'WasmMap');
    if (!(first instanceof Settings)) Object.defineProperty(this, '_hot', { value: hotMethodsOf(this, settings) });
    if (settings.maxBatchEntries !== Infinity) maxBatchEntriesOf.set(this, settings.maxBatchEntries);
    if (settings.entries !== undefined && settings.entries !== null) this.#fill(settings.entries, first instanceof Settings);
  }

  /** As Map's constructor does: through `set` where a subclass may have its own. */
  #fill(entries: unknown, plain: boolean): void {
    if (plain) return fill(() => this.putAll(entries as Iterable<readonly [K, V]>));
    for (const entry of assertIterable(this, Object(entries) as object) as Iterable<readonly [K, V]>) {
      if (typeof entry !== 'object' || entry === null) throw unexpected(this._label, 'a pair [key, value]', entry);
      this.set(entry[0], entry[1]);
    }
  }

  /** The kind's own methods, whatever a subclass has in their place. */
  #own(): HotMethods {
    return this._hot ?? (this as unknown as HotMethods);
  }

  get(key: K): V | undefined {
    return this._hot.get.call(this, key) as V | undefined;
  }

  /** The value of `key`, or `fallback`. Numbers are not boxed on the way: twice as fast as `get` for large ones. O(1). */
  getOr(key: K, fallback: V): V {
    return this._hot.getOr.call(this, key, fallback) as V;
  }

  has(key: K): boolean {
    return this._hot.has.call(this, key);
  }

  set(key: K, value: V): this {
    return this._hot.set.call(this, key, value) as this;
  }

  delete(key: K): boolean {
    return this._hot.delete.call(this, key);
  }

  /**
   * Adds `by` to the value of `key` (0 where it is absent), stores and returns the sum. Numeric values only. O(1).
   *
   * @throws WasmapRangeError when the sum does not fit the value's kind; nothing changes then.
   */
  increment(key: K, by?: V): V {
    const { name, hotClass } = this._value;
    if (hotClass === 'any') throw notNumeric(this);
    const [zero, one] = hotClass === 'long' ? [0n, 1n] : [0, 1];
    if (by === undefined) by = one as V;
    if (typeof by !== typeof zero) throw wrongValue(this, by);
    const own = this.#own();
    const sum = (own.getOr.call(this, key, zero) as number) + (by as number);
    own.set.call(this, key, sum);
    return (name === 'f32' ? Math.fround(sum) : sum) as V;
  }

  /** The value of `key`, which is first set to `value` where it is absent. */
  getOrInsert(key: K, value: V): V {
    const own = this.#own();
    if (!own.has.call(this, key)) own.set.call(this, key, value);
    return this._load(this._lookup(key)) as V;
  }

  /** As `getOrInsert`, with a value that is computed only when it is needed. */
  getOrInsertComputed(key: K, compute: (key: K) => V): V {
    checkFunction(`${this._label}: getOrInsertComputed`, compute);
    const own = this.#own();
    if (!own.has.call(this, key)) own.set.call(this, key, compute(Object.is(key, -0) ? (0 as K) : key));
    return this._load(this._lookup(key)) as V;
  }

  forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    checkFunction(`${this._label}: forEach`, callback);
    this._assertOpen();
    const visit = this.#own()._visit;
    for (let chunk = readChunk(this, 0); chunk !== undefined; chunk = readChunk(this, chunk.next, chunk)) {
      const done = visit.call(this, chunk.count, chunk.keys, chunk.values, callback as Visitor, thisArg);
      if (done === chunk.count) continue;
      const rest = new Cursor(this, { ...chunk, version: -2, next: -1 }, done);
      while (rest.advance()) callback.call(thisArg, rest.value as V, rest.key as K, this);
    }
  }

  entries(): MapIteratorOf<[K, V]> {
    return new TableIterator<[K, V]>(this, (cursor) => [cursor.key as K, cursor.value as V]) as unknown as MapIteratorOf<[K, V]>;
  }

  keys(): MapIteratorOf<K> {
    return new TableIterator<K>(this, (cursor) => cursor.key as K) as unknown as MapIteratorOf<K>;
  }

  values(): MapIteratorOf<V> {
    return new TableIterator<V>(this, (cursor) => cursor.value as V) as unknown as MapIteratorOf<V>;
  }

  [Symbol.iterator](): MapIteratorOf<[K, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'WasmMap';
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
  putAll(source: Iterable<readonly [K, V]> | ColumnSource, options: PutAllOptions = {}): PutAllResult<K> {
    return putAll(this, source, options, maxBatchEntriesOf.get(this) ?? Infinity) as PutAllResult<K>;
  }

  /** Looks many keys up in one go. O(keys). @throws WasmapTypeError or WasmapRangeError for a key that does not fit, with its position. */
  getAll(keys: ArrayLike<K>, options: GetAllOptions<ValuesOf<V>> = {}): GetAllResult<ValuesOf<V>> {
    return getAll(this, keys, options) as GetAllResult<ValuesOf<V>>;
  }

  /** For each key 1 where it is there, else 0. O(keys). */
  hasAll(keys: ArrayLike<K>): Uint8Array {
    return hasAll(this, keys);
  }

  /** Removes many keys in one go; returns how many were there. O(keys). */
  deleteAll(keys: ArrayLike<K>): number {
    return deleteAll(this, keys);
  }

  /** @internal */
  _describe(): string {
    return describe(this, (entry) => (entry as unknown[]).map(show).join(' => '));
  }
}

function notNumeric(map: Table): WasmapTypeError {
  return new WasmapTypeError(`${map._label}: increment: needs numeric values, and this map's are of kind ${map._value.name}`);
}

inspectWith(WasmMapImplementation.prototype);
Object.defineProperty(WasmMapImplementation, 'name', { value: 'WasmMap' });

/** A map whose keys, and values unless they are references, lie in linear memory. */
export type WasmMap<K = unknown, V = unknown> = WasmMapImplementation<K, V>;

/** How maps are made: with the kinds' names in the options, keys and values get their types. */
export interface WasmMapConstructor {
  new <const Options extends WasmMapOptions>(options: Options): WasmMap<KeyOf<Options['key']>, ValueOf<OptionValue<Options>>>;
  new <const Options extends WasmMapOptions>(
    entries: Iterable<readonly [KeyOf<Options['key']>, ValueOf<OptionValue<Options>>]> | null | undefined,
    options: Options,
  ): WasmMap<KeyOf<Options['key']>, ValueOf<OptionValue<Options>>>;
  new <K = unknown, V = unknown>(entriesOrOptions?: Iterable<readonly [K, V]> | WasmMapOptions | null, options?: WasmMapOptions): WasmMap<K, V>;
}

type OptionValue<Options> = Options extends { value: infer Value extends ValueKind } ? Value : 'any';

/**
 * A map for keys of a numeric kind, in WebAssembly linear memory.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'f64' });
 * map.set(1, 0.5);
 * console.log(map.get(1)); // 0.5
 * ```
 */
export const WasmMap = WasmMapImplementation as unknown as WasmMapConstructor;

export type { KeyKind };
