/** What `prewarm` is given: the cache, and options, checked. */
import { checkCount, checkFunction, checkName, checkOptions, isObject, outOfRange, unexpected } from '../../arguments.js';
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import { now } from '../../clock.js';
import { type PrewarmClock, sleep } from './pace.js';
import type { Picker, PickOptions } from './rows.js';

/** What can be prewarmed: a WasmCache, or whatever has some of these. */
export interface PrewarmTarget<K, V> {
  /** Writes an entry. */
  set(key: K, value: V, options?: { ttl?: number }): unknown;
  /** Writes many, with the `ttl` as an option if there is one; where there is no such method, `set` writes them one by one. */
  putAll?(entries: readonly (readonly [K, Exclude<V, undefined>])[], options?: object): unknown;
  /** Loads and writes what is missing: for `load: 'fetch'`. */
  fetchAll?(keys: readonly K[], options: { signal: PlatformAbortSignal; ttl?: number }): Promise<readonly (V | undefined)[]>;
  /** Loads and writes one. */
  fetch?(key: K, options: { signal: PlatformAbortSignal; ttl?: number }): Promise<V | undefined>;
}

/** How far it is. */
export interface PrewarmProgress {
  /** Rows that were read, bad ones included. */
  readonly read: number;
  /** Entries that were written. */
  readonly written: number;
  /** Entries that could not be loaded or written. */
  readonly failed: number;
  /** Bad rows, and keys for which nothing was found. */
  readonly skipped: number;
  /** Rows in all, where that is known. */
  readonly total?: number;
  /** Entries written per second, since it began. */
  readonly ratePerSecond: number;
}

/** Options of `prewarm`. */
export interface PrewarmOptions<K, V, Row = never> extends PickOptions<K, V, Row> {
  /** How a key is picked from a row of a cursor; where neither this nor `value` is given, the source has pairs, or keys where there is `load`. */
  readonly key?: Picker<Row, K>;
  /** How a value is picked from a row. */
  readonly value?: Picker<Row, V>;
  /** Gives the value of a key, undefined where there is none, and makes the source one of keys. With `'fetch'` the cache loads them itself, by its fetchAll or fetch. */
  readonly load?: 'fetch' | ((key: K, options: { readonly signal: PlatformAbortSignal }) => V | undefined | Promise<V | undefined>);
  /** So many loads at a time; 8 by default. Pairs are written one batch after the other. */
  readonly concurrency?: number;
  /** Entries that are written together; 1 024 by default. */
  readonly batchSize?: number;
  /** Ends it early: what was written stays, and the report says so. */
  readonly signal?: PlatformAbortSignal;
  /** Told how far it is, after each batch, and at the end. What it throws ends all. */
  readonly onProgress?: (progress: PrewarmProgress) => void;
  /** Entries per second at most; Infinity by default. */
  readonly rate?: number;
  /** How long the entries are fresh, in milliseconds; what the cache has for all by default. */
  readonly ttl?: number;
  /** Whether a row that is no entry ends all with a RowError, as by default, or is skipped and counted. */
  readonly onBadRow?: 'fail' | 'skip';
  /** Rows in all, for `onProgress`; known by itself of arrays, Maps and Sets. */
  readonly total?: number;
  /** At most so many failures are in the report; 100 by default. */
  readonly maxReported?: number;
  /** What time is taken from; the system's by default. */
  readonly clock?: PrewarmClock;
}

const known = ['key', 'value', 'load', 'concurrency', 'batchSize', 'signal', 'onProgress', 'rate', 'ttl', 'onBadRow', 'total', 'maxReported', 'clock'];

export interface PrewarmSettings<K, V> extends PrewarmOptions<K, V> {
  readonly concurrency: number;
  readonly batchSize: number;
  readonly rate: number;
  readonly onBadRow: 'fail' | 'skip';
  readonly maxReported: number;
  readonly clock: PrewarmClock;
}

/** @throws WasmapTypeError, WasmapRangeError for options that make no sense, and for a cache that is none. */
export function readPrewarmOptions<K, V>(where: string, cache: PrewarmTarget<K, V>, options: PrewarmOptions<K, V>): PrewarmSettings<K, V> {
  if (!isObject(cache) || typeof cache.set !== 'function') throw unexpected(`${where}: cache`, 'a cache, or what has a method set', cache);
  const checked = checkOptions<PrewarmOptions<K, V>>(where, options, known);
  const { load, signal, onProgress, ttl, total } = checked;
  const { concurrency = 8, batchSize = 1024, rate = Infinity, onBadRow = 'fail', maxReported = 100, clock = { now, sleep } } = checked;
  if (onProgress !== undefined) checkFunction(`${where}: onProgress`, onProgress);
  if (load !== undefined && load !== 'fetch' && typeof load !== 'function') throw unexpected(`${where}: load`, "a function, or 'fetch'", load);
  if (load === 'fetch' && typeof cache.fetchAll !== 'function' && typeof cache.fetch !== 'function') {
    throw unexpected(`${where}: cache`, "a method fetchAll or fetch, for load: 'fetch'", cache);
  }
  if (signal !== undefined && !(isObject(signal) && 'aborted' in signal)) throw unexpected(`${where}: signal`, 'an AbortSignal', signal);
  if (ttl !== undefined) checkNumber(`${where}: ttl`, ttl, 'milliseconds from 0', ttl >= 0);
  if (total !== undefined) checkCount(`${where}: total`, total, Infinity);
  return {
    ...checked,
    concurrency: atLeastOne(`${where}: concurrency`, concurrency),
    batchSize: atLeastOne(`${where}: batchSize`, batchSize),
    rate: checkNumber(`${where}: rate`, rate, 'entries per second above 0', rate > 0),
    onBadRow: checkName(`${where}: onBadRow`, onBadRow, ['fail', 'skip']),
    maxReported: checkCount(`${where}: maxReported`, maxReported, Infinity),
    clock,
  };
}

function atLeastOne(where: string, value: unknown): number {
  if (typeof value !== 'number') throw unexpected(where, 'an integer from 1', value);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw outOfRange(where, 'an integer from 1', value);
}

function checkNumber(where: string, value: unknown, expected: string, isInRange: boolean): number {
  if (typeof value !== 'number') throw unexpected(where, expected, value);
  if (isInRange) return value;
  throw outOfRange(where, expected, value);
}
