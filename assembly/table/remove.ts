/** Removing an entry: no tombstone stays behind, for the groups it passed over take back what its insertion added. */
import {
  ROOT, DIRECTORY, COUNT, VERSION, OVERFLOW, REBUILDS, RELOCATIONS, WORD_OVERFLOW, WORD_SATURATED, addressOf, increment,
  increment64,
} from "./header";
import { hash } from "./hash";
import {
  groupBytes, segmentGroups, homeIn, probeMask, counterShift, valuesAt, valueBytes, KEYS_AT, SLOTS, TAKEN,
} from "./group";
import { probe, wordOf, groupsOf } from "./find";
import { refill } from "./room";
import { mergeWithBuddy, mergesBelow } from "./merge";
import { dropOverflow } from "./overflow";
import { LIST } from "../memory/regions";
import { entryOf, ENTRY_COUNT, ENTRY_FLAGS, FLAG_SATURATED } from "../memory/segments";

/** Removes `key`; 1 if it was there. Expected O(1), and at most one segment is rebuilt or merged. */
export function remove<K, V>(map: usize, key: K): u32 {
  const h = hash<K>(map, key);
  const word = wordOf(map, h);
  const groups = groupsOf<K, V>(map);
  const base = addressOf(word);
  const found = probe<K, V>(base, homeIn(h, groups), groups, h, key);
  if (!found && !((word & WORD_OVERFLOW) && removeFromOverflow<K, V>(map, key))) return 0;
  store<u32>(map, load<u32>(map, COUNT) - 1, COUNT);
  increment64(map, VERSION);
  if (found) {
    takeOut<K, V>(base, groups, h, found);
    tidyUp<K, V>(map, base, groups, h);
  }
  return 1;
}

function removeFromOverflow<K, V>(map: usize, key: K): u32 {
  const overflow: usize = load<u32>(map, OVERFLOW);
  if (!overflow || !remove<K, V>(overflow, key)) return 0;
  if (!load<u32>(overflow, COUNT)) dropOverflow<K, V>(map);
  return 1;
}

/** Empties the slot whose value (or key, where there are none) is at `found`, and the counters on the way to it. */
function takeOut<K, V>(base: usize, groups: u32, h: u32, found: usize): void {
  const shift = counterShift(h);
  const mask = probeMask(groups);
  const holder = <u32>(found - base) / groupBytes<K, V>();
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (group != holder) {
    const at = base + group * groupBytes<K, V>();
    const control = load<u64>(at);
    const passed = (control >>> shift) & 15;
    assert(passed > 0);
    if (passed < 15) store<u64>(at, control - (<u64>1 << shift));
    do {
      step++;
      assert(step <= mask);
      group = (group + step) & mask;
    } while (group >= groups);
  }
  const at = base + holder * groupBytes<K, V>();
  const width: u32 = valueBytes<V>() ? valueBytes<V>() : <u32>sizeof<K>();
  const slot = <u32>(found - at - valuesAt<K, V>()) / width;
  store<u8>(at + slot, 0);
}

/** After a removal: rebuilds a table that met saturated counters once it is half empty, merges a sparse segment. */
function tidyUp<K, V>(map: usize, base: usize, groups: u32, h: u32): void {
  if (groups < segmentGroups<K, V>()) {
    const root = load<u32>(map, ROOT);
    if (!(root & WORD_SATURATED) || load<u32>(map, COUNT) > halfOf(groups)) return;
    store<u32>(map, root & ~WORD_SATURATED, ROOT);
    rebuild<K, V>(map, base, groups);
    return;
  }
  const entry = entryOf(base);
  const count = load<u32>(entry, ENTRY_COUNT) - 1;
  store<u32>(entry, count, ENTRY_COUNT);
  const flags = load<u32>(entry, ENTRY_FLAGS);
  if ((flags & FLAG_SATURATED) && count <= halfOf(groups)) {
    store<u32>(entry, flags & ~FLAG_SATURATED, ENTRY_FLAGS);
    rebuild<K, V>(map, base, groups);
  }
  if (load<u32>(map, DIRECTORY) && count < mergesBelow<K, V>()) mergeWithBuddy<K, V>(map, h, mergesBelow<K, V>());
}

// @ts-ignore: decorator
@inline
function halfOf(groups: u32): u32 {
  return (groups * SLOTS) >>> 1;
}

/** Puts every entry of a table in again, with fresh counters. */
function rebuild<K, V>(map: usize, base: usize, groups: u32): void {
  const bytes = groups * groupBytes<K, V>();
  memory.copy(LIST, base, bytes);
  for (let at = base; at < base + bytes; at += groupBytes<K, V>()) store<u64>(at, 0);
  refill<K, V>(map, LIST, groups, base, groups);
  increment(map, REBUILDS);
  increment(map, RELOCATIONS);
}
