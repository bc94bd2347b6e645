import { type Model, oldest } from './model.js';

/** Exact LRU. */
export class Lru implements Model {
  readonly #keys = new Set<number>();

  constructor(readonly max: number) {}

  get size(): number {
    return this.#keys.size;
  }

  has(key: number): boolean {
    return this.#keys.has(key);
  }

  read(key: number): void {
    this.#keys.delete(key);
    this.#keys.add(key);
  }

  add(key: number): void {
    if (this.#keys.size >= this.max) this.#keys.delete(oldest(this.#keys)!);
    this.#keys.add(key);
  }

  remove(key: number): void {
    this.#keys.delete(key);
  }
}
