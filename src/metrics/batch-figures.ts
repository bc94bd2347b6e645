/** What is counted of a map's batches, from what the channel `wasmap:putall` tells of them. */
import { now } from '../clock.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { Histogram } from './histogram.js';

/** What came of a batch: all of it, a part, or nothing is there; or it was not begun, or had been applied before. */
export const RESULTS = ['ok', 'partial', 'failed', 'rejected', 'deduplicated'] as const;
export type BatchResult = (typeof RESULTS)[number];

const DURATION_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const ENTRIES = Array.from({ length: 21 }, (_, power) => 2 ** power);

/** Errors of batches that were begun; others are refused before anything is read of them. */
const FAILURES: readonly unknown[] = ['ERR_WASMAP_PUT_ALL', 'ERR_WASMAP_CAPACITY'];

export class BatchFigures {
  readonly durations = new Map<BatchResult, Histogram>();
  readonly operations = new Map<BatchResult, number>();
  readonly entries = new Histogram(ENTRIES);
  /** Entries of the last batch. */
  size: number | undefined = undefined;
  written = 0;
  collisions = 0;
  collections = 0;

  add(message: PutAllMessage): void {
    const result = resultOf(message);
    let durations = this.durations.get(result);
    if (durations === undefined) this.durations.set(result, durations = new Histogram(DURATION_SECONDS));
    durations.observe((now() - message.began) / 1e3);
    this.operations.set(result, (this.operations.get(result) ?? 0) + 1);
    if (message.entries !== undefined) {
      this.size = message.entries;
      this.entries.observe(message.entries);
    }
    this.written += message.result?.written ?? 0;
    this.collisions += message.result?.collisions ?? 0;
  }
}

function resultOf({ result, error }: PutAllMessage): BatchResult {
  if (result === undefined) return FAILURES.includes((error as { code?: unknown } | undefined)?.code) ? 'failed' : 'rejected';
  if (result.deduplicated) return 'deduplicated';
  return result.failedCount > 0 ? 'partial' : 'ok';
}
