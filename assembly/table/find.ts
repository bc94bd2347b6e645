/**
 * Finding an entry.
 *
 * A probe starts at the home group and goes on in triangular steps modulo the next power of two, passing over numbers
 * that are no group (only 170 and 409 groups a segment leave such gaps); the steps visit every number once, so it ends
 * after as many groups as the table has. Nearly always it ends in the first: no entry of the key's class has passed on.
 * So the kernels settle the home group with constants, and leave the rest to one function for all layouts.
 */
import { ROOT, DIRECTORY, SHIFT, HOME_SHIFT, GROUPS, HITS, MISSES, WORD_OVERFLOW, addressOf, increment64 } from "./header";
import { annexOf, OVERFLOW } from "./annex";
import { hash } from "./hash";
import {
  groupBytes, segmentGroups, isPowerOfTwo, homeInSegment, homeIn, probeMask, matchTag, firstSlot, counterShift,
  keyAddress, valueAddress, HOME_MASK, KEYS_AT,
} from "./group";
import { keyBytesOf, slotBytesOf, valuesAtOf, groupBytesOf, loadKey, hashKey } from "./layout";

/** The word of the table that `hash` belongs to. */
// @ts-ignore: decorator
@inline
export function wordOf(map: usize, hash: u32): u32 {
  const directory: usize = load<u32>(map, DIRECTORY);
  if (directory) return load<u32>(directory + ((hash >>> load<u32>(map, SHIFT)) << 2));
  return load<u32>(map, ROOT);
}

/** From the table's word to the home group of `h` in it, where the map has a directory. */
// @ts-ignore: decorator
@inline
export function homeOffset<K, V>(h: u32): u32 {
  return homeInSegment<K, V>(h) * groupBytes<K, V>();
}

/** As `homeOffset`, in a lone table. */
// @ts-ignore: decorator
@inline
export function loneHomeOffset<K, V>(map: usize, h: u32): u32 {
  const home = isPowerOfTwo(segmentGroups<K, V>())
    ? (h & HOME_MASK) >>> load<u32>(map, HOME_SHIFT)
    : homeIn(h, load<u32>(map, GROUPS));
  return home * groupBytes<K, V>();
}

/** Address of the value of `key` in the group at `at`, or 0. */
// @ts-ignore: decorator
@inline
export function findInGroup<K, V>(at: usize, control: u64, h: u32, key: K): usize {
  let matches = matchTag(control, h);
  while (matches) {
    const slot = firstSlot(matches);
    if (load<K>(keyAddress<K>(at, slot)) == key) return valueAddress<K, V>(at, slot);
    matches &= matches - 1;
  }
  return 0;
}

/** Address of the value of `key`, or 0, counted as a hit or a miss: the engine's single read. Expected O(1). */
// @ts-ignore: decorator
@inline
export function find<K, V>(map: usize, key: K): usize {
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
  let found = findInGroup<K, V>(at, control, h, key);
  if (!found && (((control >>> counterShift(h)) & 15) | (word & WORD_OVERFLOW))) found = seek(map, h, <u64>key);
  // A branch, so that the counter's address does not wait for the key: the next lookups could not begin meanwhile.
  if (found) {
    increment64(map, HITS);
    return found;
  }
  increment64(map, MISSES);
  return 0;
}

/** Address of the value of `key`, or 0; no statistics. Expected O(1). */
export function lookup(map: usize, key: u64): usize {
  return seek(map, hashKey(map, keyBytesOf(map), key), key);
}

/** The same, for a key whose hash is known; goes on in the overflow table, and in that one's, if need be. */
export function seek(map: usize, h: u32, key: u64): usize {
  while (true) {
    const word = wordOf(map, h);
    const found = probe(map, addressOf(word), load<u32>(map, GROUPS), h, key);
    if (found || !(word & WORD_OVERFLOW)) return found;
    map = load<u32>(annexOf(map), OVERFLOW);
    if (!map) return 0;
    h = hashKey(map, keyBytesOf(map), key);
  }
}

/** Address of the value of `key` in the table at `base`, or 0. */
export function probe(map: usize, base: usize, groups: u32, h: u32, key: u64): usize {
  const keyBytes = keyBytesOf(map);
  const stride = groupBytesOf(map);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const at = base + group * stride;
    const control = load<u64>(at);
    let matches = matchTag(control, h);
    while (matches) {
      const slot = firstSlot(matches);
      if (loadKey(keyBytes, at + KEYS_AT + slot * keyBytes) == key) return at + valuesAtOf(map) + slot * slotBytesOf(map);
      matches &= matches - 1;
    }
    if (!((control >>> counterShift(h)) & 15)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}
