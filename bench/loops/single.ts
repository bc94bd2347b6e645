/** Loops of single calls that are the same text for every rival and key kind. */
import type { Column, Numeric } from '../input/columns.js';
import type { Table } from '../rivals/rival.js';

/** Sets keys[i] to values[i]; values are used again from the start where there are fewer. */
export function setAll<V extends Numeric>(table: Table<V>, keys: Column<V>, values: Column<V>): void {
  const source = values as ArrayLike<Numeric> as ArrayLike<V>;
  const from = keys as ArrayLike<Numeric> as ArrayLike<V>;
  const last = source.length - 1;
  for (let i = 0, j = 0; i < from.length; i++) {
    table.set(from[i], source[j]);
    j = j === last ? 0 : j + 1;
  }
}

export function hasEach<V extends Numeric>(table: Table<V>, keys: Column<V>): number {
  const from = keys as ArrayLike<Numeric> as ArrayLike<V>;
  let hits = 0;
  for (let i = 0; i < from.length; i++) if (table.has(from[i])) hits++;
  return hits;
}

export function deleteAll<V extends Numeric>(table: Table<V>, keys: Column<V>): number {
  const from = keys as ArrayLike<Numeric> as ArrayLike<V>;
  let removed = 0;
  for (let i = 0; i < from.length; i++) if (table.delete(from[i])) removed++;
  return removed;
}

/** Deletes `gone[i]` and sets `come[i]`, in turns, so that the size stays the same. */
export function replaceAll<V extends Numeric>(table: Table<V>, gone: Column<V>, come: Column<V>, values: Column<V>): void {
  const leaving = gone as ArrayLike<Numeric> as ArrayLike<V>;
  const coming = come as ArrayLike<Numeric> as ArrayLike<V>;
  const source = values as ArrayLike<Numeric> as ArrayLike<V>;
  for (let i = 0; i < leaving.length; i++) {
    table.delete(leaving[i]);
    table.set(coming[i], source[i]);
  }
}
