/**
 * Finding an entry; `assembly/table/find.ts` describes the probe.
 *
 * The kernels exist once per key width. `find`, the hottest, gets the numbers it needs of a layout as literals, which V8 folds
 * when it inlines the call; the others read them from the `Layout`. Inside, places are word indices, which stay below 2^30 and so are small integers
 * wherever memory ends; addresses are made on the way out. One pass over a group matches both lanes, because a branch
 * between them would be predicted wrongly half the time.
 */
import type { LinearMemory } from '../memory/linear.js';
import { increment64 } from '../memory/linear.js';
import { hash, hash4, hash8 } from './hash.js';
import { type Layout, homeIn, probeMask, counterShift } from './group.js';

/** Fields of a map's header, in words; hash.ts says why this is an enum. */
const enum Field {
  ROOT = 0,
  DIRECTORY = 1,
  SHIFT = 2,
  GROUPS = 4,
  HITS = 14,
  MISSES = 16,
  ANNEX = 26,
}

const enum Group {
  KEYS_AT = 2,
}

const enum Annex {
  OVERFLOW = 0,
}

const enum Flag {
  OVERFLOW = 1,
}

/** The word of the table that `hash` belongs to; `header` is the map's word index. */
export function wordOf(i32: Int32Array, header: number, hash: number): number {
  const directory = i32[header + Field.DIRECTORY]! >>> 2;
  if (directory) return i32[directory + (hash >>> i32[header + Field.SHIFT]!)]!;
  return i32[header + Field.ROOT]!;
}

/** The number of groups of the table that a hash leads to: the header has a whole segment's beside a directory. */
export function groupsOf(i32: Int32Array, header: number): number {
  return i32[header + Field.GROUPS]!;
}

/** The word index of a table from its word. */
export function tableOf(word: number): number {
  return (word >>> 4) << 2;
}

/**
 * The slots of the group at `at` whose tag is that of `h`: bit 8 × slot for slots 0 to 3, bit 8 × (slot − 4) + 1 for 4 to 6.
 * Above a true match, tags that differ in their lowest bit may match falsely: keys decide.
 */
export function matchTag(i32: Int32Array, at: number, spread: number): number {
  const low = i32[at]! ^ spread;
  const high = i32[at + 1]! ^ spread;
  return (((low - 0x01010101) & ~low & 0x80808080) >>> 7) | (((high - 0x01010101) & ~high & 0x00808080) >>> 6);
}

/** Whether no entry of the class of `h` has passed over the group at `at`. */
export function endsAt(i32: Int32Array, at: number, h: number): boolean {
  return ((i32[at + 1]! >>> counterShift(h)) & 15) === 0;
}

/** The slot of the lowest match. */
export function slotOf(matches: number): number {
  const bit = 31 - Math.clz32(matches ^ (matches - 1));
  return (bit >>> 3) + ((bit & 1) << 2);
}

/** Word index of the value of the key `low`, `high` in the table at `base`, or 0. */
export function probe(
  i32: Int32Array, layout: Layout, base: number, groups: number, h: number, low: number, high: number,
): number {
  const { keyWords, groupWords, valuesAt, valueStride } = layout;
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  let step = 0;
  for (;;) {
    const at = base + Math.imul(group, groupWords);
    let matches = matchTag(i32, at, spread);
    while (matches !== 0) {
      const slot = slotOf(matches);
      const keyAt = at + Group.KEYS_AT + Math.imul(slot, keyWords);
      if (i32[keyAt]! === low && (keyWords === 1 || i32[keyAt + 1]! === high)) return at + valuesAt + Math.imul(slot, valueStride);
      matches &= matches - 1;
    }
    if (endsAt(i32, at, h)) return 0;
    const mask = probeMask(groups);
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Word index of the value of a key, or 0; no statistics. Expected O(1). */
export function lookup(i32: Int32Array, layout: Layout, header: number, low: number, high: number): number {
  const h = hash(i32, layout, header, low, high);
  const word = wordOf(i32, header, h);
  const found = probe(i32, layout, tableOf(word), groupsOf(i32, header), h, low, high);
  if (found !== 0 || (word & Flag.OVERFLOW) === 0) return found;
  const overflow = i32[(i32[header + Field.ANNEX]! >>> 2) + Annex.OVERFLOW]! >>> 2;
  return overflow ? lookup(i32, layout, overflow, low, high) : 0;
}

/** Address of the value of a key, or 0, without statistics: a `lookup` for callers outside the engine. */
export function peek(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  return (lookup(memory.i32, layout, map >>> 2, low, high) << 2) >>> 0;
}

/**
 * Address of the value of `key`, or 0, counted as a hit or a miss: the engine's single read. Expected O(1).
 *
 * What the home group can settle is written out, small enough to be inlined into callers whole; the rest is a call. At 1 k
 * entries that and literals are the difference between twice the time of a native Map and the same.
 */
export function find4(
  memory: LinearMemory, layout: Layout, groupWords: number, valuesAt: number, valueStride: number, map: number, key: number,
): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  key |= 0;
  const h = hash4(i32, header, key);
  const word = wordOf(i32, header, h);
  const at = tableOf(word) + Math.imul(homeIn(h, groupsOf(i32, header)), groupWords);
  const matches = matchTag(i32, at, Math.imul(0x80 | (h & 0x7f), 0x01010101));
  if (matches !== 0) {
    const slot = slotOf(matches);
    if (i32[at + Group.KEYS_AT + slot]! === key) {
      increment64(i32, header + Field.HITS);
      return ((at + valuesAt + Math.imul(slot, valueStride)) << 2) >>> 0;
    }
  } else if (endsAt(i32, at, h) && (word & Flag.OVERFLOW) === 0) {
    increment64(i32, header + Field.MISSES);
    return 0;
  }
  return findRest(i32, layout, header, key, 0);
}

export function find8(
  memory: LinearMemory, layout: Layout, groupWords: number, valuesAt: number, valueStride: number, map: number, low: number, high: number,
): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const h = hash8(i32, header, low, high);
  const word = wordOf(i32, header, h);
  const at = tableOf(word) + Math.imul(homeIn(h, groupsOf(i32, header)), groupWords);
  const matches = matchTag(i32, at, Math.imul(0x80 | (h & 0x7f), 0x01010101));
  if (matches !== 0) {
    const slot = slotOf(matches);
    const keyAt = at + Group.KEYS_AT + slot + slot;
    if (i32[keyAt]! === low && i32[keyAt + 1]! === high) {
      increment64(i32, header + Field.HITS);
      return ((at + valuesAt + Math.imul(slot, valueStride)) << 2) >>> 0;
    }
  } else if (endsAt(i32, at, h) && (word & Flag.OVERFLOW) === 0) {
    increment64(i32, header + Field.MISSES);
    return 0;
  }
  return findRest(i32, layout, header, low, high);
}

/** The rest of `find`, for keys that may lie beyond their home group. */
function findRest(i32: Int32Array, layout: Layout, header: number, low: number, high: number): number {
  const found = lookup(i32, layout, header, low, high);
  increment64(i32, header + (found !== 0 ? Field.HITS : Field.MISSES));
  return (found << 2) >>> 0;
}
