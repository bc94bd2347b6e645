/** Putting a key into a table that has room for it: into the first group on its probe path with an empty slot. */
import { WORD_SATURATED } from './header.js';
import { type Layout, homeIn, probeMask, firstByte, counterShift } from './group.js';
import { entryOf, FLAG_SATURATED } from '../memory/segments.js';

/** Fields of a map's header and of a segment's entry, in words; hash.ts says why these are enums. */
const enum Field {
  ROOT = 0,
}

const enum Entry {
  FLAGS = 6,
  PASSED = 8,
}

const enum Group {
  KEYS_AT = 2,
  TAKEN_LOW = 0x80808080 | 0,
  TAKEN_HIGH = 0x00808080,
}

/** Whether the group at `at` has no empty slot. */
export function isFull(i32: Int32Array, at: number): boolean {
  return ((~i32[at]! & Group.TAKEN_LOW) | (~i32[at + 1]! & Group.TAKEN_HIGH)) === 0;
}

/**
 * Sets the tag of the slot for a new key of hash `h` in the table at `base`, which has an empty one; counts nothing.
 * Returns the tag's address: its three lowest bits are the slot, for groups are aligned to 8.
 */
export function claim(
  i32: Int32Array, layout: Layout, header: number, base: number, groups: number, h: number,
): number {
  let group = homeIn(h, groups);
  let at = base + Math.imul(group, layout.groupWords);
  if (isFull(i32, at)) {
    const mask = probeMask(groups);
    let step = 0;
    do {
      passOver(i32, layout, header, base, groups, at, h);
      do {
        step++;
        group = (group + step) & mask;
      } while (group >= groups);
      at = base + Math.imul(group, layout.groupWords);
    } while (isFull(i32, at));
  }
  const tag = 0x80 | (h & 0x7f);
  const emptyLow = ~i32[at]! & Group.TAKEN_LOW;
  if (emptyLow !== 0) {
    const slot = firstByte(emptyLow);
    i32[at]! |= tag << (slot << 3);
    return at * 4 + slot;
  }
  const slot = firstByte(~i32[at + 1]! & Group.TAKEN_HIGH);
  i32[at + 1]! |= tag << (slot << 3);
  return at * 4 + slot + 4;
}

/** Notes in a full group that one more entry of the hash's class has passed over it. */
function passOver(
  i32: Int32Array, layout: Layout, header: number, base: number, groups: number, at: number, h: number,
): void {
  const shift = counterShift(h);
  const passed = (i32[at + 1]! >>> shift) & 15;
  if (passed < 15) i32[at + 1]! += 1 << shift;
  if (groups === layout.segmentGroups) {
    const entry = entryOf(base << 2) >>> 2;
    i32[entry + Entry.PASSED]!++;
    if (passed >= 14) i32[entry + Entry.FLAGS]! |= FLAG_SATURATED;
  } else if (passed >= 14) {
    i32[header + Field.ROOT]! |= WORD_SATURATED;
  }
}

/** Puts a copy of an entry, its key, value and what is beside that at these word indices, into the table at `base`, which has an empty slot. */
export function place(
  i32: Int32Array, layout: Layout, header: number, base: number, groups: number, h: number, key: number, value: number, side: number,
): void {
  const claimed = claim(i32, layout, header, base, groups, h);
  const at = (claimed >>> 3) << 1;
  const slot = claimed & 7;
  const keyAt = at + Group.KEYS_AT + slot * layout.keyWords;
  i32[keyAt] = i32[key]!;
  if (layout.keyWords === 2) i32[keyAt + 1] = i32[key + 1]!;
  const valueAt = at + layout.valuesAt + slot * layout.valueStride;
  if (layout.valueWords !== 0) i32[valueAt] = i32[value]!;
  if (layout.valueWords === 2) i32[valueAt + 1] = i32[value + 1]!;
  if (layout.sideWords === 0) return;
  const sideAt = at + layout.sidesAt + slot * layout.sideWords;
  i32[sideAt] = i32[side]!;
  if (layout.sideWords === 2) i32[sideAt + 1] = i32[side + 1]!;
}
