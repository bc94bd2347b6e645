/** LRU, exact. See `assembly/cache/policy/lru.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { COUNT } from '../../table/header.js';
import { IS_CROWDED, MAX, VICTIM_HASH } from '../header.js';
import { append, ensureRoom, oldest, queueNumbered, tagOf, takeLine, takeOldest } from '../queue.js';
import { lineOf, slotOfLine } from '../slot.js';
import type { Policy } from './policy.js';

const QUEUE = 0;

export const lru: Policy = {
  queues: 1,
  open: () => true,
  close: () => undefined,
  resized: () => undefined,

  read(memory, cache, slot) {
    if (!ensureRoom(memory, cache, QUEUE)) return;
    const line = lineOf(load(memory, slot));
    const h = load(memory, line);
    const tag = tagOf(memory, line);
    takeLine(memory, cache, QUEUE, line);
    append(memory, cache, QUEUE, h, tag, slot);
  },

  victim,

  add(memory, cache, slot, h, tag) {
    append(memory, cache, QUEUE, h, tag, slot);
  },

  left: () => undefined,
};

function victim(memory: LinearMemory, cache: number): number {
  if (load(memory, cache + COUNT) < load(memory, cache + MAX) && load(memory, cache + IS_CROWDED) === 0) return 0;
  const queue = queueNumbered(cache, QUEUE);
  const at = oldest(memory, cache, queue);
  const slot = slotOfLine(memory, cache, at);
  store(memory, cache + VICTIM_HASH, load(memory, at));
  takeOldest(memory, queue, at);
  return slot;
}
