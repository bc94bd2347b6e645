/** What caches are like, and count. */
import type { CacheFigures } from '../cache-figures.js';
import { type Family, counter, countersBy, gauge } from './family.js';

const loadSeconds: Family<CacheFigures> = {
  name: 'wasmap_cache_load_seconds', help: 'How long loads took.', type: 'histogram', aggregator: 'sum',
  show({ health, loadSeconds: seconds }, lines) {
    if (health.isLoading || seconds.count > 0) lines.putHistogram(seconds);
  },
};

export const ofCaches: readonly Family<CacheFigures>[] = [
  counter('wasmap_cache_hits_total', 'Reads of caches that found a fresh entry.', ({ health }) => health.counters.hits),
  counter('wasmap_cache_misses_total', 'Reads of caches that found none.', ({ health }) => health.counters.misses),
  counter('wasmap_cache_insertions_total', 'Values that were set under keys which were not there.', ({ health }) => health.counters.added),
  countersBy(
    'wasmap_cache_evictions_total', 'Entries that left: to make room, since their time was over, or since they were removed.', 'cause',
    ({ health: { counters: { evicted, expired, deleted } } }) => ({ evict: evicted, expire: expired, delete: deleted }),
  ),
  counter('wasmap_cache_rejections_total', 'Entries that were not kept, since they are larger than one may be.',
    ({ health }) => (health.weight === undefined ? undefined : health.counters.rejected)),
  gauge('wasmap_cache_entries', 'Entries of caches, those included whose time is over.', 'sum', ({ health }) => health.entries),
  gauge('wasmap_cache_max_entries', 'The most entries that caches may have.', 'sum', ({ health }) => health.maxEntries),
  gauge('wasmap_cache_weight', 'The sum of the sizes of entries, in the unit of maxSize.', 'sum', ({ health }) => health.weight),
  gauge('wasmap_cache_max_weight', 'The most that the sizes of entries may come to.', 'sum', ({ health }) => health.maxWeight),
  gauge('wasmap_cache_bytes', 'Bytes of linear memory that caches own.', 'sum', ({ health }) => health.bytes),
  gauge('wasmap_cache_max_bytes', 'The most bytes of linear memory that caches may own.', 'sum', ({ health }) => health.maxBytes),
  countersBy('wasmap_cache_loads_total', 'Keys that were loaded, or could not be.', 'result', ({ health: { isLoading, counters: { loads, loadFailures } } }) =>
    (isLoading || loads > 0 ? { loaded: loads - loadFailures, failed: loadFailures } : undefined)),
  loadSeconds,
  gauge('wasmap_cache_loads_in_flight', 'Loads that go on, or wait for their turn.', 'sum', ({ health }) => health.loadsInFlight),
  countersBy('wasmap_cache_prewarm_entries_total', 'Entries that caches were to be filled with: written, refused or not loaded, or left out.', 'result',
    ({ prewarms: { counts } }) => counts),
  counter('wasmap_cache_prewarm_seconds_total', 'How long caches were being filled.', ({ prewarms: { counts, seconds } }) => (counts === undefined ? undefined : seconds)),
];
