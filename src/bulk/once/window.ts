/** What was seen of late: entries by key, for a time, and no more than so many of them. */

/** Shared by all that was seen at one time. */
export interface Seen<Value> {
  readonly value: Value;
  /** When it is forgotten, in milliseconds. */
  readonly until: number;
}

/** How long, and how many, a window remembers. */
export interface WindowOptions {
  readonly windowMs: number;
  readonly maxKeys: number;
}

export class Window<Key, Value> {
  /** In the order of their ends, since all last as long. */
  readonly #seen = new Map<Key, Seen<Value>>();
  readonly #options: WindowOptions;
  // Kept, for a new iterator of a Map has to pass all that has gone before it comes to what is there.
  #entries: Iterator<[Key, Seen<Value>], undefined> | undefined = undefined;
  #first: [Key, Seen<Value>] | undefined = undefined;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** How many are remembered, those included whose time is over but who have not been looked for since. */
  get size(): number {
    return this.#seen.size;
  }

  /** How many it remembers at most. */
  get most(): number {
    return this.#options.maxKeys;
  }

  /** What was remembered under `key`; undefined if nothing, or too long before `now`. Amortised O(1). */
  get(key: Key, now: number): Value | undefined {
    this.#forget(now);
    const seen = this.#seen.get(key);
    return seen !== undefined && seen.until > now ? seen.value : undefined;
  }

  /** Remembers `value` from `now` on, in milliseconds. Where there are too many, the oldest are forgotten. Amortised O(1). */
  add(key: Key, value: Value, now: number): void {
    this.#forget(now);
    this.put(key, this.stamp(value, now));
  }

  stamp(value: Value, now: number): Seen<Value> {
    return { value, until: now + this.#options.windowMs };
  }

  /** As `add`, for what was stamped before. */
  put(key: Key, seen: Seen<Value>): void {
    this.#seen.delete(key);
    this.#seen.set(key, seen);
    while (this.#seen.size > this.#options.maxKeys) this.#seen.delete(this.#oldest()![0]);
  }

  #forget(now: number): void {
    for (let oldest = this.#oldest(); oldest !== undefined && oldest[1].until <= now; oldest = this.#oldest()) this.#seen.delete(oldest[0]);
  }

  #oldest(): [Key, Seen<Value>] | undefined {
    while (this.#seen.size > 0) {
      if (this.#first !== undefined && this.#seen.get(this.#first[0]) === this.#first[1]) return this.#first;
      this.#entries ??= this.#seen.entries();
      this.#first = this.#entries.next().value;
      if (this.#first === undefined) this.#entries = undefined;
    }
    return undefined;
  }
}
