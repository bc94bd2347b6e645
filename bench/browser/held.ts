/** Tables that stay alive in their worker, so that the page can ask the browser what they take. */
import type { Key } from '../input/columns.js';
import { Filler } from '../measures/filler.js';
import type { MemoryResult, MemoryTask } from '../measures/measure.js';
import { openTables } from '../measures/tables.js';
import type { Table } from '../rivals/rival.js';

/** As many tables as hold this many entries, so that they stand out from the worker's own megabyte. */
const ENTRIES = 400_000;

const held: Table<Key>[] = [];

/** Entries in all tables that a task makes. */
export function tablesOf(size: number): number {
  return Math.max(1, Math.round(ENTRIES / size));
}

/** Makes and keeps tables; of `none`, does all the same and keeps nothing. */
export async function holdTables(task: MemoryTask): Promise<MemoryResult> {
  const tables = await openTables(task);
  const filler = new Filler(task, tables);
  const count = tablesOf(task.size);
  let own: number | undefined = 0;
  for (let i = 0; i < count; i++) {
    const table = tables.create();
    filler.fill(table, task.size);
    const bytes = tables.bytes(table);
    own = bytes === undefined || own === undefined ? undefined : own + bytes;
    if (task.rival !== 'none') held.push(table);
  }
  const ownBytesPerEntry = own === undefined ? undefined : own / (count * task.size);
  return { measure: 'memory', source: 'map', bytesPerEntry: ownBytesPerEntry ?? Number.NaN, ownBytesPerEntry, tables: count };
}
