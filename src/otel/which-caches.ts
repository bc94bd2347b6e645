/** Which caches are observed, and what level each is, as the options say it. */
import { unexpected } from '../arguments.js';
import type { ObservedCache } from '../cache/reading.js';
import { safely } from './safely.js';

/**
 * Caches that are observed: some, which are not kept alive by that; or those for which a function, which gets the name of a cache, and the cache
 * itself, returns true. It is asked before every load, and whenever metrics are collected.
 */
export type WhichCaches = Iterable<object> | ((name: string | undefined, cache: object) => boolean);

/** The level of caches: 'l1' (default) is that which is asked first. One of few; or what gives it for a cache's name. */
export type WhichTier = string | ((name: string | undefined) => string);

type Store = ObservedCache['_store'];

const DEFAULT_TIER = 'l1';

/** The test that `caches` comes to. @throws WasmapTypeError for what is none, or no cache */
export function cacheFilter(where: string, caches: unknown): (cache: object) => boolean {
  if (caches === undefined) return () => true;
  if (typeof caches === 'function') {
    const test = caches as (name: string | undefined, cache: object) => unknown;
    return (cache) => safely('caches', () => test(nameOf(cache), cache) === true, false);
  }
  if (!isIterable(caches)) throw unexpected(`${where}: caches`, 'a list of caches, or a function', caches);
  // By their stores, for calls may have come to them through proxies.
  const stores = new WeakSet<Store>();
  for (const cache of caches) {
    const store = (cache as Partial<ObservedCache> | null | undefined)?._store;
    if (typeof store?.reading !== 'function') throw unexpected(`${where}: caches`, 'a WasmCache or LRUCache', cache);
    stores.add(store);
  }
  return (cache) => stores.has(storeOf(cache));
}

/** What gives a cache's level. @throws WasmapTypeError for what says none */
export function tierReader(where: string, tier: unknown): (cache: object) => string {
  if (typeof tier === 'function') {
    const read = tier as (name: string | undefined) => unknown;
    return (cache) => safely('tier', () => String(read(nameOf(cache))), DEFAULT_TIER);
  }
  if (tier !== undefined && (typeof tier !== 'string' || tier === '')) throw unexpected(`${where}: tier`, 'the name of a level, or a function', tier);
  return () => tier ?? DEFAULT_TIER;
}

export function storeOf(cache: object): Store {
  return (cache as ObservedCache)._store;
}

const nameOf = (cache: object): string | undefined => storeOf(cache).settings.map.name;

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}
