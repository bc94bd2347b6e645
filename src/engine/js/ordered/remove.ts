/** Removing a key of bytes: its slot of the index is emptied, its record marked. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment64 } from '../memory/linear.js';
import { COUNT, VERSION, WORD_OVERFLOW } from '../table/header.js';
import { annexOf, hasSnapshots, OVERFLOW } from '../table/annex.js';
import { layout_4_4 } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { groupsOf, tableOf, wordOf } from '../table/find.js';
import { takeOut, tidyUp, REFUSED } from '../table/remove.js';
import { dropOverflow } from '../table/lifetime.js';
import { discard } from './discard.js';
import { VALUE_BYTES, FORMER } from './header.js';
import { findSlot, probeSlot, seekFormer } from './find.js';
import { hashBytes } from './hash.js';
import { dropFormer, emptySlot, migrateSome } from './migrate.js';
import { makeOwnToRemove } from './own.js';

/** Removes a key; 1 if it was there, 0 if not, or REFUSED. Expected O(bytes), and at most one segment and one page of work. */
export function removeKey(memory: LinearMemory, map: number, at: number, word: number): number {
  if (load(memory, map + FORMER)) migrateSome(memory, map);
  const key = hashBytes(memory.i32, map >>> 2, at >>> 2, word);
  const valueWords = load(memory, map + VALUE_BYTES) >>> 2;
  if (hasSnapshots(memory, map)) {
    const slot = findSlot(memory.i32, map >>> 2, key, at >>> 2, word);
    if (slot === 0) return 0;
    if (!makeOwnToRemove(memory, map, slot, key, at >>> 2, word)) return REFUSED;
  }
  const record = unlink(memory, map, key, at >>> 2, word, valueWords) || unlinkFormer(memory, map, at >>> 2, word, valueWords);
  if (!record) return 0;
  if (!load(memory, map + COUNT)) dropFormer(memory, map);
  discard(memory, map, record);
  return 1;
}

/** Empties the slot of a key in the index or its overflow table; returns the record's address, or 0. */
function unlink(memory: LinearMemory, map: number, key: number, at: number, word: number, valueWords: number): number {
  const { i32 } = memory;
  const header = map >>> 2;
  const h = hash4(i32, header, key);
  const table = wordOf(i32, header, h);
  const base = tableOf(table);
  const slot = probeSlot(i32, base, groupsOf(i32, header), h, key, at, word, valueWords);
  let record = 0;
  if (slot !== 0) record = i32[slot]! >>> 0;
  else if (table & WORD_OVERFLOW) record = unlinkOverflow(memory, map, key, at, word, valueWords);
  if (!record) return 0;
  if (slot !== 0) takeOut(memory, layout_4_4, map, h, base, slot);
  store(memory, map + COUNT, load(memory, map + COUNT) - 1);
  increment64(i32, (map + VERSION) >>> 2);
  if (slot !== 0) tidyUp(memory, layout_4_4, map, (base << 2) >>> 0, groupsOf(i32, header), h);
  return record;
}

function unlinkOverflow(memory: LinearMemory, map: number, key: number, at: number, word: number, valueWords: number): number {
  const overflow = load(memory, annexOf(memory, map) + OVERFLOW);
  if (!overflow) return 0;
  const record = unlink(memory, overflow, key, at, word, valueWords);
  if (record && !load(memory, overflow + COUNT)) dropOverflow(memory, layout_4_4, map);
  return record;
}

function unlinkFormer(memory: LinearMemory, map: number, at: number, word: number, valueWords: number): number {
  const slot = seekFormer(memory.i32, map >>> 2, at, word, valueWords);
  if (slot === 0) return 0;
  store(memory, map + COUNT, load(memory, map + COUNT) - 1);
  increment64(memory.i32, (map + VERSION) >>> 2);
  emptySlot(memory, slot);
  return memory.u32[slot]!;
}
