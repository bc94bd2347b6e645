/** A Set for keys of a numeric kind: the map's table with no values in it. */
import { deleteAll, hasAll } from '../bulk/read-all.js';
import { assertIterable, fill } from '../bulk/batch.js';
import type { PutAllResult } from '../bulk/result.js';
import { putAll } from '../bulk/put-all.js';
import { checkFunction } from '../arguments.js';
import { show } from '../errors.js';
import { describe, inspectWith } from '../map/inspect.js';
import type { SetIteratorOf } from '../map/iteration.js';
import { Cursor, KeyIterator } from '../map/iteration.js';
import { hotClass, hotMethodsOf } from '../map/hot-class.js';
import type { KeyKind, KeyOf } from '../map/kinds.js';
import type { WasmSetOptions } from '../map/options.js';
import { Settings, readSettings } from '../map/options.js';
import { Table } from '../map/table.js';

/** What sets can be combined with: sets, and maps by their keys. */
export interface SetLike<T> {
  readonly size: number;
  has(value: T): boolean;
  keys(): Iterator<T>;
}

interface HotMethods {
  has(key: unknown): boolean;
  add(key: unknown): unknown;
  delete(key: unknown): boolean;
}

class WasmSetImplementation<K> extends Table implements Set<K> {
  /** @internal */
  readonly _hot!: HotMethods;

  constructor(first?: unknown, second?: unknown) {
    const settings = first instanceof Settings ? first : readSettings('WasmSet', first, second);
    if (new.target === WasmSetImplementation) {
      const Kind = hotClass(WasmSetImplementation, settings) as unknown as new (settings: Settings) => WasmSetImplementation<K>;
      return new Kind(settings);
    }
    super(settings, 'WasmSet');
    if (!(first instanceof Settings)) Object.defineProperty(this, '_hot', { value: hotMethodsOf(this, settings) });
    if (settings.entries === undefined || settings.entries === null) return;
    if (first instanceof Settings) fill(() => this.addAll(settings.entries as Iterable<K>));
    else for (const key of assertIterable(this, Object(settings.entries) as object) as Iterable<K>) this.add(key);
  }

  has(key: K): boolean {
    return this._hot.has.call(this, key);
  }

  add(key: K): this {
    return this._hot.add.call(this, key) as this;
  }

  delete(key: K): boolean {
    return this._hot.delete.call(this, key);
  }

  /** Adds many keys in one go, all or nothing. O(keys). @throws PutAllError for a key that does not fit. */
  addAll(keys: Iterable<K>): PutAllResult<K> {
    const source = Array.isArray(keys) || ArrayBuffer.isView(keys)
      ? { keys, values: keys }
      : { [Symbol.iterator]: () => pairs(assertIterable(this, Object(keys) as object)) };
    return putAll(this, source, {}, Infinity) as PutAllResult<K>;
  }

  /** For each key 1 where it is there, else 0. O(keys). */
  hasAll(keys: ArrayLike<K>): Uint8Array {
    return hasAll(this, keys);
  }

  /** Removes many keys in one go; returns how many were there. O(keys). */
  deleteAll(keys: ArrayLike<K>): number {
    return deleteAll(this, keys);
  }

  forEach(callback: (value: K, key: K, set: Set<K>) => void, thisArg?: unknown): void {
    checkFunction(`${this._label}: forEach`, callback);
    this._assertOpen();
    const cursor = new Cursor(this);
    while (cursor.advance()) callback.call(thisArg, cursor.key as K, cursor.key as K, this);
  }

  keys(): SetIteratorOf<K> {
    return new KeyIterator<K>(this, (cursor) => cursor.key as K) as unknown as SetIteratorOf<K>;
  }

  values(): SetIteratorOf<K> {
    return this.keys();
  }

  entries(): SetIteratorOf<[K, K]> {
    return new KeyIterator<[K, K]>(this, (cursor) => [cursor.key as K, cursor.key as K]) as unknown as SetIteratorOf<[K, K]>;
  }

