/** Bytes an entry, read from the resident set of a fresh process: what the operating system says, not the map. */
import type { Key } from '../input/columns.js';
import type { Table } from '../rivals/rival.js';
import { returnGarbage } from '../sampling/process.js';
import { CHUNK, Filler } from './filler.js';
import type { MemoryResult, MemoryTask } from './measure.js';
import { openTables } from './tables.js';

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
