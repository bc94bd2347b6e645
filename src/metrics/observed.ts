/** A map that is observed: what it counts itself. Holds it weakly, so that observing keeps no map alive. */
import type { Written } from '../map/written.js';
import { WeakReference } from '../weak.js';
import type { Health } from './health.js';
import type { ProbeBudget } from './probe-budget.js';

export class Observed {
  readonly #map: WeakRef<Written>;
  readonly #budget: ProbeBudget;
  #probed: { readonly version: number; readonly longest: number } | undefined = undefined;

  constructor(map: object, budget: ProbeBudget) {
    this.#map = new WeakReference(map as Written);
    this.#budget = budget;
  }

  /** Undefined where the map was disposed of, or collected. */
  health(): Health | undefined {
    const table = this.#map.deref()?._table;
    if (table === undefined || table.closed) return undefined;
    if (table.version !== this.#probed?.version && this.#budget.grants(this)) this.probe();
    const { size, loadFactor, segments, hits, misses, splits, rollbacks, concurrentModifications, snapshots } = table.counters();
    return {
      engines: [table.engine.engine],
      entries: size,
      bytes: table.memoryUsage().bytes,
      loadRatio: loadFactor,
      segments,
      snapshots,
      longestProbe: this.#probed?.longest,
      counters: { hits, misses, splits, rollbacks, concurrentModifications },
    };
  }

  probe(): void {
    const table = this.#map.deref()?._table;
    if (table === undefined || table.closed || table.version === this.#probed?.version) return;
    this.#probed = { version: table.version, longest: table.stats().probeLengths.length };
  }
}
