/** Removing a key of bytes: its slot of the index is emptied, its record marked. */
import { GROUPS, COUNT, VERSION, WORD_OVERFLOW, addressOf, increment64 } from "../table/header";
import { annexOf, hasSnapshots, OVERFLOW } from "../table/annex";
import { hash } from "../table/hash";
import { wordOf } from "../table/find";
import { takeOut, tidyUp, REFUSED } from "../table/remove";
import { dropOverflow } from "../table/lifetime";
import { discard } from "./discard";
import { VALUE_BYTES, FORMER } from "./header";
import { findSlot, probeSlot, seekFormer } from "./find";
import { hashBytes } from "./hash";
import { dropFormer, emptySlot, migrateSome } from "./migrate";
import { makeOwnToRemove } from "./own";

/** Removes the key at `at` with the length word `word`; 1 if it was there, 0 if not, or REFUSED. Expected O(bytes), and at most one segment and one page of work. */
export function removeKey(map: usize, at: usize, word: u32): i32 {
  if (load<u32>(map, FORMER)) migrateSome(map);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const key = hashBytes(map, at, word);
  if (hasSnapshots(map)) {
    const slot = findSlot(map, key, at, word);
    if (!slot) return 0;
    if (!makeOwnToRemove(map, slot, key, at, word)) return REFUSED;
  }
  const record = unlink(map, key, at, word, valueBytes) || unlinkFormer(map, at, word, valueBytes);
  if (!record) return 0;
  if (!load<u32>(map, COUNT)) dropFormer(map);
  discard(map, record);
  return 1;
}

/** Empties the slot of a key in the index or its overflow table; returns the record's address, or 0. */
function unlink(map: usize, key: u32, at: usize, word: u32, valueBytes: u32): usize {
  const h = hash<u32>(map, key);
  const table = wordOf(map, h);
  const base = addressOf(table);
  const groups = load<u32>(map, GROUPS);
  const slot = probeSlot(base, groups, h, key, at, word, valueBytes);
  const record: usize = slot ? <usize>load<u32>(slot) : table & WORD_OVERFLOW ? unlinkOverflow(map, key, at, word, valueBytes) : 0;
  if (!record) return 0;
  store<u32>(map, load<u32>(map, COUNT) - 1, COUNT);
  increment64(map, VERSION);
  if (slot) {
    takeOut(map, base, groups, h, slot);
    tidyUp(map, base, groups, h);
  }
  return record;
}

function unlinkOverflow(map: usize, key: u32, at: usize, word: u32, valueBytes: u32): usize {
  const overflow: usize = load<u32>(annexOf(map), OVERFLOW);
  if (!overflow) return 0;
  const record = unlink(overflow, key, at, word, valueBytes);
  if (record && !load<u32>(overflow, COUNT)) dropOverflow(map);
  return record;
}

function unlinkFormer(map: usize, at: usize, word: u32, valueBytes: u32): usize {
  const slot = seekFormer(map, at, word, valueBytes);
  if (!slot) return 0;
  store<u32>(map, load<u32>(map, COUNT) - 1, COUNT);
  increment64(map, VERSION);
  emptySlot(slot);
  return load<u32>(slot);
}
