/** Removing many keys of a cache in one call. See `assembly/cache/bulk/remove.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { OUTCOMES, PREVIOUS } from '../../memory/regions.js';
import { RECYCLED } from '../header.js';
import { removeSlot } from '../remove.js';
import { slotAt } from './get.js';

/** Removes the first `count` keys of the key column: 0 or 1 for each to the outcomes, the handles that they had to PREVIOUS; returns how many were there. */
export function removeMany(memory: LinearMemory, cache: number, count: number): number {
  let removed = 0;
  for (let i = 0; i < count; i++) removed += removeAt(memory, cache, slotAt(memory, cache, i), i);
  return removed;
}

/** Removes the entry at `slot`, if that is not 0, as the `i`th. */
export function removeAt(memory: LinearMemory, cache: number, slot: number, i: number): 0 | 1 {
  if (slot !== 0) removeSlot(memory, cache, slot);
  store(memory, PREVIOUS + 4 * i, slot === 0 ? 0 : load(memory, cache + RECYCLED));
  return memory.u8[OUTCOMES + i] = slot === 0 ? 0 : 1;
}
