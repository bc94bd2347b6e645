/**
 * S3-FIFO as it was published: Yang, Zhang, Qiu, Yue, Rashmi, "FIFO Queues are All You Need for Cache Eviction", SOSP 2023. A small queue of a tenth, a main
 * queue, and ghosts of as many keys as the main queue holds; reads are counted up to three. It shares nothing with wasmap's own policy of that name.
 */
import { KeyQueue } from './key-queue.js';

const SMALL_SHARE = 0.1;
const MOST_READS = 3;
/** More reads than this take an entry from the small queue to the main one. */
const READS_TO_STAY = 1;

export class S3FifoSimulator {
  readonly #small: KeyQueue;
  readonly #main: KeyQueue;
  readonly #ghosts: KeyQueue;
  readonly #reads: Uint8Array;
  readonly #capacity: number;
  readonly #smallMost: number;

  /** For keys below `distinct`. */
  constructor(capacity: number, distinct: number) {
    [this.#small, this.#main, this.#ghosts] = [new KeyQueue(distinct), new KeyQueue(distinct), new KeyQueue(distinct)];
    this.#reads = new Uint8Array(distinct);
    this.#capacity = capacity;
    this.#smallMost = Math.max(1, Math.floor(capacity * SMALL_SHARE));
  }

  /** Whether the key was inside; afterwards it is. */
  request(key: number): boolean {
    if (this.#small.has(key) || this.#main.has(key)) {
      if (this.#reads[key] < MOST_READS) this.#reads[key]++;
      return true;
    }
    while (this.#small.size + this.#main.size >= this.#capacity) this.#evict();
    this.#reads[key] = 0;
    (this.#ghosts.remove(key) ? this.#main : this.#small).append(key);
    return false;
  }

  #evict(): void {
    if (this.#small.size >= this.#smallMost || this.#main.size === 0) this.#evictFromSmall();
    else this.#evictFromMain();
  }

  /** Whoever was read moves over; the first that was not goes, and is remembered. */
  #evictFromSmall(): void {
    while (this.#small.size > 0) {
      const key = this.#small.takeOldest();
      if (this.#reads[key] <= READS_TO_STAY) {
        this.#remember(key);
        return;
      }
      this.#reads[key] = 0;
      this.#main.append(key);
      if (this.#main.size > this.#capacity - this.#smallMost) this.#evictFromMain();
    }
  }

  /** Whoever was read gets another round for each read. */
  #evictFromMain(): void {
    for (;;) {
      const key = this.#main.takeOldest();
      if (this.#reads[key] === 0) return;
      this.#reads[key]--;
      this.#main.append(key);
    }
  }

  #remember(key: number): void {
    this.#ghosts.append(key);
    if (this.#ghosts.size > this.#capacity - this.#smallMost) this.#ghosts.takeOldest();
  }
}
