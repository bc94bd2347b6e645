/** Iteration: one table's entries at a time, copied out; `assembly/table/scan.ts` explains positions. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { DIRECTORY } from './header.js';
import { annexOf, OVERFLOW } from './annex.js';
import { type Layout, KEYS_AT, takenSlots, lowestBit } from './group.js';
import { hashAt } from './hash.js';
import { groupsOf } from './find.js';
import { segmentOf, ownDepth, MAXIMUM_DEPTH } from './directory.js';
import { KEYS, VALUES, SCAN_NEXT } from '../memory/regions.js';

/** Where the level begins in a position. */
export const LEVEL_SHIFT = 18;
const PREFIXES = 1 << MAXIMUM_DEPTH;

/** Copies the entries of the table at `position` to the key and value columns; returns how many, and the next position beside. */
export function scan(memory: LinearMemory, layout: Layout, map: number, position: number): number {
  const level = position >>> LEVEL_SHIFT;
  for (let i = 0; i < level && map; i++) map = load(memory, annexOf(memory, map) + OVERFLOW);
  if (!map) {
    store(memory, SCAN_NEXT, -1);
    return 0;
  }
  const prefix = position & ((1 << LEVEL_SHIFT) - 1);
  const h = prefix << (32 - MAXIMUM_DEPTH);
  const table = segmentOf(memory, map, h);
  const range = load(memory, map + DIRECTORY) ? PREFIXES >>> ownDepth(memory, table) : PREFIXES;
  const start = prefix & -range;
  const end = start + range;
  if (end < PREFIXES) store(memory, SCAN_NEXT, (level << LEVEL_SHIFT) + end);
  else store(memory, SCAN_NEXT, load(memory, annexOf(memory, map) + OVERFLOW) ? (level + 1) << LEVEL_SHIFT : -1);
  return copyOut(memory, layout, map, table, prefix === start ? 0 : h >>> 0);
}

/** Copies the entries whose hash is at least `least`. */
function copyOut(memory: LinearMemory, layout: Layout, map: number, table: number, least: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const { keyWords, valueWords, groupWords, valuesAt } = layout;
  let keyTo = KEYS >> 2;
  let valueTo = VALUES >> 2;
  let copied = 0;
  let at = table >>> 2;
  for (const end = at + groupsOf(i32, header) * groupWords; at < end; at += groupWords) {
    for (let taken = takenSlots(i32, at); taken; taken &= taken - 1) {
      const slot = lowestBit(taken);
      const key = at + KEYS_AT + slot * keyWords;
      if (least && hashAt(i32, layout, header, key) >>> 0 < least) continue;
      i32[keyTo++] = i32[key]!;
      if (keyWords === 2) i32[keyTo++] = i32[key + 1]!;
      const value = at + valuesAt + slot * valueWords;
      if (valueWords !== 0) i32[valueTo++] = i32[value]!;
      if (valueWords === 2) i32[valueTo++] = i32[value + 1]!;
      copied++;
    }
  }
  return copied;
}
