/** Removing: `delete`, `pop`, `clear`, `purgeStale`, `resize`. */
import type { Store } from '../store.js';
import type { Gone, Place } from '../table.js';
import type { DisposeReason } from '../types.js';

/** Removes the entry of `key`; whether there was one. */
export function remove(store: Store, key: unknown, reason: DisposeReason): boolean {
  const { table, departures } = store;
  const place = table.find(key);
  if (place !== 0) {
    const value = departures.told ? table.valueAt(place) : undefined;
    table.remove(place);
    departures.left(value, key, reason);
  }
  departures.settle();
  return place !== 0;
}

/** `delete`: whether there was an entry, or one was being loaded. */
export function deleteKey(store: Store, key: unknown): boolean {
  store.checkKey(key);
  const isAborted = store.loads?.written(key, 'deleted') === true;
  return remove(store, key, 'delete') || isAborted;
}

/** Takes out the entry whose turn it is, and returns its value; undefined where there is none. */
export function pop(store: Store): unknown {
  const gone = store.table.evict();
  if (gone === undefined) return undefined;
  store.departures.left(gone.value, gone.key, 'evict');
  store.departures.settle();
  return gone.value;
}

/** Removes all entries. Those who are told hear of them in the order in which they would have gone. O(1), or O(entries) where anybody is told. */
export function clear(store: Store): void {
  const { table, departures, counts } = store;
  store.loads?.cleared();
  if (!departures.told) {
    counts.deleted += table.size;
    table.clear();
    return;
  }
  const values = table.places().map((place) => table.valueAt(place));
  const keys = table.keys(false);
  table.clear();
  keys.forEach((key, i) => { departures.left(values[i], key, 'delete'); });
  departures.settle();
}

/** Removes all stale entries; whether there were any. O(those), or O(entries) in the order of an LRU cache. */
export function purgeStale(store: Store): boolean {
  const { table } = store;
  store.assertOpen();
  if (!store.timed) return false;
  const { expired } = store.counts;
  if (!store.settings.lazily) {
    store.expire(store.clock.now());
    return store.counts.expired > expired;
  }
  for (const key of table.keys(false)) {
    const place = store.find(key);
    if (place !== 0 && store.isStale(place)) remove(store, key, 'expire');
  }
  return store.counts.expired > expired;
}

/**
 * Lets entries go until one of `key` and `size` may come: where stale ones do not wait for their turn, those first. Returns the place of `key` where somebody
 * who was told has set it meanwhile, else 0.
 */
export function makeRoom(store: Store, key: unknown, size: number): Place {
  const { table, departures } = store;
  const now = store.timed && !store.settings.lazily ? store.clock.now() : -Infinity;
  while (!table.hasRoom(size)) {
    const stale = store.takeExpired(now);
    const gone = stale ?? table.makeRoom(size);
    if (gone === undefined) break;
    departures.left(gone.value, gone.key, stale === undefined ? 'evict' : 'expire');
    if (!departures.told) continue;
    const place = table.find(key);
    if (place !== 0) return place;
  }
  return 0;
}

/** Lets entries go that are beyond the bounds. */
export function trim(store: Store): void {
  const { table, departures } = store;
  let gone: Gone | undefined;
  while ((gone = table.trim()) !== undefined) departures.left(gone.value, gone.key, 'evict');
}
