/** Where each key of a batch is in it: a list of positions for each, in one array. Made key by key, from the last to the first. */
import type { Batch } from '../columns.js';

const NONE = -1;

export class Places {
  readonly #keys: readonly unknown[];
  readonly #first = new Map<unknown, number>();
  readonly #next: Int32Array;
  #left: number;

  constructor({ keys, length }: Batch) {
    this.#keys = keys as readonly unknown[];
    this.#next = new Int32Array(length);
    this.#left = length;
  }

  get isComplete(): boolean {
    return this.#left === 0;
  }

  /** Notes one key more. */
  note(): void {
    const key = this.#keys[--this.#left];
    this.#next[this.#left] = this.#first.get(key) ?? NONE;
    this.#first.set(key, this.#left);
  }

  first(key: unknown): number | undefined {
    return this.#first.get(key);
  }

  next(i: number): number | undefined {
    const next = this.#next[i]!;
    return next === NONE ? undefined : next;
  }
}
