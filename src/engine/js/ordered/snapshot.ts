/** Snapshots of ordered maps: the index as of any map, and the log as it was; see `assembly/ordered/snapshot.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment64 } from '../memory/linear.js';
import { QUOTA, BYTES, HITS, MISSES, WORD_OVERFLOW } from '../table/header.js';
import { annexOf, OVERFLOW } from '../table/annex.js';
import { homeIn, layout_4_4, probeMask, KEYS_AT } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { endsAt, groupsOf, matchTag, slotOf, tableOf, wordOf } from '../table/find.js';
import { copyWords, dropWords, releaseSnapshotOf, takeSnapshotOf } from '../table/snapshot.js';
import { allocatePiece, freePiece } from '../memory/quota.js';
import { VALUE_BYTES, FORMER, NEXT_HASH, ORDERED_HEADER_BYTES } from './header.js';
import { hashBytes } from './hash.js';
import { createBuckets, dropBuckets, seenAt } from './kept.js';
import { equalBytes, LENGTH_MASK } from './record.js';

/** As `takeSnapshot`, of an ordered map. O(words of the directory, pages / 8). */
export function takeOrderedSnapshot(memory: LinearMemory, map: number): number {
  const snapshot = takeSnapshotOf(memory, layout_4_4, map, ORDERED_HEADER_BYTES);
  if (!snapshot) return 0;
  if (createBuckets(memory, map, snapshot)) {
    if (copyFormer(memory, map, snapshot)) return snapshot;
    dropBuckets(memory, snapshot);
  }
  releaseSnapshotOf(memory, layout_4_4, snapshot, ORDERED_HEADER_BYTES);
  return 0;
}

function copyFormer(memory: LinearMemory, map: number, snapshot: number): boolean {
  const former = load(memory, map + FORMER);
  if (!former) return true;
  const quota = load(memory, map + QUOTA);
  const copy = allocatePiece(memory, quota, ORDERED_HEADER_BYTES, 0);
  if (!copy) return false;
  memory.u8.copyWithin(copy, former, former + ORDERED_HEADER_BYTES);
  store(memory, copy + BYTES, ORDERED_HEADER_BYTES);
  if (!copyWords(memory, layout_4_4, former, copy)) {
    freePiece(memory, quota, copy, ORDERED_HEADER_BYTES);
    return false;
  }
  store(memory, snapshot + FORMER, copy);
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) + load(memory, copy + BYTES));
  return true;
}

/** As `releaseSnapshot`, of an ordered map. O(segments and pages that only it and older ones see). */
export function releaseOrderedSnapshot(memory: LinearMemory, snapshot: number): void {
  dropBuckets(memory, snapshot);
  const former = load(memory, snapshot + FORMER);
  if (former) {
    dropWords(memory, layout_4_4, former);
    freePiece(memory, load(memory, snapshot + QUOTA), former, ORDERED_HEADER_BYTES);
  }
  releaseSnapshotOf(memory, layout_4_4, snapshot, ORDERED_HEADER_BYTES);
}

/** As `findKey`, of a snapshot. The record may be in another place than that to which the index leads. */
export function findSeen(memory: LinearMemory, snapshot: number, at: number, word: number): number {
  const record = seekSeen(memory, snapshot, at >>> 2, word);
  increment64(memory.i32, (snapshot + (record === 0 ? MISSES : HITS)) >>> 2);
  return record;
}

/** Address of the record of the key at the word index `at`, or 0. No statistics. */
export function seekSeen(memory: LinearMemory, snapshot: number, at: number, word: number): number {
  const { i32 } = memory;
  const key = hashBytes(i32, snapshot >>> 2, at, word);
  for (let index = snapshot; index !== 0;) {
    const h = hash4(i32, index >>> 2, key);
    const found = probeSeen(memory, snapshot, index, h, key, at, word);
    if (found !== 0) return found;
    index = wordOf(i32, index >>> 2, h) & WORD_OVERFLOW ? load(memory, annexOf(memory, index) + OVERFLOW) : 0;
  }
  const former = load(memory, snapshot + FORMER);
  if (!former) return 0;
  const formerKey = hashBytes(i32, former >>> 2, at, word);
  const h = hash4(i32, former >>> 2, formerKey);
  return h >>> 0 < load(memory, former + NEXT_HASH) ? 0 : probeSeen(memory, snapshot, former, h, formerKey, at, word);
}

/** Where the snapshot sees the record of a key that is in one of its tables, whose words the header at `index` has; or 0. */
function probeSeen(memory: LinearMemory, snapshot: number, index: number, h: number, key: number, at: number, word: number): number {
  const { i32 } = memory;
  const valueBytes = load(memory, snapshot + VALUE_BYTES);
  const base = tableOf(wordOf(i32, index >>> 2, h));
  const groups = groupsOf(i32, index >>> 2);
  const mask = probeMask(groups);
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  const { groupWords, valuesAt } = layout_4_4;
  let group = homeIn(h, groups);
  let step = 0;
  for (;;) {
    const place = base + Math.imul(group, groupWords);
    for (let matches = matchTag(i32, place, spread); matches !== 0; matches &= matches - 1) {
      const slot = slotOf(matches);
      if (i32[place + KEYS_AT + slot]! !== key) continue;
      const record = seenAt(memory, snapshot, i32[place + valuesAt + slot]! >>> 0);
      const own = (record + valueBytes) >>> 2;
      if (i32[own]! === (word | 0) && equalBytes(i32, own + 1, at, word & LENGTH_MASK)) return record;
    }
    if (endsAt(i32, place, h)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}
