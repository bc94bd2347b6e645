/** A cache: entries found by an index, kept in order by a policy, and never more than were asked for. See `assembly/cache/cache.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { freePiece } from '../memory/quota.js';
import { seedBytesHash } from '../ordered/hash.js';
import { VALUE_BYTES } from '../ordered/header.js';
import { dropAnnex } from '../table/annex.js';
import { seedHash } from '../table/hash.js';
import { QUOTA, SEED } from '../table/header.js';
import { clear as clearIndex, createMap } from '../table/lifetime.js';
import {
  CACHE_HEADER_BYTES, EXTRAS_COUNT, HOLDS, IS_OPEN, MAX, MEMORY_FIELDS, MEMORY_FIELDS_END, NO_INDEX, POLICY, POLICY_FIELDS, POLICY_FIELDS_END, QUEUE_COUNT, SPAN,
} from './header.js';
import { freeNode, letGo } from './payload.js';
import { policyOf } from './policy/policies.js';
import { closeQueue, firstLine, lineAfter, queueNumbered, tagOf } from './queue.js';
import { layoutOf, slotOfLine } from './slot.js';
import { firstSpan } from './span.js';
import { closeWheel } from './wheel/wheel.js';

/** A cache with a header and nothing else; 0 where memory is refused. `layout` as of a map, with payloads for values; `holds` says what payloads are. */
export function createCache(
  memory: LinearMemory, quota: number, layout: number, seedLow: number, seedHigh: number, policy: number, most: number, holds: number,
  valueBytes: number,
): number {
  const cache = createMap(memory, quota, ((layout & 0xff) << 16) | (layout & 0xff00) | 4, CACHE_HEADER_BYTES);
  if (cache === 0) return 0;
  seedHash(memory, cache, seedLow, seedHigh);
  seedBytesHash(memory, cache, seedLow, seedHigh);
  store(memory, cache + POLICY, policy);
  store(memory, cache + MAX, most);
  store(memory, cache + SPAN, firstSpan(most));
  store(memory, cache + HOLDS, holds);
  store(memory, cache + VALUE_BYTES, valueBytes);
  return cache;
}

/** An empty cache has nothing but its header: the rest is made with the first entry. False where memory is refused. */
export function ensureOpen(memory: LinearMemory, cache: number): boolean {
  if (load(memory, cache + IS_OPEN) !== 0) return true;
  if (!policyOf(memory, cache).open(memory, cache, load(memory, cache + SEED) ^ load(memory, cache + SEED + 4))) return false;
  store(memory, cache + IS_OPEN, 1);
  return true;
}

/** Removes every entry and gives all memory but the header back. O(entries). */
export function clear(memory: LinearMemory, cache: number): void {
  for (let number = 0; number < QUEUE_COUNT; number++) {
    const queue = queueNumbered(cache, number);
    if (load(memory, cache + HOLDS) !== 0 || load(memory, cache + EXTRAS_COUNT) !== 0) letGoOfAll(memory, cache, queue);
    closeQueue(memory, cache, queue);
  }
  if (load(memory, cache + IS_OPEN) !== 0) policyOf(memory, cache).close(memory, cache);
  store(memory, cache + IS_OPEN, 0);
  memory.u8.fill(0, cache + POLICY_FIELDS, cache + POLICY_FIELDS_END);
  memory.u8.fill(0, cache + MEMORY_FIELDS, cache + MEMORY_FIELDS_END);
  closeWheel(memory, cache);
  clearIndex(memory, layoutOf(memory, cache), cache);
}

function letGoOfAll(memory: LinearMemory, cache: number, queue: number): void {
  const hasNodes = (load(memory, cache + HOLDS) & NO_INDEX) !== 0;
  for (let at = firstLine(memory, queue); at !== 0; at = lineAfter(memory, queue, at)) {
    if (tagOf(memory, at) === 0) continue;
    const slot = slotOfLine(memory, cache, at);
    letGo(memory, cache, slot);
    if (hasNodes) freeNode(memory, cache, slot);
  }
}

/** Gives everything back, the header too. O(entries). */
export function dispose(memory: LinearMemory, cache: number): void {
  clear(memory, cache);
  dropAnnex(memory, cache);
  freePiece(memory, load(memory, cache + QUOTA), cache, CACHE_HEADER_BYTES);
}
