/**
 * A cache for the loader's tests, in place of the facade: a Map with LRU, a bound of entries, times, and a clock that only tests move. Does with the loader what a facade
 * has to do.
 */
import { Loader } from '../../../src/cache/loading/loader.js';
import type { FetchDefaults, FetchSettings } from '../../../src/cache/loading/fetch-options.js';
import type { HostEntry, HostReadOptions, LoadHost } from '../../../src/cache/loading/host.js';
import { type LoadOptions, readLoadOptions } from '../../../src/cache/loading/options.js';

interface Kept<K, V> {
  readonly key: K;
  readonly value: V;
  start: number;
  readonly ttl: number;
}

export class FakeClock {
  time = 1000;
  readonly now = (): number => this.time;
}

export type PlainOptions<K, V, FC> = LoadOptions<K, V, FC> & Partial<FetchDefaults<K, V>> & { readonly max?: number; readonly clock?: FakeClock };

/** A key that is bytes is told from others by its content. */
const identityOf = (key: unknown): unknown => (key instanceof Uint8Array ? key.join() : key);

export class PlainCache<K, V, FC = unknown> implements LoadHost<K, V> {
  readonly label = 'PlainCache';
  readonly cache = this;
  readonly clock: FakeClock;
  readonly loader: Loader<K, V, FC>;
  readonly defaults: FetchDefaults<K, V>;
  readonly max: number;
  /** Why entries left, in order: key, value, reason. */
  readonly gone: [K, V, string][] = [];
  hits = 0;
  misses = 0;
  readonly #entries = new Map<unknown, Kept<K, V>>();

  constructor({ max = Infinity, clock = new FakeClock(), ...options }: PlainOptions<K, V, FC>) {
    this.max = max;
    this.clock = clock;
    const {
      allowStale = false, updateAgeOnGet = false, noDeleteOnStaleGet = false, ttl = 0, noDisposeOnSet = false, noUpdateTTL = false, sizeCalculation,
      noDeleteOnFetchRejection = false, allowStaleOnFetchRejection = false, allowStaleOnFetchAbort = false, ignoreFetchAbort = false, ...loading
    } = options;
    this.defaults = {
      allowStale, updateAgeOnGet, noDeleteOnStaleGet, ttl, noDisposeOnSet, noUpdateTTL, sizeCalculation,
      noDeleteOnFetchRejection, allowStaleOnFetchRejection, allowStaleOnFetchAbort, ignoreFetchAbort,
    };
    this.loader = new Loader(this, readLoadOptions(this.label, loading));
  }

  /** The least recently used key first. */
  get keys(): K[] {
    return [...this.#entries.values()].map(({ key }) => key);
  }

  peek(key: K): V | undefined {
    return this.#entries.get(identityOf(key))?.value;
  }

  get(key: K): V | undefined {
    const entry = this.peekEntry(key);
    if (entry !== undefined && entry.ttl > 0 && this.loader.watchesReads && this.loader.found(key, entry)) {
      return this.read(key, { allowStale: true, noDeleteOnStaleGet: true });
    }
    return this.read(key, { noDeleteOnStaleGet: this.defaults.noDeleteOnStaleGet || this.loader.isLoading(key) });
  }

  set(key: K, value: V, options: { ttl?: number } = {}): this {
    this.loader.written(key, 'replaced');
    this.store(key, value, { ...this.defaults, ...options });
    return this;
  }

  delete(key: K): boolean {
    const wasLoading = this.loader.written(key, 'deleted');
    const wasThere = this.#entries.has(identityOf(key));
    this.remove(key, 'delete');
    return wasLoading || wasThere;
  }

  clear(): void {
    this.loader.cleared();
    for (const { key } of [...this.#entries.values()]) this.remove(key, 'delete');
  }

  /** As an eviction by a policy: no write, so nothing for the loader. */
  evict(key: K): void {
    this.#remove(key, 'evict');
  }

  close(): void {
    this.loader.closed();
    this.#entries.clear();
  }

  now(): number {
    return this.clock.time;
  }

  identity(key: K): unknown {
    return identityOf(key);
  }

  checkKeys(): void { /* All keys fit. */ }

  ownValue(value: V): V {
    return value instanceof Uint8Array ? value.slice() as V : value;
  }

  ownKey(key: K): K {
    return key instanceof Uint8Array ? key.slice() as K : key;
  }

  peekEntry(key: K): HostEntry<V> | undefined {
    const kept = this.#entries.get(identityOf(key));
    if (kept === undefined) return undefined;
    const { value, start, ttl } = kept;
    const remaining = ttl === 0 ? Infinity : start + ttl - this.now();
    return { value, start, ttl, remaining, isStale: remaining < 0 };
  }

  read(key: K, options: HostReadOptions<K, V>): V | undefined {
    const { defaults } = this;
    const { allowStale = defaults.allowStale, updateAgeOnGet = defaults.updateAgeOnGet, noDeleteOnStaleGet = defaults.noDeleteOnStaleGet, status } = options;
    const entry = this.peekEntry(key);
    if (status !== undefined) status.op ??= 'get';
    if (entry === undefined || (entry.isStale && !allowStale)) this.misses++;
    else this.hits++;
    if (entry?.isStale === true) {
      if (!noDeleteOnStaleGet) this.#remove(key, 'expire');
      return allowStale ? entry.value : undefined;
    }
    if (entry !== undefined) this.#touch(key, updateAgeOnGet);
    return entry?.value;
  }

  store(key: K, value: V, { ttl, noUpdateTTL }: FetchSettings<K, V>): void {
    const identity = identityOf(key);
    const old = this.#entries.get(identity);
    const time = old !== undefined && noUpdateTTL ? { start: old.start, ttl: old.ttl } : { start: this.now(), ttl };
    if (old !== undefined && old.value !== value) this.gone.push([old.key, old.value, 'set']);
    this.#entries.delete(identity);
    while (this.#entries.size >= this.max) this.evict([...this.#entries.values()][0]!.key);
    this.#entries.set(identity, { key, value, ...time });
  }

  remove(key: K, reason: 'fetch' | 'delete'): void {
    this.#remove(key, reason);
  }

  #touch(key: K, updateAge: boolean): void {
    const identity = identityOf(key);
    const kept = this.#entries.get(identity)!;
    if (updateAge) kept.start = this.now();
    this.#entries.delete(identity);
    this.#entries.set(identity, kept);
  }

  #remove(key: K, reason: string): void {
    const kept = this.#entries.get(identityOf(key));
    if (kept === undefined) return;
    this.#entries.delete(identityOf(key));
    this.gone.push([kept.key, kept.value, reason]);
  }
}
