/** Many entries of a cache in linear memory, staged chunk by chunk for one call of the engine each. */
import { CHUNK, OUTCOMES, VALUES } from '../../engine/memory-map.js';
import type { Batch, Keys } from '../../bulk/columns.js';
import { forChunks } from '../../bulk/read-all.js';
import { endStaging, stageKeys } from '../../bulk/stage-keys.js';
import type { CacheCalls } from '../../engine/cache-calls.js';
import type { NumericArray } from '../../typed-arrays.js';
import type { EngineTable } from '../engine-table.js';
import type { Values } from './values.js';

/** The engine's calls for keys of one kind: the address of the cache and the number of keys that are staged. */
type BulkCall = CacheCalls['cacheGetMany'];

export class Bulk {
  readonly #table: EngineTable;
  readonly #values: Values;
  readonly #get: BulkCall;
  readonly #has: BulkCall;
  readonly #put: BulkCall;
  readonly #remove: BulkCall;

  /** @param inRecords - Whether keys lie in records, with the values. */
  constructor(table: EngineTable, values: Values, inRecords: boolean) {
    const { calls } = table;
    this.#table = table;
    this.#values = values;
    this.#get = inRecords ? calls.cacheGetKeys : calls.cacheGetMany;
    this.#has = inRecords ? calls.cacheHasKeys : calls.cacheHasMany;
    this.#put = inRecords ? calls.cachePutKeys : calls.cachePutMany;
    this.#remove = inRecords ? calls.cacheRemoveKeys : calls.cacheRemoveMany;
  }

  /** As `readMany` of the table. */
  read(keys: Keys, values: NumericArray | unknown[], found: Uint8Array): number {
    const { engine, cache, value: { held, stored } } = this.#table;
    let hits = 0;
    forChunks(this.#table, keys, (from, count) => {
      hits += this.#get(cache, count);
      found.set(engine.u8.subarray(OUTCOMES, OUTCOMES + count), from);
      if (held) {
        const size = this.#values.bytes;
        for (let i = 0; i < count; i++) values[from + i] = found[from + i] === 1 ? this.#values.read(VALUES + i * size) : undefined;
      } else {
        const first = VALUES >>> (stored!.bytes === 8 ? 3 : 2);
        (values as Uint32Array).set(engine[stored!.view].subarray(first, first + count) as Uint32Array, from);
      }
    });
    return hits;
  }

  /** As `findMany` of the table. */
  find(keys: Keys, found: Uint8Array): void {
    const { engine, cache } = this.#table;
    forChunks(this.#table, keys, (from, count) => {
      this.#has(cache, count);
      found.set(engine.u8.subarray(OUTCOMES, OUTCOMES + count), from);
    });
  }

  /**
   * Sets the next entries of a batch, from the position `from` on; returns where it ended. That is before the end of the chunk where an entry is to be taken
   * out for the next one.
   */
  write({ keys, values, length }: Batch, from: number): { readonly end: number; readonly isRefused: boolean } {
    const { engine, cache } = this.#table;
    try {
      const to = stageKeys(this.#table, keys, from, Math.min(from + CHUNK, length));
      this.#values.stage(values!, from, to);
      const count = this.#put(cache, to - from);
      this.#values.settle(values!, from, count);
      return { end: from + count, isRefused: from + count < to };
    } finally {
      endStaging(engine);
    }
  }

  /** As `removeMany` of the table. */
  remove(keys: Keys): number {
    const { cache } = this.#table;
    let removed = 0;
    forChunks(this.#table, keys, (_from, count) => {
      removed += this.#remove(cache, count);
      this.#values.removed(count);
    });
    return removed;
  }
}
