/** What batches come to. */

/** One entry of a batch that could not be written. */
export interface FailedEntry<K> {
  /** Position in the batch, from 0. */
  readonly index: number;
  /** The key, as it was given. */
  readonly key: K;
  /** Why it could not be written. */
  readonly error: Error;
}

/** What a batch did. `written + kept + failedCount` is its size. */
export interface PutAllResult<K = unknown> {
  /** Entries stored: `inserted + replaced`. */
  readonly written: number;
  /** Entries whose key was not there before. */
  readonly inserted: number;
  /** Entries whose key was there, and has a new value. */
  readonly replaced: number;
  /** Entries left as they were, under `onConflict: 'keep'`. */
  readonly kept: number;
  /** Entries that could not be written, `failed` or not reported one by one. */
  readonly failedCount: number;
  /** The first failures, at most `maxReported`. */
  readonly failed: readonly FailedEntry<K>[];
  /** Insertions whose home group was full. */
  readonly collisions: number;
  /** Bytes by which the map's memory grew. */
  readonly grown: number;
  /** Milliseconds from the call to its end. */
  readonly durationMs: number;
  /** Whether nothing was written because the batch had been applied before, or a newer `revision` had. */
  readonly deduplicated: boolean;
}

/** Arrays for `getAll` to fill instead of making new ones. */
export interface GetAllOptions<Values> {
  /** Arrays as long as the keys, or longer: they are filled from the beginning, and come back. */
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
