/** Options of single calls, under lru-cache's names: as callers give them, and as the functions that load get them, where all are there. */
import { isObject, unexpected } from '../../arguments.js';
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import type { LoadStatus } from './status.js';

/** What a cache has defaults for. A function that loads may change them, for the load that it is called for. */
export interface FetchDefaults<K, V> {
  /** Whether a stale value is given at once, and loaded anew in the background. */
  allowStale: boolean;
  /** Whether a hit begins the entry's time anew. */
  updateAgeOnGet: boolean;
  /** Whether a stale entry stays when it is read. */
  noDeleteOnStaleGet: boolean;
  /** How long what was loaded is fresh, in milliseconds; 0 for always. */
  ttl: number;
  /** Whether the value that is replaced is not told of to `dispose`. */
  noDisposeOnSet: boolean;
  /** Whether a replaced entry keeps its time. */
  noUpdateTTL: boolean;
  /** The size of an entry, where sizes are kept. */
  sizeCalculation?: ((value: V, key: K) => number) | undefined;
  /** Whether the entry stays when loading it anew has failed. */
  noDeleteOnFetchRejection: boolean;
  /** Whether the stale value, or undefined, is given when loading has failed. */
  allowStaleOnFetchRejection: boolean;
  /** Whether the stale value, or undefined, is given at once when the load is aborted. */
  allowStaleOnFetchAbort: boolean;
  /** Whether loading goes on when it is aborted, and its callers with it, but for those who take stale values then. */
  ignoreFetchAbort: boolean;
}

/** Options of `fetch`. What is not given is the cache's own. */
export interface FetchOptions<K, V, FC> extends Partial<FetchDefaults<K, V>> {
  /** Loads although the entry is fresh. */
  forceRefresh?: boolean;
  /** For the function that loads. */
  context?: FC;
  /** Ends this call's waiting. Loading is aborted when nobody else waits. */
  signal?: PlatformAbortSignal;
  /** The size of the entry, instead of what `sizeCalculation` says. */
  size?: number;
  /** Filled with what the call does. */
  status?: LoadStatus<K, V>;
}

/** Options of `memo`. */
export type MemoOptions<K, V, FC> = Omit<FetchOptions<K, V, FC>, 'signal'>;

/** Options of `fetchAll`: one for all keys. */
export type FetchAllOptions<K, V, FC> = Omit<FetchOptions<K, V, FC>, 'status' | 'size'>;

/** The options that hold for a load. What the function that loads changes of them holds for what is done with its result. */
export interface FetchSettings<K, V> extends FetchDefaults<K, V> {
  size?: number;
  status?: LoadStatus<K, V> | undefined;
  signal?: PlatformAbortSignal | undefined;
}

/** What the functions that load are given. */
export interface FetcherOptions<K, V, FC> {
  /** Aborted when nobody waits any more, or the key was written to, deleted or cleared meanwhile. */
  readonly signal: PlatformAbortSignal;
  readonly options: FetchSettings<K, V>;
  readonly context: FC;
}

/** @throws WasmapTypeError for what is no AbortSignal. */
export function checkSignal(where: string, signal: unknown): void {
  if (signal !== undefined && !(isObject(signal) && 'aborted' in signal && 'addEventListener' in signal)) throw unexpected(`${where}: signal`, 'an AbortSignal', signal);
}

export function settingsOf<K, V>(defaults: FetchDefaults<K, V>, given: FetchOptions<K, V, unknown>): FetchSettings<K, V> {
  return {
    allowStale: given.allowStale ?? defaults.allowStale,
    updateAgeOnGet: given.updateAgeOnGet ?? defaults.updateAgeOnGet,
    noDeleteOnStaleGet: given.noDeleteOnStaleGet ?? defaults.noDeleteOnStaleGet,
    ttl: given.ttl ?? defaults.ttl,
    noDisposeOnSet: given.noDisposeOnSet ?? defaults.noDisposeOnSet,
    noUpdateTTL: given.noUpdateTTL ?? defaults.noUpdateTTL,
    sizeCalculation: given.sizeCalculation ?? defaults.sizeCalculation,
    noDeleteOnFetchRejection: given.noDeleteOnFetchRejection ?? defaults.noDeleteOnFetchRejection,
    allowStaleOnFetchRejection: given.allowStaleOnFetchRejection ?? defaults.allowStaleOnFetchRejection,
    allowStaleOnFetchAbort: given.allowStaleOnFetchAbort ?? defaults.allowStaleOnFetchAbort,
    ignoreFetchAbort: given.ignoreFetchAbort ?? defaults.ignoreFetchAbort,
    size: given.size ?? 0,
    status: given.status,
    signal: given.signal,
  };
}
