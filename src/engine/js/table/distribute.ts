/**
 * Sharing a segment's entries between it and its new buddy, and putting displaced entries nearer to home.
 *
 * Before a split the segment is copied whole to its buddy; then each group of both keeps the entries whose home it is and whose
 * bit is theirs: nothing moves within a group. Entries that were displaced are listed first and put back afterwards, when
 * every counter is 0.
 */
import type { LinearMemory } from '../memory/linear.js';
import { type Layout, KEYS_AT, TAGS_HIGH, takenSlots, lowestBit, homeIn } from './group.js';
import { hashAt } from './hash.js';
import { place } from './place.js';
import { LIST, SEGMENT_BYTES } from '../memory/regions.js';

/** Where the list of displaced entries begins, and its values after as many keys as a segment can hold; in words. */
const LIST_KEYS = LIST >> 2;
const LIST_VALUES = (LIST + 1792 * 8) >> 2;
/** What is beside values of 4 bytes, of which a segment holds at most 1190 then. */
const LIST_SIDES = LIST_VALUES + 1792;

/**
 * Shares the entries of `segment` with `buddy` by bit 31 − depth; returns how many went there. A segment that is its own buddy
 * keeps them all: only the displaced ones are put in again.
 */
export function distribute(
  memory: LinearMemory, layout: Layout, map: number, segment: number, buddy: number, depth: number,
): number {
  const apart = buddy !== segment;
  if (apart) memory.u8.copyWithin(buddy, segment, segment + SEGMENT_BYTES);
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
        list(i32, layout, listed++, key, at + valuesAt + slot * valueStride, at + layout.sidesAt + slot * layout.sideWords);
      } else if (apart && (h << depth) < 0) {
        moved++;
        if (slot < 4) goLow |= byte;
        else goHigh |= byte;
      } else if (slot < 4) stayLow |= byte;
      else stayHigh |= byte;
    }
    const low = i32[at]!;
    const high = i32[at + 1]! & TAGS_HIGH;
    i32[at + distance] = low & goLow;
    i32[at + distance + 1] = high & goHigh;
    i32[at] = low & stayLow;
    i32[at + 1] = high & stayHigh;
  }
  return moved + putBack(memory, layout, map, segment, buddy, depth, listed);
}

/** Copies a displaced entry to the list. */
function list(i32: Int32Array, layout: Layout, listed: number, key: number, value: number, side: number): void {
  i32.copyWithin(LIST_KEYS + listed * layout.keyWords, key, key + layout.keyWords);
  i32.copyWithin(LIST_VALUES + listed * layout.valueWords, value, value + layout.valueWords);
  if (layout.sideWords > 0) i32.copyWithin(LIST_SIDES + listed * layout.sideWords, side, side + layout.sideWords);
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
    place(i32, layout, map >>> 2, (move ? buddy : segment) >>> 2, layout.segmentGroups, h, key, value, LIST_SIDES + i * layout.sideWords);
  }
  return moved;
}
