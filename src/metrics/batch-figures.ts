/** What is counted of batches, from what the channel `wasmap:putall` tells of them. */
import { now } from '../clock.js';
import { type BatchResult, resultOf } from '../diagnostics/batch-result.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { DURATION_SECONDS, ENTRIES } from '../diagnostics/buckets.js';
import { Histogram } from './histogram.js';

export class BatchFigures {
  readonly durations = new Map<BatchResult, Histogram>();
  /** Of all, whatever came of them. */
  readonly duration = new Histogram(DURATION_SECONDS);
  readonly operations: Record<BatchResult, number> = { ok: 0, partial: 0, failed: 0, rejected: 0, deduplicated: 0 };
  readonly entries = new Histogram(ENTRIES);
  /** Entries of the last batch. */
  size: number | undefined = undefined;
  written = 0;
  collisions = 0;
  /** Collections of garbage while a batch ran. */
  collections = 0;

  add(message: PutAllMessage): void {
    const result = resultOf(message);
    const seconds = (now() - message.began) / 1e3;
    let durations = this.durations.get(result);
    if (durations === undefined) this.durations.set(result, durations = new Histogram(DURATION_SECONDS));
    durations.observe(seconds);
    this.duration.observe(seconds);
    this.operations[result]++;
    if (message.entries !== undefined) {
      this.size = message.entries;
      this.entries.observe(message.entries);
    }
    this.written += message.result?.written ?? 0;
    this.collisions += message.result?.collisions ?? 0;
  }
}
