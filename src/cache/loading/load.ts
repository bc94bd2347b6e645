/**
 * The loading of one key, and those who wait for it. Each of them may go, by its own signal; the load is given up when the last has gone:
 *
 *     callers ──join──▶ Load ──tell, drop──▶ LoadCall ──▶ Slots
 *
 *     somebody waits ──▶ told: all who wait were aborted, and wait nevertheless ──▶ over
 *                  └───────────────────────────────────────────────────────────────▲
 *
 * What has come of it is given to callers here; what the cache makes of it is decided in `in-flight.ts`.
 */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import type { FetchSettings } from './fetch-options.js';
import type { HostEntry } from './host.js';
import type { LoadCall } from './load-call.js';
import { Waiter, type WaiterStatus, type Wishes } from './waiter.js';

/** What has come of a load: a value, undefined where there is none, or an error. */
export type Outcome<V> = { readonly value: V | undefined } | { readonly error: unknown };

/** Makes of a value what one of several who get it may keep: see `LoadHost.ownValue`. */
export type Own<V> = (value: V) => V;

/** What is done when nobody waits for a load any more. */
export type Abandon<K, V, FC> = (load: Load<K, V, FC>, reason: unknown) => void;

const NO_WISHES: Wishes = {};

export class Load<K, V, FC> {
  /** Whether nothing that comes of it is wanted any more. */
  isOver = false;
  /** Whether the key was written to, or deleted, meanwhile: what comes of it is not stored then. */
  isSuperseded = false;
  /** Whether all who waited were aborted at some time. */
  isTold = false;
  /** Callers besides the one that it was begun for. */
  joined = 0;
  /** The call that it is part of, once it has begun. */
  call: LoadCall<K, V, FC> | undefined;
  readonly #waiters = new Set<Waiter<V>>();
  /** Of the waiters, those that were not aborted. */
  #wanting = 0;
  readonly #abandon: Abandon<K, V, FC>;
  readonly #own: Own<V>;

  /** `identity` tells the key from others; `entry` is what the cache had when it began; `isRefresh` where no caller asked for it. */
  constructor(
    readonly key: K, readonly identity: unknown, readonly entry: HostEntry<V> | undefined,
    public options: FetchSettings<K, V>, readonly isRefresh: boolean, abandon: Abandon<K, V, FC>, own: Own<V>,
  ) {
    this.#abandon = abandon;
    this.#own = own;
  }

  /** The value that the cache had, stale or not, for one who may keep it. */
  get stale(): V | undefined {
    return this.entry && this.#own(this.entry.value);
  }

  /** The caller that it was begun for, who has what the load's own options say: the function that loads may change these. */
  firstWaiter(signal: PlatformAbortSignal | undefined, isServed: boolean): Waiter<V> {
    return this.#add(new Waiter<V>(NO_WISHES, this.options.status, isServed), signal);
  }

  /** Another caller. */
  join(wishes: Wishes, status: WaiterStatus | undefined, signal: PlatformAbortSignal | undefined): Waiter<V> {
    this.joined++;
    return this.#add(new Waiter<V>(wishes, status, false), signal);
  }

  #add(waiter: Waiter<V>, signal: PlatformAbortSignal | undefined): Waiter<V> {
    this.#waiters.add(waiter);
    this.#wanting++;
    if (signal !== undefined) waiter.listen(signal, (reason) => { this.abortWaiter(waiter, reason); });
    return waiter;
  }

  /** The caller does not want to wait any longer. */
  abortWaiter(waiter: Waiter<V>, reason: unknown): void {
    if (waiter.isAborted || !this.#waiters.has(waiter)) return;
    this.#wanting--;
    this.#dismiss(waiter, reason);
    if (this.#wanting > 0) return;
    if (this.#waiters.size === 0 && !this.options.ignoreFetchAbort) this.#abandon(this, reason);
    else this.call?.tell(this, reason);
  }

  /** Its key was written to: callers go, but for those who ignore that, and get what comes of it. True where nobody is left. */
  supersede(reason: unknown): boolean {
    this.isSuperseded = true;
    this.#wanting = 0;
    for (const waiter of [...this.#waiters]) if (!waiter.isAborted) this.#dismiss(waiter, reason);
    this.isOver = this.#waiters.size === 0;
    return this.isOver;
  }

  /** Lets a caller go for `reason`, by what it takes then, unless it waits nevertheless. */
  #dismiss(waiter: Waiter<V>, reason: unknown): void {
    const takesStale = this.#grants(waiter, 'allowStaleOnFetchAbort');
    if (this.#grants(waiter, 'ignoreFetchAbort') && !takesStale) {
      waiter.isAborted = true;
      waiter.reason = reason;
      return;
    }
    noteAbort(waiter, reason);
    this.#waiters.delete(waiter);
    if (takesStale || this.#grants(waiter, 'allowStaleOnFetchRejection')) this.#giveStale(waiter);
    else waiter.reject(reason);
  }

  /** Ends it with a value, or with undefined where there is none. */
  succeed(value: V | undefined): void {
    for (const waiter of this.#end()) {
      if (waiter.isAborted) noteAbort(waiter, waiter.reason);
      // Who ignores an abort has what was loaded; where that is nothing, that was the abort.
      if (value === undefined && waiter.isAborted) this.#refuse(waiter, waiter.reason, false);
      else waiter.resolve(value === undefined ? undefined : this.#own(value));
    }
  }

  /** Ends it with an error, or the stale value for those who take that then: for all of them where it is `isTolerated`. True where a caller was told. */
  fail(error: unknown, isTolerated: boolean): boolean {
    const refused = this.#end().filter((waiter) => this.#refuse(waiter, error, isTolerated));
    return refused.some(({ isServed }) => !isServed);
  }

  /** Ends it with an error, whatever callers want. */
  stop(error: unknown): void {
    for (const waiter of this.#end()) waiter.reject(error);
  }

  /** False where the caller has the stale value instead. */
  #refuse(waiter: Waiter<V>, error: unknown, isTolerated: boolean): boolean {
    const takesStale = this.#grants(waiter, 'allowStaleOnFetchRejection') || (waiter.isAborted && this.#grants(waiter, 'allowStaleOnFetchAbort'));
    if (takesStale || (isTolerated && this.entry !== undefined)) {
      this.#giveStale(waiter);
      return false;
    }
    waiter.reject(error);
    return true;
  }

  #giveStale(waiter: Waiter<V>): void {
    if (waiter.status !== undefined && this.entry !== undefined) waiter.status.returnedStale = true;
    waiter.resolve(this.stale);
  }

  /** What the caller wants, or, where it has not said, what the load's options say now. */
  #grants({ wishes }: Waiter<V>, name: keyof Wishes): boolean {
    return wishes[name] ?? this.options[name];
  }

  #end(): Waiter<V>[] {
    this.isOver = true;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}

function noteAbort({ status }: Pick<Waiter<never>, 'status'>, reason: unknown): void {
  if (status !== undefined) Object.assign(status, { fetchAborted: true, fetchError: reason });
}
