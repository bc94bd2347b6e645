/** One caller of a load: what it wants of it, and the promise that it has. */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import type { FetchOptions } from './fetch-options.js';
import type { LoadStatus } from './status.js';

/** What a caller may want otherwise than the load's own options have it. */
export type Wishes = Pick<FetchOptions<never, never, never>, 'allowStaleOnFetchRejection' | 'allowStaleOnFetchAbort' | 'ignoreFetchAbort'>;

/** The fields of a status object that a caller's own end is noted in. */
export type WaiterStatus = Pick<LoadStatus<never, never>, 'fetchAborted' | 'fetchError' | 'returnedStale'>;

export class Waiter<V> {
  readonly promise: Promise<V | undefined>;
  /** Whether it was aborted, and waits nevertheless. */
  isAborted = false;
  /** Why, then. */
  reason: unknown;
  #resolve!: (value: V | undefined) => void;
  #reject!: (error: unknown) => void;
  #signal: PlatformAbortSignal | undefined;
  #onAbort: (() => void) | undefined;

  /** One that `isServed` has its value already: nothing can become of its promise, but the load goes on for it until it is aborted. */
  constructor(readonly wishes: Wishes, readonly status: WaiterStatus | undefined, readonly isServed: boolean) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (isServed) this.#resolve(undefined);
    // Callers hold promises made of this one; where a call fails before it returns, nobody does.
    this.promise.catch(() => undefined);
  }

  /** Has `onAbort` called when `signal` is aborted, once, unless the caller has what it waits for before. */
  listen(signal: PlatformAbortSignal, onAbort: (reason: unknown) => void): void {
    this.#signal = signal;
    this.#onAbort = () => { onAbort(signal.reason); };
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  resolve(value: V | undefined): void {
    this.#ignoreSignal();
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.#ignoreSignal();
    this.#reject(error);
  }

  /** Signals may live long, and must not keep who has gone. */
  #ignoreSignal(): void {
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#signal = this.#onAbort = undefined;
  }
}
