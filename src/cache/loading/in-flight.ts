/**
 * The loads that are going on, at most one for each key, and what the cache makes of their outcomes.
 *
 * They are kept beside the table, in a native Map by the key's identity. So a load takes no entry's place and has no size, and no eviction ends it: whoever
 * asks for a key finds the load that is going on for it, whatever becomes of the entry meanwhile. That is why misses of one key cannot storm its source:
 * between the first miss and the outcome every caller finds the load here, the outcome is stored in the same step that takes the load out, and all who have
 * waited share it, be it a value or an error.
 */
import { tracedLoad } from '../../diagnostics/load-trace.js';
import { LoadCall } from './load-call.js';
import { LoadCounters } from './counters.js';
import type { FetchSettings } from './fetch-options.js';
import { outcomesOf } from './fetched-all.js';
import type { HostEntry, LoadHost } from './host.js';
import { Load, type Outcome } from './load.js';
import type { LoadSettings } from './options.js';
import { isGoodForErrors, isStillOfUse } from './phase.js';
import { Slots } from './slots.js';

export class InFlight<K, V, FC> {
  readonly counters = new LoadCounters();
  readonly #host: LoadHost<K, V>;
  readonly #settings: LoadSettings<K, V, FC>;
  readonly #slots: Slots;
  readonly #loads = new Map<unknown, Load<K, V, FC>>();

  constructor(host: LoadHost<K, V>, settings: LoadSettings<K, V, FC>) {
    this.#host = host;
    this.#settings = settings;
    this.#slots = new Slots(settings.loadConcurrency);
  }

  get size(): number {
    return this.#loads.size;
  }

  find(identity: unknown): Load<K, V, FC> | undefined {
    return this.#loads.get(identity);
  }

  /** Notes a load, which is to begin soon: whoever asks for the key from now on finds it. */
  add(key: K, identity: unknown, entry: HostEntry<V> | undefined, options: FetchSettings<K, V>, isRefresh: boolean): Load<K, V, FC> {
    const load = new Load<K, V, FC>(this.#host.ownKey(key), identity, entry, options, isRefresh, this.#abandon, this.#own);
    this.#loads.set(identity, load);
    return load;
  }

  /** Begins a load of its own for each of `loads`; or one for all of them, if there is a function for that and they are `asOne`. */
  begin(loads: readonly Load<K, V, FC>[], context: FC, asOne: boolean): void {
    const { fetchMethod, fetchAllMethod } = this.#settings;
    if (loads.length === 0) return;
    if (fetchAllMethod !== undefined && (asOne || fetchMethod === undefined)) this.#beginOne(loads, context);
    else for (const load of loads) this.#beginOne([load], context, fetchMethod);
  }

  #beginOne(loads: readonly Load<K, V, FC>[], context: FC, fetchMethod?: LoadSettings<K, V, FC>['fetchMethod']): void {
    const wanted = loads.filter(({ isOver }) => !isOver);
    const call = new LoadCall(wanted, this.#slots);
    const perform = fetchMethod === undefined ? () => this.#loadAll(call, context) : () => this.#loadOne(call, context, fetchMethod);
    // Asked for here, by whoever calls, though its turn may come later.
    const traced = tracedLoad({
      cache: this.#host.cache, keys: wanted.length, isRefresh: wanted.every(({ isRefresh }) => isRefresh), signal: call.signal,
      joined: () => wanted.reduce((sum, { joined }) => sum + joined, 0),
    }, perform);
    call.begin(() => this.#run(call, traced));
  }

  async #loadOne({ loads: [load], signal }: LoadCall<K, V, FC>, context: FC, fetchMethod: NonNullable<LoadSettings<K, V, FC>['fetchMethod']>): Promise<Outcome<V>[]> {
    const { key, stale, options } = load!;
    const value = await fetchMethod(key, stale, { signal, options, context });
    return [{ value: value as V | undefined }];
  }

  async #loadAll({ loads, signal }: LoadCall<K, V, FC>, context: FC): Promise<Outcome<V>[]> {
    const host = this.#host;
    const keys = loads.map(({ key }) => key);
    const { options } = loads[0]!;
    // Whatever the function changes of them holds for all.
    for (const load of loads) load.options = options;
    const result = await this.#settings.fetchAllMethod!(keys, { signal, options, context });
    return outcomesOf(`${host.label}: fetchAllMethod`, result, loads, (key) => host.identity(key));
  }

