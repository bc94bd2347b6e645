/**
 * What the table of maps whose keys may be anything has: a native Map from key to value, on both engines, because nothing beats V8 at the
 * identity of its own strings and objects.
 *
 * The Map's order is the map's and its iterators stand behind the map's, so that both are Map's to the letter, and no entry is stored
 * twice. A Map from key to the number of an entry in a log of chunks was measured, too (Node 24; strings, small integers, objects;
 * ratios to Map, each design in a process with it, on a busy machine): setting new keys takes two look-ups instead of one and went at 0.55 to
 * 0.64 of Map's speed at 1 000 keys (this: 0.91 to 0.95) and 0.69 to 0.89 at a million (0.96 to 1.01); reading went at 0.31 to 0.76 and 0.40
 * to 0.75. With the counters of today's `get`, this one's reads of present keys had 0.71 to 0.99 and 0.75 to 1.00 in several runs, those of
 * absent ones 0.68 to 1.04: small integers, which Map finds in 10 to 20 ns, are the slowest by comparison.
 *
 * Snapshots share the Map, with what was written since beside it: see past.ts. A frozen Map for them, with later entries laid over it for the map,
 * would make every read of that take longer.
 */
import { CapacityError } from '../../errors.js';
import { ownBytes } from '../kinds.js';
import { openSnapshots } from '../open-snapshots.js';
import { disposed } from '../slow-path.js';
import type { MemoryUsage, TableCounters, TableStats } from '../table-stats.js';
import { Table } from '../table.js';
import { type AnyIndex, Overlay } from './overlay.js';
import { Past } from './past.js';
import { WeakReference } from '../../weak.js';

/** A batch under way, which is to know what others write. */
export interface Heeder {
  /** Before `key` is written to. */
  touch(key: unknown): void;
  /** Before the map is cleared. */
  touchAll(): void;
}

/** What the emitted methods for such keys are called on. */
export interface AnyHost {
  readonly _table: AnyState;
}

export abstract class AnyState extends Table {
  /** From key to value, in sets to `true`. After `dispose` it throws ClosedError, whatever is asked of it. */
  index: AnyIndex = new Map<unknown, unknown>();
  /** Calls that stored or removed something. */
  changes = 0;
  reads = 0;
  /** Reads that found nothing, or gave `undefined`. */
  misses = 0;
  /** Whether `undefined` was ever stored: only then may a key that reads as `undefined` be there. */
  hasUndefined = false;
  /** Whether a key has to be announced before it is written to. */
  isHeeded = false;
  /** What the newest snapshot has, where writes are noted. */
  #past: WeakRef<Past> | undefined = undefined;
  #heeder: Heeder | undefined = undefined;
  #closed = false;

  get size(): number {
    return this.index.size;
  }

  get version(): number {
    this.assertOpen();
    return this.changes;
  }

  restoreVersion(version: number): void {
    this.changes = version;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sets `key` to `value`: every entry comes in here. @throws CapacityError where the native Map is full; nothing changes then. */
  put(key: unknown, value: unknown): void {
    if (this.isHeeded) this.announce(key);
    if (value === undefined) this.hasUndefined = true;
    try {
      this.index.set(key, value);
    } catch (cause) {
      if (this.closed) throw cause;
      throw new CapacityError(`${this.label}: the native Map that keys of kind any are kept in is full; every map is intact`, { cause });
    }
  }

  /** Before `key` is set. O(1). */
  announce(key: unknown): void {
    this.#heeder?.touch(key);
    this.#pastNow()?.note(key);
  }

  /** Before `key`, which is there, is removed. O(entries) where a snapshot has it, once after that was taken. */
  announceRemoval(key: unknown): void {
    this.#heeder?.touch(key);
    if (this.#pastNow()?.noteRemoval(key) === true) this.#leavePast();
  }

  /** Lets `heeder` know of every write from now on, or nobody. */
  heed(heeder: Heeder | undefined): void {
    this.#heeder = heeder;
    this.isHeeded = heeder !== undefined || this.#past !== undefined;
  }

  /**
   * What a snapshot that is taken now has. O(1), but where an asynchronous batch is still moving into the Map that an older snapshot shares: O(what
   * is left of it).
   */
  protected takePast(): Past {
    const last = this.#pastNow();
    if (last !== undefined && this.index instanceof Overlay) {
      this.index.move(Infinity);
      this.index = this.index.base;
    }
    if (last?.isPresent === true) return last;
    const past = new Past(this.index);
    last?.followedBy(past);
    this.#past = new WeakReference(past);
    this.isHeeded = true;
    return past;
  }

  /** Where writes are noted; undefined where no snapshot needs that any more. */
  #pastNow(): Past | undefined {
    const past = this.#past?.deref();
    const successor = past?.successor;
    if (successor?.isForgotten === false) {
      if (successor !== past) this.#past = new WeakReference(successor);
      return successor;
    }
    this.#leavePast();
    return undefined;
  }

  #leavePast(): void {
    this.#past = undefined;
    this.isHeeded = this.#heeder !== undefined;
  }

  /** Lays `overlay` over the Map: all that it has is in the map from now on. O(1). */
  lay(overlay: Overlay, hasUndefined: boolean): void {
    const before = this.#pastNow();
    overlay.beforeMove = before && ((key) => { before.successor.note(key); });
    this.index = overlay;
    this.hasUndefined ||= hasUndefined;
    this.changes++;
  }

  /** Whether `key`, which reads as `value`, is there. */
  isThere(key: unknown, value: unknown): boolean {
    return value !== undefined || (this.hasUndefined && this.index.has(key));
  }

  /** What goes in and comes out in place of `value`. */
  copied(value: unknown): unknown {
    return ownBytes(this.value, value);
  }

  /** Makes sure of the map's life only: a native Map cannot be given room. */
  reserve(): void {
    this.assertOpen();
    this.assertWritable();
  }

  /** As `reserve`: a native Map shrinks by itself. */
  shrink(): void {
    this.assertOpen();
    this.assertWritable();
  }

  clear(): void {
    this.assertWritable();
    if (this.size === 0) return;
    this.#heeder?.touchAll();
    this.#pastNow()?.copy();
    this.#leavePast();
    this.index.clear(); // not another Map, for iterations go on in this one
    this.changes++;
  }

  dispose(): void {
    if (this.closed) return;
    this.#closed = true;
    if (this.index instanceof Past) this.index.letGo(this);
    else if (this.#pastNow() === undefined) this.index.clear();
    this.index = new Proxy(new Map<unknown, unknown>(), { get: () => { throw disposed(this); } });
  }

  memoryUsage(): MemoryUsage {
    this.assertOpen();
    return { bytes: 0, bytesPerEntry: 0, committed: this.engine.committed() };
  }

  stats(): TableStats {
    return { ...this.counters(), probeLengths: [] };
  }

  counters(): TableCounters {
    const { size, reads, misses, putAlls, rollbacks } = this;
    return {
      size, capacity: size, loadFactor: 0, hits: reads - misses, misses, collisions: 0, segments: 0, splits: 0, merges: 0,
      rebuilds: 0, overflowed: 0, putAlls, rollbacks, hash: 'fast', migrations: 0,
      concurrentModifications: this.concurrentModifications, snapshots: openSnapshots(this),
    };
  }

  peek(key: unknown): unknown {
    return this.copied(this.index.get(key));
  }
}
