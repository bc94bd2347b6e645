/**
 * A block of staged keys: all are hashed, then their home groups are loaded, then the records that these lead to, each in a pass of
 * its own, so that misses overlap. What is done with the keys comes afterwards, over memory that is at hand.
 */
import { matchTag, firstSlot, keyAddress, valueAddress } from "../table/group";
import { groupAt, locate } from "../bulk/resolve";
import { FOUND, GROUPS_AT, HASHES, KEY_HASHES, KEY_TABLE, REST } from "../memory/regions";
import { hashKeys } from "./hash";

// @ts-ignore: decorator
@inline
export function addressOfKey(i: u32): usize {
  return load<u32>(KEY_TABLE + (i << 3));
}

// @ts-ignore: decorator
@inline
export function wordOfKey(i: u32): u32 {
  return load<u32>(KEY_TABLE + (i << 3), 4);
}

/**
 * Fetches what `count` keys (at most 64) of the key table, from the `from`th on, will need. Leaves for each the hash of its bytes in
 * KEY_HASHES, that of the index in HASHES, its home group as `locate` does, and in FOUND the record that the group has for that
 * hash, or 0.
 */
export function fetch(map: usize, from: u32, count: u32): void {
  hashKeys(map, KEY_TABLE + (from << 3), count);
  locate<u32, u32>(map, KEY_HASHES, count);
  for (let i: u32 = 0; i < count; i++) {
    const record = candidate(groupAt(load<u32>(GROUPS_AT + (i << 2))), load<u32>(HASHES + (i << 2)), load<u32>(KEY_HASHES + (i << 2)));
    store<u32>(FOUND + (i << 2), <u32>record);
  }
  // In a loop of its own, short enough for many loads to be under way. Where there is no record, the null map is read instead.
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) loaded |= load<u32>(load<u32>(FOUND + (i << 2)));
  store<u32>(REST, loaded);
}

/** Address of the record that the group at `at` has for a hash, or 0. */
// @ts-ignore: decorator
@inline
function candidate(at: usize, h: u32, key: u32): usize {
  let matches = matchTag(load<u64>(at), h);
  while (matches) {
    const slot = firstSlot(matches);
    if (load<u32>(keyAddress<u32>(at, slot)) == key) return load<u32>(valueAddress<u32, u32>(at, slot));
    matches &= matches - 1;
  }
  return 0;
}
