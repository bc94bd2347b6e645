/** Inserting an entry: into the first group on its probe path with an empty slot. */
import {
  ROOT, DIRECTORY, SHIFT, GROUPS, COUNT, VERSION, COLLISIONS, RELOCATIONS, WORD_OVERFLOW, WORD_SHARED, addressOf, increment, increment64,
} from "./header";
import { hash } from "./hash";
import {
  segmentGroups, homeIn, loadLimit, matchEmpty, firstSlot, counterShift, tagOf, keyAddress, valueAddress,
} from "./group";
import { keyBytesOf, groupBytesOf, segmentGroupsOf, hashKey } from "./layout";
import { findInGroup, homeOffset, loneHomeOffset, seek, wordOf } from "./find";
import { makeOwn, makeOwnFor } from "./share";
import { place } from "./place";
import { rebuild, hasDrifted } from "./rebuild";
import { makeRoom } from "./room";
import { ROOM_MADE, ROOM_OVERFLOWS } from "./split";
import { overflowOf, markOverflow } from "./overflow";
import { dropOverflow } from "./lifetime";
import { entryOf, ENTRY_COUNT } from "../memory/segments";

/**
 * Address of the value of `key`, which is inserted if it is absent (its value is then undefined); 0 when memory is exhausted.
 * The home group alone mostly tells whether the key is there, and has a slot for it; what else may be is left to others.
 */
// @ts-ignore: decorator
@inline
export function insert<K, V>(map: usize, key: K): usize {
  const h = hash<K>(map, key);
  const directory: usize = load<u32>(map, DIRECTORY);
  let word: u32;
  let at: usize;
  if (directory) {
    word = load<u32>(directory + ((h >>> load<u32>(map, SHIFT)) << 2));
    at = addressOf(word) + homeOffset<K, V>(h);
  } else {
    word = load<u32>(map, ROOT);
    at = addressOf(word) + loneHomeOffset<K, V>(map, h);
  }
  const control = load<u64>(at);
  const found = findInGroup<K, V>(at, control, h, key);
  if (found && !(word & WORD_SHARED)) {
    increment64(map, VERSION);
    return found;
  }
  const empty = matchEmpty(control);
  if (word & (WORD_OVERFLOW | WORD_SHARED)) return insertOwn(map, h, <u64>key);
  if (!empty || ((control >>> counterShift(h)) & 15)) return insertElsewhere(map, h, <u64>key);
  return insertHere<K, V>(map, at, empty, h, key) || insertAbsent(map, h, <u64>key);
}

/** Inserts a key known to be absent into its home group at `at`, of which the slots `empty` are; 0 if its table is full. */
// @ts-ignore: decorator
@inline
export function insertHere<K, V>(map: usize, at: usize, empty: u64, h: u32, key: K): usize {
  const whole = load<u32>(map, GROUPS) == segmentGroups<K, V>();
  const counter = whole ? entryOf(at) + ENTRY_COUNT : map + COUNT;
  const count = load<u32>(counter);
  if (count >= loadLimit(load<u32>(map, GROUPS))) return 0;
  const slot = firstSlot(empty);
  store<u8>(at + slot, <u8>tagOf(h));
  store<K>(keyAddress<K>(at, slot), key);
  if (whole) store<u32>(counter, count + 1);
  increment(map, COUNT);
  increment64(map, VERSION);
  return valueAddress<K, V>(at, slot);
}

/** As `insert`, for a key that may lie in a segment that a snapshot shares. Apart from `insertElsewhere`, which V8 inlines into bulk loops. */
function insertOwn(map: usize, h: u32, key: u64): usize {
  return makeOwnFor(map, h, key) ? insertElsewhere(map, h, key) : 0;
}

/** As `insert`, for a key that may lie beyond its home group. */
export function insertElsewhere(map: usize, h: u32, key: u64): usize {
  const found = seek(map, h, key);
  if (!found) return insertAbsent(map, h, key);
  increment64(map, VERSION);
  return found;
}

/** As `insert`, for a key known to be absent. */
export function insertAbsent(map: usize, h: u32, key: u64): usize {
  const address = insertInTable(map, h, key);
  return address == OVERFLOWS ? insertOverflow(map, h, key) : address;
}

/** What `insertInTable` returns for a key that belongs to a segment which cannot split. */
// @ts-ignore: decorator
@inline export const OVERFLOWS: usize = 1;

/** As `insertAbsent`, but never into the overflow table. */
export function insertInTable(map: usize, h: u32, key: u64): usize {
  while (true) {
    const word = wordOf(map, h);
    if (word & WORD_SHARED) {
      if (!makeOwn(map, h)) return 0;
      continue;
    }
    const groups = load<u32>(map, GROUPS);
    const base = addressOf(word);
    const whole = groups == segmentGroupsOf(map);
    const counter = whole ? entryOf(base) + ENTRY_COUNT : map + COUNT;
    const count = load<u32>(counter);
    if (count < loadLimit(groups)) {
      const home = base + homeIn(h, groups) * groupBytesOf(map);
      if (!matchEmpty(load<u64>(home)) && whole && hasDrifted(entryOf(base), count, groups)) rebuild(map, base, groups);
      if (!matchEmpty(load<u64>(home))) increment64(map, COLLISIONS);
      const address = place(map, base, groups, h, key);
      if (whole) store<u32>(counter, count + 1);
      increment(map, COUNT);
      increment64(map, VERSION);
      return address;
    }
    const room = makeRoom(map, h);
    if (room == ROOM_OVERFLOWS) return OVERFLOWS;
    if (room != ROOM_MADE) return 0;
  }
}

/** Inserts an absent key that belongs to a segment which cannot split; its value's address, or 0 when memory is exhausted. */
function insertOverflow(map: usize, h: u32, key: u64): usize {
  const overflow = overflowOf(map);
  if (!overflow) return 0;
  const address = insertAbsent(overflow, hashKey(overflow, keyBytesOf(overflow), key), key);
  if (!address) {
    if (!load<u32>(overflow, COUNT)) dropOverflow(map);
    return 0;
  }
  markOverflow(map, h);
  increment(map, COUNT);
  increment(map, RELOCATIONS);
  increment64(map, VERSION);
  return address;
}
