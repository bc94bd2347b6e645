/** Values of text and bytes, copied in and out: each lies in linear memory, and the table stores its address. */
import { withBytes, withText } from '../../engine/keys.js';
import { readKey } from '../../engine/read-key.js';
import type { Engine } from '../../engine/engine.js';
import type { Ends } from '../../heap/reclaim.js';
import { type Described, exhausted } from '../slow-path.js';
import type { Store } from './value-store.js';

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

  constructor(table: Owner, isBytes: boolean) {
    this.#table = table;
    this.#isBytes = isBytes;
  }

  /** Copies `value` and returns its address. O(bytes). @throws CapacityError when memory is refused. */
  add(value: unknown): number {
    const blob = this.#copy(value);
    if (blob !== 0) return blob >>> 0;
    if (this.#table.compact()) return this.add(value);
    throw exhausted(this.#table);
  }

  #copy(value: unknown): number {
    const { engine, map } = this.#table;
    return this.#isBytes ? withBytes(engine, map, value as Uint8Array, storeBlob) : withText(engine, map, value as string, storeBlob);
  }

  /** A copy of the value at `address`. O(bytes). */
  read(address: number): unknown {
    const { u8, i32 } = this.#table.engine;
    return readKey(u8, address + 4, i32[address >>> 2]!, this.#isBytes);
  }

  release(address: number): void {
    this.#table.engine.freeBlob(this.#table.map, address);
  }

  /** Gives all back; the table must be cleared next. O(entries). */
  clear(): void {
    const { engine, map, ends } = this.#table;
    if (map !== 0) engine[ends.blobs!](map);
  }
}
