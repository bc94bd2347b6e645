/** What a cache tells those who observe it: `wasmap/metrics` and `wasmap/otel` read this and know nothing else of caches. */
import { type CacheStats, readStats } from './counts.js';
import type { Store } from './store.js';

/** What a cache is like at a moment, and has counted until then. */
export interface CacheReading {
  readonly engine: 'wasm' | 'js';
  readonly stats: CacheStats;
  /** The most entries; Infinity for no such bound. */
  readonly max: number;
  /** The most `stats.weight`; Infinity for no such bound. */
  readonly maxWeight: number;
  /** Whether entries have sizes, so that there is a weight. */
  readonly isSized: boolean;
  /** Bytes of linear memory that the cache owns. */
  readonly bytes: number;
  /** The most `bytes`; Infinity for no such bound. */
  readonly maxBytes: number;
  /** Whether the cache loads what it has not. */
  readonly isLoading: boolean;
  /** Loads that go on or wait for their turn; undefined of a cache that loads nothing. */
  readonly loadsInFlight: number | undefined;
}

/** A cache as far as observing it is concerned. */
export interface ObservedCache {
  readonly _store: Pick<Store, 'owner' | 'closed' | 'reading'> & {
    readonly settings: { readonly map: Readonly<{ name: string | undefined; key: Readonly<{ name: string }> }> };
    readonly table: { readonly engine: Readonly<{ engine: 'wasm' | 'js' }> };
  };
}

/** Of a cache that was not closed. O(1) */
export function readCache({ counts, table, settings: { sized, loading }, loads }: Store): CacheReading {
  const isLoading = loading.fetchMethod !== undefined || loading.fetchAllMethod !== undefined || loads !== undefined;
  return {
    engine: table.engine.engine,
    stats: readStats(counts, table, loads?.stats()),
    max: table.max,
    maxWeight: table.maxSize,
    isSized: sized,
    bytes: table.bytes,
    maxBytes: table.maxBytes,
    isLoading,
    loadsInFlight: isLoading ? loads?.size ?? 0 : undefined,
  };
}
