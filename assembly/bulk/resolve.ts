/**
 * The first half of every bulk call: where the keys of a block are.
 *
 * WebAssembly has no prefetch, so real loads stand in for it: all keys of a block are hashed by vectors, then every home
 * group's control word is loaded in a pass of its own, whose misses overlap; only then are tags and keys compared. Nine
 * keys in ten are settled by their home group, by a branch that nearly always goes the same way (without branches it
 * takes 15 to 25 % longer, even where half of the keys are there). The rest are listed and probed in full.
 * Blocks of 64: 32 to 256 measure the same at 8 million entries, 16 are worse.
 */
import { DIRECTORY, ROOT, SHIFT, GROUPS, LAYOUT, WORD_OVERFLOW } from "../table/header";
import { None, groupBytes, valueBytes, homeInSegment, homeIn, matchTagAt, counterShift, keyAddress, valueAddress } from "../table/group";
import { hashFour } from "../table/hash";
import { seek } from "../table/find";
import { keyBytesOf, valueBytesOf, loadKey, loadValue, storeValue } from "../table/layout";
import { KEYS, VALUES, OUTCOMES, HASHES, GROUPS_AT, FOUND, REST } from "../memory/regions";

// @ts-ignore: decorator
@inline export const BLOCK: u32 = 64;

/** As `resolveKeys`, for the layout of `map`. The null map has none; the widest serves it, for nothing is found. */
export function resolve(map: usize, from: u32, count: u32, values: bool): u32 {
  switch (load<u32>(map, LAYOUT)) {
    case 0x400: return resolveKeys<u32, None>(map, from, count, values);
    case 0x404: return resolveKeys<u32, u32>(map, from, count, values);
    case 0x408: return resolveKeys<u32, u64>(map, from, count, values);
    case 0x800: return resolveKeys<u64, None>(map, from, count, values);
    case 0x804: return resolveKeys<u64, u32>(map, from, count, values);
    default: return resolveKeys<u64, u64>(map, from, count, values);
  }
}

/**
 * Looks up `count` (at most 64) keys from the `from`th of the key column. Leaves for each its hash, 0 or 1 in the outcomes, the
 * address of its value in FOUND (0 for absent keys) and, if `values`, the value itself in the value column (0 for absent
 * keys). Returns how many are there. Compiled for each layout: constants make it a fifth faster.
 */
function resolveKeys<K, V>(map: usize, from: u32, count: u32, values: bool): u32 {
  const keys = KEYS + from * sizeof<K>();
  locate<K, V>(map, keys, count);
  let listed: u32 = 0;
  let hits = count;
  for (let i: u32 = 0; i < count; i++) {
    const h = load<u32>(HASHES + (i << 2));
    const flagged = load<u32>(GROUPS_AT + (i << 2));
    const at = groupAt(flagged);
    const matches = matchTagAt(at, h);
    const slot = ctz(matches) & 7;
    if (matches && load<K>(keyAddress<K>(at, slot)) == load<K>(keys + i * sizeof<K>())) {
      const address = valueAddress<K, V>(at, slot);
      store<u32>(FOUND + (i << 2), <u32>address);
      store<u8>(OUTCOMES + from + i, 1);
      if (valueBytes<V>() && values) store<V>(VALUES + (from + i) * sizeof<V>(), load<V>(address));
      continue;
    }
    store<u32>(FOUND + (i << 2), 0);
    store<u8>(OUTCOMES + from + i, 0);
    if (valueBytes<V>() && values) store<V>(VALUES + (from + i) * sizeof<V>(), 0);
    hits--;
    if (<u64>matches | ((load<u64>(at) >>> counterShift(h)) & 15) | (flagged & WORD_OVERFLOW)) {
      store<u32>(REST + (listed << 2), i);
      listed++;
    }
  }
  return hits + seekRest(map, from, listed, values);
}

/** As `resolveKeys`, for the listed keys only; returns how many of them are there. */
function seekRest(map: usize, from: u32, listed: u32, values: bool): u32 {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  let hits: u32 = 0;
  for (let i: u32 = 0; i < listed; i++) {
    const at = load<u32>(REST + (i << 2));
    const found = seek(map, load<u32>(HASHES + (at << 2)), loadKey(keyBytes, KEYS + (from + at) * keyBytes));
    if (!found) continue;
    hits++;
    store<u32>(FOUND + (at << 2), found);
    store<u8>(OUTCOMES + from + at, 1);
    if (values) storeValue(valueBytes, VALUES + (from + at) * valueBytes, loadValue(valueBytes, found));
  }
  return hits;
}

/**
 * For `count` (at most 64) keys at `keys`: their hashes, and the addresses of their home groups with the flags of their tables'
 * words, all these groups being in the cache then.
 */
export function locate<K, V>(map: usize, keys: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) v128.store(HASHES + (i << 2), hashFour<K>(map, keys + i * sizeof<K>()));
  touch<K, V>(map, count);
}

/** As `locate`, for `count` keys from the `from`th of the key column, in the layout of `map`. */
export function locateKeys(map: usize, from: u32, count: u32): void {
  switch (load<u32>(map, LAYOUT)) {
    case 0x400: return locate<u32, None>(map, KEYS + (from << 2), count);
    case 0x404: return locate<u32, u32>(map, KEYS + (from << 2), count);
    case 0x408: return locate<u32, u64>(map, KEYS + (from << 2), count);
    case 0x800: return locate<u64, None>(map, KEYS + (from << 3), count);
    case 0x804: return locate<u64, u32>(map, KEYS + (from << 3), count);
    default: return locate<u64, u64>(map, KEYS + (from << 3), count);
  }
}

/** The address of a group as `locate` leaves it: groups are 8-aligned, so the flags of their table's word fit below. */
// @ts-ignore: decorator
@inline
export function groupAt(flagged: u32): usize {
  return flagged & ~7;
}

/**
 * Finds every home group, then loads its control word: in a loop of its own, which is short enough for as many loads to be under way as
 * the processor allows.
 */
// @ts-ignore: decorator
@inline
export function touch<K, V>(map: usize, count: u32): void {
  const directory: usize = load<u32>(map, DIRECTORY);
  if (directory) {
    const shift = load<u32>(map, SHIFT);
    for (let i: u32 = 0; i < count; i++) {
      const h = load<u32>(HASHES + (i << 2));
      store<u32>(GROUPS_AT + (i << 2), load<u32>(directory + ((h >>> shift) << 2)) + homeInSegment<K, V>(h) * groupBytes<K, V>());
    }
  } else {
    const word = load<u32>(map, ROOT);
    const groups = load<u32>(map, GROUPS);
    for (let i: u32 = 0; i < count; i++) {
      store<u32>(GROUPS_AT + (i << 2), word + homeIn(load<u32>(HASHES + (i << 2)), groups) * groupBytes<K, V>());
    }
  }
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) loaded |= load<u32>(groupAt(load<u32>(GROUPS_AT + (i << 2))));
  // Stored, so that the loads are not optimised away; the list is made later.
  store<u32>(REST, loaded);
}
