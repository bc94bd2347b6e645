/**
 * The first half of every bulk call: bringing the home groups of a block of keys into the cache.
 *
 * One pass hashes the keys and loads the control words they lead to, so that their misses overlap; the keys are then
 * looked up one by one, their lines at hand. Without SIMD there is nothing to gain from comparing in passes, too.
 */
import type { LinearMemory } from '../memory/linear.js';
import { type Layout, homeIn } from '../table/group.js';
import { hashAt } from '../table/hash.js';
import { wordOf, groupsOf, tableOf } from '../table/find.js';
import { HASHES } from '../memory/regions.js';

export const BLOCK = 64;

/** Loads the control word of the home group of each of `count` keys that begin at the word index `keys`. */
export function resolve(memory: LinearMemory, layout: Layout, map: number, keys: number, count: number): void {
  const i32 = memory.i32;
  const header = map >>> 2;
  const groups = groupsOf(i32, header);
  let loaded = 0;
  for (let i = 0; i < count; i++) {
    const h = hashAt(i32, layout, header, keys + i * layout.keyWords);
    loaded |= i32[tableOf(wordOf(i32, header, h)) + Math.imul(homeIn(h, groups), layout.groupWords)]!;
  }
  // Stored, so that the loads are not optimised away.
  i32[HASHES >> 2] = loaded;
}
