/**
 * The first half of every bulk call: where the keys of a block are.
 *
 * WebAssembly has no prefetch, so real loads stand in for it: all keys of a block are hashed by vectors, then every home
 * group's control word is loaded in a pass of its own, whose misses overlap; only then are tags and keys compared,
 * without a branch for the nine keys in ten that their home group settles. The rest are listed and probed in full.
 * Blocks of 64: 32 to 256 measure the same at 8 million entries, 16 are worse.
 */
import { DIRECTORY, ROOT, SHIFT, GROUPS, LAYOUT, WORD_OVERFLOW } from "../table/header";
import { None, groupBytes, homeInSegment, homeIn, matchTagAt, counterShift, keyAddress, valueAddress } from "../table/group";
import { hashFour } from "../table/hash";
import { seek } from "../table/find";
import { KEYS, HASHES, GROUPS_AT, FOUND, REST, CONTROLS } from "../memory/regions";

// @ts-ignore: decorator
@inline export const BLOCK: u32 = 64;

/** As `resolveKeys`, for the layout of `map`. The null map has none; the widest serves it, for nothing is found. */
export function resolve(map: usize, from: u32, count: u32): void {
  switch (load<u32>(map, LAYOUT)) {
    case 0x400: return resolveKeys<u32, None>(map, from, count);
    case 0x404: return resolveKeys<u32, u32>(map, from, count);
    case 0x408: return resolveKeys<u32, u64>(map, from, count);
    case 0x800: return resolveKeys<u64, None>(map, from, count);
    case 0x804: return resolveKeys<u64, u32>(map, from, count);
    default: return resolveKeys<u64, u64>(map, from, count);
  }
}

/**
 * For `count` (at most 64) keys from the `from`th of the key column: their hashes, the addresses of their home groups with the
 * word's flags, and in FOUND the addresses of their values, 0 for absent keys. Compiled for each layout: constants make it a
 * fifth faster.
 */
function resolveKeys<K, V>(map: usize, from: u32, count: u32): void {
  const keys = KEYS + from * sizeof<K>();
  for (let i: u32 = 0; i < count; i += 4) v128.store(HASHES + (i << 2), hashFour<K>(map, keys + i * sizeof<K>()));
  touch<K, V>(map, count);
  const listed = compare<K, V>(keys, count);
  for (let i: u32 = 0; i < listed; i++) {
    const at = load<u32>(REST + (i << 2));
    store<u32>(FOUND + (at << 2), seek(map, load<u32>(HASHES + (at << 2)), <u64>load<K>(keys + at * sizeof<K>())));
  }
}

/** The address of a group as `touch` leaves it: groups are 8-aligned, so the flags of their table's word fit below. */
// @ts-ignore: decorator
@inline
export function groupAt(flagged: u32): usize {
  return flagged & ~7;
}

/** Loads the control word of every home group. */
// @ts-ignore: decorator
@inline
function touch<K, V>(map: usize, count: u32): void {
  const directory: usize = load<u32>(map, DIRECTORY);
  if (directory) {
    const shift = load<u32>(map, SHIFT);
    for (let i: u32 = 0; i < count; i++) {
      const h = load<u32>(HASHES + (i << 2));
      touchGroup(i, load<u32>(directory + ((h >>> shift) << 2)) + homeInSegment<K, V>(h) * groupBytes<K, V>());
    }
  } else {
    const word = load<u32>(map, ROOT);
    const groups = load<u32>(map, GROUPS);
    for (let i: u32 = 0; i < count; i++) {
      touchGroup(i, word + homeIn(load<u32>(HASHES + (i << 2)), groups) * groupBytes<K, V>());
    }
  }
}

// @ts-ignore: decorator
@inline
function touchGroup(i: u32, flagged: u32): void {
  store<u32>(GROUPS_AT + (i << 2), flagged);
  store<u64>(CONTROLS + (i << 3), load<u64>(groupAt(flagged)));
}

/** Settles what the home groups can settle; lists the rest and returns how many they are. */
// @ts-ignore: decorator
@inline
function compare<K, V>(keys: usize, count: u32): u32 {
  let listed: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const h = load<u32>(HASHES + (i << 2));
    const flagged = load<u32>(GROUPS_AT + (i << 2));
    const at = groupAt(flagged);
    const control = load<u64>(CONTROLS + (i << 3));
    const matches = matchTagAt(CONTROLS + (i << 3), h);
    const slot = ctz(matches) & 7;
    const equal = u32(load<K>(keyAddress<K>(at, slot)) == load<K>(keys + i * sizeof<K>())) & u32(matches != 0);
    const more = <u64>matches | ((control >>> counterShift(h)) & 15) | (flagged & WORD_OVERFLOW);
    store<u32>(FOUND + (i << 2), select<u32>(<u32>valueAddress<K, V>(at, slot), 0, equal));
    store<u32>(REST + (listed << 2), i);
    listed += u32(more != 0) & (equal ^ 1);
  }
  return listed;
}
