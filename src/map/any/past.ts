/**
 * What a map with keys of any kind was when a snapshot was taken: the native Map as it is now, and what those keys had that were written to
 * since. Snapshots form a chain, each followed by the next one, the last by the Map: a write notes in the last what its key had, and all before
 * find it there. So neither snapshots nor writes copy the Map, until a key is removed that a snapshot has: the place that it had in the order is
 * kept nowhere, so the last of the chain takes a copy of the Map then.
 */
import type { AnyIndex } from './overlay.js';

type Readable = Pick<AnyIndex, 'get' | 'has' | 'entries'>;
type Entry = [key: unknown, value: unknown];

/** Of a key that was not there. */
const ABSENT = Symbol('absent');
/** Of a key that had `undefined`, which Maps give for absent ones. */
const UNDEFINED = Symbol('undefined');

export class Past {
  /** Grows whenever one has taken a copy: iterators of the Map that it had are of no use any more. */
  static copies = 0;

  readonly size: number;
  /** The map's Map, a copy of it, or the snapshot after this. */
  #next: Readable | Past;
  /** What keys had that were written to before the next snapshot was taken. */
  readonly #former = new Map<unknown, unknown>();
  /** Snapshots that have this, and the one before it. */
  #users = 1;

  constructor(index: AnyIndex) {
    this.#next = index;
    this.size = index.size;
  }

  /** Whether nothing was written since. */
  get isPresent(): boolean {
    return this.#former.size === 0;
  }

  /** Whether no snapshot needs it any more. */
  get isForgotten(): boolean {
    return this.#users === 0;
  }

  use(): this {
    this.#users++;
    return this;
  }

  release(): void {
    if (--this.#users === 0 && this.#next instanceof Past) this.#next.release();
  }

  /** Another snapshot was taken: from now on writes are noted there. */
  followedBy(next: Past): void {
    this.#next = next.use();
  }

  get(key: unknown): unknown {
    const value = Past.#look(this, key);
    return value === ABSENT ? undefined : value;
  }

  has(key: unknown): boolean {
    return Past.#look(this, key) !== ABSENT;
  }

  * entries(): Generator<Entry, undefined> {
    for (const [key] of Past.#endOf(this).entries()) {
      const value = Past.#look(this, key);
      if (value !== ABSENT) yield [key, value];
    }
    return undefined;
  }

  [Symbol.iterator](): Generator<Entry, undefined> {
    return this.entries();
  }

  /** Of the last of a chain: before `key` is set in the Map. */
  note(key: unknown): void {
    if (this.#former.has(key)) return;
    const value = Past.#look(this, key);
    this.#former.set(key, value === undefined ? UNDEFINED : value);
  }

  /** Of the last of a chain: before `key` is removed from the Map. True if it has nothing to do with the Map any more. O(entries) if so. */
  noteRemoval(key: unknown): boolean {
    if (!this.has(key)) return false;
    this.copy();
    return true;
  }

  /** Of the last of a chain: has nothing to do with the Map from now on. O(entries). */
  copy(): void {
    this.#next = new Map(this);
    this.#former.clear();
    Past.copies++;
  }

  /** The keys that were written to between this and `newer`, in the order of their first writes; undefined where that is not known any more. */
  writtenUntil(newer: Past): Set<unknown> | undefined {
    return Past.#written(this, newer);
  }

  static #written(past: Readable | Past, newer: Past): Set<unknown> | undefined {
    const keys = new Set<unknown>();
    for (; past !== newer; past = past.#next) {
      if (!(past instanceof Past)) return undefined;
      for (const key of past.#former.keys()) keys.add(key);
    }
    return keys;
  }

  static #endOf(past: Readable | Past): Readable {
    while (past instanceof Past) past = past.#next;
    return past;
  }

  /** What a key had, or ABSENT. */
  static #look(past: Readable | Past, key: unknown): unknown {
    for (; past instanceof Past; past = past.#next) {
      const value = past.#former.get(key);
      if (value !== undefined) return value === UNDEFINED ? undefined : value;
    }
    const value = past.get(key);
    return value !== undefined || past.has(key) ? value : ABSENT;
  }
}
