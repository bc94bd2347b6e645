/**
 * Splitting a full segment by one more bit of its hashes.
 *
 * The segment is copied whole to its new buddy; then each group of both keeps the entries whose home it is and whose bit is
 * theirs: nothing moves within a group. Entries that were displaced are listed first and put back afterwards, when every
 * counter is 0.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { QUOTA, BYTES, SEGMENTS, SPLITS, DEEPEST, RELOCATIONS, addressOf } from './header.js';
import { type Layout, KEYS_AT, TAGS_HIGH, takenSlots, lowestBit, homeIn } from './group.js';
import { hashAt } from './hash.js';
import { wordOf } from './find.js';
import { place } from './place.js';
import { depthOf, doubleDirectory, pointWords, MAXIMUM_DEPTH } from './directory.js';
import { LIST, SEGMENT_BYTES } from '../memory/regions.js';
import { allocateRawSegment, freePiece } from '../memory/quota.js';
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_SATURATED, FLAG_ALIKE } from '../memory/segments.js';

/** Memory or the quota is exhausted. */
export const ROOM_REFUSED = 0;
/** There is room now, perhaps in another table: locate it again. */
export const ROOM_MADE = 1;
/** The keys of this segment cannot be told apart by further bits of their hashes. */
export const ROOM_OVERFLOWS = 2;

/** Where the list of displaced entries begins, and its values after as many keys as a segment can hold; in words. */
const LIST_KEYS = LIST >> 2;
const LIST_VALUES = (LIST + 1792 * 8) >> 2;

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
  const quota = load(memory, map + QUOTA);
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  const entry = entryOf(segment);
  const depth = load(memory, entry + ENTRY_DEPTH);
  const buddy = allocateRawSegment(memory, quota, map);
  if (!buddy) return false;
  if (depth === depthOf(memory, map) && !doubleDirectory(memory, map)) {
    freePiece(memory, quota, buddy, SEGMENT_BYTES);
    return false;
  }
  const flags = load(memory, entry + ENTRY_FLAGS) & ~(FLAG_SATURATED | FLAG_ALIKE);
  const other = entryOf(buddy);
  store(memory, entry + ENTRY_FLAGS, flags);
  store(memory, other + ENTRY_FLAGS, flags);
  store(memory, entry + ENTRY_DEPTH, depth + 1);
  store(memory, other + ENTRY_DEPTH, depth + 1);
  const moved = distribute(memory, layout, map, segment, buddy, depth);
  store(memory, other + ENTRY_COUNT, moved);
  store(memory, entry + ENTRY_COUNT, load(memory, entry + ENTRY_COUNT) - moved);
  pointWords(memory, map, h | (0x80000000 >>> depth), buddy);
  if (depth + 1 === depthOf(memory, map)) store(memory, map + DEEPEST, load(memory, map + DEEPEST) + 2);
  store(memory, map + BYTES, load(memory, map + BYTES) + SEGMENT_BYTES);
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

/** Shares the entries of `segment` with `buddy` by bit 31 − depth; returns how many went there. */
function distribute(
  memory: LinearMemory, layout: Layout, map: number, segment: number, buddy: number, depth: number,
): number {
  memory.u8.copyWithin(buddy, segment, segment + SEGMENT_BYTES);
  const i32 = memory.i32;
  const header = map >>> 2;
  const { keyWords, groupWords, valuesAt, valueStride, segmentGroups } = layout;
  const distance = (buddy >>> 2) - (segment >>> 2);
  let moved = 0;
  let listed = 0;
  for (let group = 0, at = segment >>> 2; group < segmentGroups; group++, at += groupWords) {
    // The tags that go, and those that stay: a byte of all ones for each such slot.
    let goLow = 0;
    let goHigh = 0;
    let stayLow = 0;
    let stayHigh = 0;
    for (let taken = takenSlots(i32, at); taken; taken &= taken - 1) {
      const slot = lowestBit(taken);
      const key = at + KEYS_AT + slot * keyWords;
      const h = hashAt(i32, layout, header, key);
      const byte = 255 << (slot << 3);
      if (homeIn(h, segmentGroups) !== group) {
        list(i32, layout, listed++, key, at + valuesAt + slot * valueStride);
      } else if ((h << depth) < 0) {
        moved++;
        if (slot < 4) goLow |= byte;
        else goHigh |= byte;
      } else if (slot < 4) stayLow |= byte;
      else stayHigh |= byte;
    }
    i32[at + distance] = i32[at]! & goLow;
    i32[at + distance + 1] = i32[at + 1]! & goHigh;
    i32[at]! &= stayLow;
    i32[at + 1]! &= stayHigh & TAGS_HIGH;
  }
  return moved + putBack(memory, layout, map, segment, buddy, depth, listed);
}

/** Copies a displaced entry to the list. */
function list(i32: Int32Array, layout: Layout, listed: number, key: number, value: number): void {
  i32.copyWithin(LIST_KEYS + listed * layout.keyWords, key, key + layout.keyWords);
  i32.copyWithin(LIST_VALUES + listed * layout.valueWords, value, value + layout.valueWords);
}

/** Puts the listed entries where they belong; returns how many went to `buddy`. */
function putBack(
  memory: LinearMemory, layout: Layout, map: number, segment: number, buddy: number, depth: number, listed: number,
): number {
  const i32 = memory.i32;
  let moved = 0;
  for (let i = 0; i < listed; i++) {
    const key = LIST_KEYS + i * layout.keyWords;
    const h = hashAt(i32, layout, map >>> 2, key);
    const move = (h << depth) < 0;
    if (move) moved++;
    const value = LIST_VALUES + i * layout.valueWords;
    place(i32, layout, map >>> 2, (move ? buddy : segment) >>> 2, layout.segmentGroups, h, key, value);
  }
  return moved;
}