  /** Its promise is never rejected. */
  async #run({ loads }: LoadCall<K, V, FC>, perform: () => Promise<Outcome<V>[]>): Promise<void> {
    const { counters } = this;
    const began = this.#host.now();
    for (const { options: { status }, isRefresh } of loads) {
      if (isRefresh) counters.refreshes++;
      if (status !== undefined) status.fetchDispatched = true;
    }
    let outcomes: Outcome<V>[];
    try {
      outcomes = await perform();
    } catch (error) {
      outcomes = loads.map(() => ({ error }));
    }
    counters.loads += loads.length;
    counters.loadTimeMs += this.#host.now() - began;
    for (const [i, load] of loads.entries()) this.#settle(load, outcomes[i]!);
  }

  #settle(load: Load<K, V, FC>, outcome: Outcome<V>): void {
    if (load.isOver) return;
    this.#forget(load);
    const settled = 'error' in outcome ? outcome : this.#keep(load, outcome.value);
    if ('error' in settled) this.#fail(load, settled.error);
    else load.succeed(settled.value);
  }

  /** Stores what was loaded, unless there is nothing, or somebody else has written. What that throws is the outcome then. */
  #keep(load: Load<K, V, FC>, value: V | undefined): Outcome<V> {
    const { key, options, options: { status }, isTold, isSuperseded } = load;
    if (status !== undefined) {
      const isIgnored = (isTold || isSuperseded) && !options.allowStaleOnFetchAbort;
      if (!isIgnored) status.fetchResolved = true;
      else if (value !== undefined) status.fetchAbortIgnored = true;
    }
    // Where nothing came of a load that was aborted, that counts as the abort.
    if (value === undefined && isTold) this.#takeOut(load, options.allowStaleOnFetchAbort);
    if (value === undefined || isSuperseded) return { value };
    try {
      if (status !== undefined) status.fetchUpdated = true;
      this.#host.store(key, value, options);
      return { value };
    } catch (error) {
      return { error };
    }
  }

  #fail(load: Load<K, V, FC>, error: unknown): void {
    const { entry, options: { status } } = load;
    this.counters.loadFailures++;
    if (status !== undefined) Object.assign(status, { fetchRejected: true, fetchError: error });
    const isTolerated = entry !== undefined && isGoodForErrors(entry, this.#host.now(), this.#settings);
    this.#takeOut(load, load.isTold && load.options.allowStaleOnFetchAbort);
    if (!load.fail(error, isTolerated)) this.#report(load.key, error);
  }

  readonly #own = (value: V): V => this.#host.ownValue(value);

  /** Nobody waits for it any more. */
  readonly #abandon = (load: Load<K, V, FC>, reason: unknown): void => {
    load.isOver = true;
    this.#forget(load);
    this.#takeOut(load, load.options.allowStaleOnFetchAbort);
    load.call?.drop(load, reason);
  };

  /** Takes out the entry that was to be loaded anew, unless it may stay. */
  #takeOut({ key, entry, isRefresh, isSuperseded, options }: Load<K, V, FC>, isAllowedStale: boolean): void {
    if (entry === undefined || isRefresh || isSuperseded || isAllowedStale) return;
    if (options.noDeleteOnFetchRejection || options.allowStaleOnFetchRejection || isStillOfUse(entry, this.#host.now(), this.#settings)) return;
    try {
      this.#host.remove(key, 'fetch');
    } catch (error) {
      // A callback of the user's, which has thrown where there is nobody to catch it.
      this.#report(key, error);
    }
  }

  #report(key: K, error: unknown): void {
    try {
      this.#settings.onLoadError?.(key, error);
    } catch {
      // Nobody is left to be told.
    }
  }

  #forget(load: Load<K, V, FC>): void {
    if (this.#loads.get(load.identity) === load) this.#loads.delete(load.identity);
  }

  /** Aborts the load of a key that is written to; false where there is none. */
  supersede(identity: unknown, reason: () => Error): boolean {
    const load = this.#loads.get(identity);
    if (load === undefined) return false;
    this.#loads.delete(identity);
    this.#giveUp(load, reason());
    return true;
  }

  /** Aborts all. */
  supersedeAll(reason: Error): void {
    const loads = [...this.#loads.values()];
    this.#loads.clear();
    for (const load of loads) this.#giveUp(load, reason);
  }

  #giveUp(load: Load<K, V, FC>, reason: Error): void {
    if (load.supersede(reason)) load.call?.drop(load, reason);
    else load.call?.tell(load, reason);
  }

  /** Aborts all; nobody waits any longer, whatever they want. */
  close(reason: Error): void {
    const loads = [...this.#loads.values()];
    this.#loads.clear();
    for (const load of loads) {
      load.isSuperseded = true;
      load.stop(reason);
      load.call?.drop(load, reason);
    }
  }
}
