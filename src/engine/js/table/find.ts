/**
 * Finding an entry; `assembly/table/find.ts` describes the probe.
 *
 * The kernels exist once per key width, as functions of a `Layout` that is a constant to their callers: V8 inlines them
 * there and folds the layout's numbers. Inside, places are word indices, which stay below 2^30 and so are small integers
 * wherever memory ends; addresses are made on the way out. One pass over a group matches both lanes, because a branch
 * between them would be predicted wrongly half the time.
 */
import type { LinearMemory } from '../memory/linear.js';
import { increment64 } from '../memory/linear.js';
import { ROOT, DIRECTORY, SHIFT, GROUPS, HITS, MISSES, OVERFLOW, WORD_OVERFLOW } from './header.js';
import { hash4, hash8 } from './hash.js';
import { type Layout, homeIn, probeMask, KEYS_AT } from './group.js';

const ROOT_WORD = ROOT >> 2;
const DIRECTORY_WORD = DIRECTORY >> 2;
const SHIFT_WORD = SHIFT >> 2;
const GROUPS_WORD = GROUPS >> 2;
const HITS_WORD = HITS >> 2;
const MISSES_WORD = MISSES >> 2;
const OVERFLOW_WORD = OVERFLOW >> 2;
const KEYS = KEYS_AT;

/** The word of the table that `hash` belongs to; `header` is the map's word index. */
export function wordOf(i32: Int32Array, header: number, hash: number): number {
  const directory = i32[header + DIRECTORY_WORD]! >>> 2;
  if (directory) return i32[directory + (hash >>> i32[header + SHIFT_WORD]!)]!;
  return i32[header + ROOT_WORD]!;
}

/** The number of groups of the table that a hash leads to: the header has a whole segment's beside a directory. */
export function groupsOf(i32: Int32Array, header: number): number {
  return i32[header + GROUPS_WORD]!;
}

/** The word index of a table from its word. */
export function tableOf(word: number): number {
  return (word >>> 4) << 2;
}

/**
 * The slots of the group at `at` whose tag is that of `h`: bit 8 × slot for slots 0 to 3, bit 8 × (slot − 4) + 1 for 4 to 6.
 * Above a true match, tags that differ in their lowest bit may match falsely: keys decide.
 */
function matchTag(i32: Int32Array, at: number, spread: number): number {
  const low = i32[at]! ^ spread;
  const high = i32[at + 1]! ^ spread;
  return (((low - 0x01010101) & ~low & 0x80808080) >>> 7) | (((high - 0x01010101) & ~high & 0x00808080) >>> 6);
}

/** Word index of the value of `key` in the table at `base`, or 0. */
export function probe4(i32: Int32Array, layout: Layout, base: number, groups: number, h: number, key: number): number {
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  let step = 0;
  for (;;) {
    const at = base + Math.imul(group, layout.groupWords);
    let matches = matchTag(i32, at, spread);
    while (matches !== 0) {
      const bit = 31 - Math.clz32(matches & -matches);
      const slot = (bit >>> 3) + ((bit & 1) << 2);
      if (i32[at + KEYS + slot]! === key) return at + layout.valuesAt + Math.imul(slot, layout.valueStride);
      matches &= matches - 1;
    }
    if (((i32[at + 1]! >>> (24 + ((h & 1) << 2))) & 15) === 0) return 0;
    const mask = probeMask(groups);
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** As `probe4`, for a key of two lanes. */
export function probe8(
  i32: Int32Array, layout: Layout, base: number, groups: number, h: number, low: number, high: number,
): number {
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  let step = 0;
  for (;;) {
    const at = base + Math.imul(group, layout.groupWords);
    let matches = matchTag(i32, at, spread);
    while (matches !== 0) {
      const bit = 31 - Math.clz32(matches & -matches);
      const slot = (bit >>> 3) + ((bit & 1) << 2);
      const keyAt = at + KEYS + slot + slot;
      if (i32[keyAt]! === low && i32[keyAt + 1]! === high) return at + layout.valuesAt + Math.imul(slot, layout.valueStride);
      matches &= matches - 1;
    }
    if (((i32[at + 1]! >>> (24 + ((h & 1) << 2))) & 15) === 0) return 0;
    const mask = probeMask(groups);
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Word index of the value of `key`, or 0; no statistics. Expected O(1). */
export function lookup4(i32: Int32Array, layout: Layout, header: number, key: number): number {
  const h = hash4(i32, header, key);
  const word = wordOf(i32, header, h);
  const found = probe4(i32, layout, tableOf(word), groupsOf(i32, header), h, key);
  if (found !== 0 || (word & WORD_OVERFLOW) === 0) return found;
  const overflow = i32[header + OVERFLOW_WORD]! >>> 2;
  return overflow ? lookup4(i32, layout, overflow, key) : 0;
}

export function lookup8(i32: Int32Array, layout: Layout, header: number, low: number, high: number): number {
  const h = hash8(i32, header, low, high);
  const word = wordOf(i32, header, h);
  const found = probe8(i32, layout, tableOf(word), groupsOf(i32, header), h, low, high);
  if (found !== 0 || (word & WORD_OVERFLOW) === 0) return found;
  const overflow = i32[header + OVERFLOW_WORD]! >>> 2;
  return overflow ? lookup8(i32, layout, overflow, low, high) : 0;
}

/** Address of the value of `key`, or 0, without statistics: a `lookup` for callers outside the engine. */
export function peek4(memory: LinearMemory, layout: Layout, map: number, key: number): number {
  return (lookup4(memory.i32, layout, map >>> 2, key | 0) << 2) >>> 0;
}

export function peek8(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  return (lookup8(memory.i32, layout, map >>> 2, low, high) << 2) >>> 0;
}

/** Address of the value of `key`, or 0, counted as a hit or a miss: the engine's single read. Expected O(1). */
export function find4(memory: LinearMemory, layout: Layout, map: number, key: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const found = lookup4(i32, layout, header, key | 0);
  increment64(i32, header + (found !== 0 ? HITS_WORD : MISSES_WORD));
  return (found << 2) >>> 0;
}

export function find8(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const found = lookup8(i32, layout, header, low, high);
  increment64(i32, header + (found !== 0 ? HITS_WORD : MISSES_WORD));
  return (found << 2) >>> 0;
}
