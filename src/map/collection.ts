/** What maps and sets have in common: their table, its life, its room, its statistics. */
import { checkCount } from '../arguments.js';
import { noteNamedMap } from '../diagnostics/named-maps.js';
import { addProtocols } from '../protocols.js';
import { AnyTable } from './any/any-table.js';
import { describe } from './inspect.js';
import { LinearTable } from './linear/linear-table.js';
import type { Settings } from './options.js';
import { type SerializeOptions, serialize } from '../serial/serialize.js';
import { type ByteStream, serializeStream } from '../serial/streams.js';
import type { MemoryUsage, TableStats } from './table-stats.js';
import type { Table } from './table.js';

/** What maps and sets have in common. */
export abstract class Collection {
  /** @internal */ readonly _table: Table;

  /** @internal */
  constructor(settings: Settings, type: string) {
    this._table = settings.key.name === 'any' ? new AnyTable(settings, type) : new LinearTable(settings, type);
    if (settings.name !== undefined) noteNamedMap(this);
  }

  /** As of Map and Set: what derived objects are made with, the class itself. */
  static get [Symbol.species](): unknown {
    return this;
  }

  /** Entries. O(1). */
  get size(): number {
    return this._table.size;
  }

  /**
   * A number that only grows: by 1 for every call that stored or removed something, a batch included. O(1).
   */
  get version(): number {
    return this._table.version;
  }

  /** The engine that this map uses. */
  get engine(): 'wasm' | 'js' {
    return this._table.engine.engine;
  }

  /**
   * Makes room for `entries` in all, at once; where keys are text or bytes, in the index that leads to them.
   *
   * @throws WasmapRangeError for what is no number of entries, CapacityError when memory is refused; nothing changes then.
   */
  reserve(entries: number): void {
    const { _table: table } = this;
    table.assertOpen();
    if (checkCount(`${table.label}: reserve`, entries, 2 ** 32 - 1) > 0) table.reserve(entries);
  }

  /** Gives back the memory that the present entries do not need; what they need meanwhile must be there. O(entries). */
  shrink(): void {
    this._table.shrink();
  }

  /** Removes every entry and gives their memory back to the heap. O(segments). */
  clear(): void {
    this._table.clear();
    this._table.noteWrite();
  }

  /** What the map owns. O(1). */
  memoryUsage(): MemoryUsage {
    return this._table.memoryUsage();
  }

  /** Counters. O(1). */
  stats(): TableStats {
    return this._table.stats();
  }

  /**
   * All entries as a file, which `deserialize` makes a map or set of again, on either engine: see src/serial/FORMAT.md. Keys and values of
   * kind `any` that are objects need a codec. O(entries): for numeric kinds little more than copying the memory.
   *
   * @throws WasmapTypeError for a key or value that no file can hold; CapacityError where `seed: 'fresh'` has no memory for a second table.
   *
   * @example
   * ```ts
   * import { WasmMap } from 'wasmap';
   * const map = new WasmMap([[1, 0.5]], { key: 'u32', value: 'f64' });
   * const copy = WasmMap.deserialize<number, number>(map.serialize());
   * console.log(copy.get(1)); // 0.5
   * ```
   */
  serialize(options: SerializeOptions = {}): Uint8Array {
    return serialize(this._table, options);
  }

  /**
   * As `serialize`, as a web stream: of this moment, whatever is written while it is read.
   *
   * @throws As `serialize`; UnsupportedError where the runtime has no web streams.
   */
  serializeStream(options: SerializeOptions = {}): ByteStream {
    return serializeStream(this._table, options);
  }

  /** Gives all memory back at once instead of at some collection; twice is harmless. Any other use afterwards throws ClosedError. */
  dispose(): void {
    this._table.dispose();
  }
}

addProtocols<Collection>(Collection.prototype, (collection) => describe(collection._table));
