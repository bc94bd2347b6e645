/** What a measuring process needs to know to do requests to one cache, and what it tells of them. */
import type { CacheRivalName } from '../rivals/rival.js';
import type { ThroughputCell } from '../report/schema.js';

export interface ThroughputTask extends ThroughputCell {
  readonly rival: CacheRivalName;
  readonly seed: number;
  readonly quick: boolean;
}

/** One timed pass. */
export interface ThroughputTurn {
  /** Nanoseconds a request; of strings without what cutting them takes. */
  readonly ns: number;
  readonly cuttingNs: number | undefined;
  readonly requests: number;
  readonly hits: number;
  /** Entries held after it. */
  readonly entries: number;
}
