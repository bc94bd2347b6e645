/** Putting a key into a table that has room for it: into the first group on its probe path with an empty slot. */
import { ROOT, WORD_SATURATED } from "./header";
import { homeIn, probeMask, matchEmpty, firstSlot, counterShift, tagOf, KEYS_AT } from "./group";
import { keyBytesOf, slotBytesOf, valuesAtOf, sideBytesOf, sidesAtOf, groupBytesOf, segmentGroupsOf, storeKey } from "./layout";
import { entryOf, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED } from "../memory/segments";

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

/** What is beside the value at `value`, in a table whose groups begin at `base`. */
export function sideOf(map: usize, base: usize, value: usize): usize {
  const offset = <u32>(value - base);
  const group = offset / groupBytesOf(map) * groupBytesOf(map);
  return base + group + sidesAtOf(map) + (offset - group - valuesAtOf(map)) / slotBytesOf(map) * sideBytesOf(map);
}

/** Notes in a full group that one more entry of the hash's class has passed over it. */
function passOver(map: usize, base: usize, groups: u32, at: usize, control: u64, h: u32): void {
  const shift = counterShift(h);
  const passed = (control >>> shift) & 15;
  const whole = groups == segmentGroupsOf(map);
  const entry = entryOf(base);
  if (passed < 15) store<u64>(at, control + (<u64>1 << shift));
  if (whole) store<u32>(entry, load<u32>(entry, ENTRY_PASSED) + 1, ENTRY_PASSED);
  if (passed < 14) return;
  if (whole) {
    store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) | FLAG_SATURATED, ENTRY_FLAGS);
  } else {
    store<u32>(map, load<u32>(map, ROOT) | WORD_SATURATED, ROOT);
  }
}
