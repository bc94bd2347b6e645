/** What came of a batch, in one word, for metrics and logs. */
import type { PutAllMessage } from './batch-trace.js';

/** What came of a batch: all of it, a part, or nothing is there; or it was not begun, or had been applied before. */
export const BATCH_OUTCOMES = ['ok', 'partial', 'failed', 'rejected', 'deduplicated'] as const;
export type BatchOutcome = (typeof BATCH_OUTCOMES)[number];

/** Errors of batches that were begun; others are refused before anything is read of them. */
const FAILURES: readonly unknown[] = ['ERR_WASMAP_PUT_ALL', 'ERR_WASMAP_CAPACITY'];

export function batchOutcome({ result, error }: Pick<PutAllMessage, 'result' | 'error'>): BatchOutcome {
  if (result === undefined) return FAILURES.includes(codeOf(error)) ? 'failed' : 'rejected';
  if (result.deduplicated) return 'deduplicated';
  return result.failedCount > 0 ? 'partial' : 'ok';
}

/** The `code` of what was thrown, which may be anything. */
function codeOf(error: unknown): unknown {
  try {
    return (error as { code?: unknown } | null | undefined)?.code;
  } catch {
    return undefined; // a revoked proxy, or a getter that throws
  }
}
