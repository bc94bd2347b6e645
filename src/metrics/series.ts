/**
 * All observed maps with the same labels: their figures are added up, for an exposition may have a series only once. The counters of maps that
 * are gone stay in the sums of a series that others go on with, so that these do not fall.
 */
import type { Health } from './observed.js';
import { COUNTERS, type Counter, type Observed } from './observed.js';
import type { LabelValues } from './registry.js';

export class Series {
  readonly maps = new Set<Observed>();
  /** What maps had counted when they were last seen. */
  readonly #lastSeen = new Map<Observed, Health>();
  readonly #gone = { counters: zeros(), concurrentModifications: {} as Record<string, number> };
  readonly #batchesOfGone: Observed[] = [];
  #taken: Health | undefined = undefined;

  constructor(readonly labels: LabelValues) {}

  /** All that are or were observed under these labels. */
  get all(): readonly Observed[] {
    return [...this.maps, ...this.#batchesOfGone];
  }

  /** What the maps come to together; the same for all that ask in one go, so that figures fit each other. Undefined where none is left. */
  get health(): Health | undefined {
    if (this.#taken === undefined) {
      this.#taken = this.#take();
      queueMicrotask(() => { this.#taken = undefined; });
    }
    return this.#taken;
  }

  remove(map: Observed): void {
    if (!this.maps.delete(map)) return;
    const last = this.#lastSeen.get(map);
    this.#lastSeen.delete(map);
    this.#batchesOfGone.push(map);
    if (last !== undefined) add(this.#gone, last);
  }

  #take(): Health | undefined {
    const seen: Health[] = [];
    for (const map of [...this.maps]) {
      const health = map.health();
      if (health === undefined) {
        this.remove(map);
        continue;
      }
      this.#lastSeen.set(map, health);
      seen.push(health);
    }
    if (seen.length === 0) return undefined;
    const sum = { counters: { ...this.#gone.counters }, concurrentModifications: { ...this.#gone.concurrentModifications } };
    for (const health of seen) add(sum, health);
    const total = (field: 'entries' | 'bytes' | 'segments'): number => seen.reduce((all, health) => all + health[field], 0);
    return {
      entries: total('entries'),
      bytes: total('bytes'),
      segments: total('segments'),
      loadRatio: Math.max(...seen.map(({ loadRatio }) => loadRatio)),
      longestProbe: Math.max(...seen.map(({ longestProbe }) => longestProbe)),
      ...sum,
    };
  }
}

interface Sums {
  readonly counters: Record<Counter, number>;
  readonly concurrentModifications: Record<string, number>;
}

const zeros = (): Record<Counter, number> => ({ hits: 0, misses: 0, splits: 0, rollbacks: 0 });

function add(sums: Sums, { counters, concurrentModifications }: Pick<Health, 'counters' | 'concurrentModifications'>): void {
  for (const name of COUNTERS) sums.counters[name] += counters[name];
  for (const [kind, count] of Object.entries(concurrentModifications)) {
    sums.concurrentModifications[kind] = (sums.concurrentModifications[kind] ?? 0) + count;
  }
}
