/** What maps with a name tell of themselves when metrics are collected; what has the same name and engine is added up. */
import type { Attributes } from '@opentelemetry/api';
import { namedMaps } from '../diagnostics/named-maps.js';
import { WeakReference } from '../weak.js';
import { Attribute } from './scope.js';
import { tableOf } from './which-maps.js';

/** Sums of the maps of one name and engine. */
export interface MapFigures {
  readonly attributes: Attributes;
  size: number;
  bytes: number;
  hits: number;
  misses: number;
}

/** The maps of one name and engine. */
interface Group {
  readonly attributes: Attributes;
  readonly maps: Set<Seen>;
  /** Of maps that are gone: their counts stay in the sums, so that these do not fall. */
  hits: number;
  misses: number;
}

/** A map, and what it had counted when it was last seen. */
interface Seen {
  readonly map: WeakRef<object>;
  hits: number;
  misses: number;
}

export class NamedMapFigures {
  readonly #isObserved: (map: object) => boolean;
  /** One whose maps are all gone stays, for SDKs go on with the last value of what is observed no more: its size is to be 0 then. */
  readonly #groups = new Map<string, Group>();
  readonly #known = new WeakSet<object>();

  constructor(isObserved: (map: object) => boolean) {
    this.#isObserved = isObserved;
  }

  /** O(maps). */
  collect(): readonly MapFigures[] {
    for (const map of namedMaps()) this.#meet(map);
    return [...this.#groups.values()].map(sumOf);
  }

  #meet(map: object): void {
    if (this.#known.has(map) || tableOf(map).closed || !this.#isObserved(map)) return;
    this.#known.add(map);
    const { name, engine: { engine } } = tableOf(map);
    const key = JSON.stringify([name, engine]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, group = { attributes: { [Attribute.map]: name!, [Attribute.engine]: engine }, maps: new Set(), hits: 0, misses: 0 });
    }
    group.maps.add({ map: new WeakReference(map), hits: 0, misses: 0 });
  }
}

function sumOf(group: Group): MapFigures {
  let [size, bytes, hits, misses] = [0, 0, 0, 0];
  for (const seen of group.maps) {
    const map = seen.map.deref();
    if (map === undefined || tableOf(map).closed) {
      group.maps.delete(seen);
      group.hits += seen.hits;
      group.misses += seen.misses;
      continue;
    }
    const counters = tableOf(map).counters();
    [seen.hits, seen.misses] = [counters.hits, counters.misses];
    size += counters.size;
    bytes += tableOf(map).memoryUsage().bytes;
    hits += seen.hits;
    misses += seen.misses;
  }
  return { attributes: group.attributes, size, bytes, hits: group.hits + hits, misses: group.misses + misses };
}
