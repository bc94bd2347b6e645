/**
 * A group: the unit that a probe touches; `assembly/table/group.ts` draws it.
 *
 * JavaScript has no 64-bit integers worth the name, so a control word is read as two lanes of 32 bits: tags 0 to 3, and
 * tags 4 to 6 with the counters above them.
 */

/** Slots of a group. */
export const SLOTS = 7;
/** Keys begin after the control word; in 32-bit words. */
export const KEYS_AT = 2;
/** The tags of the upper lane, without the counters. */
export const TAGS_HIGH = 0x00ffffff;
export const HOME_BITS = 15;

/** The same and more for the hot functions below; hash.ts says why this is an enum. */
const enum Hot {
  SLOTS = 7,
  HOME_BITS = 15,
  HOME_MASK = 0x7fff,
  /** The high bit of each tag, in either lane. */
  TAKEN_LOW = 0x80808080 | 0,
  TAKEN_HIGH = 0x00808080,
}

/** What kernels must know of a layout. Everything named "words" counts 32-bit words, the unit of the views they use. */
export interface Layout {
  readonly keyWords: number;
  readonly valueWords: number;
  readonly groupBytes: number;
  readonly groupWords: number;
  /** From a group to its first value, or to its first key where there are no values. */
  readonly valuesAt: number;
  /** From a value to the next, or from a key. */
  readonly valueStride: number;
  readonly segmentGroups: number;
  /** Of what is beside each value in the index of a cache. */
  readonly sideWords: number;
  /** From a group to what is beside its first value. */
  readonly sidesAt: number;
}

function layoutOf(keyWords: number, valueWords: number, sideWords = 0): Layout {
  const keysEnd = KEYS_AT + SLOTS * keyWords;
  const valuesAt = valueWords === 0 ? KEYS_AT : keysEnd + (valueWords === 2 ? keysEnd & 1 : 0);
  const valueStride = valueWords || keyWords;
  const valuesEnd = valuesAt + SLOTS * valueStride;
  const sidesAt = sideWords === 0 ? 0 : valuesEnd + (sideWords === 2 ? valuesEnd & 1 : 0);
  const end = sideWords === 0 ? valuesEnd : sidesAt + SLOTS * sideWords;
  // 8→8 gets two cache lines to itself: see assembly/table/group.ts.
  const padded = end + (end & 1);
  const groupWords = padded === 30 ? 32 : padded;
  const groupBytes = groupWords * 4;
  return {
    keyWords, valueWords, groupBytes, groupWords, valuesAt, valueStride, segmentGroups: Math.floor(16384 / groupBytes), sideWords, sidesAt,
  };
}

export const layout_4_0 = layoutOf(1, 0);
export const layout_4_4 = layoutOf(1, 1);
export const layout_4_8 = layoutOf(1, 2);
export const layout_8_0 = layoutOf(2, 0);
export const layout_8_4 = layoutOf(2, 1);
export const layout_8_8 = layoutOf(2, 2);

const layouts = [
  layout_8_8, layout_8_8, layout_8_8, layout_4_0, layout_4_4, layout_4_8, layout_8_0, layout_8_4, layout_8_8,
];

/** Of the indexes of caches, whose values are words: by bytes of key and of payload. */
const indexLayouts = [layoutOf(1, 1, 1), layoutOf(1, 1, 2), layoutOf(2, 1, 1), layoutOf(2, 1, 2)];

/** The layout of a cache's index whose LAYOUT field is `number`. */
export function indexLayoutNumbered(number: number): Layout {
  const layout = indexLayouts[((number >>> 10) & 2) + ((number >>> 19) & 1)]!;
  return (number & SIDE_BYTES) === 0 ? layoutNumbered(number) : layout;
}

/** The bits of LAYOUT that have the bytes of what is beside values. */
const SIDE_BYTES = 0xff0000;

/** The layout of a map whose LAYOUT field is `number`. The null map has none; the widest serves it, for it finds nothing. */
export function layoutNumbered(number: number): Layout {
  return layouts[(number >>> 10) * 3 + ((number & 0xff) >>> 2)]!;
}

/** The SHAPE field of a map of `layout`, which the other engine works with. */
export function shapeOf({ groupBytes, valuesAt, segmentGroups }: Layout): number {
  return groupBytes | (valuesAt << 10) | (segmentGroups << 16);
}

/** The home group of `hash` in a table of `groups`, a power of two or a whole segment. */
export function homeIn(hash: number, groups: number): number {
  return Math.imul(hash & Hot.HOME_MASK, groups) >>> Hot.HOME_BITS;
}

/** The highest number a probe's arithmetic works with: the next power of two, less one. */
export function probeMask(groups: number): number {
  return (1 << (32 - Math.clz32(groups - 1))) - 1;
}

/** 15 − log2 of `groups`, which the header keeps for the other engine. */
export function homeShift(groups: number): number {
  return HOME_BITS - 31 + Math.clz32(groups);
}

/** Entries a table of `groups` takes before it grows. */
export function loadLimit(groups: number): number {
  return groups === 1 ? Hot.SLOTS : (groups * Hot.SLOTS * 208) >>> 8;
}

/** Entries for which a segment of `groups` is made beforehand: 0.785 of its slots, so that few reach the limit by chance. */
export function reserveLimit(groups: number): number {
  return (groups * Hot.SLOTS * 201) >>> 8;
}

/** How far the upper lane is shifted to bring the counter of the hash's class to its lowest bits. */
export function counterShift(hash: number): number {
  return 24 + ((hash & 1) << 2);
}

/** The byte, 0 to 3, of the lowest bit set in a lane. */
export function firstByte(lane: number): number {
  return (31 - Math.clz32(lane & -lane)) >>> 3;
}

/** The slots that are taken, as the lowest seven bits. */
export function takenSlots(i32: Int32Array, at: number): number {
  // The high bits of four bytes, gathered by one multiplication.
  const low = Math.imul((i32[at]! & Hot.TAKEN_LOW) >>> 7, 0x10204080) >>> 28;
  const high = Math.imul((i32[at + 1]! & Hot.TAKEN_HIGH) >>> 7, 0x10204080) >>> 28;
  return low | (high << 4);
}

/** The number of the lowest bit set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
