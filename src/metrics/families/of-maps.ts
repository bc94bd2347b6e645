/** What maps and sets themselves are like, and count. */
import { type Family, counter, countersBy, gauge } from './family.js';

/** Its lines are of the process, not of a series: see the collector. */
export const engineFamily: Omit<Family, 'show'> = {
  name: 'wasmap_engine_info', help: 'The engines that maps are on.', type: 'gauge', aggregator: 'first',
};

/** Labels of an engine. */
export function engineLabels(engine: 'wasm' | 'js'): Record<string, string> {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  const threads = typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false;
  return { engine, simd: String(engine === 'wasm'), threads: String(threads) };
}

export const ofMaps: readonly Family[] = [
  counter('wasmap_hits_total', 'Reads that found their key.', ({ health }) => health.counters.hits),
  counter('wasmap_misses_total', 'Reads that did not find their key.', ({ health }) => health.counters.misses),
  gauge('wasmap_entries', 'Entries.', 'sum', ({ health }) => health.entries),
  gauge('wasmap_memory_bytes', 'Bytes of linear memory that maps own.', 'sum', ({ health }) => health.bytes),
  gauge('wasmap_load_ratio', 'Entries by slots.', 'max', ({ health }) => health.loadRatio),
  gauge('wasmap_segments', 'Segments of 16 KiB.', 'sum', ({ health }) => health.segments),
  gauge('wasmap_probe_length_max', 'Groups that the longest lookup reads.', 'max', ({ health }) => health.longestProbe),
  gauge('wasmap_snapshots_open', 'Snapshots that were neither disposed of nor collected.', 'sum', ({ health }) => health.snapshots),
  counter('wasmap_splits_total', 'Segments that were full, and became two.', ({ health }) => health.counters.splits),
  counter('wasmap_rollbacks_total', 'Batches that failed amid being written, and were taken back.', ({ health }) => health.counters.rollbacks),
  countersBy('wasmap_guard_violations_total', 'Writes that broke a rule of their guard.', 'rule', ({ violations }) => violations),
];
