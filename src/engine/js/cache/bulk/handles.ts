/** Handles of a batch, where the host holds the values. See `assembly/cache/bulk/handles.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { PREVIOUS, VALUES } from '../../memory/regions.js';
import { HANDLES, HOLDS } from '../header.js';

/** Puts values of the value column, or handles, where entries have them. */
export class ColumnValues {
  readonly #memory: LinearMemory;
  readonly #words: number;
  readonly #hasHandles: boolean;
  /** Handles of the value column that are in use. */
  #used = 0;

  constructor(memory: LinearMemory, cache: number, words: number) {
    this.#memory = memory;
    this.#words = words;
    this.#hasHandles = (load(memory, cache + HOLDS) & HANDLES) !== 0;
  }

  /** Puts the value of the entry `i` of the columns at `address`. */
  put(address: number, i: number): void {
    if (this.#hasHandles) {
      this.#putHandle(address, i);
      return;
    }
    const { i32 } = this.#memory;
    const from = (VALUES >>> 2) + i * this.#words;
    for (let word = 0; word < this.#words; word++) i32[(address >>> 2) + word] = i32[from + word]!;
  }

  #putHandle(address: number, i: number): void {
    const memory = this.#memory;
    let handle = load(memory, address);
    if (handle === 0) store(memory, address, handle = load(memory, VALUES + 4 * this.#used++));
    store(memory, PREVIOUS + 4 * i, handle);
  }
}
