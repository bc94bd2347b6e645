/** Making what a write to an ordered map is to change the map's own, where snapshots see it; see `assembly/ordered/own.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load } from '../memory/linear.js';
import { layout_4_4 } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { makeOwnFor, makeOwnIn } from '../table/share.js';
import { VALUE_BYTES, FORMER } from './header.js';
import { addressOfKey, wordOfKey } from './staged.js';
import { findSlot, seekFormer } from './find.js';
import { hashBytes } from './hash.js';
import { makeEndOwn, makePageOwn, makePreviousOwn } from './kept.js';
import { pageOf, PAGE_LIVE, PAGE_USED, PAGE_HEADER } from './page-layout.js';
import { bytesOf, DEAD } from './record.js';

/** What inserting the key at the word index `at`, whose hash is `key`, changes, or, if it is there, writing to its value. */
export function makeOwnToPut(memory: LinearMemory, map: number, key: number, at: number, word: number): boolean {
  const slot = findSlot(memory.i32, map >>> 2, key, at, word);
  if (slot !== 0) return makePageOwn(memory, map, pageOf(memory, memory.u32[slot]!));
  return makeTableOwn(memory, map, key) && makeEndOwn(memory, map);
}

/** What removing the key, which the slot at the word index `slot` leads to, changes. */
export function makeOwnToRemove(memory: LinearMemory, map: number, slot: number, key: number, at: number, word: number): boolean {
  const page = pageOf(memory, memory.u32[slot]!);
  const isLast = load(memory, page + PAGE_LIVE) === bytesOf(load(memory, map + VALUE_BYTES), word);
  return makePageOwn(memory, map, page) && (!isLast || makePreviousOwn(memory, map, page)) && makeSlotOwn(memory, map, key, at, word);
}

/** What changes when the live records of two neighbouring pages move to a third: both pages go unchanged. O(records). */
export function makeOwnToMerge(memory: LinearMemory, map: number, first: number, second: number): boolean {
  return makePreviousOwn(memory, map, first) && makeSlotsOwn(memory, map, first) && makeSlotsOwn(memory, map, second);
}

/** The slots of the live records of a page. */
function makeSlotsOwn(memory: LinearMemory, map: number, page: number): boolean {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const end = page + load(memory, page + PAGE_USED);
  for (let record = page + PAGE_HEADER; record < end;) {
    const word = load(memory, record + valueBytes);
    const at = (record + valueBytes + 4) >>> 2;
    if (!(word & DEAD) && !makeSlotOwn(memory, map, hashBytes(memory.i32, map >>> 2, at, word), at, word)) return false;
    record += bytesOf(valueBytes, word);
  }
  return true;
}

/** The segment with the slot of a key that is there. */
function makeSlotOwn(memory: LinearMemory, map: number, key: number, at: number, word: number): boolean {
  if (seekFormer(memory.i32, map >>> 2, at, word, load(memory, map + VALUE_BYTES) >>> 2) === 0) return makeTableOwn(memory, map, key);
  const former = load(memory, map + FORMER);
  return makeOwnIn(memory, map, former, hash4(memory.i32, former >>> 2, hashBytes(memory.i32, former >>> 2, at, word)));
}

/** The segments of the index where a key with the hash `key` may be. */
function makeTableOwn(memory: LinearMemory, map: number, key: number): boolean {
  return makeOwnFor(memory, layout_4_4, map, hash4(memory.i32, map >>> 2, key), key, 0);
}

/** As `ownMany`, for the first `count` keys of the key table. */
export function ownKeys(memory: LinearMemory, map: number, count: number, present: boolean): number {
  const makeOwn = present ? makeOwnIfThere : makeOwnToPut;
  for (let i = 0; i < count; i++) {
    const at = addressOfKey(memory, i) >>> 2;
    const word = wordOfKey(memory, i);
    if (!makeOwn(memory, map, hashBytes(memory.i32, map >>> 2, at, word), at, word)) return i;
  }
  return count;
}

/** As `makeOwnToRemove`, if the key is there. Any page may lose its last record before the batch is through. */
function makeOwnIfThere(memory: LinearMemory, map: number, key: number, at: number, word: number): boolean {
  const slot = findSlot(memory.i32, map >>> 2, key, at, word);
  if (slot === 0) return true;
  const page = pageOf(memory, memory.u32[slot]!);
  return makePageOwn(memory, map, page) && makePreviousOwn(memory, map, page) && makeSlotOwn(memory, map, key, at, word);
}
