/** The maps and sets that were given a name. */
import { NamedList, type NamedListener } from './named-list.js';

const maps = new NamedList('wasmap.named-maps.1');

/** Amortised O(1). */
export function noteNamedMap(map: object): void {
  maps.note(map);
}

/** Those that were not collected. */
export function namedMaps(): object[] {
  return maps.all();
}

/** Calls `listener` with each that is made from now on, until what is returned is called. */
export function listenToNamedMaps(listener: NamedListener): () => void {
  return maps.listen(listener);
}
