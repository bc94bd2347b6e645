/** What happened to each map between two readings. */
import type { Reading, Sample } from './exposition.js';
import { type Bucket, quantile } from './quantile.js';

/** Of a map, or a shard of one. What cannot be known is undefined: rates of what was not there before, or quantiles of nothing. */
export interface MapFigures {
  readonly map: string;
  readonly shard: string | undefined;
  readonly readsPerSecond: number | undefined;
  /** Of the reads since the last reading, 0 to 1. */
  readonly hitRatio: number | undefined;
  readonly batchesPerSecond: number | undefined;
  /** Entries that batches have written. */
  readonly entriesPerSecond: number | undefined;
  /** Batches that did not go in as a whole. */
  readonly failuresPerSecond: number | undefined;
  /** Of the durations of batches that were begun. */
  readonly p50Seconds: number | undefined;
  readonly p99Seconds: number | undefined;
  readonly entries: number | undefined;
  readonly memoryBytes: number | undefined;
}

export const FAILURES: readonly string[] = ['failed', 'partial', 'rejected'];
/** Others are refused or recognised at once, and would make slow ones look rare. */
const BEGUN: readonly string[] = ['ok', 'partial', 'failed'];

/** In the order in which the maps are in the exposition. */
export function figuresOf(current: Reading, previous?: Reading): MapFigures[] {
  const known = previous === undefined ? undefined : groupsOf(previous);
  const seconds = previous === undefined ? 0 : (current.time - previous.time) / 1e3;
  const increases = new Map([...current.samples].map(([key, sample]) => [sample, increaseOf(sample, previous?.samples.get(key))]));
  return [...groupsOf(current)].map(([key, samples]) => figures(new Group(samples, increases, known?.has(key) ? seconds : undefined)));
}

/** What is not there stands for 0; less than before means that the process has begun anew, and counted from 0. */
function increaseOf({ value }: Sample, before: Sample | undefined): number {
  return before !== undefined && value >= before.value ? value - before.value : value;
}

function figures(group: Group): MapFigures {
  const [{ labels }] = group.samples;
  const hits = group.increase('wasmap_hits_total');
  const reads = group.increase('wasmap_hits_total', 'wasmap_misses_total');
  const durations = group.increasesBelow('wasmap_putall_duration_seconds_bucket', BEGUN);
  return {
    map: labels.map,
    shard: Object.hasOwn(labels, 'shard') ? labels.shard : undefined,
    readsPerSecond: group.perSecond(reads),
    hitRatio: reads > 0 ? hits / reads : undefined,
    batchesPerSecond: group.perSecond(group.increase('wasmap_putall_operations_total')),
    entriesPerSecond: group.perSecond(group.increase('wasmap_putall_entries_total')),
    failuresPerSecond: group.perSecond(group.failures()),
    p50Seconds: quantile(0.5, durations),
    p99Seconds: quantile(0.99, durations),
    entries: group.sum('wasmap_entries'),
    memoryBytes: group.sum('wasmap_memory_bytes'),
  };
}

/** Samples by map and shard; other labels of a program are of no matter here, and added up. */
function groupsOf({ samples }: Reading): Map<string, [Sample, ...Sample[]]> {
  const groups = new Map<string, [Sample, ...Sample[]]>();
  for (const sample of samples.values()) {
    const { map, shard } = sample.labels as Partial<Record<string, string>>;
    if (map === undefined) continue;
    const key = JSON.stringify([map, shard]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sample]);
    else group.push(sample);
  }
  return groups;
}

/** The samples of a map; `seconds` since the last reading that had it, if that was the one before. */
class Group {
  constructor(
    readonly samples: readonly [Sample, ...Sample[]], readonly increases: ReadonlyMap<Sample, number>, readonly seconds: number | undefined,
  ) {}

  sum(name: string): number | undefined {
    const those = this.samples.filter((sample) => sample.name === name);
    return those.length === 0 ? undefined : those.reduce((sum, { value }) => sum + value, 0);
  }

  /** How much counters have grown together; NaN where that cannot be known. */
  increase(...names: readonly string[]): number {
    return this.#sumOf(this.samples.filter(({ name }) => names.includes(name)));
  }

  failures(): number {
    return this.#sumOf(this.samples.filter(({ name, labels }) => name === 'wasmap_putall_operations_total' && FAILURES.includes(labels.result)));
  }

  perSecond(increase: number): number | undefined {
    return this.seconds === undefined || this.seconds <= 0 ? undefined : increase / this.seconds;
  }

  /** What was observed since the last reading, by upper bounds. */
  increasesBelow(bucket: string, results: readonly string[]): Bucket[] {
    if (this.seconds === undefined) return [];
    const counts = new Map<number, number>();
    for (const sample of this.samples) {
      const { name, labels } = sample;
      if (name !== bucket || !results.includes(labels.result)) continue;
      const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
      counts.set(bound, (counts.get(bound) ?? 0) + this.increases.get(sample)!);
    }
    return [...counts].map(([bound, count]) => ({ bound, count })).sort((a, b) => a.bound - b.bound);
  }

  #sumOf(samples: readonly Sample[]): number {
    return this.seconds === undefined ? Number.NaN : samples.reduce((sum, sample) => sum + this.increases.get(sample)!, 0);
  }
}
