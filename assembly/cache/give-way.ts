/**
 * Making way for an entry: others go until there is room for it among the most that are allowed, in its segment of the index, and in the queues. Where
 * memory is refused, what is there goes instead, so that a cache works on in the memory that it has.
 */
import { COUNT, GROUPS, addressOf, increment64 } from "../table/header";
import { loadLimit } from "../table/group";
import { segmentGroupsOf } from "../table/layout";
import { wordOf } from "../table/find";
import { makeRoom } from "../table/room";
import { ROOM_MADE } from "../table/split";
import { ENTRY_COUNT, entryOf } from "../memory/segments";
import { EVICTIONS, HANDLES, HOLDS, IS_CROWDED, MAX, NO_INDEX, QUEUE_COUNT, RECYCLED, TELLS, VICTIM_HASH, WANTED } from "./header";
import { letGo } from "./payload";
import { isReady, left, victim } from "./policy/policy";
import { ensureRoom, liveOf, oldest, queueNumbered, takeOldest } from "./queue";
import { takeFromQueue, unlink } from "./remove";
import { anySlot, slotOfLine } from "./slot";
import { fitSpan } from "./span";

/** What stands in the way of a new entry, but that there are as many as are allowed. */
// @ts-ignore: decorator
@inline const NOTHING: u32 = 0;
/** Memory is refused for lines of the queues, or for the segment of the index to grow or to split. */
// @ts-ignore: decorator
@inline const NO_LINES: u32 = 1;
// @ts-ignore: decorator
@inline const NO_SLOT: u32 = 2;
/** The same, and there is nothing that could go. */
// @ts-ignore: decorator
@inline const NO_MEMORY: u32 = 3;

/**
 * Makes way for a key with the hash `h`; RECYCLED is the handle of what went. False where memory is refused, and where one would have to go of which the
 * host is to know: then it lets them go itself, one after another.
 */
export function makeWay(cache: usize, h: u32): bool {
  const holds = load<u32>(cache, HOLDS);
  store<u32>(cache, 0, RECYCLED);
  for (let what = obstacle(cache, h); what != NOTHING; what = obstacle(cache, h)) {
    if (what == NO_MEMORY || (holds & (HANDLES | TELLS))) return refused(cache, h);
    drop(cache, takeFor(cache, h, what));
  }
  if (holds & TELLS) return load<u32>(cache, COUNT) < load<u32>(cache, MAX) || refused(cache, h);
  const gone = victim(cache);
  if (gone) drop(cache, gone);
  return true;
}

function refused(cache: usize, h: u32): bool {
  store<u32>(cache, h, WANTED);
  return false;
}

/** The slot of an entry whose line has been taken out, which stood in the way of the key that was refused last, or whose memory is wanted; 0 for none. */
export function leaverForWanted(cache: usize): usize {
  const h = load<u32>(cache, WANTED);
  const what = obstacle(cache, h);
  if (what == NO_MEMORY) return 0;
  return what == NOTHING ? leaverAnyway(cache, true) : takeFor(cache, h, what);
}

/** The slot of an entry whose line has been taken out, which is to go before another comes; 0 where there are fewer than the most. */
export function leaver(cache: usize): usize {
  if (load<u32>(cache, COUNT) < load<u32>(cache, MAX)) return 0;
  return isReady(cache) ? victim(cache) : waitingLongest(cache);
}

/** The same, though there may be fewer than the most; `isFull` says whether no more can be held. */
export function leaverAnyway(cache: usize, isFull: bool): usize {
  if (!load<u32>(cache, COUNT)) return 0;
  if (isFull) fitSpan(cache);
  if (!isReady(cache)) return waitingLongest(cache);
  store<u32>(cache, 1, IS_CROWDED);
  const gone = victim(cache);
  store<u32>(cache, 0, IS_CROWDED);
  return gone;
}

function obstacle(cache: usize, h: u32): u32 {
  const hasSome = load<u32>(cache, COUNT) != 0;
  if (!isReady(cache)) return hasSome ? NO_LINES : NO_MEMORY;
  if ((load<u32>(cache, HOLDS) & NO_INDEX) || hasRoom(cache, h)) return NOTHING;
  return hasSome ? NO_SLOT : NO_MEMORY;
}

/** The slot of an entry, whose line it takes out, that gives way to a key with the hash `h`. */
function takeFor(cache: usize, h: u32, what: u32): usize {
  if (what == NO_LINES) return waitingLongest(cache);
  const slot = anySlot(cache, h);
  takeFromQueue(cache, slot);
  return slot;
}

/** Whether the segment that `h` leads to has room for one more, perhaps after a split. */
function hasRoom(cache: usize, h: u32): bool {
  while (true) {
    const groups = load<u32>(cache, GROUPS);
    const whole = groups == segmentGroupsOf(cache);
    const count = load<u32>(whole ? entryOf(addressOf(wordOf(cache, h))) + ENTRY_COUNT : cache + COUNT);
    if (count < loadLimit(groups)) return true;
    if (makeRoom(cache, h) != ROOM_MADE) return false;
  }
}

/** The slot of the oldest entry of a queue that memory is refused for, whatever the policy would say: it cannot move entries without. */
function waitingLongest(cache: usize): usize {
  let queue: usize = 0;
  for (let number: u32 = 0; number < QUEUE_COUNT; number++) {
    if (!liveOf(queueNumbered(cache, number))) continue;
    queue = queueNumbered(cache, number);
    if (!ensureRoom(cache, number)) break;
  }
  const at = oldest(cache, queue);
  const slot = slotOfLine(cache, at);
  store<u32>(cache, load<u32>(at), VICTIM_HASH);
  takeOldest(queue, at);
  left(cache);
  return slot;
}

/** Lets some entry go, for its memory. False where there is none, or the host has to let it go. */
export function dropAny(cache: usize): bool {
  if (load<u32>(cache, HOLDS) & (HANDLES | TELLS)) return false;
  const gone = leaverAnyway(cache, true);
  if (gone) drop(cache, gone);
  return gone != 0;
}

/** Lets an entry go whose line has been taken out. */
function drop(cache: usize, slot: usize): void {
  const handle = letGo(cache, slot);
  store<u32>(cache, handle, RECYCLED);
  increment64(cache, EVICTIONS);
  unlink(cache, load<u32>(cache, VICTIM_HASH), slot);
}
