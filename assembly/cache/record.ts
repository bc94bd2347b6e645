/**
 * Keys of text and bytes: the index has their hashes, and a payload is the address of a record as in the log of an ordered map, { value, length word, bytes
 * of the key }, in a block of its own.
 */
import { BYTES, GROUPS, HITS, MISSES, QUOTA, VERSION, addressOf, increment64 } from "../table/header";
import { counterShift, firstSlot, homeIn, keyAddress, matchTag, probeMask } from "../table/group";
import { wordOf } from "../table/find";
import { hash } from "../table/hash";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { hashBytes } from "../ordered/hash";
import { VALUE_BYTES } from "../ordered/header";
import { LENGTH_MASK, isKeyOf, recordBytes } from "../ordered/record";
import { addSlot } from "./add";
import { dropAny } from "./give-way";
import { RECYCLED } from "./header";
import { read, prepare } from "./policy/policy";
import { removeSlot } from "./remove";
import { noteAddition, noteRead } from "./shadows";
import { EXTRAS, homeGroup, payloadAt, payloadOfSlot, wordAt } from "./slot";

/** Address of the record of the key at `at` with the length word `word`, counted and known to the policy; 0 where it is not there. Expected O(bytes). */
export function findRecord(cache: usize, at: usize, word: u32): usize {
  const key = hashBytes(cache, at, word);
  const h = hash<u32>(cache, key);
  const slot = slotOfRecord(cache, h, key, at, word);
  if (!slot) {
    increment64(cache, MISSES);
    prepare(cache, h);
    return 0;
  }
  increment64(cache, HITS);
  read(cache, slot);
  noteRead(cache, h);
  return recordAt(cache, slot);
}

/** As `findRecord`; the key is added if it is absent: its value is 0 then, or a handle to be used again. 0 where memory is refused. */
export function putRecord(cache: usize, at: usize, word: u32): usize {
  const key = hashBytes(cache, at, word);
  const h = hash<u32>(cache, key);
  prepare(cache, h);
  return putHashedRecord(cache, h, key, at, word);
}

/** The same, for a key whose bytes hash to `key`, and that to `h`. */
export function putHashedRecord(cache: usize, h: u32, key: u32, at: usize, word: u32): usize {
  const slot = slotOfRecord(cache, h, key, at, word);
  if (!slot) return addRecord(cache, h, key, at, word);
  read(cache, slot);
  noteRead(cache, h);
  increment64(cache, VERSION);
  return recordAt(cache, slot);
}

function addRecord(cache: usize, h: u32, key: u32, at: usize, word: u32): usize {
  let record = newRecord(cache, at, word);
  while (!record) {
    if (!dropAny(cache)) return 0;
    record = newRecord(cache, at, word);
  }
  const slot = addSlot(cache, h, key);
  if (!slot) {
    freeRecord(cache, record);
    return 0;
  }
  noteAddition(cache, h);
  store<u32>(payloadOfSlot<u32, u32>(cache, slot), <u32>record);
  if (load<u32>(cache, VALUE_BYTES)) store<u32>(record, load<u32>(cache, RECYCLED));
  return record;
}

/** Removes the key; 1 if it was there, with its handle in RECYCLED, else 0. */
export function removeRecord(cache: usize, at: usize, word: u32): i32 {
  const slot = findSlotOfRecord(cache, at, word);
  if (slot) removeSlot(cache, slot);
  return i32(slot != 0);
}

/** The slot of the key, or 0. Neither counted nor known to the policy. */
export function findSlotOfRecord(cache: usize, at: usize, word: u32): usize {
  const key = hashBytes(cache, at, word);
  return slotOfRecord(cache, hash<u32>(cache, key), key, at, word);
}

// @ts-ignore: decorator
@inline
export function slotOfRecord(cache: usize, h: u32, key: u32, at: usize, word: u32): usize {
  const group = homeGroup<u32, u32>(cache, h);
  const control = load<u64>(group);
  const found = slotInGroup(cache, group, control, h, key, at, word);
  return found || !((control >>> counterShift(h)) & 15) ? found : seekRecord(cache, h, key, at, word);
}

/** The slot in the group at `group` whose record has the key, or 0. */
// @ts-ignore: decorator
@inline
function slotInGroup(cache: usize, group: usize, control: u64, h: u32, key: u32, at: usize, word: u32): usize {
  const valueBytes = load<u32>(cache, VALUE_BYTES);
  let matches = matchTag(control, h);
  while (matches) {
    const number = firstSlot(matches);
    if (load<u32>(keyAddress<u32>(group, number)) == key) {
      const slot = wordAt<u32>(group, number);
      if (isKeyOf(recordOf(slot, payloadAt<u32, u32>(group, number)) + valueBytes, at, word)) return slot;
    }
    matches &= matches - 1;
  }
  return 0;
}

function seekRecord(cache: usize, h: u32, key: u32, at: usize, word: u32): usize {
  const base = addressOf(wordOf(cache, h));
  const groups = load<u32>(cache, GROUPS);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const address = base + group * RECORD_GROUP_BYTES;
    const control = load<u64>(address);
    const found = slotInGroup(cache, address, control, h, key, at, word);
    if (found) return found;
    if (!((control >>> counterShift(h)) & 15)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Of the index of such a cache. */
// @ts-ignore: decorator
@inline const RECORD_GROUP_BYTES: u32 = 96;

/** The record that a payload, which belongs to the word at `slot`, leads to. */
// @ts-ignore: decorator
@inline
function recordOf(slot: usize, payload: usize): usize {
  const at: usize = load<u32>(payload);
  return load<u32>(slot) & EXTRAS ? <usize>load<u32>(at) : at;
}

/** The record of the entry at `slot`. */
// @ts-ignore: decorator
@inline
export function recordAt(cache: usize, slot: usize): usize {
  return recordOf(slot, payloadOfSlot<u32, u32>(cache, slot));
}

function newRecord(cache: usize, at: usize, word: u32): usize {
  const valueBytes = load<u32>(cache, VALUE_BYTES);
  const bytes = recordBytes(valueBytes, word & LENGTH_MASK);
  const record = allocatePiece(load<u32>(cache, QUOTA), bytes, cache);
  if (!record) return 0;
  store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(bytes), BYTES);
  store<u32>(record + valueBytes, word);
  memory.copy(record + valueBytes + 4, at, word & LENGTH_MASK);
  return record;
}

/** Gives a record back. */
export function freeRecord(cache: usize, record: usize): void {
  const valueBytes = load<u32>(cache, VALUE_BYTES);
  const bytes = recordBytes(valueBytes, load<u32>(record + valueBytes) & LENGTH_MASK);
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(bytes), BYTES);
  freePiece(load<u32>(cache, QUOTA), record, bytes);
}
