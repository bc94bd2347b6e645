/** Reading a cache. See `assembly/cache/find.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64 } from '../memory/linear.js';
import { hash } from '../table/hash.js';
import { HITS, MISSES } from '../table/header.js';
import { policyOf } from './policy/policies.js';
import { noteRead } from './shadows.js';
import { layoutOf, payloadOf, slotOfKey } from './slot.js';

/** Address of the payload of a key, counted and known to the policy; 0 where it is not there. `high` is 0 for keys of 4 bytes. Expected O(1). */
export function findEntry(memory: LinearMemory, cache: number, low: number, high: number): number {
  const layout = layoutOf(memory, cache);
  const h = hash(memory.i32, layout, cache >>> 2, low, high);
  const found = readEntry(memory, cache, h, low, high);
  if (found !== 0) noteRead(memory, cache, h);
  increment64(memory.i32, (cache + (found === 0 ? MISSES : HITS)) >>> 2);
  return found;
}

/** The same, not counted. */
export function readEntry(memory: LinearMemory, cache: number, h: number, low: number, high: number): number {
  const slot = slotOfKey(memory, layoutOf(memory, cache), cache, h, low, high);
  if (slot === 0) return 0;
  policyOf(memory, cache).read(memory, cache, slot);
  return payloadOf(memory, cache, slot);
}
