/**
 * References that linear memory cannot hold: `any` values live in an array of JavaScript's, and the table stores their
 * handles. The array belongs to its map, so neither the heap nor other maps keep the values alive.
 */
/** What holds values behind handles of 32 bits, which tables store in their place. */
export interface Store {
  /** Handles that stand for nothing. */
  readonly free: number;
  add(value: unknown): number;
  read(handle: number): unknown;
  release(handle: number): void;
  /** Lets go of everything, before the table is cleared or disposed. */
  clear(): void;
}

export class ValueStore implements Store {
  values: unknown[] = [];
  #free: number[] = [];

  /** Handles that stand for nothing. */
  get free(): number {
    return this.#free.length;
  }

  /** Keeps `value` and returns its handle. Amortised O(1). */
  add(value: unknown): number {
    const handle = this.#free.pop();
    if (handle === undefined) return this.values.push(value) - 1;
    this.values[handle] = value;
    return handle;
  }

  read(handle: number): unknown {
    return this.values[handle];
  }

  /** Lets go of the value behind `handle`. O(1). */
  release(handle: number): void {
    this.values[handle] = undefined;
    this.#free.push(handle);
  }

  /** Lets go of everything. */
  clear(): void {
    this.replace([]);
  }

  /** Keeps `values`, behind handles from 0 on, instead of what it kept. */
  replace(values: unknown[]): void {
    this.values = values;
    this.#free = [];
  }
}
