/** Removing many keys in one call. */
import type { LinearMemory } from '../memory/linear.js';
import { load64, store64 } from '../memory/linear.js';
import { VERSION } from '../table/header.js';
import type { Layout } from '../table/group.js';
import { KEYS, OUTCOMES } from '../memory/regions.js';
import { resolve, BLOCK } from './resolve.js';
import { removeAt } from './put.js';

/** Removes the first `count` keys of the key column; 0 or 1 for each to the outcomes; returns how many were there. */
export function removeMany(memory: LinearMemory, layout: Layout, map: number, count: number): number {
  const version = load64(memory, map + VERSION);
  let removed = 0;
  for (let i = 0; i < count; i++) {
    const key = (KEYS >> 2) + i * layout.keyWords;
    if (i % BLOCK === 0) resolve(memory, layout, map, key, Math.min(BLOCK, count - i));
    const gone = removeAt(memory, layout, map, key);
    memory.u8[OUTCOMES + i] = gone;
    removed += gone;
  }
  store64(memory, map + VERSION, version);
  return removed;
}
