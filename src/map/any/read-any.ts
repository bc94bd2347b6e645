/** `getAll`, `hasAll` and `deleteAll` where keys may be anything: one look-up after another. */
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import { keyColumn, readArguments } from '../../bulk/read-all.js';
import type { AnyState } from './any-state.js';

export function getAny(table: AnyState, source: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
  const { keys, values, found, valuesAt, foundAt } = readArguments(table, source, options);
  const { held, hotClass } = table.value;
  const absent = held ? undefined : hotClass === 'long' ? 0n : 0;
  let hits = 0;
  // All are read before the first is handed out, which may run a setter.
  const read = Array.from(keys as unknown[], (key, i) => {
    const value = table.index.get(key);
    const hit = table.isThere(key, value);
    hits += foundAt[i] = Number(hit);
    return hit ? table.copied(value) : absent;
  });
  read.forEach((value, i) => { (valuesAt as unknown[])[i] = value; });
  count(table, keys.length, hits);
  return { values, found, hits };
}

export function hasAny(table: AnyState, source: unknown): Uint8Array {
  table.assertOpen();
  const keys = keyColumn(table, source);
  const found = Uint8Array.from(keys as unknown[], (key) => Number(table.index.has(key)));
  count(table, found.length, found.reduce((hits, one) => hits + one, 0));
  return found;
}

function count(table: AnyState, reads: number, hits: number): void {
  table.reads += reads;
  table.misses += reads - hits;
}

export function deleteAny(table: AnyState, source: unknown): number {
  table.assertOpen();
  const keys = keyColumn(table, source) as unknown[]; // whose source may write to the map
  const { size, index } = table;
  for (const key of keys) {
    if (table.isHeeded && index.has(key)) table.announceRemoval(key);
    index.delete(key);
  }
  const removed = size - table.size;
  if (removed > 0) table.changes++;
  return removed;
}
