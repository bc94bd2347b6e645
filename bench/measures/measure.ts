/** Measurements that are no cell of the matrix: single calls while growing, memory, collections, endurance. */
import type { KeyKind } from '../matrix/dimensions.js';

/** Whose memory, pauses and endurance are measured; `none` is a process without any map. */
export const MEASURED = ['wasmap', 'wasmap-js', 'map'] as const;
export type Measured = (typeof MEASURED)[number];

interface TaskOf<Name extends string> {
  readonly measure: Name;
  readonly rival: Measured | 'none';
  readonly keys: KeyKind;
  readonly values: KeyKind;
  readonly size: number;
  readonly seed: number;
}

/** `group`: calls that are timed together, where the clock is too coarse for one; otherwise absent. */
export type GrowthTask = TaskOf<'growth'> & { readonly group?: number };
export type MemoryTask = TaskOf<'memory'>;
/** `loadMs`: how long event-loop delay is watched. */
export type CollectionTask = TaskOf<'collection'> & { readonly loadMs: number };
export type EnduranceTask = TaskOf<'endurance'> & { readonly replacements: number };
/** `size`: entries that the tables have beforehand; `batch`: entries of a batch. */
export type BatchesTask = TaskOf<'batches'> & { readonly batch: number };
/** `batches`: how many batches of reads and writes. */
export type MixedTask = TaskOf<'mixed'> & { readonly batches: number };
/** `batch`: entries of a batch; `batches`: how many, to keys that the table has. */
export type ResidentTask = TaskOf<'resident'> & { readonly way: ResidentWay; readonly batch: number; readonly batches: number };
/** `batch`: entries of a batch; `writes`: entries of all of them together, to keys that the table has. */
export type SustainedTask = TaskOf<'sustained'> & { readonly batch: number; readonly writes: number };
export type MeasureTask =
  | GrowthTask
  | MemoryTask
  | CollectionTask
  | EnduranceTask
  | BatchesTask
  | MixedTask
  | ResidentTask
  | SustainedTask;

/** Latency of every single `set` while a table grows from empty, in a process that has done nothing before. */
export interface GrowthResult {
  readonly measure: 'growth';
  /** Calls timed together: every duration is that of so many in a row. Absent where each was timed alone. */
  readonly group?: number;
  /** What the clock tells apart: shorter durations are not resolved. Absent where it tells nanoseconds. */
  readonly resolutionNs?: number;
  /** Nanoseconds by percentile, the clock's own cost included; those beyond the number of calls are left out. */
  readonly percentiles: readonly { readonly percentile: number; readonly ns: number }[];
  /** Cost of reading the clock once, which every latency includes. */
  readonly clockNs: number;
  /** The slowest calls: milliseconds, and entries in the table when they began. */
  readonly pauses: readonly { readonly entries: number; readonly ms: number }[];
  readonly slowestMs: number;
  /** Entries added in each whole window of 10 ms. */
  readonly windows: readonly number[];
  /** The worst window's throughput as a part of the median one's. */
  readonly worstWindow: number;
}

export interface MemoryResult {
  readonly measure: 'memory';
  /** Who counted: the operating system (the resident set) where it is absent, the browser, or only the map itself. */
  readonly source?: 'browser' | 'map';
  /** What that says, by entry. */
  readonly bytesPerEntry: number;
  /** What the map says it occupies, by entry. */
  readonly ownBytesPerEntry: number | undefined;
  /** Tables that were made, so that small ones stand out from the noise of the process. */
  readonly tables: number;
}

export interface CollectionResult {
  readonly measure: 'collection';
  /** Forced full collections while the table is alive and objects are made beside it. */
  readonly pausesMs: readonly number[];
  readonly delaysMs: Delays;
}

/** How late a timer came, in milliseconds, while objects were made. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export interface EnduranceResult {
  readonly measure: 'endurance';
  /** Nanoseconds a deletion with its insertion, for each tenth of the run. */
  readonly tenthsNs: readonly number[];
  /** The same on a fresh map of equal content. */
  readonly freshNs: number;
  /** Resident set after the first tenth and at the end, in bytes. */
  readonly residentBytes: readonly [number, number];
}

/** Milliseconds. */
export interface Durations {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** Ways of writing a batch. */
export type BatchWay =
  | 'Map, loop of set'
  | 'loop of set'
  | 'loop of increment'
  | 'putAll'
  | 'putAll, best effort'
  | 'putAll, add'
  | 'putAll, error, applied'
  | 'putAll, error, failing at the end'
  | 'putAllAsync'
  | 'WriteBatcher';

export interface BatchesResult {
  readonly measure: 'batches';
  readonly batch: number;
  /** Milliseconds a batch. */
  readonly ways: readonly ({ readonly way: BatchWay } & Durations)[];
}

/** Ways of doing a batch of reads and writes. */
export type MixedWay = 'single calls' | 'batches';

export interface MixedResult {
  readonly measure: 'mixed';
  /** In a batch. */
  readonly operations: number;
  /** Milliseconds a batch. */
  readonly ways: readonly ({ readonly way: MixedWay } & Durations)[];
}

export type ResidentWay = 'putAll' | 'loop of set';

/** The resident set after each batch, over the run of one process. */
export interface ResidentResult {
  readonly measure: 'resident';
  readonly way: ResidentWay;
  /** Before there was a table. */
  readonly beforeBytes: number;
  readonly meanBytes: number;
  readonly deviationBytes: number;
  readonly mostBytes: number;
}

export interface SustainedResult {
  readonly measure: 'sustained';
  readonly writes: number;
  readonly batch: number;
  readonly elapsedMs: number;
  /** Of all threads: those of the collector, too. */
  readonly cpuMs: number;
  /** How long collections stopped the program; undefined where there was none. */
  readonly pauses: Durations | undefined;
  /** Minor and major ones. */
  readonly collections: number;
  readonly majorCollections: number;
  /** On the JS heap, collected since or not. */
  readonly allocatedBytes: number;
  readonly mostHeapBytes: number;
}

export type MeasureResult =
  | GrowthResult
  | MemoryResult
  | CollectionResult
  | EnduranceResult
  | BatchesResult
  | MixedResult
  | ResidentResult
  | SustainedResult;
