/** What comes between reading a batch and writing it, and after that: recognising what was applied before, remembering what is now. */
import { unexpected } from '../arguments.js';
import { type Growth, type Table, noGrowth } from '../map/table.js';
import type { Batch } from './columns.js';
import { contentOf } from './once/content-sum.js';
import { EntryFilter } from './once/entry-filter.js';
import type { PutAllSettings } from './put-options.js';
import type { PutAllResult } from './result.js';

export class Commit {
  /** The result, where nothing is to be written: the batch, or a newer one, was applied before. */
  readonly before: PutAllResult | undefined;
  /** What is to be written. */
  batch: Batch;
  readonly #table: Table;
  readonly #settings: PutAllSettings;
  readonly #content: string = '';
  readonly #filter: EntryFilter | undefined;
  #now: number;
  #isPrepared = false;
  #rest: Generator<number> | undefined;
  readonly #changes: number;

  /**
   * Whatever may throw, or runs code of the user's, comes here, before anything is written. @throws ConflictError where the batch's key was
   * used for other entries, WasmapTypeError where there is not one id an entry. `content` is that of the batch, where that has been summed up.
   * Where entries have ids, these are to be read next, by `prepare`. `now` is what `timeFor` gave before the batch was checked.
   */
  constructor(table: Table, all: Batch, settings: PutAllSettings, now: number, content?: string) {
    const { report, idempotencyKey, entryIds, revision } = settings;
    this.#table = table;
    this.batch = all;
    this.#settings = settings;
    this.#now = now;
    this.#changes = table.record.history.changes;
    if (idempotencyKey !== undefined) {
      this.#content = content ?? contentOf(table, all);
      this.before = table.record.history.recall(table.label, idempotencyKey, this.#content, this.#now);
    }
    if (this.before === undefined && revision !== undefined && table.record.history.isOutdated(revision)) this.before = report.discarded();
    if (this.before !== undefined || entryIds === undefined) return;
    this.#filter = new EntryFilter(table, all, entryIds, report, this.#now);
  }

  /** Leaves out what was applied before, in steps, which yield how many entries each has looked at. @throws WasmapTypeError where an id is none. */
  * prepare(): Generator<number> {
    if (this.#filter === undefined || this.#isPrepared) return;
    yield* this.#filter.read();
    this.batch = this.#filter.batch;
    this.#isPrepared = true;
  }

  /** The batch is remembered from now on, rather than from when it was read. Runs code of the user's. @throws WasmapTypeError where the clock gives no number */
  readClock(): void {
    this.#now = timeFor(this.#table, this.#settings);
  }

  /** Whether other batches were remembered since: then it is to be looked at anew what was applied before. */
  get isOutdated(): boolean {
    return this.#table.record.history.changes !== this.#changes;
  }

  /** Writes by `write`, unless there is nothing to be written. @throws What that throws; nothing is remembered then. */
  run(write: (batch: Batch) => Growth): PutAllResult {
    if (this.before !== undefined) return this.before;
    if (this.#filter !== undefined) exhaust(this.prepare());
    const result = this.finish(this.batch.length === 0 ? noGrowth : write(this.batch));
    if (this.#rest !== undefined) exhaust(this.#rest);
    return result;
  }

  /** Remembers the batch once it is written. `settle` is to come next. */
  finish({ collisions, grown }: Growth): PutAllResult {
    const { report, idempotencyKey, revision } = this.#settings;
    this.#table.noteWrite();
    this.#rest = this.#filter?.remember(this.#now);
    const result = report.finish(collisions, grown);
    if (grown > 0) report.trace?.mark('grown');
    report.trace?.mark('committed');
    if (revision !== undefined) this.#table.record.history.addRevision(revision);
    if (idempotencyKey !== undefined) this.#table.record.history.addBatch(idempotencyKey, this.#content, result, this.#now);
    return result;
  }

  /** Puts away what is remembered, in steps, which yield how many ids each has put away. */
  * settle(): Generator<number> {
    if (this.#rest !== undefined) yield* this.#rest;
  }
}

function exhaust(steps: Generator<number>): void {
  while (steps.next().done !== true);
}

/** The present, where the batch is to be remembered for a time. Runs code of the user's. @throws WasmapTypeError where the clock gives no number */
export function timeFor(table: Table, { idempotencyKey, entryIds }: PutAllSettings): number {
  return idempotencyKey === undefined && entryIds === undefined ? 0 : timeOf(table);
}

/** The present by the map's clock, in milliseconds. @throws WasmapTypeError where that gives no number */
export function timeOf(table: Table): number {
  const time: unknown = table.rules.clock();
  if (typeof time !== 'number' || Number.isNaN(time)) throw unexpected(`${table.label}: putAll: clock`, 'a number of milliseconds', time);
  return time;
}
