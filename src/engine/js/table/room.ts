/**
 * Making room when a table is full: a lone table below a segment doubles, a segment splits, and one that cannot split
 * usefully sends its newcomers to the overflow table.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { ROOT, DIRECTORY, GROUPS, HOME_SHIFT, QUOTA, BYTES, SEGMENTS, RELOCATIONS, COUNT, addressOf } from './header.js';
import { type Layout, KEYS_AT, takenSlots, lowestBit, homeShift } from './group.js';
import { hashAt } from './hash.js';
import { newSegment, retireSegment } from './share.js';
import { place } from './place.js';
import { split, ROOM_MADE, ROOM_REFUSED } from './split.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { LARGEST_BLOCK } from '../memory/blocks.js';
import { entryOf, ENTRY_COUNT } from '../memory/segments.js';

/** Makes room for one more entry where `h` leads to; see the outcomes in split.ts. */
export function makeRoom(memory: LinearMemory, layout: Layout, map: number, h: number): number {
  if (!load(memory, map + DIRECTORY)) {
    const groups = load(memory, map + GROUPS);
    if (groups < layout.segmentGroups) {
      return resizeLone(memory, layout, map, largerLone(layout, groups)) ? ROOM_MADE : ROOM_REFUSED;
    }
  }
  return split(memory, layout, map, h);
}

/** The next size of a lone table: a power of two below a segment, then the whole segment. */
export function largerLone(layout: Layout, groups: number): number {
  const doubled = groups ? groups << 1 : 1;
  return doubled * layout.groupBytes > LARGEST_BLOCK ? layout.segmentGroups : doubled;
}

/** A table of `groups` groups, all empty: a segment, or a block below that. 0 where memory is refused. */
function newTable(memory: LinearMemory, layout: Layout, map: number, groups: number): number {
  if (groups === layout.segmentGroups) return newSegment(memory, map, true);
  const bytes = groups * layout.groupBytes;
  const table = allocatePiece(memory, load(memory, map + QUOTA), bytes, map);
  if (table) store(memory, map + BYTES, load(memory, map + BYTES) + pieceBytes(bytes));
  return table;
}

/** Moves the entries of a lone table to a new one of `groups` groups. False, and nothing changed, where memory is refused. */
export function resizeLone(memory: LinearMemory, layout: Layout, map: number, groups: number): boolean {
  const table = newTable(memory, layout, map, groups);
  if (!table) return false;
  const old = addressOf(load(memory, map + ROOT));
  const oldGroups = load(memory, map + GROUPS);
  store(memory, map + ROOT, table);
  store(memory, map + GROUPS, groups);
  store(memory, map + HOME_SHIFT, homeShift(groups));
  if (old) {
    refill(memory, layout, map, old, oldGroups, table, groups);
    freeLone(memory, layout, map, old, oldGroups);
  }
  if (groups === layout.segmentGroups) {
    store(memory, entryOf(table) + ENTRY_COUNT, load(memory, map + COUNT));
    store(memory, map + SEGMENTS, 1);
  }
  increment(memory, map + RELOCATIONS);
  return true;
}

/** Gives a lone table's memory back. */
export function freeLone(memory: LinearMemory, layout: Layout, map: number, table: number, groups: number): void {
  if (groups === layout.segmentGroups) {
    retireSegment(memory, map, table);
    store(memory, map + SEGMENTS, 0);
    return;
  }
  const bytes = groups * layout.groupBytes;
  freePiece(memory, load(memory, map + QUOTA), table, bytes);
  store(memory, map + BYTES, load(memory, map + BYTES) - pieceBytes(bytes));
}

/** Puts every entry of one table into another, which has room for them. */
export function refill(
  memory: LinearMemory, layout: Layout, map: number, from: number, fromGroups: number, to: number, toGroups: number,
): void {
  const i32 = memory.i32;
  const header = map >>> 2;
  const base = to >>> 2;
  let at = from >>> 2;
  for (const end = at + fromGroups * layout.groupWords; at < end; at += layout.groupWords) {
    for (let taken = takenSlots(i32, at); taken; taken &= taken - 1) {
      const slot = lowestBit(taken);
      const key = at + KEYS_AT + slot * layout.keyWords;
      const h = hashAt(i32, layout, header, key);
      const side = at + layout.sidesAt + slot * layout.sideWords;
      place(i32, layout, header, base, toGroups, h, key, at + layout.valuesAt + slot * layout.valueStride, side);
    }
  }
}
