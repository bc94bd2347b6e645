/** Finding a key of bytes: by its hash in the index, then by its bytes in the log. Inside, places are word indices. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64 } from '../memory/linear.js';
import { hash4 } from '../table/hash.js';
import { homeIn, probeMask } from '../table/group.js';
import { groupsOf, tableOf, wordOf, matchTag, endsAt, slotOf } from '../table/find.js';
import { equalBytes, LENGTH_MASK } from './record.js';
import { hashBytes } from './hash.js';
import { findSeen } from './snapshot.js';

/** Fields of a map's header, in words; `table/hash.ts` says why this is an enum. */
const enum Field {
  FORMER = 8,
  HITS = 14,
  MISSES = 16,
  ANNEX = 26,
  VALUE_BYTES = 32,
  NEXT_HASH = 33,
  KEPT = 44,
}

const enum Annex {
  OVERFLOW = 0,
}

const enum Flag {
  OVERFLOW = 1,
}

const enum Group {
  KEYS_AT = 2,
  VALUES_AT = 9,
  WORDS = 16,
}

/** Address of the record of the key at `at` with the length word `word`, or 0, counted as a hit or a miss. Expected O(bytes). */
export function findKey(memory: LinearMemory, map: number, at: number, word: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  if (i32[header + Field.KEPT] !== 0) return findSeen(memory, map, at, word);
  const slot = findSlot(i32, header, hashBytes(i32, header, at >>> 2, word), at >>> 2, word);
  increment64(i32, header + (slot === 0 ? Field.MISSES : Field.HITS));
  return slot === 0 ? 0 : i32[slot]! >>> 0;
}

/** The index slot whose record has the key at `at`, whose hash is `key`; or 0. */
export function findSlot(i32: Int32Array, header: number, key: number, at: number, word: number): number {
  const valueWords = i32[header + Field.VALUE_BYTES]! >>> 2;
  for (let index = header; ;) {
    const h = hash4(i32, index, key);
    const table = wordOf(i32, index, h);
    const found = probeSlot(i32, tableOf(table), groupsOf(i32, index), h, key, at, word, valueWords);
    if (found !== 0) return found;
    index = (table & Flag.OVERFLOW) === 0 ? 0 : i32[(i32[index + Field.ANNEX]! >>> 2) + Annex.OVERFLOW]! >>> 2;
    if (index === 0) return seekFormer(i32, header, at, word, valueWords);
  }
}

/** The slot of the key in the former index, or 0. */
export function seekFormer(i32: Int32Array, header: number, at: number, word: number, valueWords: number): number {
  const former = i32[header + Field.FORMER]! >>> 2;
  if (former === 0) return 0;
  const key = hashBytes(i32, former, at, word);
  const h = hash4(i32, former, key);
  if (h >>> 0 < i32[former + Field.NEXT_HASH]! >>> 0) return 0;
  return probeSlot(i32, tableOf(wordOf(i32, former, h)), groupsOf(i32, former), h, key, at, word, valueWords);
}

/** The slot of the key in the table at `base`, or 0. */
export function probeSlot(
  i32: Int32Array, base: number, groups: number, h: number, key: number, at: number, word: number, valueWords: number,
): number {
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  let step = 0;
  for (;;) {
    const place = base + Math.imul(group, Group.WORDS);
    for (let matches = matchTag(i32, place, spread); matches !== 0; matches &= matches - 1) {
      const slot = slotOf(matches);
      if (i32[place + Group.KEYS_AT + slot]! !== key) continue;
      const record = (i32[place + Group.VALUES_AT + slot]! >>> 2) + valueWords;
      if (i32[record]! === (word | 0) && equalBytes(i32, record + 1, at, word & LENGTH_MASK)) return place + Group.VALUES_AT + slot;
    }
    if (endsAt(i32, place, h)) return 0;
    const mask = probeMask(groups);
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** The index slot of the live record at an address. */
export function slotOfRecord(memory: LinearMemory, map: number, record: number): number {
  const { i32 } = memory;
  const header = map >>> 2;
  const at = (record >>> 2) + (i32[header + Field.VALUE_BYTES]! >>> 2);
  const word = i32[at]!;
  return findSlot(i32, header, hashBytes(i32, header, at + 1, word), at + 1, word);
}
