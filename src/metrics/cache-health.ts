/** What caches are like at a moment, alone or together. */
import type { CacheReading } from '../cache/reading.js';

const counted = ['hits', 'misses', 'added', 'evicted', 'expired', 'deleted', 'rejected', 'loads', 'loadFailures', 'loadTimeMs'] as const;

/** Counters of a cache, which only grow. */
export type CacheCounters = Readonly<Record<typeof counted[number], number>>;

/** What several caches are like together; or one. */
export interface CacheHealth {
  readonly engines: readonly ('wasm' | 'js')[];
  readonly entries: number;
  /** The most entries; undefined where there is no such bound, or one of several has none. */
  readonly maxEntries: number | undefined;
  /** The sum of their sizes, and the most that it may be; undefined where sizes are not kept, or not bounded. */
  readonly weight: number | undefined;
  readonly maxWeight: number | undefined;
  readonly bytes: number;
  /** The most bytes; undefined as `maxEntries`. */
  readonly maxBytes: number | undefined;
  readonly isLoading: boolean;
  readonly loadsInFlight: number | undefined;
  readonly counters: CacheCounters;
}

/** One cache. */
export function healthOf({ engine, stats, max, maxWeight, isSized, bytes, maxBytes, isLoading, loadsInFlight }: CacheReading): CacheHealth {
  return {
    engines: [engine],
    entries: stats.size,
    maxEntries: finite(max),
    weight: isSized ? stats.weight : undefined,
    maxWeight: isSized ? finite(maxWeight) : undefined,
    bytes,
    maxBytes: finite(maxBytes),
    isLoading, loadsInFlight,
    counters: stats,
  };
}

const finite = (bound: number): number | undefined => (bound === Infinity ? undefined : bound);

/** What `all`, one at least, are like together; `gone` is what those counted that are no more. */
export function joined(all: readonly CacheHealth[], gone: CacheCounters | undefined): CacheHealth {
  if (all.length === 1 && gone === undefined) return all[0]!;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const known = (field: 'weight' | 'loadsInFlight'): number | undefined => {
    const values = all.map((health) => health[field]).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : sum(values);
  };
  /** Together they have no bound where one has none. */
  const bound = (field: 'maxEntries' | 'maxWeight' | 'maxBytes'): number | undefined => {
    const values = all.map((health) => health[field]);
    return values.every((value) => value !== undefined) ? sum(values) : undefined;
  };
  return {
    engines: all.flatMap(({ engines }) => engines),
    entries: sum(all.map(({ entries }) => entries)),
    maxEntries: bound('maxEntries'),
    weight: known('weight'),
    maxWeight: bound('maxWeight'),
    bytes: sum(all.map(({ bytes }) => bytes)),
    maxBytes: bound('maxBytes'),
    isLoading: all.some(({ isLoading }) => isLoading),
    loadsInFlight: known('loadsInFlight'),
    counters: all.reduce((total: CacheCounters | undefined, { counters }) => added(total, counters), gone)!,
  };
}

/** Both together; `sum` may be nothing yet. */
export function added(sum: CacheCounters | undefined, counters: CacheCounters): CacheCounters {
  return sum === undefined ? counters : made((name) => sum[name] + counters[name]);
}

/** What takes `counters` off when it is added. */
export function negative(counters: CacheCounters): CacheCounters {
  return made((name) => -counters[name]);
}

function made(value: (name: typeof counted[number]) => number): CacheCounters {
  return Object.fromEntries(counted.map((name) => [name, value(name)])) as CacheCounters;
}
