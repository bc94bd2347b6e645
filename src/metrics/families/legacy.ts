/**
 * The names of the articles on Go's maps that this project comes from: for dashboards that have them already. They break Prometheus's rules for
 * names. Shares and quantiles are what the rules of the same names are, but of the whole life of the process, so the rule file, which makes them of
 * rates, is the better way.
 */
import { type Family, counter, gauge } from './family.js';

const durations: Family = {
  name: 'go_map_batch_write_duration_seconds', help: 'How long batches took.', type: 'histogram', aggregator: 'sum',
  show({ batches }, lines) {
    if (batches.durations.size > 0) lines.putHistogram(batches.allDurations);
  },
};

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const legacy: readonly Family[] = [
  durations,
  counter('go_map_concurrent_modifications_total', 'Batches given up because the map was written to meanwhile.', ({ health }) => sum(health.counters.concurrentModifications)),
  gauge('putall_failure_rate', 'Share of the batches of which not everything is there.', 'average',
    ({ batches: { operations } }) => share(operations.failed + operations.partial + operations.rejected, sum(operations))),
  gauge('putall_p99_latency', 'Seconds within which 99 of 100 batches were done that were begun.', 'max',
    ({ batches }) => batches.begunDurations.quantile(0.99)),
  gauge('putall_batch_size', 'Entries of the last batch.', 'max', ({ batches }) => batches.size),
  gauge('putall_collision_rate', 'Share of the entries of batches whose home group was full.', 'average',
    ({ batches }) => share(batches.collisions, batches.written)),
  // No counter: OpenMetrics would have it end in `_total`, and its name be another.
  gauge('putall_gc_trigger_count', 'Collections of garbage while a batch ran.', 'sum', ({ batches }) => batches.collections),
];
