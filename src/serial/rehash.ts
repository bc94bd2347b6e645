/** A copy of a table with numeric keys and values under a seed of its own. */
import { CHUNK } from '../engine/memory-map.js';
import { readChunk } from '../map/linear/chunk-cursor.js';
import type { LinearTable } from '../map/linear/linear-table.js';
import { Report } from '../bulk/report.js';
import { MODE_REPLACE } from '../engine/js/bulk/conflict.js';
import type { NumericArray } from '../typed-arrays.js';

/** O(entries). @throws CapacityError */
export function rehashed(table: LinearTable): LinearTable {
  const copy = table.sibling(table.label, undefined);
  try {
    copy.reserve(table.size);
    for (let chunk = readChunk(table, 0); chunk !== undefined; chunk = readChunk(table, chunk.next)) {
      for (let from = 0; from < chunk.count; from += CHUNK) {
        const to = Math.min(from + CHUNK, chunk.count);
        const [keys, values] = [chunk.keys, chunk.values].map((column) => (column as NumericArray).subarray(from, to));
        copy.write({ length: to - from, keys: keys!, values: table.value.stored && values, positions: undefined }, MODE_REPLACE, new Report(true, 0));
      }
    }
    return copy;
  } catch (error) {
    copy.dispose();
    throw error;
  }
}
