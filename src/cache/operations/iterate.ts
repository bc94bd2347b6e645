/**
 * Visiting entries: over the keys as they were when it began, each looked up again in its turn, so that whoever visits may call the cache. What went meanwhile
 * is passed over, what came is not visited, and each key comes once.
 */
import type { Store } from '../store.js';

/** What is visited: the first to go, or the last to go, first. */
type Order = 'hottest' | 'coldest';

/** Fresh entries, and stale ones where the rules allow them. */
export function* visit(store: Store, order: Order): Generator<[key: unknown, value: unknown], void, unknown> {
  const { table } = store;
  for (const key of table.keys(order === 'hottest')) {
    const place = store.rules.allowStale ? table.find(key) : store.find(key);
    if (place !== 0 && (store.rules.allowStale || !store.isStale(place))) yield [key, table.valueAt(place)];
  }
}

/** As `visit`, keys alone. */
export function* visitKeys(store: Store, order: Order): Generator<unknown, void, unknown> {
  for (const [key] of visit(store, order)) yield key;
}

/** As `visit`, values alone. */
export function* visitValues(store: Store, order: Order): Generator<unknown, void, unknown> {
  for (const [, value] of visit(store, order)) yield value;
}

/** The first `count` entries. O(entries). */
export function first(store: Store, order: Order, count: number): [unknown, unknown][] {
  const entries: [unknown, unknown][] = [];
  if (count === 0) return entries;
  for (const entry of visit(store, order)) {
    if (entries.push(entry) === count) break;
  }
  return entries;
}
