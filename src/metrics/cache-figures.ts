/** What there is to show of a series of caches. */
import type { CacheHealth } from './cache-health.js';
import type { Histogram } from './histogram.js';
import type { Prewarms } from './prewarm-watch.js';

export interface CacheFigures {
  readonly health: CacheHealth;
  /** Seconds that loads took, as far as the runtime tells of loads; else nothing but their sum and count. */
  readonly loadSeconds: Histogram;
  /** What `prewarm` filled them with, as far as the runtime tells. */
  readonly prewarms: Prewarms;
}
