/** Whether caches are worth their memory, and what loads cost. */
import { BytesIEC, OpsPerSecond, PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels.js';
import { cacheRateBy, ofCaches, ratio, sumBy } from '../queries.js';

const BY = 'cache, tier';
const LEGEND = '{{cache}} {{tier}}';

const hits = cacheRateBy(BY, 'wasmap_cache_hits_total');
const misses = cacheRateBy(BY, 'wasmap_cache_misses_total');
const entries = sumBy(BY, ofCaches('wasmap_cache_entries'));
const loadSeconds = (quantile: number): string =>
  `histogram_quantile(${quantile}, ${cacheRateBy(`${BY}, le`, 'wasmap_cache_load_seconds_bucket')}) >= 0`;

export const caches = {
  title: 'Caches',
  panels: [
    graph({
      title: 'Hit ratio by tier', unit: PercentUnit, max: 1,
      description: 'Reads of caches that found a fresh entry, among all. If it falls, the panel of causes beside says why: too little room, times to live that are short, or somebody '
        + 'who clears it. A second tier is asked for what the first has not, so its ratio is lower.',
      queries: [[ratio(hits, `(${hits} + ${misses})`), LEGEND]],
    }),
    graph({
      title: 'Entries that leave, by cause', unit: OpsPerSecond, stacked: true,
      description: 'evict: to make room; about as many as come in, with a low hit ratio, mean that what is asked for does not fit: raise max. expire: their time was over. '
        + 'delete: removed by the program, or by a load that brought nothing.',
      queries: [[cacheRateBy('cache, cause', 'wasmap_cache_evictions_total'), '{{cache}} {{cause}}']],
    }),
    graph({
      title: 'Entries against their bound', unit: PercentUnit, max: 1,
      description: 'Entries by the most that there may be. A cache that stays far below its bound has all that is asked for, or lets it expire: it may be smaller. '
        + 'Caches that are bounded by sizes or times alone are not here.',
      queries: [[ratio(entries, sumBy(BY, ofCaches('wasmap_cache_max_entries'))), LEGEND]],
    }),
    graph({
      title: 'Time of loads', unit: Seconds,
      description: 'How long one load in two, and one in a hundred, takes at least: what a miss costs whoever asks. Entries that are loaded anew before their time is over '
        + '(refreshAhead), or given while that is done (staleWhileRevalidate), keep nobody waiting.',
      queries: [[loadSeconds(0.5), `${LEGEND} P50`], [loadSeconds(0.99), `${LEGEND} P99`]],
    }),
    graph({
      title: 'Keys loaded, by result', unit: OpsPerSecond, stacked: true,
      description: 'failed: the function that loads threw. If many do, look at what they are loaded from; staleIfError gives values whose time is over for as long.',
      queries: [[cacheRateBy('cache, result', 'wasmap_cache_loads_total'), '{{cache}} {{result}}']],
    }),
    graph({
      title: 'Linear memory of caches', unit: BytesIEC, stacked: true,
      description: 'What caches own, outside the JavaScript heap; keys and values of kind any are on that, and not here. maxBytes bounds it.',
      queries: [[sumBy(BY, ofCaches('wasmap_cache_bytes')), LEGEND]],
    }),
    graph({
      title: 'Entries of caches', unit: Short, span: 24,
      description: 'Entries, those included whose time is over but which nobody has asked for since.',
      queries: [[entries, LEGEND]],
    }),
  ],
};
