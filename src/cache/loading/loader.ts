/**
 * Loading: what comes of `fetch`, `forceFetch`, `fetchAll` and `memo`, and of entries that are to be loaded anew when they are read. Names and meanings are
 * lru-cache's; what goes beyond it, or differs:
 *
 * - Loads are no entries: see `in-flight.ts`. They do not count towards the cache's bounds, and an eviction does not abort them.
 * - A caller's signal ends the waiting of this caller. Loading is aborted when the last one who waits has gone, or by a write to the key.
 * - Who joins a load has its own `signal`, `allowStale`, and, where it gives them, `allowStaleOnFetchRejection`, `allowStaleOnFetchAbort` and
 *   `ignoreFetchAbort`; all else is as the load's first caller has it.
 * - What was loaded after the key was written to, deleted or cleared is never stored, nor is what an aborted load comes to unless `ignoreFetchAbort` is set.
 * - A signal that was aborted before the call counts as one that is aborted now.
 *
 * The host tells of writes by `written`, `cleared` and `closed`, and of entries with a time that are read by `found`.
 */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import { ClosedError, WasmapTypeError } from '../../errors.js';
import type { LoadStats } from './counters.js';
import { fetchAll } from './fetch-all.js';
import { type FetchAllOptions, type FetchOptions, type FetchSettings, type MemoOptions, checkSignal, settingsOf } from './fetch-options.js';
import type { HostEntry, LoadHost } from './host.js';
import { InFlight } from './in-flight.js';
import type { Load } from './load.js';
import { LoadError } from './load-errors.js';
import type { LoadSettings } from './options.js';
import { actsOnReads, phaseOf } from './phase.js';
import { noteTime } from './status.js';
import type { Waiter } from './waiter.js';

/** What a caller has at once, or waits for. */
export type Answer<K, V, FC> = { readonly value: V | undefined } | { readonly load: Load<K, V, FC>; readonly waiter: Waiter<V> };

/** Loads that are noted, and have to be begun. */
export interface Plan<K, V, FC> {
  readonly loads: Load<K, V, FC>[];
  /** In the background. */
  readonly refreshes: Load<K, V, FC>[];
}

export class Loader<K, V, FC> {
  readonly #host: LoadHost<K, V>;
  readonly #settings: LoadSettings<K, V, FC>;
  readonly #inFlight: InFlight<K, V, FC>;
  readonly #isLoading: boolean;
  /** Whether `found` has anything to do: hosts need not call it else. */
  readonly watchesReads: boolean;

  /** A host keeps entries for `graceOf(settings)` milliseconds after their time, if it can. */
  constructor(host: LoadHost<K, V>, settings: LoadSettings<K, V, FC>) {
    this.#host = host;
    this.#settings = settings;
    this.#inFlight = new InFlight(host, settings);
    this.#isLoading = settings.fetchMethod !== undefined || settings.fetchAllMethod !== undefined;
    this.watchesReads = actsOnReads(settings);
  }

  /** Loads that are going on, or wait for their turn. */
  get size(): number {
    return this.#inFlight.size;
  }

  stats(): LoadStats {
    return this.#inFlight.counters.read();
  }

  /** @throws For the first of many keys that does not fit, with its position. */
  checkKeys(keys: readonly K[]): void {
    this.#host.checkKeys(keys);
  }

  /** Whether the key is being loaded. O(1) */
  isLoading(key: K): boolean {
    return this.#inFlight.size > 0 && this.#inFlight.find(this.#host.identity(key)) !== undefined;
  }

  /** The value of `key`, loaded if need be; undefined where there is none. */
  async fetch(key: K, options: FetchOptions<K, V, FC> = {}): Promise<V | undefined> {
    const plan: Plan<K, V, FC> = { loads: [], refreshes: [] };
    checkSignal(`${this.#host.label}: fetch`, options.signal);
    const answer = this.ask(key, options, plan, options.signal);
    this.begin(plan, options.context as FC, false);
    return 'value' in answer ? answer.value : answer.waiter.promise;
  }

  /** As `fetch`. @throws LoadError where there is no value. */
  async forceFetch(key: K, options: FetchOptions<K, V, FC> = {}): Promise<V> {
    const value = await this.fetch(key, options);
    if (value === undefined) throw new LoadError(`${this.#host.label}: forceFetch: expected a value, but fetch came to undefined`, 'not-found');
    return value;
  }

