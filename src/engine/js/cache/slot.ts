/** Slots: where the index has what it knows of an entry, named by the address of its word. See `assembly/cache/slot.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load } from '../memory/linear.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { groupsOf, matchTag, probe, slotOf, tableOf, wordOf } from '../table/find.js';
import { type Layout, homeIn, indexLayoutNumbered, lowestBit, probeMask, takenSlots } from '../table/group.js';
import { DIRECTORY, LAYOUT, ROOT, addressOf } from '../table/header.js';
import { HOLDS, NO_INDEX } from './header.js';

/** Bits of a word that count reads, as far as they can. */
export const READS = 3;
/** Bit of a word: the payload is the address of an extras node. */
export const EXTRAS = 4;
export const WORD_FLAGS = 7;

/** The node of an entry without an index: the word, the hash of the key, and the payload. */
export const NODE_BYTES = 16;
export const NODE_HASH = 4;
const NODE_PAYLOAD = 8;

export function layoutOf(memory: LinearMemory, cache: number): Layout {
  return indexLayoutNumbered(load(memory, cache + LAYOUT));
}

export function hasIndex(memory: LinearMemory, cache: number): boolean {
  return (load(memory, cache + HOLDS) & NO_INDEX) === 0;
}

/** The line of the entry with this word. */
export function lineOf(word: number): number {
  return (word & ~WORD_FLAGS) >>> 0;
}

/** The slot of a key whose hash is `h`, or 0. Expected O(1). */
export function slotOfKey(memory: LinearMemory, layout: Layout, cache: number, h: number, low: number, high: number): number {
  const { i32 } = memory;
  const header = cache >>> 2;
  return (probe(i32, layout, tableOf(wordOf(i32, header, h)), groupsOf(i32, header), h, low, high) << 2) >>> 0;
}

/** The slot of the entry whose line, in its queue, is at `line`. Expected O(1). */
export function slotOfLine(memory: LinearMemory, cache: number, line: number): number {
  if (!hasIndex(memory, cache)) return (load(memory, line + 4) & ~15) >>> 0;
  const { i32 } = memory;
  const layout = layoutOf(memory, cache);
  const header = cache >>> 2;
  const h = load(memory, line);
  const base = tableOf(wordOf(i32, header, h));
  const groups = groupsOf(i32, header);
  const mask = probeMask(groups);
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  for (let step = 0; ;) {
    const at = base + Math.imul(group, layout.groupWords);
    for (let matches = matchTag(i32, at, spread); matches !== 0; matches &= matches - 1) {
      const slot = ((at + layout.valuesAt + slotOf(matches)) << 2) >>> 0;
      if (lineOf(load(memory, slot)) === line) return slot;
    }
    do {
      step++;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Some slot that is taken in the table that a hash leads to, which is not empty: the next from its home group on. */
export function anySlot(memory: LinearMemory, cache: number, h: number): number {
  const { i32 } = memory;
  const layout = layoutOf(memory, cache);
  const base = tableOf(wordOf(i32, cache >>> 2, h));
  const groups = groupsOf(i32, cache >>> 2);
  for (let group = homeIn(h, groups); ; group = group + 1 === groups ? 0 : group + 1) {
    const at = base + Math.imul(group, layout.groupWords);
    const taken = takenSlots(i32, at);
    if (taken !== 0) return ((at + layout.valuesAt + lowestBit(taken)) << 2) >>> 0;
  }
}

/** The table that a slot is in. */
function tableWith(memory: LinearMemory, cache: number, slot: number): number {
  return load(memory, cache + DIRECTORY) === 0 ? addressOf(load(memory, cache + ROOT)) : (slot & -SEGMENT_BYTES) >>> 0;
}

/** The group that a slot is in, in words, and its number there. */
export function positionOf(memory: LinearMemory, cache: number, slot: number): { readonly group: number; readonly number: number } {
  const { groupBytes, valuesAt } = layoutOf(memory, cache);
  const base = tableWith(memory, cache, slot);
  const inGroup = (slot - base) % groupBytes;
  return { group: (slot - inGroup) >>> 2, number: (inGroup >>> 2) - valuesAt };
}

/** Where the payload of the entry at `slot` is. */
export function payloadOf(memory: LinearMemory, cache: number, slot: number): number {
  const at = sideOfSlot(memory, cache, slot);
  return (load(memory, slot) & EXTRAS) === 0 ? at : load(memory, at);
}

/** Where the payload is, or the address of the extras node that has it. */
export function sideOfSlot(memory: LinearMemory, cache: number, slot: number): number {
  if (!hasIndex(memory, cache)) return slot + NODE_PAYLOAD;
  const { sidesAt, sideWords } = layoutOf(memory, cache);
  const { group, number } = positionOf(memory, cache, slot);
  return ((group + sidesAt + number * sideWords) << 2) >>> 0;
}
