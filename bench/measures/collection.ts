/** How long a full collection stops the program while a large map is alive. */
import type { Key } from '../input/columns.js';
import { createInput } from '../input/index.js';
import { patternsOf } from '../matrix/dimensions.js';
import type { Table } from '../rivals/rival.js';
import { collectGarbage } from '../sampling/process.js';
import type { CollectionResult, CollectionTask } from './measure.js';
import { openTables } from './tables.js';

const UNTIMED = 2;
const TIMED = 7;

export async function measureCollection(task: CollectionTask): Promise<CollectionResult> {
  if (globalThis.gc === undefined) throw new Error('collection pauses need a process started with --expose-gc');
  const alive = task.rival === 'none' ? undefined : await fullTable(task);
  for (let i = 0; i < UNTIMED; i++) collectGarbage();
  const pausesMs: number[] = [];
  for (let i = 0; i < TIMED; i++) {
    const began = performance.now();
    collectGarbage();
    pausesMs.push(performance.now() - began);
  }
  if (alive !== undefined && alive.size !== task.size) throw new Error('the table lost entries while it was collected around');
  return { measure: 'collection', pausesMs };
}

async function fullTable(task: CollectionTask): Promise<Table<Key>> {
  const tables = await openTables(task);
  const table = tables.create();
  const input = createInput<Key>({ ...task, pattern: patternsOf(task.keys)[0], trace: undefined });
  tables.fill(table, input.keys, input.values);
  return table;
}
