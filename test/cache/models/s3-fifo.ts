import { type Model, oldest } from './model.js';

interface Entry {
  readonly key: number;
  readonly hash: number;
  reads: number;
}

const TRIES = 16;

/** S3-FIFO, whose ghosts are in buckets of 15. */
export class S3Fifo implements Model {
  readonly #entries = new Map<number, Entry>();
  readonly #small = new Set<Entry>();
  readonly #main = new Set<Entry>();
  readonly #smallMax: number;
  readonly #bits: number;
  readonly #ghosts = new Map<number, { cursor: number; readonly hashes: number[] }>();

  constructor(readonly max: number, readonly hashOf: (key: number) => number) {
    this.#smallMax = Math.max(1, Math.floor(0.1 * max));
    const hashes = max - Math.min(this.#smallMax, max - 1);
    this.#bits = 1;
    while (15 * 2 ** this.#bits < hashes) this.#bits++;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: number): boolean {
    return this.#entries.has(key);
  }

  read(key: number): void {
    const entry = this.#entries.get(key)!;
    entry.reads = Math.min(3, entry.reads + 1);
  }

  add(key: number): void {
    if (this.size >= this.max) this.#evict();
    const entry = { key, hash: this.hashOf(key), reads: 0 };
    this.#entries.set(key, entry);
    (this.#recall(entry.hash) ? this.#main : this.#small).add(entry);
  }

  remove(key: number): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#drop(entry);
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#small.delete(entry);
    this.#main.delete(entry);
  }

  #evict(): void {
    if (this.#small.size >= this.#smallMax && this.#fromSmall()) return;
    if (!this.#fromMain()) this.#fromSmall();
  }

  #fromSmall(): boolean {
    for (let tries = TRIES; this.#small.size > 0; tries--) {
      const entry = oldest(this.#small)!;
      if (entry.reads < 2 || tries === 0) {
        this.#drop(entry);
        this.#remember(entry.hash);
        return true;
      }
      this.#small.delete(entry);
      entry.reads = 0;
      this.#main.add(entry);
    }
    return false;
  }

  #fromMain(): boolean {
    for (let tries = TRIES; this.#main.size > 0; tries--) {
      const entry = oldest(this.#main)!;
      if (entry.reads === 0 || tries === 0) {
        this.#drop(entry);
        return true;
      }
      this.#main.delete(entry);
      entry.reads--;
      this.#main.add(entry);
    }
    return false;
  }

  #bucket(hash: number): { cursor: number; readonly hashes: number[] } {
    const index = hash >>> (32 - this.#bits);
    let bucket = this.#ghosts.get(index);
    if (bucket === undefined) this.#ghosts.set(index, bucket = { cursor: 0, hashes: new Array<number>(15).fill(0) });
    return bucket;
  }

  #remember(hash: number): void {
    const bucket = this.#bucket(hash);
    bucket.hashes[bucket.cursor] = hash || 1;
    bucket.cursor = (bucket.cursor + 1) % 15;
  }

  #recall(hash: number): boolean {
    const { hashes } = this.#bucket(hash);
    const at = hashes.indexOf(hash || 1);
    if (at < 0) return false;
    hashes[at] = 0;
    return true;
  }
}
