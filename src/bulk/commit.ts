/** What comes between reading a batch and writing it, and after that: recognising what was applied before, remembering what is now. */
import type { Growth, Table } from '../map/table.js';
import type { Batch } from './columns.js';
import { EntryFilter } from './once/entry-filter.js';
import type { PutAllSettings } from './put-options.js';
import type { PutAllResult } from './result.js';

const noGrowth: Growth = { collisions: 0, grown: 0 };

export class Commit {
  /** The result, where nothing is to be written: the batch, or a newer one, was applied before. */
  readonly before: PutAllResult | undefined;
  /** What is to be written. */
  readonly batch: Batch;
  readonly #table: Table;
  readonly #all: Batch;
  readonly #settings: PutAllSettings;
  readonly #filter: EntryFilter | undefined;

  /** @throws ConflictError where the batch's key was used for other entries, WasmapTypeError where there is not one id an entry. */
  constructor(table: Table, all: Batch, settings: PutAllSettings) {
    const { report, idempotencyKey, entryIds, revision } = settings;
    this.#table = table;
    this.#all = this.batch = all;
    this.#settings = settings;
    this.before = idempotencyKey === undefined ? undefined : table.record.history.recall(table, idempotencyKey, all);
    if (this.before === undefined && revision !== undefined && table.record.history.isOutdated(revision)) this.before = report.discarded();
    if (this.before !== undefined || entryIds === undefined) return;
    this.#filter = new EntryFilter(table, all, entryIds, report);
    this.batch = this.#filter.batch;
  }

  /** Writes by `write`, unless there is nothing to be written. @throws What that throws; nothing is remembered then. */
  run(write: (batch: Batch) => Growth): PutAllResult {
    return this.before ?? this.finish(this.batch.length === 0 ? noGrowth : write(this.batch));
  }

  /** Remembers the batch once it is written. */
  finish({ collisions, grown }: Growth): PutAllResult {
    const { report, idempotencyKey, revision } = this.#settings;
    const result = report.finish(collisions, grown);
    this.#table.noteWrite();
    this.#filter?.remember();
    if (revision !== undefined) this.#table.record.history.addRevision(revision);
    if (idempotencyKey !== undefined) this.#table.record.history.addBatch(this.#table, idempotencyKey, this.#all, result);
    return result;
  }
}
