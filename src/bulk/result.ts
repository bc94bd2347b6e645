/** What batches come to. */

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

/** Arrays for `getAll` to fill instead of making new ones. */
export interface GetAllOptions<Values> {
  readonly into?: { readonly values?: Values; readonly found?: Uint8Array };
}

/** What `getAll` found. */
export interface GetAllResult<Values> {
  /** One for each key: its value, or 0 (undefined for references) where it is not there. */
  readonly values: Values;
  /** One for each key: 1 where it is there, else 0. */
  readonly found: Uint8Array;
  /** How many are there. */
  readonly hits: number;
}
