/** What came of a batch, in a word: the same word wherever batches are counted or traced. */
import type { PutAllMessage } from './batch-trace.js';

/** All of it, a part, or nothing is there; or it was not begun, or had been applied before. */
export type BatchResult = 'ok' | 'partial' | 'failed' | 'rejected' | 'deduplicated';

/**
 * Errors of batches that were refused at once. With any other the batch was begun, and may have taken long: also what its own source throws,
 * or the map being written to meanwhile.
 */
const REFUSALS: readonly unknown[] = [
  'ERR_WASMAP_TYPE', 'ERR_WASMAP_RANGE', 'ERR_WASMAP_CONFLICT', 'ERR_WASMAP_VERSION', 'ERR_WASMAP_CLOSED', 'ERR_WASMAP_UNSUPPORTED', 'ERR_WASMAP_GUARD',
];

/** To be asked when the batch is over. */
export function resultOf({ result, error }: Pick<PutAllMessage, 'result' | 'error'>): BatchResult {
  if (result === undefined) return REFUSALS.includes(codeOf(error)) ? 'rejected' : 'failed';
  if (result.deduplicated) return 'deduplicated';
  return result.failedCount > 0 ? 'partial' : 'ok';
}

/** The `code` of what was thrown, which may be anything: whoever asks is a listener, from which nothing may be thrown. */
export function codeOf(error: unknown): unknown {
  try {
    return (error as { readonly code?: unknown } | null | undefined)?.code;
  } catch {
    return undefined;
  }
}
