/**
 * Checking a table whose bytes come from outside as if nobody had: every entry's tag, segment and place, every counter. What passes is a
 * table that this engine could have made, so nothing that is done with it later can go astray.
 */
import { firstSlot, homeIn, loadLimit, matchTag, probeMask, counterShift, tagOf, TAKEN, TAGS, KEYS_AT } from "../table/group";
import { keyBytesOf, groupBytesOf, segmentGroupsOf, loadKey, hashKey } from "../table/layout";
import { bitsOfF64 } from "../table/float";
import { LIST } from "../memory/regions";

// @ts-ignore: decorator
@inline const BROKEN: u32 = 0xffffffff;

/**
 * Whether the table at `table` holds `count` entries whose hashes begin with the `depth` bits of `prefix` and that `passed` over so many
 * groups, 0 below a segment; keys are canonical f64 bits if `floats`. A counter may be stuck at its highest if `saturated`, and only then. O(entries).
 */
export function verifyTable(
  map: usize, table: usize, groups: u32, prefix: u32, depth: u32, count: u32, passed: u32, saturated: bool, floats: bool,
): bool {
  if (count > loadLimit(groups)) return false;
  const stride = groupBytesOf(map);
  memory.fill(LIST, 0, groups << 3);
  let entries: u32 = 0;
  let passes: u32 = 0;
  for (let group: u32 = 0; group < groups; group++) {
    const at = table + group * stride;
    const control = load<u64>(at);
    let taken = control & TAKEN;
    // Each tag's highest bit says that there is one.
    if ((control & TAGS) & ~((taken >>> 7) * 255)) return false;
    while (taken) {
      const slot = firstSlot(taken);
      taken &= taken - 1;
      const steps = verifyEntry(map, table, groups, group, slot, prefix, depth, floats);
      if (steps == BROKEN) return false;
      passes += steps;
      entries++;
    }
  }
  const passesAsSaid = groups == segmentGroupsOf(map) ? passes == passed : !passed;
  return entries == count && passesAsSaid && verifyCounters(table, groups, stride, saturated);
}

/** How many groups an entry passed over on its way from home, each counted in LIST; BROKEN where it is not what, or where, it should be. */
function verifyEntry(map: usize, table: usize, groups: u32, group: u32, slot: u32, prefix: u32, depth: u32, floats: bool): u32 {
  const keyBytes = keyBytesOf(map);
  const stride = groupBytesOf(map);
  const at = table + group * stride;
  const key = loadKey(keyBytes, at + KEYS_AT + slot * keyBytes);
  if (floats && bitsOfF64(reinterpret<f64>(key)) != key) return BROKEN;
  const h = hashKey(map, keyBytes, key);
  if (load<u8>(at + slot) != <u8>tagOf(h) || (depth && (h >>> (32 - depth)) != prefix)) return BROKEN;
  if (holds(at, keyBytes, h, key, slot)) return BROKEN;
  const mask = probeMask(groups);
  let step: u32 = 0;
  let passed: u32 = 0;
  let next = homeIn(h, groups);
  while (next != group) {
    if (holds(table + next * stride, keyBytes, h, key, 7)) return BROKEN;
    const counter = LIST + (next << 3) + ((h & 1) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    passed++;
    do {
      if (++step > mask) return BROKEN;
      next = (next + step) & mask;
    } while (next >= groups);
  }
  return passed;
}

/** Whether one of the first `slots` slots of a group has the key already. */
function holds(at: usize, keyBytes: u32, h: u32, key: u64, slots: u32): bool {
  let matches = matchTag(load<u64>(at), h);
  while (matches) {
    const slot = firstSlot(matches);
    if (slot < slots && loadKey(keyBytes, at + KEYS_AT + slot * keyBytes) == key) return true;
    matches &= matches - 1;
  }
  return false;
}

/** Whether the groups' counters are what LIST says. */
function verifyCounters(table: usize, groups: u32, stride: u32, saturated: bool): bool {
  for (let i: u32 = 0; i < groups << 1; i++) {
    const counter = <u32>(load<u64>(table + (i >>> 1) * stride) >>> counterShift(i & 1)) & 15;
    const expected = load<u32>(LIST + (i << 2));
    if (counter == 15 ? !saturated : counter != expected) return false;
  }
  return true;
}
