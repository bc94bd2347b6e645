/**
 * What a map knows of the batches it was given, so that what is sent twice is applied once: the keys of batches, the ids of entries,
 * both for a while, and the last revision.
 */
import { ConflictError, show } from '../../errors.js';
import type { Table } from '../../map/table.js';
import type { Batch } from '../columns.js';
import { keyAt } from '../columns.js';
import { PackedKeys } from '../packed.js';
import type { PutAllResult } from '../result.js';
import { ContentSum } from './content-sum.js';
import { Window, type WindowOptions } from './window.js';

/** What tells an entry from all others, across batches. */
export type EntryId = string | number | bigint;

interface Applied {
  readonly content: string;
  readonly result: PutAllResult;
}

export class BatchHistory {
  readonly #batches: Window<string, Applied>;
  readonly #entries: Window<EntryId, true>;
  /** Of the newest batch that had one. */
  #revision = -Infinity;

  constructor(options: WindowOptions) {
    this.#batches = new Window(options);
    this.#entries = new Window(options);
  }

  /** Whether a batch of `revision` is no newer than what was applied. */
  isOutdated(revision: number): boolean {
    return revision <= this.#revision;
  }

  /**
   * What became of the batch with the key `key` when it came first; undefined if it did not. @throws ConflictError where it had other
   * entries. O(entries).
   */
  recall(table: Table, key: string, batch: Batch): PutAllResult | undefined {
    const applied = this.#batches.get(key);
    if (applied === undefined) return undefined;
    if (applied.content === contentOf(table, batch)) return { ...applied.result, written: 0, deduplicated: true };
    throw new ConflictError(`${table.label}: putAll: idempotencyKey ${show(key)} was used for a batch of other entries`);
  }

  /** Whether the entry with this id was applied. */
  hasEntry(id: EntryId): boolean {
    return this.#entries.get(id) === true;
  }

  addEntry(id: EntryId): void {
    this.#entries.add(id, true);
  }

  addBatch(table: Table, key: string, batch: Batch, result: PutAllResult): void {
    this.#batches.add(key, { content: contentOf(table, batch), result });
  }

  addRevision(revision: number): void {
    this.#revision = revision;
  }
}

function contentOf(table: Table, { keys, values, length }: Batch): string {
  const sum = new ContentSum();
  // A codec's keys are what their bytes are.
  const keyOf = table.codec !== undefined && keys instanceof PackedKeys ? keys.bytesAt.bind(keys) : keyAt.bind(null, keys);
  for (let i = 0; i < length; i++) sum.add(keyOf(i), values?.[i]);
  return sum.toString();
}
