/**
 * References that linear memory cannot hold: `any` values live in an array of JavaScript's, and the table stores their
 * handles. The array belongs to its map, so neither the heap nor other maps keep the values alive.
 */
import { type Mark, Marks } from './marks.js';
import { WeakReference } from '../../weak.js';

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
  /** As of a ValueStore, for the emitted methods; empty where values are no references. */
  values: unknown[];
  #read: ((handle: number) => unknown) | undefined;
  #letGo: (() => void) | undefined;
  /** Kept alive for `letGo`, should the map be gone. */
  marks: Marks | undefined;

  /** @param letGo - Lets go of what only this snapshot, and older ones, see; it must keep no reference alive, for the collector's registry has it. */
  constructor(read: ((handle: number) => unknown) | undefined, letGo: (() => void) | undefined, values: unknown[] = [], marks?: Marks) {
    this.marks = marks;
    this.values = values;
    this.#read = read;
    this.#letGo = letGo;
  }

  get letGo(): (() => void) | undefined {
    return this.#letGo;
  }

  read(handle: number): unknown {
    return this.#read === undefined ? this.values[handle] : this.#read(handle);
  }

  clear(): void {
    this.#letGo?.();
    this.#letGo = this.#read = this.marks = undefined;
    this.values = [];
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

/** Of maps whose values are numbers. */
export class NoValues implements Store {
  readonly free = 0;
  readonly values: unknown[] = [];

  add(): never {
    throw new TypeError('numbers are not held');
  }

  read(): undefined {
    return undefined;
  }

  release(): void {
    // There is nothing to let go of.
  }

  clear(): void {
    // As above.
  }

  snapshot(): SnapshotStore {
    return new SnapshotStore(undefined, undefined);
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
    return new SnapshotStore(undefined, releaseWeakly(this.#marks, this.#marks.add(owner)), values, this.#marks);
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

/** Takes a mark away, if anybody still has the marks: values may refer to the very snapshot that is to be collected. */
function releaseWeakly(marks: Marks, mark: Mark): () => void {
  const reference = new WeakReference(marks);
  return () => { reference.deref()?.release(mark); };
}
