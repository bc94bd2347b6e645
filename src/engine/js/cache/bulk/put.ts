/** Writing many entries of a cache in one call. See `assembly/cache/bulk/put.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { KEYS } from '../../memory/regions.js';
import { putEntry } from '../put.js';
import { layoutOf } from '../slot.js';
import { ColumnValues } from './handles.js';

/**
 * Sets the first `count` entries of the columns. Returns how many were set: fewer than `count` where memory is refused for the next one, or the host has to
 * let an entry go for it.
 */
export function putMany(memory: LinearMemory, cache: number, count: number): number {
  const { keyWords, sideWords } = layoutOf(memory, cache);
  const values = new ColumnValues(memory, cache, sideWords);
  for (let i = 0; i < count; i++) {
    const key = (KEYS >>> 2) + i * keyWords;
    const payload = putEntry(memory, cache, memory.i32[key]!, keyWords === 2 ? memory.i32[key + 1]! : 0);
    if (payload === 0) return i;
    values.put(payload, i);
  }
  return count;
}
