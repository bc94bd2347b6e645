/** Removing an entry: no tombstone stays behind, for the groups it passed over take back what its insertion added. */
import {
  ROOT, DIRECTORY, GROUPS, COUNT, VERSION, WORD_OVERFLOW, WORD_SATURATED, WORD_SHARED, addressOf, increment64,
} from "./header";
import { annexOf, OVERFLOW } from "./annex";
import { homeIn, probeMask, counterShift } from "./group";
import { keyBytesOf, slotBytesOf, valuesAtOf, groupBytesOf, segmentGroupsOf, hashKey } from "./layout";
import { probe, seek, wordOf } from "./find";
import { mergeWithBuddy, mergesBelow } from "./merge";
import { rebuild, rebuildsAt } from "./rebuild";
import { makeOwn } from "./share";
import { dropOverflow } from "./lifetime";
import { entryOf, ENTRY_COUNT, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED, FLAG_ALIKE } from "../memory/segments";

/** What `remove` returns where memory is refused for a segment that a snapshot shares; nothing changes then. */
// @ts-ignore: decorator
@inline export const REFUSED: i32 = -1;

/** Removes `key`; 1 if it was there, 0 if not, or REFUSED. Expected O(1), and at most one segment is copied, rebuilt or merged. */
export function remove(map: usize, key: u64): i32 {
  const h = hashKey(map, keyBytesOf(map), key);
  const word = wordOf(map, h);
  if (word & WORD_SHARED) return removeShared(map, h, key);
  const groups = load<u32>(map, GROUPS);
  const base = addressOf(word);
  const found = probe(map, base, groups, h, key);
  if (!found) {
    const removed = (word & WORD_OVERFLOW) ? removeFromOverflow(map, key) : 0;
    if (removed != 1) return removed;
  }
  store<u32>(map, load<u32>(map, COUNT) - 1, COUNT);
  increment64(map, VERSION);
  if (found) {
    takeOut(map, base, groups, h, found);
    tidyUp(map, base, groups, h);
  }
  return 1;
}

/** As `remove`, where a snapshot may share the segment of `h`: it is copied only for a key that is there. */
function removeShared(map: usize, h: u32, key: u64): i32 {
  if (!seek(map, h, key)) return 0;
  return makeOwn(map, h) ? remove(map, key) : REFUSED;
}

function removeFromOverflow(map: usize, key: u64): i32 {
  const overflow: usize = load<u32>(annexOf(map), OVERFLOW);
  const removed = overflow ? remove(overflow, key) : 0;
  if (removed != 1) return removed;
  if (!load<u32>(overflow, COUNT)) dropOverflow(map);
  return 1;
}

/** Empties the slot whose value (or key, where there are none) is at `found`, and the counters on the way to it. */
export function takeOut(map: usize, base: usize, groups: u32, h: u32, found: usize): void {
  const stride = groupBytesOf(map);
  const shift = counterShift(h);
  const mask = probeMask(groups);
  const whole = groups == segmentGroupsOf(map);
  let group = homeIn(h, groups);
  let at = base + group * stride;
  let step: u32 = 0;
  while (found - at >= stride) {
    if (whole) store<u32>(entryOf(base), load<u32>(entryOf(base), ENTRY_PASSED) - 1, ENTRY_PASSED);
    const control = load<u64>(at);
    const passed = (control >>> shift) & 15;
    assert(passed > 0);
    if (passed < 15) store<u64>(at, control - (<u64>1 << shift));
    do {
      step++;
      assert(step <= mask);
      group = (group + step) & mask;
    } while (group >= groups);
    at = base + group * stride;
  }
  const slot = <u32>(found - at - valuesAtOf(map)) >>> (slotBytesOf(map) == 4 ? 2 : 3);
  store<u8>(at + slot, 0);
}

/** After a removal: rebuilds a table that met saturated counters once it is half empty, merges a sparse segment. */
export function tidyUp(map: usize, base: usize, groups: u32, h: u32): void {
  if (groups != segmentGroupsOf(map)) {
    const root = load<u32>(map, ROOT);
    if ((root & WORD_SATURATED) && rebuildsAt(load<u32>(map, COUNT), groups)) rebuild(map, base, groups);
    return;
  }
  const entry = entryOf(base);
  const count = load<u32>(entry, ENTRY_COUNT) - 1;
  store<u32>(entry, count, ENTRY_COUNT);
  const flags = load<u32>(entry, ENTRY_FLAGS) & ~FLAG_ALIKE;
  store<u32>(entry, flags, ENTRY_FLAGS);
  if ((flags & FLAG_SATURATED) && rebuildsAt(count, groups)) rebuild(map, base, groups);
  const below = mergesBelow(groups);
  if (load<u32>(map, DIRECTORY) && count < below) mergeWithBuddy(map, h, below);
}
