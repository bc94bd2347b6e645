/** How long single batches took, as it is reported: enough for throughput, for the usual wait and for the worst ones. */
import { mean, quantile } from '../sampling/statistics.js';
import type { Durations } from './measure.js';

export function durationsOf(ms: readonly number[]): Durations {
  return { meanMs: mean(ms), p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), longestMs: quantile(ms, 1) };
}
