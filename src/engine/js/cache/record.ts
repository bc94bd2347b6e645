/** Keys of text and bytes, in records. See `assembly/cache/record.ts`. Inside, places are word indices. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64, load, store } from '../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { hashBytes } from '../ordered/hash.js';
import { VALUE_BYTES } from '../ordered/header.js';
import { LENGTH_MASK, equalBytes, recordBytes } from '../ordered/record.js';
import { endsAt, groupsOf, matchTag, slotOf, tableOf, wordOf } from '../table/find.js';
import { KEYS_AT, homeIn, probeMask } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { BYTES, HITS, MISSES, QUOTA, VERSION } from '../table/header.js';
import { addSlot } from './add.js';
import { dropAny } from './give-way.js';
import { RECYCLED } from './header.js';
import { askFor } from './read.js';
import { removeSlot } from './remove.js';
import { noteAddition } from './shadows.js';
import { EXTRAS, layoutOf, payloadOf } from './slot.js';

/** Address of the record of the key at `at` with the length word `word`, counted and known to the policy; 0 where it is not there. Expected O(bytes). */
export function findRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const slot = findSlotOfRecord(memory, cache, at, word);
  increment64(memory.i32, (cache + (slot === 0 ? MISSES : HITS)) >>> 2);
  if (slot === 0) return 0;
  askFor(memory, cache, slot);
  return recordAt(memory, cache, slot);
}

/** As `findRecord`; the key is added if it is absent: its value is 0 then, or a handle to be used again. 0 where memory is refused. */
export function putRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const slot = findSlotOfRecord(memory, cache, at, word);
  if (slot === 0) return addRecord(memory, cache, at, word);
  askFor(memory, cache, slot);
  increment64(memory.i32, (cache + VERSION) >>> 2);
  return recordAt(memory, cache, slot);
}

function addRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const key = hashBytes(memory.i32, cache >>> 2, at >>> 2, word);
  let record = newRecord(memory, cache, at, word);
  while (record === 0) {
    if (!dropAny(memory, cache)) return 0;
    record = newRecord(memory, cache, at, word);
  }
  const h = hash4(memory.i32, cache >>> 2, key) >>> 0;
  const slot = addSlot(memory, cache, h, key, 0);
  if (slot === 0) {
    freeRecord(memory, cache, record);
    return 0;
  }
  noteAddition(memory, cache, h);
  store(memory, payloadOf(memory, cache, slot), record);
  if (load(memory, cache + VALUE_BYTES) !== 0) store(memory, record, load(memory, cache + RECYCLED));
  return record;
}

/** Removes the key; 1 if it was there, with its handle in RECYCLED, else 0. */
export function removeRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const slot = findSlotOfRecord(memory, cache, at, word);
  if (slot === 0) return 0;
  removeSlot(memory, cache, slot);
  return 1;
}

/** The slot of the key, or 0. Neither counted nor known to the policy. */
export function findSlotOfRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const { i32 } = memory;
  const header = cache >>> 2;
  const key = hashBytes(i32, header, at >>> 2, word);
  const h = hash4(i32, header, key);
  const { groupWords, valuesAt, sidesAt } = layoutOf(memory, cache);
  const base = tableOf(wordOf(i32, header, h));
  const groups = groupsOf(i32, header);
  const mask = probeMask(groups);
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  const valueWords = load(memory, cache + VALUE_BYTES) >>> 2;
  let group = homeIn(h, groups);
  for (let step = 0; ;) {
    const place = base + Math.imul(group, groupWords);
    for (let matches = matchTag(i32, place, spread); matches !== 0; matches &= matches - 1) {
      const number = slotOf(matches);
      if (i32[place + KEYS_AT + number] !== key) continue;
      const own = (recordOf(memory, i32[place + valuesAt + number]!, i32[place + sidesAt + number]! >>> 0) >>> 2) + valueWords;
      if (i32[own] === word && equalBytes(i32, own + 1, at >>> 2, word & LENGTH_MASK)) return ((place + valuesAt + number) << 2) >>> 0;
    }
    if (endsAt(i32, place, h)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** The record that a payload leads to, of an entry with this word. */
function recordOf(memory: LinearMemory, word: number, payload: number): number {
  return (word & EXTRAS) === 0 ? payload : load(memory, payload);
}

function recordAt(memory: LinearMemory, cache: number, slot: number): number {
  return load(memory, payloadOf(memory, cache, slot));
}

function newRecord(memory: LinearMemory, cache: number, at: number, word: number): number {
  const valueBytes = load(memory, cache + VALUE_BYTES);
  const length = word & LENGTH_MASK;
  const bytes = recordBytes(valueBytes, length);
  const record = allocatePiece(memory, load(memory, cache + QUOTA), bytes, cache);
  if (record === 0) return 0;
  store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(bytes));
  store(memory, record + valueBytes, word);
  memory.u8.copyWithin(record + valueBytes + 4, at, at + length);
  return record;
}

/** Gives a record back. */
export function freeRecord(memory: LinearMemory, cache: number, record: number): void {
  const valueBytes = load(memory, cache + VALUE_BYTES);
  const bytes = recordBytes(valueBytes, load(memory, record + valueBytes) & LENGTH_MASK);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(bytes));
  freePiece(memory, load(memory, cache + QUOTA), record, bytes);
}
