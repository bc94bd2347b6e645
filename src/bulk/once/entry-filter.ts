/** Leaving the entries of a batch out that were applied before, by their ids. */
import { WasmapTypeError } from '../../errors.js';
import type { Table } from '../../map/table.js';
import { type Batch, pick } from '../columns.js';
import type { Report } from '../report.js';
import type { EntryId } from './history.js';

export class EntryFilter {
  /** What is left of the batch. */
  readonly batch: Batch;
  readonly #table: Table;
  readonly #report: Report;
  /** The ids of what is left, by the entries' positions in the source. */
  readonly #fresh = new Map<number, EntryId>();

  /** @throws WasmapTypeError where there is not one id for each entry of the source. */
  constructor(table: Table, batch: Batch, ids: readonly EntryId[], report: Report) {
    const size = batch.length + report.failedCount;
    if (ids.length !== size) {
      throw new WasmapTypeError(`${table.label}: putAll: entryIds: expected ${size}, one for each entry, got ${ids.length}`);
    }
    this.#table = table;
    this.#report = report;
    const seen = new Set<EntryId>();
    const left: number[] = [];
    for (let i = 0; i < batch.length; i++) {
      const position = batch.positions?.[i] ?? i;
      const id = ids[position]!;
      if (seen.has(id) || table.record.history.hasEntry(id)) continue;
      seen.add(id);
      left.push(i);
      this.#fresh.set(position, id);
    }
    report.skip(batch.length - left.length);
    this.batch = left.length === batch.length ? batch : pick(batch, left);
  }

  /** Once the batch is written: its ids are known from now on, but for those of entries that failed. */
  remember(): void {
    for (const [position, id] of this.#fresh) {
      if (!this.#report.hasFailed(position)) this.#table.record.history.addEntry(id);
    }
  }
}
