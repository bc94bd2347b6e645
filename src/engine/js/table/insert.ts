/** Inserting an entry: into the first group on its probe path with an empty slot. */
import type { LinearMemory } from '../memory/linear.js';
import { load, increment, increment64 } from '../memory/linear.js';
import { COUNT, RELOCATIONS, VERSION, WORD_OVERFLOW, WORD_SHARED } from './header.js';
import { annexOf, OVERFLOW } from './annex.js';
import { hash } from './hash.js';
import { type Layout, homeIn, loadLimit } from './group.js';
import { probe, wordOf, groupsOf, tableOf, lookup } from './find.js';
import { makeOwn, makeOwnFor } from './share.js';
import { claim, isFull } from './place.js';
import { rebuild, hasDrifted } from './rebuild.js';
import { makeRoom } from './room.js';
import { ROOM_MADE, ROOM_OVERFLOWS } from './split.js';
import { overflowOf, markOverflow } from './overflow.js';
import { dropOverflow } from './lifetime.js';
import { entryOf } from '../memory/segments.js';

/** Fields of a map's header, in words; hash.ts says why this is an enum. */
const enum Field {
  COUNT = 10,
  VERSION = 12,
  COLLISIONS = 18,
}

const enum Entry {
  COUNT = 1,
}

const enum Group {
  KEYS_AT = 2,
}

/** Address of the value of a key, which is inserted if it is absent (its value is then undefined); 0 when memory is exhausted. */
export function insert(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const h = hash(i32, layout, header, low, high);
  const word = wordOf(i32, header, h);
  if ((word & WORD_SHARED) !== 0) {
    if (!makeOwnFor(memory, layout, map, h, low, high)) return 0;
    return insert(memory, layout, map, low, high);
  }
  let found = probe(i32, layout, tableOf(word), groupsOf(i32, header), h, low, high);
  if (found === 0 && (word & WORD_OVERFLOW) !== 0) {
    if (!makeOwnFor(memory, layout, map, h, low, high)) return 0;
    const overflow = load(memory, annexOf(memory, map) + OVERFLOW) >>> 2;
    if (overflow) found = lookup(memory.i32, layout, overflow, low, high);
  }
  if (found !== 0) {
    increment64(memory.i32, header + Field.VERSION);
    return (found << 2) >>> 0;
  }
  return insertAbsent(memory, layout, map, h, low, high);
}

/** As `insert`, for a key known to be absent. */
export function insertAbsent(
  memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number,
): number {
  const address = insertInTable(memory, layout, map, h, low, high);
  return address === OVERFLOWS ? insertOverflow(memory, layout, map, h, low, high) : address;
}

/** What `insertInTable` returns for a key that belongs to a segment which cannot split. */
export const OVERFLOWS = 1;

/** As `insertAbsent`, but never into the overflow table. */
export function insertInTable(
  memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number,
): number {
  const claimed = claimSlot(memory, layout, map, h);
  if (claimed <= OVERFLOWS) return claimed;
  const at = (claimed >>> 3) << 1;
  const slot = claimed & 7;
  const keyAt = at + Group.KEYS_AT + Math.imul(slot, layout.keyWords);
  memory.i32[keyAt] = low;
  if (layout.keyWords === 2) memory.i32[keyAt + 1] = high;
  return ((at + layout.valuesAt + Math.imul(slot, layout.valueStride)) << 2) >>> 0;
}

/**
 * Takes a slot for an absent key with the hash `h`, makes room for it where there is none, and counts it. Returns the
 * address of the slot's tag (see `claim`), 0 when memory is exhausted, OVERFLOWS where the key belongs into the overflow table.
 */
function claimSlot(memory: LinearMemory, layout: Layout, map: number, h: number): number {
  const header = map >>> 2;
  for (;;) {
    if (!makeOwn(memory, map, h)) return 0;
    const i32 = memory.i32;
    const groups = groupsOf(i32, header);
    const base = tableOf(wordOf(i32, header, h));
    const whole = groups === layout.segmentGroups;
    const counter = whole ? (entryOf(base << 2) >>> 2) + Entry.COUNT : header + Field.COUNT;
    const count = i32[counter]!;
    if (count < loadLimit(groups)) {
      const home = base + Math.imul(homeIn(h, groups), layout.groupWords);
      if (isFull(i32, home)) {
        if (whole && hasDrifted(memory, entryOf(base << 2), count, groups)) rebuild(memory, layout, map, (base << 2) >>> 0, groups);
        if (isFull(i32, home)) increment64(i32, header + Field.COLLISIONS);
      }
      const claimed = claim(i32, layout, header, base, groups, h);
      if (whole) i32[counter] = count + 1;
      i32[header + Field.COUNT]!++;
      increment64(i32, header + Field.VERSION);
      return claimed;
    }
    const room = makeRoom(memory, layout, map, h);
    if (room === ROOM_OVERFLOWS) return OVERFLOWS;
    if (room !== ROOM_MADE) return 0;
  }
}

/** Inserts an absent key that belongs to a segment which cannot split; its value's address, or 0 when memory is exhausted. */
function insertOverflow(
  memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number,
): number {
  const overflow = overflowOf(memory, map);
  if (!overflow) return 0;
  const address = insertAbsent(memory, layout, overflow, hash(memory.i32, layout, overflow >>> 2, low, high), low, high);
  if (!address) {
    if (!load(memory, overflow + COUNT)) dropOverflow(memory, layout, map);
    return 0;
  }
  markOverflow(memory, map, h);
  increment(memory, map + COUNT);
  // The overflow table may have moved what a batch has found there.
  increment(memory, map + RELOCATIONS);
  increment64(memory.i32, (map + VERSION) >>> 2);
  return address;
}
