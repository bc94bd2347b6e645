/** How results are arranged in tables: a group for each key kind, pattern and state; operations down, rivals across. */
import { OPERATIONS, RIVALS, type RivalName } from '../matrix/dimensions.js';
import { STATE_TITLES } from './names.js';
import type { CellResult } from './schema.js';

export interface ResultGroup {
  readonly title: string;
  readonly rivals: readonly RivalName[];
  /** The results of one operation at one size, in each. */
  readonly rows: readonly (readonly CellResult[])[];
}

export function groupResults(cells: readonly CellResult[]): ResultGroup[] {
  const byTitle = groupBy(cells, ({ keys, pattern, state }) => `${keys} keys, ${pattern}; ${STATE_TITLES[state]}`);
  return [...byTitle].map(([title, results]) => {
    const present = new Set(results.map(({ rival }) => rival));
    const rows = [...groupBy(results, ({ operation, size }) => `${operation} ${size}`).values()];
    rows.sort(([a], [b]) => OPERATIONS.indexOf(a.operation) - OPERATIONS.indexOf(b.operation) || a.size - b.size);
    return { title, rivals: RIVALS.filter((rival) => present.has(rival)), rows };
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
