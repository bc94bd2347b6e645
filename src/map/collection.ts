/** What maps and sets have in common: their table, its life, its room, its statistics. */
import { checkCount } from '../arguments.js';
import { addProtocols } from '../protocols.js';
import { describe } from './inspect.js';
import type { Settings } from './options.js';
import { trim } from './shrink.js';
import type { MemoryUsage, TableStats } from './statistics.js';
import { memoryUsageOf, statsOf } from './statistics.js';
import { Table } from './table.js';

export abstract class Collection {
  /** @internal */ readonly _table: Table;

  /** @internal */
  constructor(settings: Settings, type: string) {
    this._table = new Table(settings, type);
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
    trim(this._table);
  }

  /** Removes every entry and gives their memory back to the heap. O(segments). */
  clear(): void {
    this._table.clear();
  }

  /** What the map owns. O(1). */
  memoryUsage(): MemoryUsage {
    return memoryUsageOf(this._table);
  }

  /** Counters. O(1). */
  stats(): TableStats {
    return statsOf(this._table);
  }

  /** Gives all memory back at once instead of at some collection; twice is harmless. Any other use afterwards throws ClosedError. */
  dispose(): void {
    this._table.dispose();
  }
}

addProtocols<Collection>(Collection.prototype, (collection) => describe(collection._table));
