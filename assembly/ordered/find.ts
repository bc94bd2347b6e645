/** Finding a key of bytes: by its hash in the index, then by its bytes in the log. */
import {
  DIRECTORY, GROUPS, HITS, MISSES, WORD_OVERFLOW, addressOf, increment64,
} from "../table/header";
import { annexOf, OVERFLOW } from "../table/annex";
import { hash } from "../table/hash";
import { homeIn, probeMask, matchTag, firstSlot, counterShift, groupBytes, keyAddress, valueAddress } from "../table/group";
import { homeOffset, loneHomeOffset, wordOf } from "../table/find";
import { isKeyOf, LENGTH_MASK } from "./record";
import { LIST } from "../memory/regions";
import { VALUE_BYTES, FORMER, KEPT, NEXT_HASH } from "./header";
import { hashBytes } from "./hash";
import { findSeen } from "./snapshot";

/** Address of the record of the key at `at` with the length word `word`, or 0, counted as a hit or a miss. Expected O(bytes). */
export function findKey(map: usize, at: usize, word: u32): usize {
  if (load<u32>(map, KEPT)) return findSeen(map, at, word);
  const key = hashBytes(map, at, word);
  const slot = findSlot(map, key, at, word);
  if (slot) {
    increment64(map, HITS);
    return load<u32>(slot);
  }
  increment64(map, MISSES);
  return 0;
}

/** Address of the index slot whose record has the key at `at`, whose hash is `key`; or 0. */
export function findSlot(map: usize, key: u32, at: usize, word: u32): usize {
  const h = hash<u32>(map, key);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const table = wordOf(map, h);
  const group = homeGroup(map, table, h);
  const control = load<u64>(group);
  const found = slotInGroup(group, control, h, key, at, word, valueBytes);
  if (found) return found;
  return goesOn(map, table, control, h) ? seekSlot(map, h, key, at, word, valueBytes) : 0;
}

/** The home group of `h` in the index's table with the word `table`. */
// @ts-ignore: decorator
@inline
export function homeGroup(map: usize, table: u32, h: u32): usize {
  return addressOf(table) + (load<u32>(map, DIRECTORY) ? homeOffset<u32, u32>(h) : loneHomeOffset<u32, u32>(map, h));
}

/** Whether a key that is not in its home group may be elsewhere: further on, in the overflow table, in the former index. */
// @ts-ignore: decorator
@inline
export function goesOn(map: usize, table: u32, control: u64, h: u32): bool {
  return (((control >>> counterShift(h)) & 15) | (table & WORD_OVERFLOW) | load<u32>(map, FORMER)) != 0;
}

/** The slot in the group at `group` whose record has the key, or 0. */
// @ts-ignore: decorator
@inline
export function slotInGroup(group: usize, control: u64, h: u32, key: u32, at: usize, word: u32, valueBytes: u32): usize {
  let matches = matchTag(control, h);
  while (matches) {
    const slot = firstSlot(matches);
    if (load<u32>(keyAddress<u32>(group, slot)) == key) {
      const address = valueAddress<u32, u32>(group, slot);
      if (isKeyOf(load<u32>(address) + valueBytes, at, word)) return address;
    }
    matches &= matches - 1;
  }
  return 0;
}

/** As `findSlot`, for a key that may lie beyond its home group, in the overflow table, or in the former index. */
export function seekSlot(map: usize, h: u32, key: u32, at: usize, word: u32, valueBytes: u32): usize {
  let index = map;
  while (true) {
    const table = wordOf(index, h);
    const found = probeSlot(addressOf(table), load<u32>(index, GROUPS), h, key, at, word, valueBytes);
    if (found) return found;
    index = table & WORD_OVERFLOW ? <usize>load<u32>(annexOf(index), OVERFLOW) : 0;
    if (!index) return seekFormer(map, at, word, valueBytes);
    h = hash<u32>(index, key);
  }
}

/** The slot of the key in the former index, or 0. */
export function seekFormer(map: usize, at: usize, word: u32, valueBytes: u32): usize {
  const former: usize = load<u32>(map, FORMER);
  if (!former) return 0;
  const key = hashBytes(former, at, word);
  const h = hash<u32>(former, key);
  if (h < load<u32>(former, NEXT_HASH)) return 0;
  return probeSlot(addressOf(wordOf(former, h)), load<u32>(former, GROUPS), h, key, at, word, valueBytes);
}

/** The slot of the key in the table at `base`, or 0. */
export function probeSlot(base: usize, groups: u32, h: u32, key: u32, at: usize, word: u32, valueBytes: u32): usize {
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const address = base + group * groupBytes<u32, u32>();
    const control = load<u64>(address);
    const found = slotInGroup(address, control, h, key, at, word, valueBytes);
    if (found) return found;
    if (!((control >>> counterShift(h)) & 15)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Address of the index slot of a live record. */
export function slotOfRecord(map: usize, record: usize): usize {
  const at = record + load<u32>(map, VALUE_BYTES);
  const word = load<u32>(at);
  // Hashing reads beyond the key, which may be the last of the memory.
  memory.copy(LIST, at + 4, word & LENGTH_MASK);
  return findSlot(map, hashBytes(map, LIST, word), LIST, word);
}
