/** `loadConcurrency`: at most so many loads go on at a time; others begin in the order in which they came. */

export class Slots {
  #free: number;
  /** In the order in which they came; a Set, since any may leave. */
  readonly #queue = new Set<() => void>();
  /** Where the queue's head is: a new iterator would pass again over the places of all who have gone. */
  #head = this.#queue.values();

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs `start`, now or when its turn has come; it must have `release` called, not before it returns. Amortised O(1) */
  take(start: () => void): void {
    if (this.#free === 0) {
      this.#queue.add(start);
      return;
    }
    this.#free--;
    start();
  }

  /** Takes a `start` that waits out of the queue. O(1) */
  leave(start: () => void): void {
    this.#queue.delete(start);
  }

  /** Gives a slot back, to the one that has waited longest. Amortised O(1) */
  release(): void {
    if (this.#queue.size === 0) {
      this.#free++;
      return;
    }
    const next = this.#first();
    this.#queue.delete(next);
    next();
  }

  /** Of a queue that is not empty. */
  #first(): () => void {
    const { done, value } = this.#head.next();
    if (done !== true) return value;
    // It has ended while the queue was empty, and does not begin again.
    this.#head = this.#queue.values();
    return this.#first();
  }
}
