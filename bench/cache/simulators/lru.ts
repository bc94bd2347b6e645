/** Exact LRU: what `policy: 'lru'` has to equal request by request. */
import { KeyQueue } from './key-queue.js';

export class LruSimulator {
  readonly #order: KeyQueue;
  readonly #capacity: number;

  /** For keys below `distinct`. */
  constructor(capacity: number, distinct: number) {
    this.#capacity = capacity;
    this.#order = new KeyQueue(distinct);
  }

  /** Whether the key was inside; afterwards it is. */
  request(key: number): boolean {
    const hit = this.#order.remove(key);
    if (!hit && this.#order.size >= this.#capacity) this.#order.takeOldest();
    this.#order.append(key);
    return hit;
  }
}
