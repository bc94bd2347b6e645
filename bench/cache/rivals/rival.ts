/** What the comparison asks of a bounded cache. */

/** Who is compared; `wasmap` is the default policy on the WASM engine. */
export const CACHE_RIVALS = [
  'wasmap', 'wasmap-s3-fifo', 'wasmap-lru', 'wasmap-js', 'wasmap-batches',
  'lru-cache', 'mnemonist', 'quick-lru', 'tiny-lru', 'sieve-cache', 'transitory',
] as const;
export type CacheRivalName = (typeof CACHE_RIVALS)[number];

/** Entries of a batch of `wasmap-batches`. */
export const BATCH = 512;

export const POLICIES = ['w-tinylfu', 's3-fifo', 'lru'] as const;
export type Policy = (typeof POLICIES)[number];

export const CACHE_KEYS = ['u32', 'string'] as const;
/** `u32`: integers below 2^31, which V8 need not box. `string`: texts of 20 characters. */
export type CacheKeys = (typeof CACHE_KEYS)[number];
export type KeyOf<Keys extends CacheKeys> = Keys extends 'u32' ? number : string;
/** `f64`: numbers with a fraction. `any`: small objects. */
export type CacheValues = 'f64' | 'any';

/** The part of a cache that every rival has. */
export interface Cache<K = number | string, V = unknown> {
  readonly size: number;
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
  /** Gives back what the collector would not: linear memory, a timer that keeps the process alive. */
  close?(): void;
}

export interface CacheKinds {
  readonly keys: CacheKeys;
  readonly values: CacheValues;
  /** Of what a cache draws itself; rivals that draw nothing, or whose randomness cannot be set, take no notice of it. */
  readonly seed: number;
}

/** What does requests to a cache: a `get` each, and a `set` where that finds nothing. The number of hits comes back. */
export interface Requester {
  numbers(cache: Cache<number, number>, keys: Uint32Array, values: Float64Array): number;
  text(cache: Cache<string, number>, keys: CutText, values: Float64Array): number;
}

/** Texts in a buffer, of which each call makes a new string. */
export interface CutText {
  readonly length: number;
  cut(i: number): string;
  cutRows(from: number, to: number): string[];
}

export interface CacheRival {
  readonly name: CacheRivalName;
  /**
   * Makes caches that hold at most as many entries as are named.
   *
   * @throws {AbsentError} that says how to install it
   */
  readonly open: (kinds: CacheKinds) => Promise<(capacity: number) => Cache>;
  readonly requester: Requester;
}
