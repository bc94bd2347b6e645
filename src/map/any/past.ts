/**
 * What a map with keys of any kind was when a snapshot was taken: its native Map as that is now, and what those keys had that were written to
 * since. Snapshots form a chain, each followed by the next one, the last by the Map: a write notes in the last what its key had, and all before
 * find it there. So neither snapshots nor writes copy the Map, until a key is removed that a snapshot has: the place that it had in the order is
 * kept nowhere, so the last of the chain takes a copy of the Map then. What goes leaves its notes to the one before it.
 */
import type { AnyIndex } from './overlay.js';
import { Finalizers, WeakReference } from '../../weak.js';

type Readable = Pick<AnyIndex, 'get' | 'has' | 'entries'>;
type Entry = [key: unknown, value: unknown];

/** Of a key that was not there. */
const ABSENT = Symbol('absent');
/** Of a key that had `undefined`, which Maps give for absent ones. */
const UNDEFINED = Symbol('undefined');

/** Lets go of what snapshots had that were collected without `dispose`. */
const registry = new Finalizers<WeakRef<Past>>((past) => { past.deref()?.drop(); });

export class Past {
  readonly size: number;
  /** The map's Map, a copy of it, or the snapshot after this. */
  #next: Readable | Past;
  /** The one before, which finds in this one what it has not noted itself. Weakly, for it goes if nobody else has it. */
  #previous: WeakRef<Past> | undefined = undefined;
  /** What keys had that were written to before the next snapshot was taken. */
  #former = new Map<unknown, unknown>();
  /** How many snapshots have this. */
  #holders = 0;
  /** The one that it left its notes to. */
  #heir: Past | undefined = undefined;

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
    return this.#holders === 0;
  }

  /** This one, or the one that has its notes now. */
  get successor(): Past {
    return Past.#successorOf(this);
  }

  /** `snapshot` has this until it lets go of it, or is collected. */
  hold(snapshot: object): this {
    this.#holders++;
    registry.register(snapshot, new WeakReference(this), snapshot);
    return this;
  }

  letGo(snapshot: object): void {
    registry.unregister(snapshot);
    this.drop();
  }

  /** One snapshot fewer has this. O(1), amortised over all notes O(log notes) each. */
  drop(): void {
    if (--this.#holders > 0) return;
    const previous = this.#previous?.deref();
    const next = this.#next;
    if (next instanceof Past) next.#previous = previous && new WeakReference(previous);
    if (previous === undefined) return;
    previous.#next = next;
    previous.#inherit(this.#former);
    this.#former = new Map();
    this.#heir = previous;
  }

  /** Another snapshot was taken: from now on writes are noted there. */
  followedBy(next: Past): void {
    this.#next = next;
    next.#previous = new WeakReference(this);
  }

  get(key: unknown): unknown {
    const value = Past.#look(this, key);
    return value === ABSENT ? undefined : value;
  }

  has(key: unknown): boolean {
    return Past.#look(this, key) !== ABSENT;
  }

  /** In the order of insertion, whatever is written meanwhile. */
  * entries(): Generator<Entry, undefined> {
    let end = Past.#endOf(this);
    let entries = end.entries();
    for (let visited = 0; ;) {
      if (Past.#endOf(this) !== end) {
        // In a copy now, in the same order.
        end = Past.#endOf(this);
        entries = end.entries();
        for (let passed = 0; passed < visited;) if (this.has(entries.next().value![0])) passed++;
      }
      const { value: entry } = entries.next();
      if (entry === undefined) return undefined;
      const value = Past.#look(this, entry[0]);
      if (value === ABSENT) continue;
      visited++;
      yield [entry[0], value];
    }
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
    this.#former = new Map();
  }

  /** The keys that were written to between this and `newer`; undefined where that is not known any more. */
  writtenUntil(newer: Past): Set<unknown> | undefined {
    return Past.#written(this, newer);
  }

  /** Takes over what the one after this has noted. The smaller list goes into the larger one. */
  #inherit(notes: Map<unknown, unknown>): void {
    const mine = this.#former;
    if (notes.size > mine.size) {
      for (const [key, value] of mine) notes.set(key, value);
      this.#former = notes;
    } else {
      for (const [key, value] of notes) if (!mine.has(key)) mine.set(key, value);
    }
  }

  static #successorOf(past: Past): Past {
    while (past.#heir !== undefined) past = past.#heir;
    return past;
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
