/** Bytes an entry, read from the resident set of a fresh process: what the operating system says, not the map. */
import { createColumn, laneWriter, type Column, type Numeric } from '../input/columns.js';
import { mix32 } from '../input/random.js';
import type { Table } from '../rivals/rival.js';
import { collectGarbage } from '../sampling/process.js';
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
  const alive: Table<Numeric>[] = [];
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
  collectGarbage();
  collectGarbage();
  return process.memoryUsage.rss();
}

class Filler {
  readonly #keys: Column<Numeric>;
  readonly #values: Column<Numeric>;
  readonly #tables: MeasuredTables;
  readonly #seed: number;

  constructor(task: MemoryTask, tables: MeasuredTables) {
    this.#keys = createColumn(task.keys, CHUNK);
    this.#values = createColumn(task.values, CHUNK);
    this.#tables = tables;
    this.#seed = task.seed;
  }

  fill(table: Table<Numeric>, size: number): void {
    const writeKey = laneWriter(this.#keys);
    const writeValue = laneWriter(this.#values);
    for (let from = 0; from < size; from += CHUNK) {
      const length = Math.min(CHUNK, size - from);
      for (let i = 0; i < length; i++) {
        const low = mix32(from + i, this.#seed);
        writeKey(i, low, low);
        writeValue(i, low, 0);
      }
      this.#tables.fill(table, this.#keys.subarray(0, length), this.#values.subarray(0, length));
    }
  }
}
