/** `ttlAutopurge`: one timer for a cache, set to when the first of its entries' times is over. */
import { after } from './timer.js';
import type { Milliseconds } from './types.js';

export class Autopurge {
  readonly #now: () => Milliseconds;
  readonly #purge: () => void;
  readonly #next: () => Milliseconds;
  #cancel: (() => void) | undefined;
  /** When the timer goes off, by the cache's clock. */
  #due = Infinity;

  /** `purge` removes what is to be removed at the present, `next` says when there will be more. */
  constructor(now: () => Milliseconds, purge: () => void, next: () => Milliseconds) {
    this.#now = now;
    this.#purge = purge;
    this.#next = next;
  }

  /** Goes off once `due` has passed; earlier where something is due before. */
  schedule(due: Milliseconds): void {
    if (due >= this.#due) return;
    this.cancel();
    this.#due = due;
    this.#cancel = after(Math.max(0, due - this.#now()) + 1, () => { this.#goOff(); });
    if (this.#cancel === undefined) this.#due = Infinity;
  }

  /** Longer times than timers can wait are waited for in parts: then there is nothing to purge, and the next part begins. */
  #goOff(): void {
    this.#due = Infinity;
    try {
      this.#purge();
    } finally {
      this.schedule(this.#next()); // also where somebody who was told of an entry has thrown
    }
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due = Infinity;
  }
}
