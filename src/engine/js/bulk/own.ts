/** Making what a batch is to write to the map's own, where snapshots share it: see table/share.ts. */
import type { LinearMemory } from '../memory/linear.js';
import type { Layout } from '../table/group.js';
import { hash } from '../table/hash.js';
import { lookup } from '../table/find.js';
import { makeOwnFor } from '../table/share.js';
import { KEYS } from '../memory/regions.js';

/**
 * Makes sure that the segments of the first `count` keys of the key column are the map's own, or, if `present`, of those that are there.
 * Returns for how many keys: fewer than `count` where memory is refused for the next one.
 */
export function ownMany(memory: LinearMemory, layout: Layout, map: number, count: number, present: boolean): number {
  for (let i = 0; i < count; i++) {
    const at = (KEYS >> 2) + i * layout.keyWords;
    const low = memory.i32[at]!;
    const high = layout.keyWords === 2 ? memory.i32[at + 1]! : 0;
    if (present && lookup(memory.i32, layout, map >>> 2, low, high) === 0) continue;
    if (!makeOwnFor(memory, layout, map, hash(memory.i32, layout, map >>> 2, low, high), low, high)) return i;
  }
  return count;
}
