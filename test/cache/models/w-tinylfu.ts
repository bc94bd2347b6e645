import { type Model, oldest } from './model.js';
import { Sketch } from './sketch.js';

interface Entry {
  readonly key: number;
  readonly hash: number;
  isRead: boolean;
  frequency: number;
}

type Queue = Set<Entry>;

/** W-TinyLFU with lazy promotion. */
export class WTinyLfu implements Model {
  readonly #entries = new Map<number, Entry>();
  readonly #window: Queue = new Set();
  readonly #probation: Queue = new Set();
  readonly #protected: Queue = new Set();
  readonly #sketch: Sketch;
  #windowMax = 0;
  #protectedMax = 0;
  #shadows: Shadows | undefined = undefined;
  readonly #isShadow: boolean;
  #random: number;
  #next: { readonly entry: Entry; readonly frequency: number } | undefined = undefined;

  /** @param share - Of a shadow: its window, which stays as it is. */
  constructor(readonly max: number, readonly hashOf: (key: number) => number, readonly random: number, share?: number) {
    this.#sketch = new Sketch(max);
    this.#random = random | 1;
    this.#isShadow = share !== undefined;
    this.setWindow((share ?? 0.1) * max);
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: number): boolean {
    return this.#entries.has(key);
  }

  read(key: number): void {
    const entry = this.#entries.get(key)!;
    entry.isRead = true;
    this.#shadows?.note(entry.hash);
  }

  add(key: number): void {
    const victim = this.#victim();
    if (victim !== undefined) this.#drop(victim);
    const entry: Entry = { key, hash: this.hashOf(key), isRead: false, frequency: 0 };
    this.#entries.set(key, entry);
    this.#append(this.#window, entry);
    if (this.#shadows !== undefined) this.#shadows.note(entry.hash);
    else if (!this.#isShadow && this.size >= this.max >>> 3 && this.max >= SMALLEST_SPAN) this.#shadows = new Shadows(this);
  }

  remove(key: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#drop(entry);
    this.#next = undefined;
  }

  /** The frequency of the next victim stays known where it was another that went. */
  #drop(entry: Entry): void {
    this.#entries.delete(entry.key);
    if (this.#probation.delete(entry)) this.#next = undefined;
    else if (!this.#window.delete(entry)) this.#protected.delete(entry);
  }

  #append(queue: Queue, entry: Entry): void {
    entry.frequency = this.#sketch.increment(entry.hash, Math.min(this.max, 2 * this.size));
    queue.add(entry);
  }

  get window(): number {
    return this.#windowMax;
  }

  setWindow(entries: number): void {
    this.#windowMax = Math.min(Math.max(Math.trunc(entries), 1), Math.max(this.max - 1, 1));
    this.#protectedMax = Math.trunc((this.max - this.#windowMax) * 0.8);
  }

  #victim(): Entry | undefined {
    const isFull = this.size >= this.max;
    if (this.#window.size < this.#windowMax) {
      if (!isFull) return undefined;
      const victim = this.#mainVictim();
      if (victim !== undefined) return victim;
    }
    let candidate = this.#fromWindow();
    if (isFull && this.#window.size >= this.#windowMax) {
      this.#probation.add(candidate);
      candidate = this.#fromWindow();
    }
    if (!isFull) {
      this.#probation.add(candidate);
      return undefined;
    }
    const victim = this.#replaceable(candidate);
    if (victim === undefined) return candidate;
    this.#probation.add(candidate);
    return victim;
  }

  #fromWindow(): Entry {
    const entry = this.#unread(this.#window, this.#window, 8)!;
    this.#window.delete(entry);
    return entry;
  }

  #unread(queue: Queue, to: Queue, tries: number): Entry | undefined {
    for (; ; tries--) {
      const entry = oldest(queue);
      if (entry?.isRead !== true || tries === 0) return entry;
      entry.isRead = false;
      queue.delete(entry);
      this.#append(to, entry);
      if (to === queue) continue;
      for (let i = 0; i < 2 && this.#protected.size > this.#protectedMax; i++) this.#demote();
    }
  }

  #demote(): Entry | undefined {
    const entry = this.#unread(this.#protected, this.#protected, 2);
    if (entry === undefined) return undefined;
    this.#protected.delete(entry);
    this.#probation.add(entry);
    return entry;
  }

  #mainVictim(): Entry | undefined {
    const entry = this.#unread(this.#probation, this.#protected, 8);
    if (entry !== undefined) return entry;
    return this.#demote() && oldest(this.#probation);
  }

  #replaceable(candidate: Entry): Entry | undefined {
    if (this.#next !== undefined && oldest(this.#probation) === this.#next.entry) return this.#wins(candidate) ? this.#mainVictim() : undefined;
    const entry = this.#mainVictim();
    if (entry === undefined) return undefined;
    this.#next = { entry, frequency: this.#sketch.frequency(entry.hash) };
    return this.#wins(candidate) ? entry : undefined;
  }

  #wins({ frequency }: Entry): boolean {
    if (frequency > this.#next!.frequency) return true;
    if (frequency < 6) return false;
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    return (x & 127) === 0;
  }
}

/** Of smaller caches there are none. */
const SMALLEST_SPAN = 64;
/** A shadow has at least so many entries, unless the cache has less. */
const LEAST = 128;

/** Five small simulations, to which a sample of the keys goes. */
class Shadows {
  readonly #cache: WTinyLfu;
  readonly #sampled: number;
  readonly #all: { readonly share: number; readonly shadow: WTinyLfu; hits: number; score: number }[];
  #seen = 0;
  #best: number | undefined = undefined;

  constructor(cache: WTinyLfu) {
    let smaller = 1;
    while (smaller < 64 && Math.floor(cache.max / (2 * smaller)) >= LEAST) smaller *= 2;
    this.#cache = cache;
    this.#sampled = Math.floor(0xffffffff / smaller);
    const size = Math.floor(cache.max / smaller + 0.5);
    this.#all = [0.01, 0.1, 0.3, 0.6, 0.9].map((share) => ({ share, shadow: new WTinyLfu(size, cache.hashOf, cache.random, share), hits: 0, score: 0 }));
  }

  note(hash: number): void {
    if (Math.imul(hash, 0x9e3779b1) >>> 0 >= this.#sampled) return;
    for (const each of this.#all) {
      if (each.shadow.has(hash)) {
        each.shadow.read(hash);
        each.hits++;
      } else each.shadow.add(hash);
    }
    if (++this.#seen >= 4 * this.#all[0]!.shadow.max) this.#decide();
  }

  #decide(): void {
    for (const each of this.#all) {
      each.score = each.score * 0.9 + each.hits;
      each.hits = 0;
    }
    let best = 0;
    this.#all.forEach(({ score }, i) => { if (score > this.#all[best]!.score) best = i; });
    if (this.#best !== undefined && this.#all[best]!.score <= this.#all[this.#best]!.score * 1.002) best = this.#best;
    this.#best = best;
    this.#seen = 0;
    const { window, max } = this.#cache;
    this.#cache.setWindow(window + (this.#all[best]!.share * max - window) * 0.5);
  }
}
