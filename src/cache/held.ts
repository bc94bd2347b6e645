/** What JavaScript holds for entries that linear memory has handles of; a handle goes from an entry that leaves to the one that takes its place. */
export class Held {
  /** By handles, which begin with 1. */
  values: unknown[] = [undefined];
  #free: number[] = [];

  /** Keeps `value` behind `handle`, a new one if that is 0; returns the handle. O(1) */
  keep(handle: number, value: unknown): number {
    if (handle === 0) {
      const free = this.#free.pop();
      if (free === undefined) return this.values.push(value) - 1;
      handle = free;
    }
    this.values[handle] = value;
    return handle;
  }

  /** Writes to `handles` those that new values will get, in that order. O(handles) */
  offer(handles: Uint32Array): void {
    const { length } = this.#free;
    for (let i = 0; i < handles.length; i++) handles[i] = i < length ? this.#free[length - 1 - i]! : this.values.length + i - length;
  }

  /** Keeps the values from the position `from` on behind `handles`: those that new ones got are as offered, the others are in use. O(handles) */
  keepAll(handles: Uint32Array, values: ArrayLike<unknown>, from: number): void {
    const free = this.#free;
    for (let i = 0; i < handles.length; i++) {
      const handle = handles[i]!;
      if (handle === free[free.length - 1]) free.pop();
      this.values[handle] = values[from + i];
    }
  }

  release(handle: number): void {
    if (handle === 0) return;
    this.values[handle] = undefined;
    this.#free.push(handle);
  }

  clear(): void {
    this.values = [undefined];
    this.#free = [];
  }
}
