/** Inserting an entry: into the first group on its probe path with an empty slot. */
import {
  DIRECTORY, ROOT, COUNT, VERSION, COLLISIONS, OVERFLOW, WORD_OVERFLOW, WORD_SATURATED, addressOf, increment, increment64,
} from "./header";
import { hash } from "./hash";
import {
  groupBytes, segmentGroups, homeIn, probeMask, loadLimit, matchEmpty, firstSlot, counterShift, tagOf, keyAddress,
  valueAddress,
} from "./group";
import { probe, wordOf, groupsOf, lookup } from "./find";
import { entryOf, ENTRY_COUNT, ENTRY_FLAGS, FLAG_SATURATED } from "../memory/segments";
import { makeRoom, ROOM_MADE, ROOM_OVERFLOWS } from "./room";
import { insertOverflow } from "./overflow";

/** Address of the value of `key`, which is inserted if it is absent (its value is then undefined); 0 when memory is exhausted. */
export function insert<K, V>(map: usize, key: K): usize {
  const h = hash<K>(map, key);
  const word = wordOf(map, h);
  const groups = groupsOf<K, V>(map);
  let found = probe<K, V>(addressOf(word), homeIn(h, groups), groups, h, key);
  if (!found && (word & WORD_OVERFLOW)) {
    const overflow: usize = load<u32>(map, OVERFLOW);
    if (overflow) found = lookup<K, V>(overflow, key);
  }
  if (found) {
    increment64(map, VERSION);
    return found;
  }
  return insertAbsent<K, V>(map, h, key);
}

/** As `insert`, for a key known to be absent. */
export function insertAbsent<K, V>(map: usize, h: u32, key: K): usize {
  while (true) {
    const groups = groupsOf<K, V>(map);
    const base = addressOf(wordOf(map, h));
    const counter = groups == segmentGroups<K, V>() ? entryOf(base) + ENTRY_COUNT : map + COUNT;
    const count = load<u32>(counter);
    if (count < loadLimit(groups)) {
      const home = base + homeIn(h, groups) * groupBytes<K, V>();
      if (!matchEmpty(load<u64>(home))) increment64(map, COLLISIONS);
      const address = place<K, V>(map, base, groups, h, key);
      if (groups == segmentGroups<K, V>()) store<u32>(counter, count + 1);
      increment(map, COUNT);
      increment64(map, VERSION);
      return address;
    }
    const room = makeRoom<K, V>(map, h);
    if (room == ROOM_OVERFLOWS) return insertOverflow<K, V>(map, h, key);
    if (room != ROOM_MADE) return 0;
  }
}

/** Puts `key` into the table at `base`, which has an empty slot; returns its value's address. Counts nothing. */
export function place<K, V>(map: usize, base: usize, groups: u32, h: u32, key: K): usize {
  let group = homeIn(h, groups);
  let at = base + group * groupBytes<K, V>();
  let control = load<u64>(at);
  let empty = matchEmpty(control);
  if (!empty) {
    const mask = probeMask(groups);
    let step: u32 = 0;
    do {
      passOver<K, V>(map, base, groups, at, control, h);
      do {
        step++;
        assert(step <= mask);
        group = (group + step) & mask;
      } while (group >= groups);
      at = base + group * groupBytes<K, V>();
      control = load<u64>(at);
      empty = matchEmpty(control);
    } while (!empty);
  }
  const slot = firstSlot(empty);
  store<u8>(at + slot, <u8>tagOf(h));
  store<K>(keyAddress<K>(at, slot), key);
  return valueAddress<K, V>(at, slot);
}

/** Notes in a full group that one more entry of the hash's class has passed over it. */
function passOver<K, V>(map: usize, base: usize, groups: u32, at: usize, control: u64, h: u32): void {
  const shift = counterShift(h);
  const passed = (control >>> shift) & 15;
  if (passed < 15) store<u64>(at, control + (<u64>1 << shift));
  if (passed < 14) return;
  if (groups == segmentGroups<K, V>()) {
    const entry = entryOf(base);
    store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) | FLAG_SATURATED, ENTRY_FLAGS);
  } else {
    store<u32>(map, load<u32>(map, ROOT) | WORD_SATURATED, ROOT);
  }
}
