/**
 * What loading asks of the cache that it loads for. It knows neither tables nor policies: the facade is its host, and in tests a plain Map with a clock of its
 * own. A host tells its loader of every write of a user's, before it is done: see `Loader.written`.
 */
import type { FetchDefaults, FetchSettings } from './fetch-options.js';
import type { LoadStatus } from './status.js';

/** An entry as it is now, stale or not. */
export interface HostEntry<V> {
  readonly value: V;
  /** Whether its time is over. */
  readonly isStale: boolean;
  /** When its time began, in milliseconds of the host's clock; 0 where it has none. */
  readonly start: number;
  /** How long its time is, in milliseconds; 0 where it has none. */
  readonly ttl: number;
  /** What is left of its time, in milliseconds: negative where it is over, Infinity where it has none. */
  readonly remaining: number;
}

/** How an entry is read: as `get` has these options. */
export interface HostReadOptions<K, V> {
  readonly allowStale?: boolean;
  readonly updateAgeOnGet?: boolean;
  readonly noDeleteOnStaleGet?: boolean;
  /** The value is given although its time is over, and counts as fresh. */
  readonly isTolerated?: boolean;
  readonly status?: LoadStatus<K, V> | undefined;
}

export interface LoadHost<K, V> {
  /** For messages: "WasmCache", with its name if it has one. */
  readonly label: string;
  /** The object that status objects show as `cache`. */
  readonly cache: object;
  /** What holds where a call says nothing: read at each call, for users may change it. */
  readonly defaults: FetchDefaults<K, V>;

  /** Milliseconds of the clock that entries' times are measured by. */
  now(): number;
  /** What tells `key` from others in a native Map: itself, or a string of its content where keys are bytes or have a codec. */
  identity(key: K): unknown;
  /** @throws For the first of many keys that does not fit, with its position. */
  checkKeys(keys: readonly K[]): void;
  /** The key as it may be kept: bytes are copied. */
  ownKey(key: K): K;
  /** A loaded value as `get` would give it once it is stored: rounded as its kind is, and, of bytes, a copy for each who asks. */
  ownValue(value: V): V;
  /** The entry of `key`, stale or not; neither counted nor known to the policy. O(1) */
  peekEntry(key: K): HostEntry<V> | undefined;
  /** As `get` of a user's, counted and known to the policy, but starts no refresh. O(1) */
  read(key: K, options: HostReadOptions<K, V>): V | undefined;
  /** As `set` of a user's, but does not call `Loader.written`. @throws What `set` throws. */
  store(key: K, value: V, options: FetchSettings<K, V>): void;
  /** Takes out the entry of `key`, if there is one, without calling `Loader.written`. */
  remove(key: K, reason: 'fetch' | 'delete'): void;
}
