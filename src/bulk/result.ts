/** What a batch comes to. */
import { PutAllError } from '../errors.js';

/** One entry of a batch that could not be written. */
export interface FailedEntry<K> {
  /** Position in the batch, from 0. */
  readonly index: number;
  readonly key: K;
  readonly error: Error;
}

/** What a batch did. `written + kept + failedCount` is its size. */
export interface PutAllResult<K = unknown> {
  /** Entries stored: `inserted + replaced`. */
  readonly written: number;
  readonly inserted: number;
  readonly replaced: number;
  /** Entries left as they were, under `onConflict: 'keep'`. */
  readonly kept: number;
  readonly failedCount: number;
  /** The first failures, at most `maxReported`. */
  readonly failed: readonly FailedEntry<K>[];
  /** Insertions whose home group was full. */
  readonly collisions: number;
  /** Bytes by which the map's memory grew. */
  readonly grown: number;
  readonly durationMs: number;
  readonly deduplicated: boolean;
}

/** How many entries of a batch under way met which end. */
export class Report {
  inserted = 0;
  replaced = 0;
  kept = 0;
  failedCount = 0;
  readonly #began = performance.now();
  readonly #failed: FailedEntry<unknown>[] = [];
  readonly #most: number;
  #limit: number;

  constructor(readonly atomic: boolean, maxReported: number) {
    this.#most = this.#limit = maxReported;
  }

  /** Reading found what does not fit; writing may find more at smaller positions. */
  beginWriting(): void {
    this.#limit = this.#failed.length + this.#most;
  }

  /** Leaves an entry out. An error, which costs more than the entry, is made only where it will be reported. */
  fail(index: number, key: unknown, error: () => Error): void {
    this.failedCount++;
    if (this.#failed.length < this.#limit) this.#failed.push({ index, key, error: error() });
  }

  /** The error of a batch of `size` entries of which nothing was applied. */
  rejection(index: number, key: unknown, cause: Error, size: number): PutAllError {
    this.inserted = this.replaced = this.kept = 0;
    this.failedCount = size;
    this.#failed.push({ index, key, error: cause });
    return new PutAllError(`${cause.message}; nothing of the batch was written`, this.finish(0, 0), { cause });
  }

  finish(collisions: number, grown: number): PutAllResult {
    return {
      written: this.inserted + this.replaced,
      inserted: this.inserted,
      replaced: this.replaced,
      kept: this.kept,
      failedCount: this.failedCount,
      failed: this.#failed.sort((a, b) => a.index - b.index).slice(0, this.#most),
      collisions,
      grown,
      durationMs: performance.now() - this.#began,
      deduplicated: false,
    };
  }
}