  [Symbol.iterator](): SetIteratorOf<K> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'WasmSet';
  }

  /** An empty object, as of a Set: keys are no properties. */
  toJSON(): Record<string, never> {
    return {};
  }

  /** A new Set of the keys of both. The methods that combine sets give native Sets, as those of Set's subclasses do. */
  union<U>(other: SetLike<U>): Set<K | U> {
    const result = new Set<K | U>(this);
    for (const key of keysOf(other)) result.add(key);
    return result;
  }

  /** A new Set of the keys that both have. */
  intersection<U>(other: SetLike<U>): Set<K & U> {
    return this.#filtered((key) => other.has(key as unknown as U)) as Set<K & U>;
  }

  /** A new Set of the keys that `other` has not. */
  difference<U>(other: SetLike<U>): Set<K> {
    return this.#filtered((key) => !other.has(key as unknown as U));
  }

  /** A new Set of the keys that one of both has. */
  symmetricDifference<U>(other: SetLike<U>): Set<K | U> {
    const result: Set<K | U> = this.difference(other);
    for (const key of keysOf(other)) if (!this.#holds(key)) result.add(key);
    return result;
  }

  isSubsetOf(other: SetLike<unknown>): boolean {
    if (this.size > other.size) return false;
    for (const key of this) if (!other.has(key)) return false;
    return true;
  }

  isSupersetOf(other: SetLike<unknown>): boolean {
    if (this.size < other.size) return false;
    for (const key of keysOf(other)) if (!this.#holds(key)) return false;
    return true;
  }

  isDisjointFrom(other: SetLike<unknown>): boolean {
    for (const key of this) if (other.has(key)) return false;
    return true;
  }

  /** `has` for what may be no key of this set's kind. */
  #holds(key: unknown): boolean {
    return this._key.fits(key) && this.has(key as K);
  }

  #filtered(test: (key: K) => boolean): Set<K> {
    const result = new Set<K>();
    for (const key of this) if (test(key)) result.add(key);
    return result;
  }

  /** @internal */
  _describe(): string {
    return describe(this, show);
  }
}

function* pairs(keys: Iterable<unknown>): Iterator<[unknown, undefined]> {
  for (const key of keys) yield [key, undefined];
}

function keysOf<U>(other: SetLike<U>): Iterable<U> {
  return { [Symbol.iterator]: () => other.keys() };
}

inspectWith(WasmSetImplementation.prototype);
Object.defineProperty(WasmSetImplementation, 'name', { value: 'WasmSet' });

/** A set whose keys lie in linear memory. */
export type WasmSet<K = unknown> = WasmSetImplementation<K>;

/**
 * How sets are made: with the kind's name in the options, keys get their type. Those signatures have two type parameters,
 * so that a class that extends `WasmSet<number>` means the last one.
 */
export interface WasmSetConstructor {
  new <const Key extends KeyKind, Options extends WasmSetOptions<Key>>(options: Options & { readonly key: Key }): WasmSet<KeyOf<Key>>;
  new <const Key extends KeyKind, Options extends WasmSetOptions<Key>>(
    keys: Iterable<KeyOf<Key>> | null | undefined,
    options: Options & { readonly key: Key },
  ): WasmSet<KeyOf<Key>>;
  new <K = unknown>(keysOrOptions?: Iterable<K> | WasmSetOptions | null, options?: WasmSetOptions): WasmSet<K>;
}

/**
 * A set for keys of a numeric kind, in WebAssembly linear memory: 14 to 21 bytes a key.
 *
 * @example
 * ```ts
 * import { WasmSet } from 'wasmap';
 * const seen = new WasmSet({ key: 'u32' });
 * seen.add(7).add(7);
 * console.log(seen.size); // 1
 * ```
 */
export const WasmSet = WasmSetImplementation as unknown as WasmSetConstructor;

export type { KeyKind };
