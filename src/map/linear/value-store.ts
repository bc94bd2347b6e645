/**
 * References that linear memory cannot hold: `any` values live in an array of JavaScript's, and the table stores their
 * handles. The array belongs to its map, so neither the heap nor other maps keep the values alive.
 */
import { Marks } from './marks.js';

/** What holds values behind handles of 32 bits, which tables store in their place. */
export interface Store {
  /** Handles that stand for nothing. */
  readonly free: number;
  add(value: unknown): number;
  read(handle: number): unknown;
  release(handle: number): void;
  /** Lets go of everything, before the table is cleared or disposed. */
  clear(): void;
  /** What the snapshot whose header is at `owner` reads its values from; to be cleared with it. */
  snapshot(owner: number): SnapshotStore;
}

/** The values of a snapshot, which stay as they are. */
export class SnapshotStore implements Store {
  readonly free = 0;
  readonly read: (handle: number) => unknown;
  /** Lets go of what only this snapshot, and older ones, see. */
  readonly letGo: (() => void) | undefined;
  /** As of a ValueStore, for the emitted methods; empty where values are no references. */
  readonly values: unknown[];

  constructor(read: (handle: number) => unknown, letGo: (() => void) | undefined, values: unknown[] = []) {
    this.read = read;
    this.letGo = letGo;
    this.values = values;
  }

  clear(): void {
    this.letGo?.();
  }

  add(): never {
    throw new TypeError('a snapshot is not written to');
  }

  release(): never {
    throw new TypeError('a snapshot is not written to');
  }

  snapshot(): never {
    throw new TypeError('a snapshot has none of its own');
  }
}

export class ValueStore implements Store {
  values: unknown[] = [];
  #free: number[] = [];
  #marks: Marks | undefined = undefined;

  /** Handles that stand for nothing. */
  get free(): number {
    return this.#free.length;
  }

  /** Keeps `value` and returns its handle. Amortised O(1). */
  add(value: unknown): number {
    let handle = this.#free.pop();
    if (handle === undefined) handle = this.values.push(value) - 1;
    else this.values[handle] = value;
    this.#marks?.born(handle);
    return handle;
  }

  /** Whether a snapshot may see what is behind handles, so that nothing else must be put there. */
  get isShared(): boolean {
    return this.#marks?.newest !== undefined;
  }

  read(handle: number): unknown {
    return this.values[handle];
  }

  /** Lets go of the value behind `handle`. O(1). */
  release(handle: number): void {
    if (this.#marks === undefined) letGo(this.values, this.#free, handle);
    else this.#marks.retire(handle, 0);
  }

  /** Keeps `value` in place of what is behind `handle`; returns its own handle. */
  renew(handle: number, value: unknown): number {
    const renewed = this.add(value);
    this.release(handle);
    return renewed;
  }

  snapshot(owner: number): SnapshotStore {
    const { values } = this;
    const free = this.#free;
    this.#marks ??= new Marks({ move: () => undefined, free: (handle) => { letGo(values, free, handle); } });
    const marks = this.#marks;
    const mark = marks.add(owner);
    return new SnapshotStore((handle) => values[handle], () => { marks.release(mark); }, values);
  }

  /** Lets go of everything, which snapshots keep. */
  clear(): void {
    this.replace([]);
  }

  /** Keeps `values`, behind handles from 0 on, instead of what it kept. */
  replace(values: unknown[]): void {
    this.values = values;
    this.#free = [];
    this.#marks = undefined;
  }
}

function letGo(values: unknown[], free: number[], handle: number): void {
  values[handle] = undefined;
  free.push(handle);
}
