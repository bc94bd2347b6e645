/** What a run of the cache's comparison leaves: the JSON of `--json`, and the data of the report page. */
import type { Environment } from '../../run/environment.js';
import type { Delays } from '../../measures/measure.js';
import type { Spread } from '../../sampling/statistics.js';
import type { CacheKeys, CacheRivalName, CacheValues } from '../rivals/rival.js';

export const CACHE_SCHEMA = 'wasmap-cache-bench/1';

/** No caches, but simulations that the others are compared with. */
export const REFERENCES = ['optimal', 'lru', 's3-fifo'] as const;
export type ReferenceName = (typeof REFERENCES)[number];

export interface RatioRow {
  readonly name: ReferenceName | CacheRivalName;
  /** Hits by requests, for each capacity of the table. */
  readonly ratios: readonly number[];
  /** Why there are none. */
  readonly absent?: string;
}

/** Hit ratios over one trace. */
export interface RatioTable {
  readonly trace: string;
  readonly requests: number;
  readonly distinct: number;
  readonly seed: number;
  readonly capacities: readonly number[];
  readonly rows: readonly RatioRow[];
}

/** Whether `policy: 'lru'` is exact LRU. */
export interface LruCheck {
  readonly trace: string;
  readonly capacity: number;
  readonly requests: number;
  /** The first request that one of them hit and the other missed. */
  readonly differsAt: number | undefined;
}

/** Requests under Zipf's distribution over ten times as many keys as entries. */
export interface ThroughputCell {
  readonly keys: CacheKeys;
  readonly capacity: number;
  readonly exponent: number;
}

export interface ThroughputResult extends ThroughputCell {
  readonly rival: CacheRivalName;
  /** Nanoseconds a request; of strings without what cutting them takes. */
  readonly ns: Spread;
  /** Nanoseconds that cutting one string takes; absent for integers. */
  readonly cuttingNs?: number;
  /** How many times as fast as lru-cache, round by round; absent where that did not take part. */
  readonly ratio?: Spread;
  /** The same with the cutting in it on both sides. */
  readonly ratioWithCutting?: Spread;
  /** In the rounds that were timed. */
  readonly hitRatio: number;
  /** Entries held at the end. */
  readonly entries: number;
  /** Nanoseconds a request, of each round; strings without cutting. */
  readonly rounds: readonly number[];
}

export interface MemoryResult {
  readonly rival: CacheRivalName;
  readonly keys: CacheKeys;
  readonly capacity: number;
  /** Growth of the resident set by entries held, in each fresh process. */
  readonly bytesPerEntry: readonly number[];
}

export interface CollectionResult {
  /** `none`: a process without a cache under the same load. */
  readonly rival: CacheRivalName | 'none';
  readonly values: CacheValues;
  readonly capacity: number;
  /** Forced full collections of all fresh processes. */
  readonly pausesMs: readonly number[];
  /** Of each process. */
  readonly delaysMs: readonly Delays[];
}

/** A figure beside its bar. */
export interface CacheFigure {
  readonly section: CacheSection;
  readonly row: string;
  /** Empty where the figure stands beside others only. */
  readonly bar: string;
  readonly measured: string;
  /** Undefined where nothing was measured, or there is no bar. */
  readonly met: boolean | undefined;
}

export const CACHE_SECTIONS = ['ratios', 'throughput', 'memory', 'collections'] as const;
export type CacheSection = (typeof CACHE_SECTIONS)[number];

export interface CacheReport extends Omit<Environment, 'schema'> {
  readonly schema: typeof CACHE_SCHEMA;
  readonly ratios: readonly RatioTable[];
  readonly lruChecks: readonly LruCheck[];
  readonly throughput: readonly ThroughputResult[];
  readonly memory: readonly MemoryResult[];
  readonly collections: readonly CollectionResult[];
  readonly figures: readonly CacheFigure[];
  /** Who did not take part, and why. */
  readonly absent: readonly { readonly rival: CacheRivalName; readonly reason: string }[];
}