  /** The values of `keys`, in their order; undefined where there is none. @throws FetchAllError where some could not be loaded. */
  async fetchAll(keys: Iterable<K>, options: FetchAllOptions<K, V, FC> = {}): Promise<(V | undefined)[]> {
    return fetchAll(this, this.#host.label, keys, options);
  }

  /** The value of `key`, computed if need be. @throws WasmapTypeError where there is no memoMethod; and what that throws. */
  memo(key: K, memoOptions: MemoOptions<K, V, FC> = {}): V {
    const { memoMethod } = this.#settings;
    const host = this.#host;
    if (memoMethod === undefined) throw new WasmapTypeError(`${host.label}: memo: expected a memoMethod among the cache's options, which has none`);
    const { context, status, forceRefresh = false, ...given } = memoOptions;
    const options = settingsOf(host.defaults, given);
    const old = host.read(key, options);
    const isHit = !forceRefresh && old !== undefined;
    if (status !== undefined) {
      Object.assign(status, { op: 'memo', key, cache: host.cache, memo: isHit ? 'hit' : 'miss' }, context ? { context } : {}, forceRefresh ? { forceRefresh } : {});
    }
    const value = isHit ? old : memoMethod(key, old, { options, context: context as FC });
    if (status !== undefined) status.value = value;
    if (isHit) return value;
    this.#write(key, value, options);
    return (value as V | undefined) === undefined ? value : host.ownValue(value);
  }

  #write(key: K, value: V | undefined, options: FetchSettings<K, V>): void {
    this.written(key, value === undefined ? 'deleted' : 'replaced');
    if (value === undefined) this.#host.remove(key, 'delete');
    else this.#host.store(key, value, options);
  }

