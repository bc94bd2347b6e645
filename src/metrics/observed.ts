/** A map that is observed: what it counts itself, and what its batches came to. Holds it weakly, so that observing keeps no map alive. */
import type { Written } from '../diagnostics/batch-trace.js';
import { WeakReference } from '../weak.js';
import { BatchFigures } from './batch-figures.js';

/** Counters of a map, which only grow. */
export const COUNTERS = ['hits', 'misses', 'splits', 'rollbacks'] as const;
export type Counter = (typeof COUNTERS)[number];

/** What a map is like at a moment. */
export interface Health {
  readonly entries: number;
  readonly bytes: number;
  readonly loadRatio: number;
  readonly segments: number;
  readonly longestProbe: number;
  readonly counters: Readonly<Record<Counter, number>>;
  readonly concurrentModifications: Readonly<Record<string, number>>;
}

export class Observed {
  readonly batches = new BatchFigures();
  readonly #map: WeakRef<Written>;
  /** Looking for the longest probe takes longer than all else, so it is done when something was written. */
  #probed = { version: -1, longest: 0 };

  constructor(map: Written) {
    this.#map = new WeakReference(map);
  }

  get isGone(): boolean {
    const map = this.#map.deref();
    return map === undefined || map._table.closed;
  }

  /** Undefined where the map was disposed of, or collected. */
  health(): Health | undefined {
    const table = this.#map.deref()?._table;
    if (table === undefined || table.closed) return undefined;
    const { size, loadFactor, segments, hits, misses, splits, rollbacks, concurrentModifications } = table.counters();
    const { version } = table;
    if (version !== this.#probed.version) this.#probed = { version, longest: table.stats().probeLengths.length };
    return {
      entries: size,
      bytes: table.memoryUsage().bytes,
      loadRatio: loadFactor,
      segments,
      longestProbe: this.#probed.longest,
      counters: { hits, misses, splits, rollbacks },
      concurrentModifications,
    };
  }
}
