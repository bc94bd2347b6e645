/** Fills tables chunk by chunk: whole columns of keys would be in memory, too. */
import { createColumn, laneWriter, slice, type Column, type Key, type Values } from '../input/columns.js';
import { PackedText } from '../input/packed-text.js';
import { mix32 } from '../input/random.js';
import { textSource, type TextSource } from '../input/text-source.js';
import { isNumeric } from '../matrix/dimensions.js';
import type { Table } from '../rivals/rival.js';
import type { MemoryTask } from './measure.js';
import type { MeasuredTables } from './tables.js';

export const CHUNK = 16_384;

/** The same keys and values for every table. */
export class Filler {
  readonly #seed: number;
  readonly #keys: Column<Key>;
  readonly #values: Column<Key>;
  readonly #tables: MeasuredTables;
  readonly #text: TextSource | undefined;

  constructor(task: MemoryTask, tables: MeasuredTables) {
    this.#seed = task.seed;
    this.#keys = createColumn(task.keys, CHUNK) as Column<Key>;
    this.#values = createColumn(task.values, CHUNK) as Column<Key>;
    this.#tables = tables;
    this.#text = isNumeric(task.keys) ? undefined : textSource('record', task.seed);
  }

  fill(table: Table<Key>, size: number): void {
    for (let from = 0; from < size; from += CHUNK) {
      const length = Math.min(CHUNK, size - from);
      this.#tables.fill(table, this.#keysFrom(from, length), this.#numbers(this.#values, from, length) as Values<Key>);
    }
  }

  /** Strings are cut anew, as they would be from a file: nobody but the table holds them. */
  #keysFrom(from: number, length: number): Column<Key> {
    if (this.#text === undefined) return this.#numbers(this.#keys, from, length);
    const indexes = Uint32Array.from({ length }, (_, i) => from + i);
    return PackedText.of(this.#text.write, this.#text.mostBytes, indexes).cutRows(0, length);
  }

  #numbers(column: Column<Key>, from: number, length: number): Column<Key> {
    const write = laneWriter(column);
    for (let i = 0; i < length; i++) {
      const low = mix32(from + i, this.#seed);
      write(i, low, low);
    }
    return slice(column, 0, length);
  }
}
