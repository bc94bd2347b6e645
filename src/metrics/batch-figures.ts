/** What is counted of a map's batches, from what the channel `wasmap:putall` tells of them. */
import { now } from '../clock.js';
import { type BatchResult, resultOf } from '../diagnostics/batch-result.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { DURATION_SECONDS, ENTRIES } from '../diagnostics/buckets.js';
import { Histogram } from './histogram.js';

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
