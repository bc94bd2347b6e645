/** A Set: the map's table with no values in it. */
import { assertIterable } from '../bulk/batch.js';
import type { Column } from '../bulk/columns.js';
import type { PutAllResult } from '../bulk/result.js';
import { fill, putAll } from '../bulk/put-all.js';
import { checkFunction } from '../arguments.js';
import { Collection } from '../map/collection.js';
import { adopt, alias, nameClass } from '../protocols.js';
import type { SetIteratorOf } from '../map/iteration.js';
import { KeyIterator } from '../map/iteration.js';
import { hotClass } from '../map/hot-class.js';
import type { Codec } from '../map/codec.js';
import type { KeyKind, KeyOf } from '../map/kinds.js';
import { Settings, type WasmSetOptions, optionsBesideFile, readSettings } from '../map/options.js';
import { type TrustOptions, checkFileOptions, deserialize } from '../serial/deserialize.js';
import { type ByteSource, readFile } from '../serial/streams.js';
import { type SetLike, setRecord } from './set-record.js';

class WasmSetImplementation<K> extends Collection implements Set<K> {
  /** The same as `values`. */
  declare keys: () => SetIteratorOf<K>;
  /** The same as `values`. */
  declare [Symbol.iterator]: () => SetIteratorOf<K>;
  /** What `Object.prototype.toString` shows. */
  declare readonly [Symbol.toStringTag]: string;

  constructor(first?: unknown, second?: unknown) {
    const settings = first instanceof Settings ? first : readSettings('WasmSet', first, second);
    if (new.target === WasmSetImplementation) {
      const Kind = hotClass(WasmSetImplementation, settings) as unknown as new (settings: Settings) => WasmSetImplementation<K>;
      return new Kind(settings);
    }
    super(settings, 'WasmSet');
    const { entries } = settings;
    if (entries === undefined || entries === null) return;
    this.#fill(Object(entries) as object, first instanceof Settings);
  }

