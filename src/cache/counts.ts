/** What a cache counts, and the difference of two readings. */
import { isObject, unexpected } from '../arguments.js';
import { LoadCounters, type LoadStats } from './loading/counters.js';
import type { CacheTable } from './table.js';

/** Numbers that only grow; changed by the calls that they count. */
export class Counts {
  hits = 0;
  misses = 0;
  /** Values that were set. */
  writes = 0;
  evicted = 0;
  expired = 0;
  deleted = 0;
  /** Entries that were not kept, since they are larger than `maxEntrySize`. */
  rejected = 0;
}

/** A reading of a cache's counters: plain numbers. Those of entries that left are one for each, by its reason. */
export interface CacheStats extends LoadStats {
  /** Entries now, those included whose time is over. */
  readonly size: number;
  /** The sum of their sizes now; 0 where sizes are not kept. */
  readonly weight: number;
  /** Times that `get`, `fetch` or `memo` found a fresh entry, or one that `staleWhileRevalidate` has them give. */
  readonly hits: number;
  /** Times that they found none. */
  readonly misses: number;
  /** Hits of all; 0 where there was neither. */
  readonly hitRatio: number;
  /** Values set under keys that were not there. */
  readonly added: number;
  /** Values set in place of others, or once more. */
  readonly replaced: number;
  /** Entries that went to make room. */
  readonly evicted: number;
  /** Entries that went since their time was over. */
  readonly expired: number;
  /** Entries that `delete`, `clear` or `set` of undefined removed, or that a load did which brought nothing. */
  readonly deleted: number;
  /** Entries that were not kept, since they are larger than `maxEntrySize`. */
  readonly rejected: number;
}

const noLoads: LoadStats = new LoadCounters().read();

/** A reading of what a cache, its table and its loader, if there is one, have counted. */
export function readStats({ writes, ...counts }: Counts, { size, weight, insertions, hits, misses, dropped }: CacheTable, loads: LoadStats = noLoads): CacheStats {
  const all = {
    ...counts, ...loads, hits: counts.hits + hits, misses: counts.misses + misses, evicted: counts.evicted + dropped,
    added: insertions, replaced: writes - insertions,
  };
  return { size, weight, ...all, hitRatio: ratio(all.hits, all.misses) };
}

/**
 * What happened between two readings of one cache: the counters' growth, and `size` and `weight` as they are in the later one.
 *
 * @throws WasmapTypeError for what is no reading.
 *
 * @example
 * ```ts
 * import { WasmCache, statsBetween } from 'wasmap/cache';
 * const cache = new WasmCache({ max: 100, key: 'string', value: 'u32' });
 * cache.set('a', 1);
 * const earlier = cache.stats();
 * cache.get('a');
 * cache.get('b');
 * const { hits, misses, hitRatio, added } = statsBetween(earlier, cache.stats());
 * console.log(hits, misses, hitRatio, added); // 1 1 0.5 0
 * ```
 */
export function statsBetween(earlier: CacheStats, later: CacheStats): CacheStats {
  for (const [name, reading] of Object.entries({ earlier, later })) if (!isReading(reading)) throw unexpected(`statsBetween: ${name}`, "what a cache's stats() has given", reading);
  const grown = Object.fromEntries(counters.map((name) => [name, later[name] - earlier[name]])) as Record<Counter, number>;
  return { size: later.size, weight: later.weight, ...grown, hitRatio: ratio(grown.hits, grown.misses) };
}

type Counter = Exclude<keyof CacheStats, 'size' | 'weight' | 'hitRatio'>;

const counters: readonly Counter[] = [
  'hits', 'misses', 'added', 'replaced', 'evicted', 'expired', 'deleted', 'rejected', 'loads', 'loadFailures', 'loadTimeMs', 'refreshes', 'joined',
];

function isReading(value: unknown): boolean {
  return isObject(value) && counters.every((name) => typeof (value as CacheStats)[name] === 'number');
}

function ratio(hits: number, misses: number): number {
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}
