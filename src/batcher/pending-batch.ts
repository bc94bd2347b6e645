/** Writes that wait to be committed together. */
import type { PendingEntry } from './entry.js';

export class PendingBatch<K, V> {
  readonly keys: K[] = [];
  readonly values: V[] = [];
  /** Settled with the batch: all its writes wait for this one. */
  readonly done: Promise<void>;
  /** The newest value under each key, by what tells keys apart. */
  readonly #newest = new Map<unknown, V>();
  #settle!: { resolve(): void; reject(error: unknown): void };

  constructor() {
    this.done = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
  }

  get size(): number {
    return this.keys.length;
  }

  add({ identity, key, value }: PendingEntry<K, V>): void {
    this.keys.push(key);
    this.values.push(value);
    this.#newest.set(identity, value);
  }

  has(identity: unknown): boolean {
    return this.#newest.has(identity);
  }

  get(identity: unknown): V | undefined {
    return this.#newest.get(identity);
  }

  /** Commits by `commit`; false where that throws. */
  settle(commit: (batch: this) => void): boolean {
    try {
      commit(this);
      this.#settle.resolve();
      return true;
    } catch (error) {
      this.#settle.reject(error);
      return false;
    }
  }
}
