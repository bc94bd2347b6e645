/** A call of a function that loads: for one key, or for many at once. Its signal is aborted when all its loads were. */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import type { Load } from './load.js';
import type { Slots } from './slots.js';

export class LoadCall<K, V, FC> {
  readonly #controller = new AbortController();
  readonly #slots: Slots;
  /** Loads that were not aborted. */
  #untold: number;
  /** Loads of which something is wanted. */
  #open: number;
  /** What waits for its turn. */
  #start: (() => void) | undefined;

  constructor(readonly loads: readonly Load<K, V, FC>[], slots: Slots) {
    this.#slots = slots;
    this.#untold = this.#open = loads.length;
    for (const load of loads) load.call = this;
  }

  get signal(): PlatformAbortSignal {
    return this.#controller.signal;
  }

  /**
   * Has `run`, whose promise must not be rejected, called when there is a slot, unless nothing is wanted of it by then. The slot is free again when the
   * function that loads is done, aborted or not: what does not heed its signal still takes what the bound is to save.
   */
  begin(run: () => Promise<void>): void {
    if (this.#open === 0) return;
    this.#start = () => {
      this.#start = undefined;
      void run().then(() => { this.#slots.release(); });
    };
    this.#slots.take(this.#start);
  }

  /** All who waited for `load` were aborted, though something may still be wanted of it. */
  tell(load: Load<K, V, FC>, reason: unknown): void {
    if (load.isTold) return;
    load.isTold = true;
    this.#untold--;
    if (this.#untold === 0) this.#controller.abort(reason);
  }

  /** Nothing is wanted of `load` any more. To be called once for each load. */
  drop(load: Load<K, V, FC>, reason: unknown): void {
    this.#open--;
    if (this.#open === 0 && this.#start !== undefined) this.#slots.leave(this.#start);
    this.tell(load, reason);
  }
}
