/** What a batch comes to. */
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
