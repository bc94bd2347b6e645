/**
 * Entries that have left, and who is told of it: `dispose` as soon as the entry is out of the table, `disposeAfter` at the end of the call. Neither ever sees
 * a table that is half changed, so both may call the cache.
 */
import type { Counts } from './counts.js';
import type { Callbacks } from './options.js';
import type { DisposeReason } from './types.js';

const counterOf = { evict: 'evicted', expire: 'expired', delete: 'deleted', fetch: 'deleted', set: undefined } as const;

type Task = readonly [value: unknown, key: unknown, reason: DisposeReason];

export class Departures {
  /** Whether anybody is told. */
  readonly told: boolean;
  readonly #callbacks: Callbacks;
  readonly #counts: Counts;
  /** Those that `disposeAfter` is to be told of, from `#next` on. */
  #waiting: Task[] = [];
  #next = 0;

  constructor(callbacks: Callbacks, counts: Counts) {
    this.told = callbacks.dispose !== undefined || callbacks.disposeAfter !== undefined;
    this.#callbacks = callbacks;
    this.#counts = counts;
  }

  /** An entry that is out of the table, or a value that another took the place of. @throws What `dispose` throws. */
  left(value: unknown, key: unknown, reason: DisposeReason): void {
    const counter = counterOf[reason];
    if (counter !== undefined) this.#counts[counter]++;
    const { dispose, disposeAfter } = this.#callbacks;
    if (disposeAfter !== undefined) this.#waiting.push([value, key, reason]);
    if (dispose !== undefined) dispose(value, key, reason);
  }

  /** The end of a call. What `disposeAfter` makes leave is told of in its turn. @throws What `disposeAfter` throws; the rest waits for the next call. */
  settle(): void {
    while (this.#next < this.#waiting.length) {
      const [value, key, reason] = this.#waiting[this.#next++]!;
      this.#callbacks.disposeAfter!(value, key, reason);
    }
    if (this.#next === 0) return;
    this.#waiting = [];
    this.#next = 0;
  }
}
