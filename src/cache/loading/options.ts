/** Options of a cache that are about loading, checked. */
import { checkFunction, outOfRange, unexpected } from '../../arguments.js';
import { WasmapTypeError } from '../../errors.js';
import type { FetchSettings, FetcherOptions } from './fetch-options.js';

/** Loads the value of a key; `undefined` where there is none. */
export type Fetcher<K, V, FC = unknown> =
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as lru-cache has it
  (key: K, staleValue: V | undefined, options: FetcherOptions<K, V, FC>) => Promise<V | undefined | void> | V | undefined | void;

/** What may come of loading many keys: a Map or pairs, in any order, of those that were found; or an array with one place for each key, in the keys' order. */
export type FetchedAll<K, V> = ReadonlyMap<K, V | Error | undefined> | Iterable<readonly [K, V | Error | undefined]> | readonly (V | Error | undefined)[];

/** Loads the values of many keys in one call. An Error in a value's place says that loading this one has failed. */
export type AllFetcher<K, V, FC = unknown> = (keys: readonly K[], options: FetcherOptions<K, V, FC>) => Promise<FetchedAll<K, V>> | FetchedAll<K, V>;

/** Computes the value of a key. */
export type Memoizer<K, V, FC = unknown> =
  (key: K, staleValue: V | undefined, options: { readonly options: FetchSettings<K, V>; readonly context: FC }) => V;

/** Options of a cache that are about loading. */
export interface LoadOptions<K, V, FC = unknown> {
  /** Loads the value of a key, for `fetch`. */
  readonly fetchMethod?: Fetcher<K, V, FC> | undefined;
  /** Loads the values of many keys, for `fetchAll`; and of one, for `fetch`, where there is no `fetchMethod`. */
  readonly fetchAllMethod?: AllFetcher<K, V, FC> | undefined;
  /** Computes the value of a key, for `memo`. */
  readonly memoMethod?: Memoizer<K, V, FC> | undefined;
  /** At most so many calls of these functions go on at a time; others wait for their turn. Infinity by default. */
  readonly loadConcurrency?: number | undefined;
  /** So many milliseconds after its time is over an entry is still given, and loaded anew in the background; 0 by default. */
  readonly staleWhileRevalidate?: number | undefined;
  /** So many milliseconds after its time is over an entry is still given where loading it anew has failed; 0 by default. */
  readonly staleIfError?: number | undefined;
  /** The share of its time, from 0 to 1, after which an entry that is asked for is loaded anew in the background; never by default. */
  readonly refreshAhead?: number | undefined;
  /** Told of each failure that no caller was: those of loads in the background, and those for which callers were given stale values. What it throws is dropped. */
  readonly onLoadError?: ((key: K, error: unknown) => void) | undefined;
}

export const loadOptionNames = [
  'fetchMethod', 'fetchAllMethod', 'memoMethod', 'loadConcurrency', 'staleWhileRevalidate', 'staleIfError', 'refreshAhead', 'onLoadError',
] as const;

export interface LoadSettings<K, V, FC> {
  readonly fetchMethod: Fetcher<K, V, FC> | undefined;
  readonly fetchAllMethod: AllFetcher<K, V, FC> | undefined;
  readonly memoMethod: Memoizer<K, V, FC> | undefined;
  readonly loadConcurrency: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  /** Infinity for never. */
  readonly refreshAhead: number;
  readonly onLoadError: ((key: K, error: unknown) => void) | undefined;
}

/** Reads them from among the cache's other options. @throws WasmapTypeError, WasmapRangeError for options that make no sense. */
export function readLoadOptions<K, V, FC>(where: string, options: LoadOptions<K, V, FC>): LoadSettings<K, V, FC> {
  const { fetchMethod, fetchAllMethod, memoMethod, onLoadError, loadConcurrency, staleWhileRevalidate, staleIfError, refreshAhead } = options;
  for (const [name, value] of Object.entries({ fetchMethod, fetchAllMethod, memoMethod, onLoadError })) {
    if (value !== undefined) checkFunction(`${where}: ${name}`, value);
  }
  const isLoading = fetchMethod !== undefined || fetchAllMethod !== undefined;
  for (const [name, value] of Object.entries({ loadConcurrency, staleWhileRevalidate, staleIfError, refreshAhead })) {
    if (value !== undefined && !isLoading) throw new WasmapTypeError(`${where}: ${name}: expected a fetchMethod or a fetchAllMethod beside it`);
  }
  return {
    fetchMethod, fetchAllMethod, memoMethod, onLoadError,
    loadConcurrency: checkConcurrency(`${where}: loadConcurrency`, loadConcurrency ?? Infinity),
    staleWhileRevalidate: checkTime(`${where}: staleWhileRevalidate`, staleWhileRevalidate ?? 0),
    staleIfError: checkTime(`${where}: staleIfError`, staleIfError ?? 0),
    refreshAhead: refreshAhead === undefined ? Infinity : checkShare(`${where}: refreshAhead`, refreshAhead),
  };
}

/** The options that come to `settings`, for another cache. */
export function loadOptionsOf<K, V, FC>(settings: LoadSettings<K, V, FC>): LoadOptions<K, V, FC> {
  const { fetchMethod, fetchAllMethod, memoMethod, onLoadError, refreshAhead } = settings;
  if (fetchMethod === undefined && fetchAllMethod === undefined) return { memoMethod, onLoadError };
  return { ...settings, refreshAhead: refreshAhead === Infinity ? undefined : refreshAhead };
}

function checkConcurrency(where: string, value: unknown): number {
  if (typeof value !== 'number') throw unexpected(where, 'a number of loads', value);
  if (value >= 1 && (Number.isInteger(value) || value === Infinity)) return value;
  throw outOfRange(where, 'an integer from 1, or Infinity', value);
}

function checkTime(where: string, value: unknown): number {
  if (typeof value !== 'number') throw unexpected(where, 'a number of milliseconds', value);
  if (value >= 0) return value;
  throw outOfRange(where, 'milliseconds from 0', value);
}

function checkShare(where: string, value: unknown): number {
  if (typeof value !== 'number') throw unexpected(where, 'a share from 0 to 1', value);
  if (value >= 0 && value <= 1) return value;
  throw outOfRange(where, 'a share from 0 to 1', value);
}
