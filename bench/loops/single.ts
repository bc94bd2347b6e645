/** Loops of single calls that are the same text for every rival and key kind. */
import { elementsOf, type Column, type Key, type ValueOf, type Values } from '../input/columns.js';
import type { Table } from '../rivals/rival.js';

/** Sets keys[i] to values[i]; values are used again from the start where there are fewer. */
export function setAll<K extends Key>(table: Table<K>, keys: Column<K>, values: Values<K>): void {
  const source = elementsOf<ValueOf<K>>(values);
  const from = elementsOf<K>(keys);
  const last = source.length - 1;
  for (let i = 0, j = 0; i < from.length; i++) {
    table.set(from[i], source[j]);
    j = j === last ? 0 : j + 1;
  }
}

export function hasEach<K extends Key>(table: Table<K>, keys: Column<K>): number {
  const from = elementsOf<K>(keys);
  let hits = 0;
  for (let i = 0; i < from.length; i++) if (table.has(from[i])) hits++;
  return hits;
}

export function deleteAll<K extends Key>(table: Table<K>, keys: Column<K>): number {
  const from = elementsOf<K>(keys);
  let removed = 0;
  for (let i = 0; i < from.length; i++) if (table.delete(from[i])) removed++;
  return removed;
}

/** Deletes `gone[i]` and sets `come[i]`, in turns, so that the size stays the same. */
export function replaceAll<K extends Key>(table: Table<K>, gone: Column<K>, come: Column<K>, values: Values<K>): void {
  const leaving = elementsOf<K>(gone);
  const coming = elementsOf<K>(come);
  const source = elementsOf<ValueOf<K>>(values);
  for (let i = 0; i < leaving.length; i++) {
    table.delete(leaving[i]);
    table.set(coming[i], source[i]);
  }
}