  /**
   * To be called by the host's `get` when all else is done, with an entry that has a time: whether its value may be given, stale or not. Where it is due, it is
   * loaded anew in the background, from a microtask on. O(1)
   */
  found(key: K, entry: HostEntry<V>): boolean {
    const phase = phaseOf(entry, this.#settings);
    if (phase === 'due' || phase === 'tolerated') {
      const plan: Plan<K, V, FC> = { loads: [], refreshes: [] };
      this.#refresh(key, this.#host.identity(key), entry, {}, plan);
      this.begin(plan, undefined as FC, false);
    }
    return phase !== 'expired';
  }

  /** To be called by the host before a user's write of a key, or its deletion: what is being loaded for it is aborted. O(1) */
  written(key: K, kind: 'replaced' | 'deleted'): boolean {
    if (this.#inFlight.size === 0) return false;
    return this.#inFlight.supersede(this.#host.identity(key), () => this.#superseded(kind));
  }

  /** To be called by the host before all entries are taken out. O(loads) */
  cleared(): void {
    if (this.#inFlight.size > 0) this.#inFlight.supersedeAll(this.#superseded('deleted'));
  }

  /** To be called by the host before it gives its memory back. O(loads) */
  closed(): void {
    this.#inFlight.close(new ClosedError(`${this.#host.label}: closed while a value was being loaded`));
  }

  #superseded(kind: 'replaced' | 'deleted'): LoadError {
    return new LoadError(`${this.#host.label}: the key was ${kind === 'replaced' ? 'written to' : 'deleted'} while its value was being loaded`, kind);
  }

  /** Begins what is planned: where it is `asOne`, by one call of the fetchAllMethod if there is one. */
  begin({ loads, refreshes }: Plan<K, V, FC>, context: FC, asOne: boolean): void {
    this.#inFlight.begin(loads, context, asOne);
    // Whoever reads an entry that is there does not have other code of the user's run under it.
    if (refreshes.length > 0) queueMicrotask(() => { this.#inFlight.begin(refreshes, context, asOne); });
  }

  /**
   * What a caller has of `key`. Loads that this takes are noted, and added to `plan`. `signal` is what ends the waiting, where that is not the caller's own
   * affair.
   * @throws The signal's reason, where it is aborted already.
   */
  ask(key: K, given: FetchOptions<K, V, FC>, plan: Plan<K, V, FC>, signal: PlatformAbortSignal | undefined): Answer<K, V, FC> {
    const host = this.#host;
    const { forceRefresh = false, context, status } = given;
    const options = settingsOf(host.defaults, given);
    if (status !== undefined) Object.assign(status, { op: 'fetch', key, cache: host.cache }, context ? { context } : {}, forceRefresh ? { forceRefresh } : {});
    if (!this.#isLoading) return { value: this.#get(key, options) };
    const identity = host.identity(key);
    const entry = host.peekEntry(key);
    const load = this.#inFlight.find(identity);
    const phase = entry === undefined || forceRefresh ? 'expired' : phaseOf(entry, this.#settings);
    // Who has forced a refresh has all others wait for it, as in lru-cache; what the cache does by itself keeps nobody waiting.
    const isGiven = phase === 'tolerated' || (phase !== 'expired' && (load === undefined || load.isRefresh));
    if (isGiven) {
      const value = this.#give(key, entry!, options);
      if (phase === 'fresh' || load !== undefined) return { value };
      this.#refresh(key, identity, entry!, given, plan);
      return { value: host.ownValue(value) };
    }
    if (!forceRefresh) host.read(key, { allowStale: false, noDeleteOnStaleGet: true });
    return load === undefined ? this.#load(key, identity, entry, options, plan, signal) : this.#join(load, given, options, signal);
  }

  /** `fetch` where nothing loads. */
  #get(key: K, { allowStale, updateAgeOnGet, noDeleteOnStaleGet, status }: FetchSettings<K, V>): V | undefined {
    if (status !== undefined) status.fetch = 'get';
    return this.#host.read(key, { allowStale, updateAgeOnGet, noDeleteOnStaleGet, status });
  }

  /** An entry that is there, and may be given. */
  #give(key: K, entry: HostEntry<V>, { updateAgeOnGet, status }: FetchSettings<K, V>): V {
    const host = this.#host;
    host.read(key, { allowStale: true, updateAgeOnGet, noDeleteOnStaleGet: true, isTolerated: true });
    if (status !== undefined) {
      status.fetch = entry.isStale ? 'stale' : 'hit';
      if (entry.isStale) status.returnedStale = true;
      noteTime(status, updateAgeOnGet ? host.peekEntry(key) ?? entry : entry);
    }
    return entry.value;
  }

  #load(
    key: K, identity: unknown, entry: HostEntry<V> | undefined, options: FetchSettings<K, V>, plan: Plan<K, V, FC>, signal: PlatformAbortSignal | undefined,
  ): Answer<K, V, FC> {
    const { status, allowStale } = options;
    if (status !== undefined) status.fetch = entry === undefined ? 'miss' : entry.isStale ? 'stale' : 'refresh';
    const isServed = allowStale && entry !== undefined;
    if (status !== undefined && isServed && entry.isStale) status.returnedStale = true;
    if (isAbortedAlready(signal, options)) return isServed ? { value: entry.value } : abortedAlready(signal, options, entry?.value);
    const load = this.#inFlight.add(key, identity, entry, options, false);
    plan.loads.push(load);
    const waiter = load.firstWaiter(signal, isServed);
    return isServed ? { value: load.stale } : { load, waiter };
  }

  #join(load: Load<K, V, FC>, given: FetchOptions<K, V, FC>, options: FetchSettings<K, V>, signal: PlatformAbortSignal | undefined): Answer<K, V, FC> {
    const { status, allowStale } = options;
    if (status !== undefined) status.fetch = 'inflight';
    if (allowStale && load.entry !== undefined) {
      if (status !== undefined) status.returnedStale = true;
      return { value: load.stale };
    }
    if (isAbortedAlready(signal, options)) return abortedAlready(signal, options, load.stale);
    this.#inFlight.counters.joined++;
    return { load, waiter: load.join(given, status, signal) };
  }

  /** Notes a load in the background, which nobody waits for and nobody but a write aborts. */
  #refresh(key: K, identity: unknown, entry: HostEntry<V>, given: FetchOptions<K, V, FC>, plan: Plan<K, V, FC>): void {
    if (this.#inFlight.find(identity) !== undefined) return;
    const { status: _status, signal: _signal, ...rest } = given;
    const load = this.#inFlight.add(key, identity, entry, settingsOf(this.#host.defaults, rest), true);
    load.firstWaiter(undefined, true);
    plan.refreshes.push(load);
  }
}

function isAbortedAlready<K, V>(signal: PlatformAbortSignal | undefined, { ignoreFetchAbort, allowStaleOnFetchAbort }: FetchSettings<K, V>): signal is PlatformAbortSignal {
  return signal?.aborted === true && (!ignoreFetchAbort || allowStaleOnFetchAbort);
}

/** @throws The signal's reason, unless the caller takes the stale value then. */
function abortedAlready<K, V>(signal: PlatformAbortSignal, options: FetchSettings<K, V>, stale: V | undefined): { value: V | undefined } {
  const { status, allowStaleOnFetchAbort, allowStaleOnFetchRejection } = options;
  if (status !== undefined) Object.assign(status, { fetchAborted: true, fetchError: signal.reason as unknown });
  if (!allowStaleOnFetchAbort && !allowStaleOnFetchRejection) throw signal.reason;
  if (status !== undefined && stale !== undefined) status.returnedStale = true;
  return { value: stale };
}
