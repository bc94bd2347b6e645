/** A map that is observed: what it counts itself. Holds its table weakly, so that observing keeps no map alive. */
import type { Table } from '../map/table.js';
import { WeakReference } from '../weak.js';
import type { Counters, Health } from './health.js';
import type { Observation } from './members.js';
import type { ProbeBudget } from './probe-budget.js';

export class Observed implements Observation<Counters, Health> {
  readonly #reference: WeakRef<Table>;
  readonly #budget: ProbeBudget;
  #probed: { readonly version: number; readonly longest: number } | undefined = undefined;

  constructor(table: Table, budget: ProbeBudget) {
    this.#reference = new WeakReference(table);
    this.#budget = budget;
  }

  /** Whether the map was disposed of, or collected. */
  get isGone(): boolean {
    return this.#table === undefined;
  }

  /** Undefined where the map is gone. */
  counters(): Counters | undefined {
    return this.#table?.counters();
  }

  /** Undefined where the map is gone. */
  health(): Health | undefined {
    const table = this.#table;
    if (table === undefined) return undefined;
    if (table.version !== this.#probed?.version) this.#budget.probe(this);
    const { size, loadFactor, segments, hits, misses, splits, rollbacks, concurrentModifications, snapshots } = table.counters();
    const { bytes } = table.memoryUsage();
    return {
      engines: [table.engine.engine],
      entries: size,
      bytes,
      loadRatio: loadFactor,
      segments,
      snapshots,
      // What was seen of an empty map says nothing of one that has entries now.
      longestProbe: size > 0 && this.#probed?.longest === 0 && bytes > 0 ? undefined : this.#probed?.longest,
      counters: { hits, misses, splits, rollbacks, concurrentModifications },
    };
  }

  probe(): void {
    const table = this.#table;
    if (table === undefined || table.version === this.#probed?.version) return;
    this.#probed = { version: table.version, longest: table.stats().probeLengths.length };
  }

  get #table(): Table | undefined {
    const table = this.#reference.deref();
    return table?.closed === false ? table : undefined;
  }
}
