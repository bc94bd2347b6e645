/** What maps are like at a moment, alone or together. */

/** Counters of a map, which only grow. */
export interface Counters {
  readonly hits: number;
  readonly misses: number;
  readonly splits: number;
  readonly rollbacks: number;
  /** Batches given up because the map was written to meanwhile, by who did. */
  readonly concurrentModifications: Readonly<Record<string, number>>;
}

/** What several maps are like together; or one. */
export interface Health {
  readonly engines: readonly ('wasm' | 'js')[];
  readonly entries: number;
  readonly bytes: number;
  readonly loadRatio: number;
  readonly segments: number;
  readonly snapshots: number;
  /** Undefined where nobody has looked yet: see probe-budget.ts. */
  readonly longestProbe: number | undefined;
  readonly counters: Counters;
}

/** What `all`, one at least, are like together; `gone` is what those counted that are no more. */
export function joined(all: readonly Health[], gone: Counters | undefined): Health {
  if (all.length === 1 && gone === undefined) return all[0]!;
  const total = (field: 'entries' | 'bytes' | 'segments' | 'snapshots'): number => all.reduce((sum, health) => sum + health[field], 0);
  const probes = all.map(({ longestProbe }) => longestProbe).filter((longest) => longest !== undefined);
  return {
    engines: all.flatMap(({ engines }) => engines),
    entries: total('entries'),
    bytes: total('bytes'),
    segments: total('segments'),
    snapshots: total('snapshots'),
    loadRatio: Math.max(...all.map(({ loadRatio }) => loadRatio)),
    longestProbe: probes.length === 0 ? undefined : Math.max(...probes),
    counters: all.reduce((sum: Counters | undefined, { counters }) => added(sum, counters), gone)!,
  };
}

/** Both together; `sum` may be nothing yet. */
export function added(sum: Counters | undefined, counters: Counters): Counters {
  if (sum === undefined) return counters;
  const kinds = Object.keys({ ...sum.concurrentModifications, ...counters.concurrentModifications });
  const of = ({ concurrentModifications }: Counters, kind: string): number => concurrentModifications[kind] ?? 0;
  return {
    hits: sum.hits + counters.hits,
    misses: sum.misses + counters.misses,
    splits: sum.splits + counters.splits,
    rollbacks: sum.rollbacks + counters.rollbacks,
    concurrentModifications: Object.fromEntries(kinds.map((kind) => [kind, of(sum, kind) + of(counters, kind)])),
  };
}

/** What takes `counters` off when it is added. */
export function negative({ hits, misses, splits, rollbacks, concurrentModifications }: Counters): Counters {
  return {
    hits: -hits, misses: -misses, splits: -splits, rollbacks: -rollbacks,
    concurrentModifications: Object.fromEntries(Object.entries(concurrentModifications).map(([kind, count]) => [kind, -count])),
  };
}
