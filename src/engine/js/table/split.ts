/** Splitting a full segment by one more bit of its hashes: whether, and with what memory; distribute.ts moves the entries. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { SEGMENTS, SPLITS, DEEPEST, RELOCATIONS, addressOf } from './header.js';
import { type Layout, KEYS_AT, takenSlots, lowestBit } from './group.js';
import { hashAt } from './hash.js';
import { wordOf } from './find.js';
import { makeOwn, newSegment, retireSegment } from './share.js';
import { distribute } from './distribute.js';
import { depthOf, doubleDirectory, pointWords, MAXIMUM_DEPTH } from './directory.js';
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, FLAG_SATURATED, FLAG_ALIKE } from '../memory/segments.js';

/** Memory or the quota is exhausted. */
export const ROOM_REFUSED = 0;
/** There is room now, perhaps in another table: locate it again. */
export const ROOM_MADE = 1;
/** The keys of this segment cannot be told apart by further bits of their hashes. */
export const ROOM_OVERFLOWS = 2;

/** Splits the segment that `h` leads to. */
export function split(memory: LinearMemory, layout: Layout, map: number, h: number): number {
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  const entry = entryOf(segment);
  const depth = load(memory, entry + ENTRY_DEPTH);
  const flags = load(memory, entry + ENTRY_FLAGS);
  if (depth >= depthLimit(memory, map) || flags & FLAG_ALIKE) return ROOM_OVERFLOWS;
  if (!bitDiffers(memory, layout, map, segment, depth)) {
    store(memory, entry + ENTRY_FLAGS, flags | FLAG_ALIKE);
    return ROOM_OVERFLOWS;
  }
  return splitSegment(memory, layout, map, h) ? ROOM_MADE : ROOM_REFUSED;
}

/** As `split`, without asking whether it is useful. False, and nothing changed, where memory is refused. */
export function splitSegment(memory: LinearMemory, layout: Layout, map: number, h: number): boolean {
  if (!makeOwn(memory, map, h)) return false;
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  const entry = entryOf(segment);
  const depth = load(memory, entry + ENTRY_DEPTH);
  const buddy = newSegment(memory, map, false);
  if (!buddy) return false;
  if (depth === depthOf(memory, map) && !doubleDirectory(memory, map)) {
    retireSegment(memory, map, buddy);
    return false;
  }
  const flags = load(memory, entry + ENTRY_FLAGS) & ~(FLAG_SATURATED | FLAG_ALIKE);
  const other = entryOf(buddy);
  store(memory, entry + ENTRY_FLAGS, flags);
  store(memory, other + ENTRY_FLAGS, flags);
  store(memory, entry + ENTRY_DEPTH, depth + 1);
  store(memory, other + ENTRY_DEPTH, depth + 1);
  store(memory, entry + ENTRY_PASSED, 0);
  store(memory, entry + ENTRY_REBUILT, 0);
  const moved = distribute(memory, layout, map, segment, buddy, depth);
  store(memory, other + ENTRY_COUNT, moved);
  store(memory, entry + ENTRY_COUNT, load(memory, entry + ENTRY_COUNT) - moved);
  pointWords(memory, map, h | (0x80000000 >>> depth), buddy);
  if (depth + 1 === depthOf(memory, map)) store(memory, map + DEEPEST, load(memory, map + DEEPEST) + 2);
  increment(memory, map + SEGMENTS);
  increment(memory, map + SPLITS);
  increment(memory, map + RELOCATIONS);
  return true;
}

/** Depth beyond which splitting no longer pays: random keys stay within log2(segments) + 4. */
function depthLimit(memory: LinearMemory, map: number): number {
  return Math.min(31 - Math.clz32(load(memory, map + SEGMENTS)) + 4, MAXIMUM_DEPTH);
}

/** Whether the keys of a segment differ in the bit that a split would use. Ends at the second or third key, normally. */
function bitDiffers(memory: LinearMemory, layout: Layout, map: number, segment: number, depth: number): boolean {
  const i32 = memory.i32;
  let seen = 0;
  let at = segment >>> 2;
  for (const end = at + layout.segmentGroups * layout.groupWords; at < end; at += layout.groupWords) {
    for (let taken = takenSlots(i32, at); taken; taken &= taken - 1) {
      const h = hashAt(i32, layout, map >>> 2, at + KEYS_AT + lowestBit(taken) * layout.keyWords);
      seen |= 1 << ((h >>> (31 - depth)) & 1);
      if (seen === 3) return true;
    }
  }
  return false;
}
