/** Inserting an entry: into the first group on its probe path with an empty slot. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64 } from '../memory/linear.js';
import { WORD_OVERFLOW, WORD_SATURATED } from './header.js';
import { hash } from './hash.js';
import {
  type Layout, homeIn, probeMask, loadLimit, firstByte, counterShift,
} from './group.js';
import { probe, wordOf, groupsOf, tableOf, lookup } from './find.js';
import { entryOf, FLAG_SATURATED } from '../memory/segments.js';
import { makeRoom, ROOM_MADE, ROOM_OVERFLOWS } from './room.js';
import { insertOverflow } from './overflow.js';

/** Fields of a map's header, in words; hash.ts says why this is an enum. */
const enum Field {
  ROOT = 0,
  COUNT = 10,
  VERSION = 12,
  COLLISIONS = 18,
  OVERFLOW = 26,
}

const enum Entry {
  COUNT = 1,
  FLAGS = 6,
}

const enum Group {
  KEYS_AT = 2,
  TAKEN_LOW = 0x80808080 | 0,
  TAKEN_HIGH = 0x00808080,
}

/** Address of the value of a key, which is inserted if it is absent (its value is then undefined); 0 when memory is exhausted. */
export function insert(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const h = hash(i32, layout, header, low, high);
  const word = wordOf(i32, header, h);
  let found = probe(i32, layout, tableOf(word), groupsOf(i32, header), h, low, high);
  if (found === 0 && (word & WORD_OVERFLOW) !== 0) {
    const overflow = i32[header + Field.OVERFLOW]! >>> 2;
    if (overflow) found = lookup(i32, layout, overflow, low, high);
  }
  if (found !== 0) {
    increment64(i32, header + Field.VERSION);
    return (found << 2) >>> 0;
  }
  const claimed = claimSlot(memory, layout, map, h);
  if (claimed <= 0) return claimed === 0 ? 0 : insertOverflow(memory, layout, map, h, low, high);
  const at = (claimed >>> 3) << 1;
  const slot = claimed & 7;
  const keyAt = at + Group.KEYS_AT + Math.imul(slot, layout.keyWords);
  memory.i32[keyAt] = low;
  if (layout.keyWords === 2) memory.i32[keyAt + 1] = high;
  return ((at + layout.valuesAt + Math.imul(slot, layout.valueStride)) << 2) >>> 0;
}

/**
 * Takes a slot for an absent key with the hash `h`, makes room for it where there is none, and counts it. Returns the
 * address of the slot's tag (see `claim`), 0 when memory is exhausted, −1 where the key belongs into the overflow table.
 */
function claimSlot(memory: LinearMemory, layout: Layout, map: number, h: number): number {
  const header = map >>> 2;
  for (;;) {
    const i32 = memory.i32;
    const groups = groupsOf(i32, header);
    const base = tableOf(wordOf(i32, header, h));
    const whole = groups === layout.segmentGroups;
    const counter = whole ? (entryOf(base << 2) >>> 2) + Entry.COUNT : header + Field.COUNT;
    const count = i32[counter]!;
    if (count < loadLimit(groups)) {
      if (isFull(i32, base + Math.imul(homeIn(h, groups), layout.groupWords))) increment64(i32, header + Field.COLLISIONS);
      const claimed = claim(i32, layout, header, base, groups, h);
      if (whole) i32[counter] = count + 1;
      i32[header + Field.COUNT]!++;
      increment64(i32, header + Field.VERSION);
      return claimed;
    }
    const room = makeRoom(memory, layout, map, h);
    if (room === ROOM_OVERFLOWS) return -1;
    if (room !== ROOM_MADE) return 0;
  }
}

/** Whether the group at `at` has no empty slot. */
function isFull(i32: Int32Array, at: number): boolean {
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
  if (passed < 14) return;
  if (groups === layout.segmentGroups) i32[(entryOf(base << 2) >>> 2) + Entry.FLAGS]! |= FLAG_SATURATED;
  else i32[header + Field.ROOT]! |= WORD_SATURATED;
}

/** Puts a copy of an entry, its key and value at these word indices, into the table at `base`, which has an empty slot. */
export function place(
  i32: Int32Array, layout: Layout, header: number, base: number, groups: number, h: number, key: number, value: number,
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
}
