/** Churn for a long time at constant size: does a table that has seen many deletions stay as fast and as small? */
import type { Key } from '../input/columns.js';
import { mix32 } from '../input/random.js';
import type { Table } from '../rivals/rival.js';
import { collectGarbage } from '../sampling/process.js';
import { median } from '../sampling/statistics.js';
import type { EnduranceResult, EnduranceTask } from './measure.js';
import { openTables } from './tables.js';

const TENTHS = 10;
const FRESH_REPEATS = 5;

export async function measureEndurance(task: EnduranceTask): Promise<EnduranceResult> {
  if (task.keys !== 'u32' && task.keys !== 'f64') throw new Error('endurance is measured with number keys');
  const tables = await openTables(task);
  const { size, seed } = task;
  const part = Math.floor(task.replacements / TENTHS);
  const table = fillFrom(tables.create(), 0, size, seed);
  const tenthsNs: number[] = [];
  let first = 0;
  let residentBytes = 0;
  for (let tenth = 0; tenth < TENTHS; tenth++) {
    tenthsNs.push(replace(table, first, part, size, seed));
    first += part;
    if (tenth === 0) residentBytes = resident();
  }
  const atEnd = resident();
  const freshNs: number[] = [];
  for (let repeat = 0; repeat < FRESH_REPEATS; repeat++) {
    const fresh = fillFrom(tables.create(), first, size, seed);
    freshNs.push(replace(fresh, first, Math.min(part, size), size, seed));
    (fresh as { dispose?: () => void }).dispose?.();
  }
  return { measure: 'endurance', tenthsNs, freshNs: median(freshNs), residentBytes: [residentBytes, atEnd] };
}

function fillFrom(table: Table<Key>, first: number, size: number, seed: number): Table<Key> {
  for (let i = first; i < first + size; i++) table.set(mix32(i, seed), i);
  return table;
}

/** Replaces the oldest `count` keys by new ones; nanoseconds each. */
function replace(table: Table<Key>, first: number, count: number, size: number, seed: number): number {
  const began = performance.now();
  for (let i = first; i < first + count; i++) {
    table.delete(mix32(i, seed));
    table.set(mix32(i + size, seed), i);
  }
  const elapsed = performance.now() - began;
  if (table.size !== size) throw new Error(`churn at constant size ended with ${table.size} of ${size} entries`);
  return (elapsed * 1e6) / count;
}

function resident(): number {
  collectGarbage();
  return process.memoryUsage.rss();
}
