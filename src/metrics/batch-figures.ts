/** What is counted of batches, from what the channel `wasmap:putall` tells of them. */
import { type BatchResult, resultOf } from '../diagnostics/batch-result.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { DURATION_SECONDS, ENTRIES } from '../diagnostics/buckets.js';
import { Histogram } from './histogram.js';

export class BatchFigures {
  readonly durations = new Map<BatchResult, Histogram>();
  readonly operations: Record<BatchResult, number> = { ok: 0, partial: 0, failed: 0, rejected: 0, deduplicated: 0 };
  readonly entries = new Histogram(ENTRIES);
  /** Entries of the last batch. */
  size: number | undefined = undefined;
  written = 0;
  collisions = 0;
  /** Collections of garbage while a batch ran. */
  collections = 0;

  /** Of all, whatever came of them. */
  get allDurations(): Histogram {
    return Histogram.joined(DURATION_SECONDS, this.durations.values());
  }

  /** Without those that were refused or recognised at once: they take no time, and would make slow ones look rare. */
  get begunDurations(): Histogram {
    const begun = [...this.durations].filter(([result]) => result !== 'rejected' && result !== 'deduplicated');
    return Histogram.joined(DURATION_SECONDS, begun.map(([, durations]) => durations));
  }

  /** `ended` is by the clock of `performance.now()`. */
  add(message: PutAllMessage, ended: number): void {
    const result = resultOf(message);
    let durations = this.durations.get(result);
    if (durations === undefined) this.durations.set(result, durations = new Histogram(DURATION_SECONDS));
    durations.observe((ended - message.began) / 1e3);
    this.operations[result]++;
    if (message.entries !== undefined) {
      this.size = message.entries;
      this.entries.observe(message.entries);
    }
    this.written += message.result?.written ?? 0;
    this.collisions += message.result?.collisions ?? 0;
  }
}
