/** S3-FIFO. See `assembly/cache/policy/s3-fifo.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { COUNT } from '../../table/header.js';
import { IS_CROWDED, MAX, POLICY_FIELDS, SPAN, VICTIM_HASH } from '../header.js';
import { append, liveOf, oldest, queueNumbered, tagOf, takeOldest } from '../queue.js';
import { READS, slotOfLine } from '../slot.js';
import { closeGhosts, openGhosts, recall, remember, reopenGhosts } from './ghosts.js';
import type { Policy } from './policy.js';

const SMALL = 0;
const MAIN = 1;
const SMALL_MAX = POLICY_FIELDS;
const SMALL_SHARE = 0.1;
const PROMOTED_FROM = 2;
const TRIES = 16;

export const s3Fifo: Policy = {
  queues: 2,

  open(memory, cache) {
    const most = load(memory, cache + SPAN);
    const small = Math.max(1, Math.floor(SMALL_SHARE * most));
    store(memory, cache + SMALL_MAX, small);
    return openGhosts(memory, cache, most - Math.min(small, most - 1));
  },

  close: closeGhosts,

  resized(memory, cache) {
    const span = load(memory, cache + SPAN);
    const small = Math.max(1, Math.floor(SMALL_SHARE * span));
    store(memory, cache + SMALL_MAX, small);
    reopenGhosts(memory, cache, span - Math.min(small, span - 1));
  },

  read(memory, _, slot) {
    const word = load(memory, slot);
    if ((word & READS) < READS) store(memory, slot, word + 1);
  },

  victim(memory, cache) {
    if (load(memory, cache + COUNT) < load(memory, cache + MAX) && load(memory, cache + IS_CROWDED) === 0) return 0;
    if (liveOf(memory, queueNumbered(cache, SMALL)) >= load(memory, cache + SMALL_MAX)) {
      const slot = fromSmall(memory, cache);
      if (slot !== 0) return slot;
    }
    return fromMain(memory, cache) || fromSmall(memory, cache);
  },

  add(memory, cache, slot, h, tag) {
    append(memory, cache, recall(memory, cache, h) ? MAIN : SMALL, h, tag, slot);
  },

  left: () => undefined,
};

/** Turns the oldest of the small queue out; those that were read often move to the main one. 0 where all have. */
function fromSmall(memory: LinearMemory, cache: number): number {
  const queue = queueNumbered(cache, SMALL);
  for (let tries = TRIES; ;) {
    const at = oldest(memory, cache, queue);
    if (at === 0) return 0;
    const tag = tagOf(memory, at);
    const h = load(memory, at);
    const slot = slotOfLine(memory, cache, at);
    const word = load(memory, slot);
    takeOldest(memory, queue, at);
    if ((word & READS) < PROMOTED_FROM || tries-- === 0) {
      remember(memory, cache, h);
      store(memory, cache + VICTIM_HASH, h);
      return slot;
    }
    store(memory, slot, word & ~READS);
    append(memory, cache, MAIN, h, tag, slot);
  }
}

/** Takes the oldest of the main queue out that was not read; others come round, with one read less. 0 where there is none. */
function fromMain(memory: LinearMemory, cache: number): number {
  const queue = queueNumbered(cache, MAIN);
  for (let tries = TRIES; ;) {
    const at = oldest(memory, cache, queue);
    if (at === 0) return 0;
    const tag = tagOf(memory, at);
    const h = load(memory, at);
    const slot = slotOfLine(memory, cache, at);
    const word = load(memory, slot);
    takeOldest(memory, queue, at);
    if ((word & READS) === 0 || tries-- === 0) {
      store(memory, cache + VICTIM_HASH, h);
      return slot;
    }
    store(memory, slot, word - 1);
    append(memory, cache, MAIN, h, tag, slot);
  }
}
