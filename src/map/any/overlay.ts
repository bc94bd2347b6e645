/**
 * A batch laid over a native Map: what it adds and what it replaces, each in a Map of its own. Drafted in slices while the Map goes on, it is seen
 * at one point in time, when it takes the Map's place; then it moves into the Map, slice by slice, which changes nothing that can be seen. New
 * keys move first, and those that come meanwhile queue up behind them, so that the order is Map's to the letter, and iterators of the Map
 * that are under way can go on.
 */

/** What is done with the entries of a map whose keys may be anything. */
export type AnyIndex = Pick<Map<unknown, unknown>, 'get' | 'has' | 'delete' | 'clear' | 'size' | 'entries' | 'forEach' | typeof Symbol.iterator> & {
  set(key: unknown, value: unknown): unknown;
};

type Entry = [key: unknown, value: unknown];

/** Entries that wait to be moved. */
export class Queue extends Map<unknown, unknown> {
  // Kept, for a new iterator has to pass all that has gone before it comes to what is there.
  #next: IterableIterator<Entry> | undefined = undefined;

  /** Takes the first entry out. */
  shift(): Entry | undefined {
    while (this.size > 0) {
      this.#next ??= this.entries();
      const next = this.#next.next();
      if (!next.done) {
        this.delete(next.value[0]);
        return next.value;
      }
      this.#next = undefined;
    }
    return undefined;
  }
}

export class Overlay implements AnyIndex {
  /** Keys that the Map has not, in their order. */
  added = new Queue();
  /** New values of keys that it has. */
  readonly replaced = new Queue();

  /** Called with each key before that is moved. */
  beforeMove: ((key: unknown) => void) | undefined = undefined;

  constructor(readonly base: Map<unknown, unknown>) {}

  get size(): number {
    return this.base.size + this.added.size;
  }

  get isEmpty(): boolean {
    return this.added.size === 0 && this.replaced.size === 0;
  }

  get(key: unknown): unknown {
    if (this.replaced.has(key)) return this.replaced.get(key);
    return this.base.has(key) ? this.base.get(key) : this.added.get(key);
  }

  has(key: unknown): boolean {
    return this.base.has(key) || this.added.has(key);
  }

  set(key: unknown, value: unknown): this {
    (this.base.has(key) ? this.replaced : this.added).set(key, value);
    return this;
  }

  delete(key: unknown): boolean {
    if (this.added.delete(key)) return true;
    this.replaced.delete(key);
    return this.base.delete(key);
  }

  clear(): void {
    for (const each of [this.base, this.added, this.replaced]) each.clear();
  }

  /** Moves `count` entries to the Map, if there are as many. */
  move(count: number): void {
    for (let left = count; left > 0; left--) {
      const entry = this.added.shift() ?? this.replaced.shift();
      if (entry === undefined) return;
      this.beforeMove?.(entry[0]);
      this.base.set(entry[0], entry[1]);
    }
  }

  /**
   * The entry that `entries`, an iterator of the Map, comes to next; undefined at the end. A new key is moved first, so that the iterator does not
   * end before those.
   */
  next(entries: Iterator<Entry, undefined>): Entry | undefined {
    if (this.added.size > 0) this.move(1);
    const entry = entries.next().value;
    return entry !== undefined && this.replaced.has(entry[0]) ? [entry[0], this.replaced.get(entry[0])] : entry;
  }

  * entries(): ReturnType<Map<unknown, unknown>['entries']> {
    const entries = this.base.entries();
    for (let entry = this.next(entries); entry !== undefined; entry = this.next(entries)) yield entry;
  }

  [Symbol.iterator](): ReturnType<AnyIndex['entries']> {
    return this.entries();
  }

  forEach(callback: (value: unknown, key: unknown, map: Map<unknown, unknown>) => void): void {
    for (const [key, value] of this) callback(value, key, this.base);
  }
}
