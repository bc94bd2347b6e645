/**
 * Numbered keys in a queue from which any can be taken out: a doubly linked list in typed arrays, every step of which takes constant time. A Map keeps such an
 * order, too, but to find its oldest entry it walks over all that were deleted before it.
 */

/** Before the oldest and after the newest; and that a key is not inside. */
const END = -1;
const OUTSIDE = -2;

export class KeyQueue {
  readonly #older: Int32Array;
  readonly #newer: Int32Array;
  #oldest = END;
  #newest = END;
  size = 0;

  /** For keys below `distinct`. */
  constructor(distinct: number) {
    this.#older = new Int32Array(distinct).fill(OUTSIDE);
    this.#newer = new Int32Array(distinct);
  }

  has(key: number): boolean {
    return this.#older[key] !== OUTSIDE;
  }

  /** The key is not inside. */
  append(key: number): void {
    this.#older[key] = this.#newest;
    this.#newer[key] = END;
    if (this.#newest === END) this.#oldest = key;
    else this.#newer[this.#newest] = key;
    this.#newest = key;
    this.size++;
  }

  /** Whether it was inside. */
  remove(key: number): boolean {
    if (!this.has(key)) return false;
    const [older, newer] = [this.#older[key], this.#newer[key]];
    if (older === END) this.#oldest = newer;
    else this.#newer[older] = newer;
    if (newer === END) this.#newest = older;
    else this.#older[newer] = older;
    this.#older[key] = OUTSIDE;
    this.size--;
    return true;
  }

  /** Of a queue that is not empty. */
  takeOldest(): number {
    const key = this.#oldest;
    this.remove(key);
    return key;
  }
}
