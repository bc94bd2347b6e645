/** Snapshots of maps: read-only maps of one moment. */
import { checkFunction, isObject, outOfRange, unexpected } from '../arguments.js';
import type { Column } from '../bulk/columns.js';
import type { GetAllOptions, GetAllResult } from '../bulk/result.js';
import { WasmapTypeError } from '../errors.js';
import { type SerializeOptions, serialize } from '../serial/serialize.js';
import { type ByteStream, serializeStream } from '../serial/streams.js';
import { addProtocols, alias, nameClass } from '../protocols.js';
import type { ValuesOf } from './kinds.js';
import { describe } from './inspect.js';
import { type MapIteratorOf, TableIterator, entryAt } from './iteration.js';
import type { SnapshotDiff } from './snapshot-diff.js';
import { noteDisposal, noteSnapshot } from './open-snapshots.js';
import type { Visitor } from './slow-path.js';
import type { MemoryUsage } from './table-stats.js';
import type { Table } from './table.js';

class MapSnapshotImplementation<K, V> implements ReadonlyMap<K, V> {
  /** What `Object.prototype.toString` shows. */
  declare readonly [Symbol.toStringTag]: string;
  /** The same as `entries`. */
  declare [Symbol.iterator]: () => MapIteratorOf<[K, V]>;
  /** @internal */ readonly _table: Table;

  /** @internal */
  constructor(table: Table) {
    this._table = table;
    noteSnapshot(table);
  }

  /** Entries. O(1). */
  get size(): number {
    return this._table.size;
  }

  /** What `version` of the map was. O(1). */
  get version(): number {
    return this._table.version;
  }

  /** The value of `key`, undefined where it is absent. O(1). @throws As `get` of maps; ClosedError after `dispose`, as all methods. */
  get(key: K): V | undefined {
    return this._table.hot.get.call(this, key) as V | undefined;
  }

  /** The value of `key`, or `fallback`. O(1). @throws As `get`. */
  getOr(key: K, fallback: V): V {
    return this._table.hot.getOr.call(this, key, fallback) as V;
  }

  /** Whether `key` is there. O(1). @throws As `get`. */
  has(key: K): boolean {
    return this._table.hot.has.call(this, key);
  }

  /** Calls `callback` with each entry. @throws What `callback` throws. */
  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void, thisArg?: unknown): void {
    const { _table: table } = this;
    checkFunction(`${table.label}: forEach`, callback);
    table.assertOpen();
    table.visit(this, callback as Visitor, thisArg);
  }

  /** Iterates over the entries, in the order in which the map would. */
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

  /** Looks many keys up in one go. O(keys). @throws WasmapTypeError or WasmapRangeError for a key that does not fit, with its position. */
  getAll(keys: Column<K>, options: GetAllOptions<ValuesOf<V>> = {}): GetAllResult<ValuesOf<V>> {
    return this._table.getAll(keys, options) as GetAllResult<ValuesOf<V>>;
  }

  /** For each key 1 where it is there, else 0. O(keys). @throws As `getAll`. */
  hasAll(keys: Column<K>): Uint8Array {
    return this._table.hasAll(keys);
  }

  /**
   * What became of the map's entries between `older`, an older snapshot of it, and this one: bytes are compared by content, values of kind `any`
   * by identity, and where keys stand in the order of insertion does not count. Segments that both share are not looked at, or pages where
   * keys are text or bytes: O(segments or pages, entries of those that differ). With keys of kind `any` O(keys that were written to), in no order, or
   * O(entries) where keys were removed in between.
   *
   * @throws WasmapTypeError for what is no snapshot of the same map, WasmapRangeError for a newer one.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const stock = new WasmMap([[1, 10], [2, 20]], { key: 'u32', value: 'u32' });
   * const before = stock.snapshot();
   * stock.set(2, 19).set(3, 30).delete(1);
   * const { added, changed, removed } = stock.snapshot().diff(before);
   * console.log(added, changed, removed); // [ [ 3, 30 ] ] [ [ 2, 19, 20 ] ] [ [ 1, 10 ] ]
   * ```
   */
  diff(older: MapSnapshot<K, V>): SnapshotDiff<K, V> {
    const { _table: table } = this;
    const where = `${table.label}: diff`;
    if (!isObject(older) || !(older instanceof MapSnapshotImplementation)) throw unexpected(where, 'a snapshot', older);
    const { _table: other } = older;
    table.assertOpen();
    other.assertOpen();
    if (table.source !== other.source) throw new WasmapTypeError(`${where}: expected a snapshot of the same map`);
    if (other.version > table.version) throw outOfRange(where, `a snapshot of version ${table.version} or older`, other.version);
    return table.diff(other) as SnapshotDiff<K, V>;
  }

  /** The snapshot as a file: see `serialize` of maps. @throws As that. */
  serialize(options: SerializeOptions = {}): Uint8Array {
    return serialize(this._table, options);
  }

  /** The same as a web stream. The snapshot is not to be disposed of before that is read. */
  serializeStream(options: SerializeOptions = {}): ByteStream {
    return serializeStream(this._table, options);
  }

  /** What the snapshot owns: what it shares with the map, or a newer snapshot, is theirs. O(1). */
  memoryUsage(): MemoryUsage {
    return this._table.memoryUsage();
  }

  /** As of a map: `{}`; `[...snapshot]` has the entries. */
  toJSON(): Record<string, never> {
    return {};
  }

  /** Gives back at once what nobody else sees, instead of at some collection; twice is harmless. Any other use afterwards throws ClosedError. */
  dispose(): void {
    noteDisposal(this._table);
    this._table.dispose();
  }
}

alias(MapSnapshotImplementation.prototype, Symbol.iterator, 'entries');
nameClass(MapSnapshotImplementation, 'MapSnapshot');
addProtocols<MapSnapshotImplementation<unknown, unknown>>(MapSnapshotImplementation.prototype, (snapshot) => describe(snapshot._table));

/**
 * A read-only map of the moment when it was taken, by `snapshot()` of a map.
 *
 * @interface
 *
 * @category Maps and sets
 */
export type MapSnapshot<K = unknown, V = unknown> = MapSnapshotImplementation<K, V>;

/** @internal */
export function makeSnapshot<K, V>(table: Table): MapSnapshot<K, V> {
  return new MapSnapshotImplementation<K, V>(table);
}
