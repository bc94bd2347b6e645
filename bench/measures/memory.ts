/** Bytes an entry, read from the resident set of a fresh process: what the operating system says, not the map. */
import { createColumn, laneWriter, slice, type Column, type Key, type Values } from '../input/columns.js';
import { PackedText } from '../input/packed-text.js';
import { textSource, type TextSource } from '../input/text-source.js';
import { isNumeric } from '../matrix/dimensions.js';
import { mix32 } from '../input/random.js';
import type { Table } from '../rivals/rival.js';
import { returnGarbage } from '../sampling/process.js';
import type { MemoryResult, MemoryTask } from './measure.js';
import { openTables, type MeasuredTables } from './tables.js';

/** Keys come in chunks, because whole columns would be resident too. */
const CHUNK = 16_384;
/** As many tables as hold this many entries, so that a process's own noise of a megabyte stays below 3 %. */
const ENTRIES = 2_000_000;
/** The same few entries again and again: afterwards code is compiled and V8's young generation has its final size. */
const WARM_UP = { entries: CHUNK, rounds: 150 };

export async function measureMemory(task: MemoryTask): Promise<MemoryResult> {
  const tables = await openTables(task);
  const count = Math.max(1, Math.round(ENTRIES / task.size));
  const filler = new Filler(task, tables);
  const warm = tables.create();
  for (let round = 0; round < WARM_UP.rounds; round++) filler.fill(warm, WARM_UP.entries);
  const before = residentBytes();
  const alive: Table<Key>[] = [];
  for (let i = 0; i < count; i++) {
    const table = tables.create();
    filler.fill(table, task.size);
    alive.push(table);
  }
  const gained = residentBytes() - before;
  const own = alive.map((table) => tables.bytes(table)).reduce((sum, bytes) => (sum === undefined || bytes === undefined ? undefined : sum + bytes));
  const entries = alive.reduce((sum, table) => sum + table.size, 0);
  return {
    measure: 'memory',
    bytesPerEntry: gained / entries,
    ownBytesPerEntry: own === undefined ? undefined : own / entries,
    tables: count,
  };
}

function residentBytes(): number {
  returnGarbage();
  returnGarbage();
  return process.memoryUsage.rss();
}

/** Fills tables chunk by chunk: the same keys and values for every table. */
class Filler {
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
