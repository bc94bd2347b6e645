/** What came of a batch, in a word. */
import type { PutAllMessage } from './batch-trace.js';

/** All of it, a part, or nothing is there; or it was not begun, or had been applied before. */
export const RESULTS = ['ok', 'partial', 'failed', 'rejected', 'deduplicated'] as const;
export type BatchResult = (typeof RESULTS)[number];

/** Errors of batches that were begun; others are refused before anything is read of them. */
const FAILURES: readonly unknown[] = ['ERR_WASMAP_PUT_ALL', 'ERR_WASMAP_CAPACITY'];

/** Of a batch that has ended. */
export function resultOf({ result, error }: PutAllMessage): BatchResult {
  if (result === undefined) return FAILURES.includes((error as { code?: unknown } | undefined)?.code) ? 'failed' : 'rejected';
  if (result.deduplicated) return 'deduplicated';
  return result.failedCount > 0 ? 'partial' : 'ok';
}
