/** What is counted of a map's batches, from what the channel `wasmap:putall` tells of them. */
import { now } from '../clock.js';
import { type BatchOutcome, batchOutcome } from '../diagnostics/batch-outcome.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { Histogram } from './histogram.js';

const DURATION_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const ENTRIES = Array.from({ length: 21 }, (_, power) => 2 ** power);

export class BatchFigures {
  readonly durations = new Map<BatchOutcome, Histogram>();
  readonly operations = new Map<BatchOutcome, number>();
  readonly entries = new Histogram(ENTRIES);
  /** Entries of the last batch. */
  size: number | undefined = undefined;
  written = 0;
  collisions = 0;
  collections = 0;

  add(message: PutAllMessage): void {
    const result = batchOutcome(message);
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