  /** As Set's constructor does: through `add` where a subclass may have its own. */
  #fill(entries: object, plain: boolean): void {
    const { _table: table } = this;
    if (plain) {
      const keys = assertIterable(table, entries);
      return fill(table, { keys: typeof keys === 'function' ? Array.from(keys) : keys, values: keys });
    }
    const add: unknown = Reflect.get(this, 'add');
    checkFunction(`${table.label}: add`, add);
    for (const key of assertIterable(table, entries) as Iterable<K>) (add as (key: K) => unknown).call(this, key);
  }

  /** A set with what `file` has: see `WasmMap.deserialize`. @throws As that. */
  static deserialize<K = unknown>(file: Uint8Array, options: DeserializeSetOptions = {}): WasmSet<K> {
    return deserialize(this, 'WasmSet', file, options, optionsBesideFile.WasmSet) as unknown as WasmSet<K>;
  }

  /** As `deserialize`, from a web stream of bytes. */
  static async deserializeStream<K = unknown>(stream: ByteSource, options: DeserializeSetOptions = {}): Promise<WasmSet<K>> {
    checkFileOptions('WasmSet.deserializeStream', options, optionsBesideFile.WasmSet);
    return (this as unknown as WasmSetConstructor).deserialize<K>(await readFile(stream, 'WasmSet.deserializeStream'), options);
  }

  /** Whether `key` is there. O(1). @throws WasmapTypeError or WasmapRangeError for a key that no set of this kind can have. */
  has(key: K): boolean {
    return this._table.hot.has.call(this, key);
  }

  /** Adds `key`. Amortised O(1). @throws As `has`; CapacityError when memory is exhausted. Nothing changes then. */
  add(key: K): this {
    return this._table.hot.add.call(this, key) as this;
  }

  /** Removes `key`. O(1). @returns whether it was there @throws As `has`. */
  delete(key: K): boolean {
    return this._table.hot.delete.call(this, key);
  }

  /**
   * Adds many keys in one go, all or nothing. Amortised O(keys).
   *
   * @throws PutAllError for a key that does not fit, CapacityError when memory is exhausted; the set is then as it was.
   *
   * @example
   * ```ts
   * import { WasmSet } from 'wasmap';
   * const seen = new WasmSet([1], { key: 'u32' });
   * const { inserted, replaced } = seen.addAll(Uint32Array.of(1, 2, 3));
   * console.log(inserted, replaced, seen.size); // 2 1 3
   * ```
   */
  addAll(keys: Column<K>): PutAllResult<K> {
    return putAll(this, { keys, values: keys }, {}, 'addAll') as PutAllResult<K>;
  }

  /** For each key 1 where it is there, else 0. O(keys). @throws As `has`, with the position. */
  hasAll(keys: Column<K>): Uint8Array {
    return this._table.hasAll(keys);
  }

  /** Removes many keys in one go; returns how many were there. O(keys). @throws As `hasAll`; nothing is removed then. */
  deleteAll(keys: Column<K>): number {
    const removed = this._table.deleteAll(keys);
    this._table.noteWrite();
    return removed;
  }

  /** Calls `callback` with each key, twice as Set does, in the order of `values`. @throws What `callback` throws. */
  // eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- for a length of 1, as Map's and Set's
  forEach(callback: (value: K, key: K, set: Set<K>) => void, thisArg: unknown = undefined): void {
    const { _table: table } = this;
    checkFunction(`${table.label}: forEach`, callback);
    const cursor = table.cursor();
    while (cursor.advance()) {
      const key = cursor.key as K;
      callback.call(thisArg, key, key, this);
    }
  }

  /** Iterates over the keys: in the order of insertion, as Set's, or, where they are numeric, in none. */
  values(): SetIteratorOf<K> {
    return new KeyIterator<K>(this._table, (cursor) => cursor.key as K) as unknown as SetIteratorOf<K>;
  }

  /** Iterates over pairs of each key with itself, as Set does. */
  entries(): SetIteratorOf<[K, K]> {
    return new KeyIterator<[K, K]>(this._table, ({ key }) => [key as K, key as K]) as unknown as SetIteratorOf<[K, K]>;
  }

  /** An empty object, as of a Set: keys are no properties. */
  toJSON(): Record<string, never> {
    return {};
  }

  /** A new Set of the keys of both. The methods that combine sets give native Sets, as those of Set's subclasses do. */
  union<U>(other: SetLike<U>): Set<K | U> {
    const { keys } = setRecord(this, other);
    const result = new Set<K | U>(this);
    for (const key of keys) result.add(key);
    return result;
  }

  /** A new Set of the keys that both have. */
  intersection<U>(other: SetLike<U>): Set<K & U> {
    const { has } = setRecord(this, other);
    return this.#filtered(has) as Set<K & U>;
  }

  /** A new Set of the keys that `other` has not. */
  difference<U>(other: SetLike<U>): Set<K> {
    const { has } = setRecord(this, other);
    return this.#filtered((key) => !has(key));
  }

  /** A new Set of the keys that one of both has. */
  symmetricDifference<U>(other: SetLike<U>): Set<K | U> {
    const result: Set<K | U> = this.difference(other);
    const mine = setRecord(this, this);
    for (const key of setRecord(this, other).keys) if (!mine.has(key)) result.add(key);
    return result;
  }

  /** Whether `other` has all keys of this set. */
  isSubsetOf(other: SetLike<unknown>): boolean {
    const { size, has } = setRecord(this, other);
    if (this.size > size) return false;
    for (const key of this) if (!has(key)) return false;
    return true;
  }

  /** Whether this set has all keys of `other`. */
  isSupersetOf(other: SetLike<unknown>): boolean {
    const { size, keys } = setRecord(this, other);
    if (this.size < size) return false;
    const mine = setRecord(this, this);
    for (const key of keys) if (!mine.has(key)) return false;
    return true;
  }

  /** Whether the sets have no key in common. */
  isDisjointFrom(other: SetLike<unknown>): boolean {
    const { has } = setRecord(this, other);
    for (const key of this) if (has(key)) return false;
    return true;
  }

  #filtered(test: (key: K) => boolean): Set<K> {
    const result = new Set<K>();
    for (const key of this) if (test(key)) result.add(key);
    return result;
  }
}

