/** Values of text and bytes, copied in and out: each lies in linear memory, and the table stores its address. */
import { withBytes, withText } from '../../engine/keys.js';
import { readKey } from '../../engine/read-key.js';
import type { Engine } from '../../engine/engine.js';
import type { Ends } from '../../heap/reclaim.js';
import { isOrdered } from '../kinds.js';
import { type Described, exhausted } from '../slow-path.js';
import { recordsOf } from './records.js';
import { SCAN_NEXT, VALUES } from '../../engine/memory-map.js';
import { Marks } from './marks.js';
import { SnapshotStore, type Store } from './value-store.js';

const storeBlob = (engine: Pick<Engine, 'storeBlob'>, map: number, at: number, word: number): number => engine.storeBlob(map, at, word);

/** The table whose values a store has. */
interface Owner extends Described {
  readonly engine: Engine;
  readonly map: number;
  readonly ends: Ends;
  compact(): boolean;
}

export class BlobStore implements Store {
  /** Addresses are not handed out again. */
  readonly free = 0;
  readonly #table: Owner;
  readonly #isBytes: boolean;
  #marks: Marks | undefined = undefined;

  constructor(table: Owner, isBytes: boolean) {
    this.#table = table;
    this.#isBytes = isBytes;
  }

  /** Copies `value` and returns its address. O(bytes). @throws CapacityError when memory is refused. */
  add(value: unknown): number {
    const blob = this.#copy(value);
    if (blob !== 0) {
      this.#marks?.born(blob >>> 0);
      return blob >>> 0;
    }
    if (this.#table.compact()) return this.add(value);
    throw exhausted(this.#table);
  }

  #copy(value: unknown): number {
    const { engine, map } = this.#table;
    return this.#isBytes ? withBytes(engine, map, value as Uint8Array, storeBlob) : withText(engine, map, value as string, storeBlob);
  }

  /** A copy of the value at `address`. O(bytes). */
  read(address: number): unknown {
    return readBlob(this.#table.engine, address, this.#isBytes);
  }

  release(address: number): void {
    const { engine, map } = this.#table;
    if (this.#marks === undefined) engine.freeBlob(map, address);
    else this.#marks.retire(address, map);
  }

  snapshot(owner: number): SnapshotStore {
    const { engine } = this.#table;
    const isBytes = this.#isBytes;
    this.#marks ??= new Marks({
      move: (blob, from, to) => { engine.moveBlob(from, to, blob); },
      free: (blob, map) => { engine.freeBlob(map, blob); },
    });
    const marks = this.#marks;
    const mark = marks.add(owner);
    return new SnapshotStore((address) => readBlob(engine, address, isBytes), () => { marks.release(mark); });
  }

  /** What snapshots see goes with the entries of a table that takes another's. */
  exchange(other: BlobStore): void {
    [this.#marks, other.#marks] = [other.#marks, this.#marks];
  }

  /** Gives all back; the table must be cleared next. O(entries). */
  clear(): void {
    const { engine, map, ends } = this.#table;
    if (map === 0) return;
    if (this.#marks?.newest === undefined) engine[ends.blobs!](map);
    else for (const step of this.clearSlowly()) void step;
  }

  /** As `clear`, a table or page a step; yields how many values that was. */
  * clearSlowly(): Generator<number> {
    const { engine, map, key } = this.#table;
    if (map === 0) return;
    if (isOrdered(key)) {
      for (const record of recordsOf(engine, map)) {
        this.release(engine.u32[record >>> 2]!);
        yield 1;
      }
      return;
    }
    for (let position = 0; position >= 0;) {
      const count = engine.scan(map, position);
      position = engine.i32[SCAN_NEXT >>> 2]!;
      for (const blob of engine.u32.slice(VALUES >>> 2, (VALUES >>> 2) + count)) this.release(blob);
      yield count;
    }
  }
}

function readBlob({ u8, i32 }: Engine, address: number, isBytes: boolean): unknown {
  return readKey(u8, address + 4, i32[address >>> 2]!, isBytes);
}
