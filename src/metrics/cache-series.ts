/** All observed caches with the same labels. */
import { canTellOfLoads } from '../diagnostics/channels.js';
import { LOAD_SECONDS } from '../diagnostics/buckets.js';
import type { CacheFigures } from './cache-figures.js';
import { type CacheCounters, type CacheHealth, added, joined, negative } from './cache-health.js';
import { Histogram } from './histogram.js';
import { Members } from './members.js';
import type { Prewarms } from './prewarm-watch.js';
import type { LabelValues } from './registry.js';

/** By stores of caches. */
export class CacheSeries extends Members<object, CacheCounters, CacheHealth> {
  /** Of loads that were told of since the caches are shown. */
  readonly loads = new Histogram(LOAD_SECONDS);
  readonly prewarms: Prewarms = { counts: undefined, seconds: 0 };

  constructor(labels: LabelValues) {
    super(labels, { added, joined, negative });
  }

  /** What there is to show now; undefined where no cache is left. */
  take(): CacheFigures | undefined {
    const health = this.look();
    if (health === undefined) return undefined;
    return { health, loadSeconds: canTellOfLoads() ? this.loads : untold(health), prewarms: this.prewarms };
  }
}

/** Where nobody tells of single loads the cache itself knows how many there were, and how long they took together. */
function untold({ counters: { loads, loadTimeMs } }: CacheHealth): Histogram {
  const histogram = new Histogram([]);
  histogram.count = loads;
  histogram.sum = loadTimeMs / 1e3;
  return histogram;
}
