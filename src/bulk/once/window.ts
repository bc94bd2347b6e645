/** What was seen of late: entries by key, for a time, and no more than so many of them. */

interface Seen<Value> {
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

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** How many are remembered, those included whose time is over but who have not been looked for since. */
  get size(): number {
    return this.#seen.size;
  }

  /** What was remembered under `key`; undefined if nothing, or too long before `now`. Amortised O(1). */
  get(key: Key, now: number): Value | undefined {
    this.#forget(now);
    return this.#seen.get(key)?.value;
  }

  /** Remembers `value` from `now` on, in milliseconds. Where there are too many, the oldest are forgotten. Amortised O(1). */
  add(key: Key, value: Value, now: number): void {
    this.#forget(now);
    this.#seen.delete(key);
    this.#seen.set(key, { value, until: now + this.#options.windowMs });
    for (const [oldest] of this.#seen) {
      if (this.#seen.size <= this.#options.maxKeys) break;
      this.#seen.delete(oldest);
    }
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(key);
    }
  }
}
