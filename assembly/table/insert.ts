/** Inserting an entry: into the first group on its probe path with an empty slot. */
import {
  ROOT, DIRECTORY, SHIFT, GROUPS, COUNT, VERSION, COLLISIONS, WORD_OVERFLOW, WORD_SATURATED, addressOf, increment,
  increment64,
} from "./header";
import { hash } from "./hash";
import {
  segmentGroups, homeIn, probeMask, loadLimit, matchEmpty, firstSlot, counterShift, tagOf, keyAddress, valueAddress, KEYS_AT,
} from "./group";
import { keyBytesOf, slotBytesOf, valuesAtOf, groupBytesOf, segmentGroupsOf, storeKey } from "./layout";
import { findInGroup, homeOffset, loneHomeOffset, seek, wordOf } from "./find";
import { entryOf, ENTRY_COUNT, ENTRY_FLAGS, FLAG_SATURATED } from "../memory/segments";
import { makeRoom, ROOM_MADE, ROOM_OVERFLOWS } from "./room";
import { insertOverflow } from "./overflow";

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
  if (found) {
    increment64(map, VERSION);
    return found;
  }
  const empty = matchEmpty(control);
  if (!empty || ((control >>> counterShift(h)) & 15) || (word & WORD_OVERFLOW)) return insertElsewhere(map, h, <u64>key);
  const whole = load<u32>(map, GROUPS) == segmentGroups<K, V>();
  const counter = whole ? entryOf(at) + ENTRY_COUNT : map + COUNT;
  const count = load<u32>(counter);
  if (count >= loadLimit(load<u32>(map, GROUPS))) return insertAbsent(map, h, <u64>key);
  const slot = firstSlot(empty);
  store<u8>(at + slot, <u8>tagOf(h));
  store<K>(keyAddress<K>(at, slot), key);
  if (whole) store<u32>(counter, count + 1);
  increment(map, COUNT);
  increment64(map, VERSION);
  return valueAddress<K, V>(at, slot);
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
  while (true) {
    const groups = load<u32>(map, GROUPS);
    const base = addressOf(wordOf(map, h));
    const whole = groups == segmentGroupsOf(map);
    const counter = whole ? entryOf(base) + ENTRY_COUNT : map + COUNT;
    const count = load<u32>(counter);
    if (count < loadLimit(groups)) {
      const home = base + homeIn(h, groups) * groupBytesOf(map);
      if (!matchEmpty(load<u64>(home))) increment64(map, COLLISIONS);
      const address = place(map, base, groups, h, key);
      if (whole) store<u32>(counter, count + 1);
      increment(map, COUNT);
      increment64(map, VERSION);
      return address;
    }
    const room = makeRoom(map, h);
    if (room == ROOM_OVERFLOWS) return insertOverflow(map, h, key);
    if (room != ROOM_MADE) return 0;
  }
}

/** Puts `key` into the table at `base`, which has an empty slot; returns its value's address. Counts nothing. */
export function place(map: usize, base: usize, groups: u32, h: u32, key: u64): usize {
  const stride = groupBytesOf(map);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let at = base + group * stride;
  let control = load<u64>(at);
  let step: u32 = 0;
  while (!matchEmpty(control)) {
    passOver(map, base, groups, at, control, h);
    do {
      step++;
      assert(step <= mask);
      group = (group + step) & mask;
    } while (group >= groups);
    at = base + group * stride;
    control = load<u64>(at);
  }
  const slot = firstSlot(matchEmpty(control));
  const keyBytes = keyBytesOf(map);
  store<u8>(at + slot, <u8>tagOf(h));
  storeKey(keyBytes, at + KEYS_AT + slot * keyBytes, key);
  return at + valuesAtOf(map) + slot * slotBytesOf(map);
}

/** Notes in a full group that one more entry of the hash's class has passed over it. */
function passOver(map: usize, base: usize, groups: u32, at: usize, control: u64, h: u32): void {
  const shift = counterShift(h);
  const passed = (control >>> shift) & 15;
  if (passed < 15) store<u64>(at, control + (<u64>1 << shift));
  if (passed < 14) return;
  if (groups == segmentGroupsOf(map)) {
    const entry = entryOf(base);
    store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) | FLAG_SATURATED, ENTRY_FLAGS);
  } else {
    store<u32>(map, load<u32>(map, ROOT) | WORD_SATURATED, ROOT);
  }
}
