/** Leaving the entries of a batch out that were applied before, by their ids. */
import { unexpected } from '../../arguments.js';
import { ConflictError, WasmapTypeError, show } from '../../errors.js';
import type { Table } from '../../map/table.js';
import { type Batch, keyAt, pick } from '../columns.js';
import type { Report } from '../report.js';
import type { EntryId } from './history.js';

export class EntryFilter {
  /** What is left of the batch, once its ids have been read. */
  batch: Batch;
  readonly #table: Table;
  readonly #report: Report;
  /** The ids of what is left, and the positions of their entries in the source. */
  readonly #fresh = new Map<EntryId, number>();
  /** Entries left out because another one of the batch has their id. */
  readonly #repeated: { readonly id: EntryId; readonly position: number; readonly key: unknown }[] = [];
  readonly #now: number;

  readonly #ids: ArrayLike<unknown>;

  /** @throws WasmapTypeError where there is not one id for each entry of the source. */
  constructor(table: Table, batch: Batch, ids: ArrayLike<unknown>, report: Report, now: number) {
    const size = batch.length + report.failedCount;
    if (ids.length !== size) {
      throw new WasmapTypeError(`${table.label}: putAll: entryIds: expected ${size}, one for each entry, got ${ids.length}`);
    }
    this.#table = table;
    this.#report = report;
    this.#now = now;
    this.#ids = ids;
    this.batch = batch;
  }

  /** Reads the ids in steps, which yield how many each has read. @throws WasmapTypeError where one is none. */
  * read(): Generator<number> {
    const { batch } = this;
    const { history } = this.#table.record;
    const left: number[] = [];
    for (let i = 0; i < batch.length; i++) {
      const position = batch.positions?.[i] ?? i;
      const id = checkId(`${this.#table.label}: putAll: entryIds[${position}]`, this.#ids[position]);
      if (this.#fresh.has(id)) {
        this.#repeated.push({ id, position, key: keyAt(batch.keys, i) });
      } else if (!history.hasEntry(id, this.#now)) {
        this.#fresh.set(id, position);
        left.push(i);
      }
      yield 1;
    }
    this.#report.skip(batch.length - left.length);
    if (left.length < batch.length) this.batch = pick(batch, left);
  }

  /**
   * Once the batch is written: its ids are known from now on, but for those of entries that failed; so have those with the same id. They
   * are put away in the steps that are returned.
   */
  remember(now: number): Generator<number> {
    for (const { id, position, key } of this.#repeated) {
      const first = this.#fresh.get(id)!;
      if (this.#report.hasFailed(first)) this.#report.failSkipped(position, key, () => this.#alsoFailed(id, position, first));
    }
    if (this.#report.failedCount > 0) for (const [id, position] of this.#fresh) if (this.#report.hasFailed(position)) this.#fresh.delete(id);
    return this.#table.record.history.addEntries(this.#fresh, now);
  }

  #alsoFailed(id: EntryId, position: number, first: number): Error {
    return new ConflictError(`${this.#table.label}: entryIds[${position}]: the first entry with the id ${show(id)}, at ${first}, failed`);
  }
}

function checkId(where: string, id: unknown): EntryId {
  if (typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') throw unexpected(where, 'a string, a number or a bigint', id);
  return id;
}
