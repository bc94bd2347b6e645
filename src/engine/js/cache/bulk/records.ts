/** The bulk calls for keys of text and bytes. See `assembly/cache/bulk/records.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load } from '../../memory/linear.js';
import { OUTCOMES } from '../../memory/regions.js';
import { VALUE_BYTES } from '../../ordered/header.js';
import { addressOfKey, wordOfKey } from '../../ordered/staged.js';
import { findRecord, findSlotOfRecord, putRecord } from '../record.js';
import { noteFound } from './get.js';
import { ColumnValues } from './handles.js';
import { removeAt } from './remove.js';

/** As `getMany`, for the first `count` keys of the key table. */
export function getKeys(memory: LinearMemory, cache: number, count: number): number {
  const words = load(memory, cache + VALUE_BYTES) >>> 2;
  let hits = 0;
  for (let i = 0; i < count; i++) hits += noteFound(memory, i, findRecord(memory, cache, addressOfKey(memory, i), wordOfKey(memory, i)), words);
  return hits;
}

/** As `hasMany`. */
export function hasKeys(memory: LinearMemory, cache: number, count: number): number {
  let hits = 0;
  for (let i = 0; i < count; i++) hits += memory.u8[OUTCOMES + i] = slotAt(memory, cache, i) === 0 ? 0 : 1;
  return hits;
}

/** The slot of the `i`th key of the key table, or 0. */
function slotAt(memory: LinearMemory, cache: number, i: number): number {
  return findSlotOfRecord(memory, cache, addressOfKey(memory, i), wordOfKey(memory, i));
}

/** As `putMany`, of a cache whose values are no blobs. */
export function putKeys(memory: LinearMemory, cache: number, count: number): number {
  const values = new ColumnValues(memory, cache, load(memory, cache + VALUE_BYTES) >>> 2);
  for (let i = 0; i < count; i++) {
    const record = putRecord(memory, cache, addressOfKey(memory, i), wordOfKey(memory, i));
    if (record === 0) return i;
    values.put(record, i);
  }
  return count;
}

/** As `removeMany`. */
export function removeKeys(memory: LinearMemory, cache: number, count: number): number {
  let removed = 0;
  for (let i = 0; i < count; i++) removed += removeAt(memory, cache, slotAt(memory, cache, i), i);
  return removed;
}
