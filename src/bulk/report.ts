/** Keeping count of a batch under way. */
import { now } from '../clock.js';
import { INSERTED, type Outcome, REPLACED } from '../engine/js/bulk/outcome.js';
import type { BatchTrace } from '../diagnostics/batch-trace.js';
import { PutAllError } from '../errors.js';
import type { FailedEntry, PutAllResult } from './result.js';

/** How many entries of a batch under way met which end. */
export class Report {
  inserted = 0;
  replaced = 0;
  kept = 0;
  failedCount = 0;
  #began: number;
  /** Entries left out because they had been applied before. */
  #skipped = 0;
  /** Positions of failures. */
  #failedAt: Set<number> | undefined = undefined;
  #failed: { readonly index: number; readonly key: unknown; readonly error: () => Error }[] = [];
  readonly #most: number;
  #limit: number;
  #isWriting = false;

  constructor(readonly atomic: boolean, maxReported: number, readonly trace?: BatchTrace) {
    this.#most = this.#limit = maxReported;
    this.#began = trace?.began ?? now();
  }

  /** A report that goes on from here, on an attempt to write which may come to nothing. */
  attempt(): Report {
    return new Report(this.atomic, this.#most, this.trace).take(this);
  }

  /** Takes over what `other` says. */
  take(other: Report): this {
    [this.inserted, this.replaced, this.kept, this.failedCount] = [other.inserted, other.replaced, other.kept, other.failedCount];
    this.#began = other.#began;
    this.#skipped = other.#skipped;
    this.#limit = other.#limit;
    this.#failedAt = other.#failedAt && new Set(other.#failedAt);
    this.#failed = [...other.#failed];
    return this;
  }

  /** Counts `entries` more of which that became. */
  count(outcome: Outcome, entries: number): void {
    if (outcome === INSERTED) this.inserted += entries;
    else if (outcome === REPLACED) this.replaced += entries;
    else this.kept += entries;
  }

  /** Reading found what does not fit; writing may find more at smaller positions. */
  beginWriting(): void {
    this.trace?.mark('before_insert');
    this.#isWriting = true;
    this.#limit = this.#failed.length + this.#most;
  }

  /**
   * Leaves an entry out. An error, which costs more than the entry, is made only where it will be reported, and while the batch is written
   * not before that is done: it shows the key, which may run getters of the user's.
   */
  fail(index: number, key: unknown, error: () => Error): void {
    this.failedCount++;
    (this.#failedAt ??= new Set()).add(index);
    if (this.#failed.length >= this.#limit) return;
    const made = this.#isWriting ? undefined : error();
    this.#failed.push({ index, key, error: made === undefined ? error : () => made });
  }

  /** Leaves `count` entries out that had been applied before. */
  skip(count: number): void {
    this.#skipped = count;
  }

  /** As `fail`, for an entry that was counted among those left out. */
  failSkipped(index: number, key: unknown, error: () => Error): void {
    this.#skipped--;
    this.fail(index, key, error);
  }

  /** Whether the entry at the position `index` was left out for its failure. */
  hasFailed(index: number): boolean {
    return this.#failedAt?.has(index) === true;
  }

  /** The error of a batch of `size` entries of which nothing was applied. */
  rejection(index: number, key: unknown, cause: Error, size: number): PutAllError {
    if (this.trace !== undefined) this.trace.entries ??= size;
    this.inserted = this.replaced = this.kept = 0;
    this.failedCount = size + this.#skipped;
    this.#skipped = 0;
    this.#failed.push({ index, key, error: () => cause });
    return new PutAllError(`${cause.message}; nothing of the batch was written`, this.finish(0, 0), { cause });
  }

  /** The result of a batch that is older than what was applied: nothing became of its entries. */
  discarded(): PutAllResult {
    return { ...this.finish(0, 0), failedCount: 0, failed: [], deduplicated: true };
  }

  finish(collisions: number, grown: number): PutAllResult {
    return {
      written: this.inserted + this.replaced,
      inserted: this.inserted,
      replaced: this.replaced,
      kept: this.kept + this.#skipped,
      failedCount: this.failedCount,
      failed: this.#failed.sort((a, b) => a.index - b.index).slice(0, this.#most)
        .map(({ index, key, error }): FailedEntry<unknown> => ({ index, key, error: error() })),
      collisions,
      grown,
      durationMs: now() - this.#began,
      deduplicated: false,
    };
  }
}
