/** The caches that were given a name: a list of their own, for whoever reads that of maps reads a map's table. */
import { NamedList, type NamedListener } from './named-list.js';

const caches = new NamedList('wasmap.named-caches.1');

/** Amortised O(1). */
export function noteNamedCache(cache: object): void {
  caches.note(cache);
}

/** Those that were not collected. */
export function namedCaches(): object[] {
  return caches.all();
}

/** Calls `listener` with each that is made from now on, until what is returned is called. */
export function listenToNamedCaches(listener: NamedListener): () => void {
  return caches.listen(listener);
}
