/** The metrics: their names, what they say, and how they come from what is observed. */
import { engineInfo } from '../engine/select.js';
import type { BatchFigures } from './batch-figures.js';
import { Histogram } from './histogram.js';
import type { Health } from './observed.js';
import type { Aggregator, LabelValues, MetricType, Sample } from './registry.js';
import type { Series } from './series.js';

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** How the values of several processes become one. */
  readonly aggregator: Aggregator;
  /** Adds the samples of a series. */
  collect(series: Series, samples: Sample[]): void;
}

const none: LabelValues = {};

/** A figure of the maps themselves. */
function ofHealth(type: MetricType, name: string, help: string, aggregator: Aggregator, read: (health: Health) => number): Family {
  return {
    name, help, type, aggregator,
    collect(series, samples) {
      const { health } = series;
      if (health !== undefined) samples.push({ value: read(health), labels: none, sharedLabels: series.labels });
    },
  };
}

/** A figure of their batches; undefined where there were none to tell of. */
function ofBatches(type: 'counter' | 'gauge', name: string, help: string, read: (batches: BatchFigures) => number | undefined): Family {
  return {
    name, help, type, aggregator: 'sum',
    collect({ health, all, labels }, samples) {
      if (health === undefined) return;
      const values = all.map(({ batches }) => read(batches)).filter((value) => value !== undefined);
      if (values.length > 0) samples.push({ value: values.reduce((sum, value) => sum + value), labels: none, sharedLabels: labels });
    },
  };
}

/** Figures of their batches by a label. */
function byLabel<Name extends string, Figure>(
  series: Series, figuresOf: (batches: BatchFigures) => Iterable<readonly [Name, Figure]>, join: (sum: Figure | undefined, figure: Figure) => Figure,
): Map<Name, Figure> {
  const sums = new Map<Name, Figure>();
  for (const { batches } of series.all) for (const [name, figure] of figuresOf(batches)) sums.set(name, join(sums.get(name), figure));
  return sums;
}

function joined(sum: Histogram | undefined, figure: Histogram): Histogram {
  const result = sum ?? new Histogram(figure.bounds);
  result.add(figure);
  return result;
}

function pushHistogram(name: string, histogram: Histogram, labels: LabelValues, sharedLabels: LabelValues, samples: Sample[]): void {
  const counts = histogram.cumulative();
  histogram.bounds.forEach((le, i) => samples.push({ metricName: `${name}_bucket`, value: counts[i]!, labels: { ...labels, le }, sharedLabels }));
  samples.push(
    { metricName: `${name}_bucket`, value: histogram.count, labels: { ...labels, le: '+Inf' }, sharedLabels },
    { metricName: `${name}_sum`, value: histogram.sum, labels, sharedLabels },
    { metricName: `${name}_count`, value: histogram.count, labels, sharedLabels },
  );
}

const duration: Family = {
  name: 'wasmap_putall_duration_seconds', help: 'How long batches took, by what came of them.', type: 'histogram', aggregator: 'sum',
  collect(series, samples) {
    if (series.health === undefined) return;
    for (const [result, histogram] of byLabel(series, ({ durations }) => durations, joined)) {
      pushHistogram(this.name, histogram, { result }, series.labels, samples);
    }
  },
};

const operations: Family = {
  name: 'wasmap_putall_operations_total', help: 'Batches, by what came of them.', type: 'counter', aggregator: 'sum',
  collect(series, samples) {
    if (series.health === undefined) return;
    for (const [result, value] of byLabel(series, (batches) => batches.operations, (sum: number | undefined, count) => (sum ?? 0) + count)) {
      samples.push({ value, labels: { result }, sharedLabels: series.labels });
    }
  },
};

const batchEntries: Family = {
  name: 'wasmap_putall_batch_entries', help: 'Entries of batches.', type: 'histogram', aggregator: 'sum',
  collect(series, samples) {
    if (series.health === undefined) return;
    const histogram = byLabel(series, ({ entries }) => (entries.count > 0 ? [['', entries] as const] : []), joined).get('');
    if (histogram !== undefined) pushHistogram(this.name, histogram, none, series.labels, samples);
  },
};

const modifications: Family = {
  name: 'wasmap_concurrent_modifications_total', help: 'Batches given up because the map was written to meanwhile, by who did.', type: 'counter', aggregator: 'sum',
  collect({ health, labels }, samples) {
    for (const [kind, value] of Object.entries(health?.concurrentModifications ?? {})) samples.push({ value, labels: { kind }, sharedLabels: labels });
  },
};

const begun = (batches: BatchFigures, value: number): number | undefined => (batches.operations.size > 0 ? value : undefined);

/** Of each series. */
export const families: readonly Family[] = [
  duration, operations,
  ofBatches('gauge', 'wasmap_putall_batch_size', 'Entries of the last batch.', ({ size }) => size),
  batchEntries,
  ofBatches('counter', 'wasmap_putall_entries_total', 'Entries that batches have written.', (batches) => begun(batches, batches.written)),
  ofBatches('counter', 'wasmap_putall_collisions_total', 'Entries of batches whose home group was full.', (batches) => begun(batches, batches.collisions)),
  ofBatches('counter', 'wasmap_putall_gc_triggers_total', 'Collections of garbage while a batch ran.', (batches) => begun(batches, batches.collections)),
  modifications,
  ofHealth('counter', 'wasmap_hits_total', 'Reads that found their key.', 'sum', ({ counters }) => counters.hits),
  ofHealth('counter', 'wasmap_misses_total', 'Reads that did not find their key.', 'sum', ({ counters }) => counters.misses),
  ofHealth('gauge', 'wasmap_entries', 'Entries.', 'sum', ({ entries }) => entries),
  ofHealth('gauge', 'wasmap_memory_bytes', 'Bytes of linear memory that the map owns.', 'sum', ({ bytes }) => bytes),
  ofHealth('gauge', 'wasmap_load_ratio', 'Entries by slots.', 'max', ({ loadRatio }) => loadRatio),
  ofHealth('gauge', 'wasmap_segments', 'Segments of 16 KiB.', 'sum', ({ segments }) => segments),
  ofHealth('gauge', 'wasmap_probe_length_max', 'Groups that the longest lookup reads.', 'max', ({ longestProbe }) => longestProbe),
  ofHealth('counter', 'wasmap_splits_total', 'Segments that were full, and became two.', 'sum', ({ counters }) => counters.splits),
  ofHealth('counter', 'wasmap_rollbacks_total', 'Batches that failed amid being written, and were taken back.', 'sum', ({ counters }) => counters.rollbacks),
];

/** Of the process. */
export function engineSample(): Sample {
  const { engine, simd, threads } = engineInfo();
  return { value: 1, labels: { engine, simd: String(simd), threads: String(threads) } };
}
