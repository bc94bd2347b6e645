/** What was seen of late: entries by key, for a time, and no more than so many of them. */

interface Seen<Value> {
  readonly value: Value;
  /** When it is forgotten, by the window's clock. */
  readonly until: number;
}

/** How long, and how many, a window remembers. */
export interface WindowOptions {
  readonly windowMs: number;
  readonly maxKeys: number;
  /** The present, in milliseconds; need not be the time of day, but must not run backwards. */
  readonly clock: () => number;
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

  /** What was remembered under `key`; undefined if nothing, or too long ago. Amortised O(1). */
  get(key: Key): Value | undefined {
    this.#forget();
    return this.#seen.get(key)?.value;
  }

  /** Remembers `value` from now on. Where there are too many, the oldest are forgotten. Amortised O(1). */
  add(key: Key, value: Value): void {
    this.#forget();
    this.#seen.delete(key);
    this.#seen.set(key, { value, until: this.#options.clock() + this.#options.windowMs });
    for (const [oldest] of this.#seen) {
      if (this.#seen.size <= this.#options.maxKeys) break;
      this.#seen.delete(oldest);
    }
  }

  #forget(): void {
    if (this.#seen.size === 0) return;
    const now = this.#options.clock();
    for (const [key, { until }] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(key);
    }
  }
}
