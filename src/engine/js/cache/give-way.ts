/** Making way for an entry. See `assembly/cache/give-way.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64, load, store } from '../memory/linear.js';
import { ENTRY_COUNT, entryOf } from '../memory/segments.js';
import { groupsOf, tableOf, wordOf } from '../table/find.js';
import { loadLimit } from '../table/group.js';
import { COUNT } from '../table/header.js';
import { makeRoom } from '../table/room.js';
import { ROOM_MADE } from '../table/split.js';
import { EVICTIONS, HANDLES, HOLDS, IS_CROWDED, MAX, QUEUE_COUNT, RECYCLED, TELLS, VICTIM_HASH, WANTED } from './header.js';
import { letGo } from './payload.js';
import { isReady, policyOf } from './policy/policies.js';
import { ensureRoom, liveOf, oldest, queueNumbered, takeOldest } from './queue.js';
import { takeFromQueue, unlink } from './remove.js';
import { anySlot, hasIndex, layoutOf, slotOfLine } from './slot.js';
import { fitSpan } from './span.js';

/** What stands in the way of a new entry, but that there are as many as are allowed. */
const NOTHING = 0;
const NO_LINES = 1;
const NO_SLOT = 2;
const NO_MEMORY = 3;

/** Makes way for a key with the hash `h`; RECYCLED is the handle of what went. False where the host has to let others go, or memory is refused. */
export function makeWay(memory: LinearMemory, cache: number, h: number): boolean {
  const holds = load(memory, cache + HOLDS);
  store(memory, cache + RECYCLED, 0);
  for (let what = obstacle(memory, cache, h); what !== NOTHING; what = obstacle(memory, cache, h)) {
    if (what === NO_MEMORY || (holds & (HANDLES | TELLS)) !== 0) return refused(memory, cache, h);
    drop(memory, cache, takeFor(memory, cache, h, what));
  }
  if ((holds & TELLS) !== 0) return load(memory, cache + COUNT) < load(memory, cache + MAX) || refused(memory, cache, h);
  const gone = policyOf(memory, cache).victim(memory, cache);
  if (gone !== 0) drop(memory, cache, gone);
  return true;
}

function refused(memory: LinearMemory, cache: number, h: number): false {
  store(memory, cache + WANTED, h);
  return false;
}

/** The slot of an entry whose line has been taken out, which stood in the way of the key that was refused last, or whose memory is wanted; 0 for none. */
export function leaverForWanted(memory: LinearMemory, cache: number): number {
  const h = load(memory, cache + WANTED);
  const what = obstacle(memory, cache, h);
  if (what === NO_MEMORY) return 0;
  return what === NOTHING ? leaverAnyway(memory, cache, true) : takeFor(memory, cache, h, what);
}

/** The slot of an entry whose line has been taken out, which is to go before another comes; 0 where there are fewer than the most. */
export function leaver(memory: LinearMemory, cache: number): number {
  if (load(memory, cache + COUNT) < load(memory, cache + MAX)) return 0;
  return isReady(memory, cache) ? policyOf(memory, cache).victim(memory, cache) : waitingLongest(memory, cache);
}

/** The same, though there may be fewer than the most; `isFull` says whether no more can be held. */
export function leaverAnyway(memory: LinearMemory, cache: number, isFull: boolean): number {
  if (load(memory, cache + COUNT) === 0) return 0;
  if (isFull) fitSpan(memory, cache);
  if (!isReady(memory, cache)) return waitingLongest(memory, cache);
  store(memory, cache + IS_CROWDED, 1);
  const gone = policyOf(memory, cache).victim(memory, cache);
  store(memory, cache + IS_CROWDED, 0);
  return gone;
}

function obstacle(memory: LinearMemory, cache: number, h: number): number {
  const hasSome = load(memory, cache + COUNT) !== 0;
  if (!isReady(memory, cache)) return hasSome ? NO_LINES : NO_MEMORY;
  if (!hasIndex(memory, cache) || hasRoom(memory, cache, h)) return NOTHING;
  return hasSome ? NO_SLOT : NO_MEMORY;
}

/** The slot of an entry, whose line it takes out, that gives way to a key with the hash `h`. */
function takeFor(memory: LinearMemory, cache: number, h: number, what: number): number {
  if (what === NO_LINES) return waitingLongest(memory, cache);
  const slot = anySlot(memory, cache, h);
  takeFromQueue(memory, cache, slot);
  return slot;
}

/** Whether the segment that `h` leads to has room for one more, perhaps after a split. */
function hasRoom(memory: LinearMemory, cache: number, h: number): boolean {
  const layout = layoutOf(memory, cache);
  for (;;) {
    const { i32 } = memory;
    const groups = groupsOf(i32, cache >>> 2);
    const table = (tableOf(wordOf(i32, cache >>> 2, h)) << 2) >>> 0;
    const count = load(memory, groups === layout.segmentGroups ? entryOf(table) + ENTRY_COUNT : cache + COUNT);
    if (count < loadLimit(groups)) return true;
    if (makeRoom(memory, layout, cache, h) !== ROOM_MADE) return false;
  }
}

/** The slot of the oldest entry of a queue that memory is refused for, whatever the policy would say. */
function waitingLongest(memory: LinearMemory, cache: number): number {
  let queue = 0;
  for (let number = 0; number < QUEUE_COUNT; number++) {
    if (liveOf(memory, queueNumbered(cache, number)) === 0) continue;
    queue = queueNumbered(cache, number);
    if (!ensureRoom(memory, cache, number)) break;
  }
  const at = oldest(memory, cache, queue);
  const slot = slotOfLine(memory, cache, at);
  store(memory, cache + VICTIM_HASH, load(memory, at));
  takeOldest(memory, queue, at);
  policyOf(memory, cache).left(memory, cache);
  return slot;
}

/** Lets some entry go, for its memory. False where there is none, or the host has to let it go. */
export function dropAny(memory: LinearMemory, cache: number): boolean {
  if ((load(memory, cache + HOLDS) & (HANDLES | TELLS)) !== 0) return false;
  const gone = leaverAnyway(memory, cache, true);
  if (gone !== 0) drop(memory, cache, gone);
  return gone !== 0;
}

/** Lets an entry go whose line has been taken out. */
function drop(memory: LinearMemory, cache: number, slot: number): void {
  store(memory, cache + RECYCLED, letGo(memory, cache, slot));
  increment64(memory.i32, (cache + EVICTIONS) >>> 2);
  unlink(memory, cache, load(memory, cache + VICTIM_HASH), slot);
}