adopt(WasmSetImplementation.prototype, Collection.prototype, ['clear', 'size']);
alias(WasmSetImplementation.prototype, 'keys', 'values');
alias(WasmSetImplementation.prototype, Symbol.iterator, 'values');
nameClass(WasmSetImplementation, 'WasmSet');

/**
 * A set whose keys lie in linear memory, unless they are of kind `any`. It has all that Set has, and does the same, except that it visits numeric
 * keys in no order; {@link WasmSetConstructor} says how it is made.
 *
 * @interface
 *
 * @category Maps and sets
 */
export type WasmSet<K = unknown> = WasmSetImplementation<K>;

/** Options of `deserialize`. */
export type DeserializeSetOptions = TrustOptions & Omit<WasmSetOptions, 'capacity' | 'seed' | 'hash'>;

/**
 * How sets are made: with the kind's name in the options, keys get their type. Those signatures have two type parameters,
 * so that a class that extends `WasmSet<number>` means the last one.
 *
 * @category Maps and sets
 */
export interface WasmSetConstructor {
  /** What all sets inherit. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as of SetConstructor, so that every subclass fits
  readonly prototype: WasmSet<any>;
  /** As of Set: what derived objects are made with, the class itself. */
  readonly [Symbol.species]: WasmSetConstructor;
  /** A set with what `file` has: see {@link WasmMapConstructor.deserialize}. @throws As that. */
  deserialize<K = unknown>(file: Uint8Array, options?: DeserializeSetOptions): WasmSet<K>;
  /** As `deserialize`, from a web stream of bytes. @throws As `deserialize`; what the stream fails with. */
  deserializeStream<K = unknown>(stream: ByteSource, options?: DeserializeSetOptions): Promise<WasmSet<K>>;
  /** An empty set of the kind that the options name. @throws WasmapTypeError, WasmapRangeError, UnsupportedError for options that make no sense. */
  new <const Key extends KeyKind, Options extends WasmSetOptions<Key>>(options: Options & { readonly key: Key }): WasmSet<KeyOf<Key>>;
  /** A set of the kind that the options name, with keys to begin with. @throws As without; PutAllError for a key that does not fit. */
  new <const Key extends KeyKind, Options extends WasmSetOptions<Key>>(
    keys: Iterable<KeyOf<Key>> | null | undefined,
    options: Options & { readonly key: Key },
  ): WasmSet<KeyOf<Key>>;
  /** An empty set of keys that the codec compares. */
  new <K>(options: WasmSetOptions & { readonly codec: Codec<K> }): WasmSet<K>;
  /** A set of keys that the codec compares, with some to begin with. */
  new <K>(keys: Iterable<K> | null | undefined, options: WasmSetOptions & { readonly codec: Codec<K> }): WasmSet<K>;
  /** A set for any keys, as `new Set()`; or, where the type is given, of a kind that need not be known before it runs. */
  new <K = unknown>(keysOrOptions?: Iterable<K> | WasmSetOptions | null, options?: WasmSetOptions): WasmSet<K>;
}

/**
 * A set for keys of one kind, in WebAssembly linear memory (14 to 21 bytes a key of a numeric kind); without options one for any keys, as
 * Set, on the JavaScript heap. Its instances are of the type {@link WasmSet:interface | WasmSet}.
 *
 * @example
 * ```ts
 * import { WasmSet } from 'wasmap';
 * const seen = new WasmSet({ key: 'u32' });
 * seen.add(7).add(7);
 * console.log(seen.size); // 1
 * ```
 *
 * @category Maps and sets
 */
export const WasmSet = WasmSetImplementation as unknown as WasmSetConstructor;

export type { KeyKind };
