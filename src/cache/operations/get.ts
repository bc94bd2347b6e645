/** Reading: `get`, `has`, `peek`, `info`, `getRemainingTTL`. */
import type { HostEntry } from '../loading/host.js';
import type { AnyStatus, Store } from '../store.js';
import type { Place } from '../table.js';
import type { Entry, GetOptions, HasOptions, Milliseconds, PeekOptions } from '../types.js';
import { remove } from './remove.js';

type AnyGet = GetOptions<unknown, unknown, unknown>;

/** `get` of a plain cache. O(1) */
export function getPlain(store: Store, key: unknown): unknown {
  store.checkKey(key);
  return store.table.read(key);
}

/** `get` with all that may be asked of it. An entry that is due is loaded anew, once the call has returned. */
export function get(store: Store, key: unknown, options: AnyGet): unknown {
  const { loads } = store;
  if (loads === undefined || !loads.watchesReads) return read(store, key, options, false);
  const entry = entryOf(store, key);
  return read(store, key, options, entry !== undefined && entry.ttl !== 0 && loads.found(key, entry));
}

/** As `get`, but nothing is loaded. An entry that `isTolerated` counts as fresh though its time is over. */
export function read(store: Store, key: unknown, options: AnyGet, isTolerated: boolean): unknown {
  store.checkKey(key);
  const { rules, table, counts } = store;
  const { allowStale = rules.allowStale, updateAgeOnGet = rules.updateAgeOnGet, noDeleteOnStaleGet = rules.noDeleteOnStaleGet, status } = options;
  const place = store.find(key);
  if (place === 0) {
    counts.misses++;
    if (status !== undefined) status.get = 'miss';
    return undefined;
  }
  const value = table.valueAt(place);
  const [stale, over] = [store.isStale(place), store.isOver(place)];
  if (status !== undefined) {
    store.noteTime(status, place);
    noteFound(store, status, key, stale, allowStale || isTolerated);
  }
  if (!stale || isTolerated) {
    counts.hits++;
    // Telling a status asks the clock, and a codec.
    hit(store, status === undefined ? place : table.find(key), key, updateAgeOnGet && !stale);
    return value;
  }
  counts.misses++;
  if (!noDeleteOnStaleGet && over && store.loads?.isLoading(key) !== true) remove(store, key, 'expire');
  return allowStale ? value : undefined;
}

function noteFound(store: Store, status: AnyStatus, key: unknown, stale: boolean, given: boolean): void {
  const loading = store.loads?.isLoading(key) === true;
  status.get = stale ? (loading ? 'stale-fetching' : 'stale') : loading ? 'fetching' : 'hit';
  if (stale && given) status.returnedStale = true;
}

/** An entry was asked for, and given: the policy is told, and its time begins anew where the rules say so. */
function hit(store: Store, place: Place, key: unknown, renewed: boolean): void {
  if (place === 0) return;
  store.table.touch(place);
  if (renewed) store.renew(place, key);
}

/** `has`: neither counted nor known to the policy. */
export function has(store: Store, key: unknown, options: HasOptions<unknown, unknown, unknown>): boolean {
  store.checkKey(key);
  const { updateAgeOnHas = store.rules.updateAgeOnHas, status } = options;
  const place = store.find(key);
  const found = place === 0 ? 'miss' : store.isStale(place) ? 'stale' : 'hit';
  if (found === 'hit' && updateAgeOnHas) store.renew(place, key);
  if (status !== undefined) {
    status.has = found;
    if (place !== 0) store.noteTime(status, store.table.find(key)); // renewing may have moved it
  }
  return found === 'hit';
}

/** `peek`: as `has`, for the value. */
export function peek(store: Store, key: unknown, options: PeekOptions<unknown, unknown, unknown>): unknown {
  const { allowStale = store.rules.allowStale, status } = options;
  const found = lookUp(store, key);
  if (found === undefined || (found.stale && !allowStale)) {
    if (status !== undefined) status.peek = found === undefined ? 'miss' : 'stale';
    return undefined;
  }
  if (status !== undefined) Object.assign(status, { peek: 'hit', value: found.value } satisfies AnyStatus);
  return found.value;
}

/** An entry as it is. */
export interface Found {
  /** Until the next call that changes the cache. */
  readonly place: Place;
  readonly value: unknown;
  readonly stale: boolean;
}

/** The entry of `key`, fresh or stale, with nobody being told; undefined where there is none. */
export function lookUp(store: Store, key: unknown): Found | undefined {
  store.checkKey(key);
  const place = store.find(key);
  return place === 0 ? undefined : { place, value: store.table.valueAt(place), stale: store.isStale(place) };
}

/** As `lookUp`, with its time. */
export function entryOf(store: Store, key: unknown): HostEntry<unknown> | undefined {
  const found = lookUp(store, key);
  if (found === undefined) return undefined;
  const { place, value, stale: isStale } = found;
  const ttl = store.timed ? store.table.ttlAt(place) : 0;
  if (ttl === 0) return { value, isStale, start: 0, ttl: 0, remaining: Infinity };
  const start = store.table.startAt(place);
  return { value, isStale, start, ttl, remaining: ttl - (store.clock.now() - start) };
}

/** What is left of the time of `key`: Infinity where it has no end, 0 where there is no such entry, negative where it is over. */
export function remainingTime(store: Store, key: unknown): Milliseconds {
  store.checkKey(key);
  const { table } = store;
  const place = store.find(key);
  if (place === 0) return 0;
  const ttl = store.timed ? table.ttlAt(place) : 0;
  return ttl === 0 ? Infinity : ttl - (store.present - table.startAt(place));
}

/** The entry of `key` with what is known of it. */
export function info(store: Store, key: unknown): Entry<unknown> | undefined {
  store.checkKey(key);
  const { table } = store;
  const place = table.find(key);
  if (place === 0) return undefined;
  const entry: Entry<unknown> = { value: table.valueAt(place) };
  const ttl = store.timed ? table.ttlAt(place) : 0;
  const [start, size] = [table.startAt(place), table.sizeAt(place)];
  if (ttl !== 0) Object.assign(entry, { ttl: ttl - (store.clock.exact() - start), start: Date.now() });
  if (store.settings.sized) entry.size = size;
  return entry;
}
