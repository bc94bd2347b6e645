/** Adding an entry, for which others may have to go. See `assembly/cache/add.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment, increment64, store } from '../memory/linear.js';
import { COUNT, VERSION } from '../table/header.js';
import { insertInTable } from '../table/insert.js';
import { ensureOpen } from './cache.js';
import { makeWay } from './give-way.js';
import { INSERTIONS } from './header.js';
import { newNode } from './payload.js';
import { policyOf } from './policy/policies.js';
import { INDEXED } from './queue.js';
import { NODE_HASH, hasIndex, layoutOf } from './slot.js';

/** A slot for a key that is not there, or a node where there is no index; 0 where memory is refused. */
export function addSlot(memory: LinearMemory, cache: number, h: number, low: number, high: number): number {
  if (!ensureOpen(memory, cache) || !makeWay(memory, cache, h)) return 0;
  if (!hasIndex(memory, cache)) return addNode(memory, cache, h);
  const slot = insertInTable(memory, layoutOf(memory, cache), cache, h, low, high);
  store(memory, slot, 0);
  increment64(memory.i32, (cache + INSERTIONS) >>> 2);
  policyOf(memory, cache).add(memory, cache, slot, h, INDEXED);
  return slot;
}

function addNode(memory: LinearMemory, cache: number, h: number): number {
  const node = newNode(memory, cache);
  if (node === 0) return 0;
  store(memory, node + NODE_HASH, h);
  increment(memory, cache + COUNT);
  increment64(memory.i32, (cache + VERSION) >>> 2);
  increment64(memory.i32, (cache + INSERTIONS) >>> 2);
  policyOf(memory, cache).add(memory, cache, node, h, node);
  return node;
}
