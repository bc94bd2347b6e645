/**
 * Slots: where the index has what it knows of an entry. A table of the maps', with a word for each key and, in a column of its own, the payload: the
 * value itself, or where it is.
 *
 *   ┌─────────┬────────┬─────────┬────────────┐
 *   │ control │ 7 keys │ 7 words │ 7 payloads │   a group; up to the words it fits a cache line
 *   └─────────┴────────┴─────────┴────────────┘
 *
 * The word is the address of the entry's line in its queue, with three bits below it: how often the entry was asked for since the policy last looked,
 * and whether the payload is in an extras node. So a read that hits writes, if at all, to what it has just read, and one that misses reads one
 * cache line.
 *
 * A slot is named by the address of its word.
 */
import { DIRECTORY, ROOT, GROUPS, addressOf } from "../table/header";
import { wordOf } from "../table/find";
import { counterShift, matchTag, firstSlot, homeIn, homeInSegment, isPowerOfTwo, probeMask, HOME_BITS, HOME_MASK, KEYS_AT, SLOTS, TAKEN } from "../table/group";
import { groupBytesOf, valuesAtOf } from "../table/layout";
import { sideOf } from "../table/place";
import { SEGMENT_BYTES } from "../memory/regions";
import { HOLDS, NO_INDEX } from "./header";

/** Bits of a word that count reads, as far as they can. */
// @ts-ignore: decorator
@inline export const READS: u32 = 3;
/** Bit of a word: the payload is the address of an extras node, which has the entry's. */
// @ts-ignore: decorator
@inline export const EXTRAS: u32 = 4;
// @ts-ignore: decorator
@inline export const WORD_FLAGS: u32 = 7;

/** The node of an entry without an index: the word, the hash of the key, and the payload. */
// @ts-ignore: decorator
@inline export const NODE_BYTES: u32 = 16;
// @ts-ignore: decorator
@inline export const NODE_HASH: usize = 4;
// @ts-ignore: decorator
@inline const NODE_PAYLOAD: usize = 8;

/** The line of the entry with this word. */
// @ts-ignore: decorator
@inline
export function lineOf(word: u32): usize {
  return word & ~WORD_FLAGS;
}

// @ts-ignore: decorator
@inline
function wordsAt<K>(): usize {
  return KEYS_AT + SLOTS * sizeof<K>();
}

// @ts-ignore: decorator
@inline
function payloadsAt<K, P>(): usize {
  return (wordsAt<K>() + SLOTS * 4 + sizeof<P>() - 1) & ~(sizeof<P>() - 1);
}

/** Bytes of a group: 96, 128, 128 or 152. */
// @ts-ignore: decorator
@inline
export function groupBytes<K, P>(): u32 {
  const content = (<u32>payloadsAt<K, P>() + SLOTS * <u32>sizeof<P>() + 7) & ~7;
  return content == 120 ? 128 : content;
}

// @ts-ignore: decorator
@inline
export function wordAt<K>(group: usize, slot: u32): usize {
  return group + wordsAt<K>() + (slot << 2);
}

// @ts-ignore: decorator
@inline
export function payloadAt<K, P>(group: usize, slot: u32): usize {
  return group + payloadsAt<K, P>() + slot * <u32>sizeof<P>();
}

// @ts-ignore: decorator
@inline
export function homeGroup<K, P>(cache: usize, h: u32): usize {
  const directory = load<u32>(cache, DIRECTORY);
  if (!directory) return addressOf(load<u32>(cache, ROOT)) + homeIn(h, load<u32>(cache, GROUPS)) * groupBytes<K, P>();
  return addressOf(wordOf(cache, h)) + homeInWhole<K, P>(h) * groupBytes<K, P>();
}

/** The home group of a hash in a whole segment. */
// @ts-ignore: decorator
@inline
export function homeInWhole<K, P>(h: u32): u32 {
  const groups: u32 = SEGMENT_BYTES / groupBytes<K, P>();
  return isPowerOfTwo(groups) ? (h & HOME_MASK) >>> (HOME_BITS - 31 + clz(groups)) : ((h & HOME_MASK) * groups) >>> HOME_BITS;
}

/** As `homeGroup`, of any cache. */
// @ts-ignore: decorator
@inline
export function anyHomeGroup(cache: usize, h: u32): usize {
  return addressOf(wordOf(cache, h)) + homeIn(h, load<u32>(cache, GROUPS)) * groupBytesOf(cache);
}

/** Where the payload of the entry at `slot` is. */
export function payloadOf(cache: usize, slot: usize): usize {
  const at = sideOfSlot(cache, slot);
  return load<u32>(slot) & EXTRAS ? <usize>load<u32>(at) : at;
}

/** Where the payload is, or the address of the extras node that has it. */
export function sideOfSlot(cache: usize, slot: usize): usize {
  if (load<u32>(cache, HOLDS) & NO_INDEX) return slot + NODE_PAYLOAD;
  return sideOf(cache, tableOf(cache, slot), slot);
}

/** The same with constants. */
// @ts-ignore: decorator
@inline
export function payloadOfSlot<K, P>(cache: usize, slot: usize): usize {
  const base = tableOf(cache, slot);
  const offset = <u32>(slot - base);
  const group = offset / groupBytes<K, P>() * groupBytes<K, P>();
  return payloadAt<K, P>(base + group, (offset - group - <u32>wordsAt<K>()) >>> 2);
}

/** The table that a slot is in. */
// @ts-ignore: decorator
@inline
export function tableOf(cache: usize, slot: usize): usize {
  return load<u32>(cache, DIRECTORY) ? slot & ~(SEGMENT_BYTES - 1) : addressOf(load<u32>(cache, ROOT));
}

/** The slot of the entry whose line, in its queue, is at `line`. Expected O(1). */
// @ts-ignore: decorator
@inline
export function slotOfLine(cache: usize, line: usize): usize {
  if (load<u32>(cache, HOLDS) & NO_INDEX) return load<u32>(line, 4) & ~15;
  const h = load<u32>(line);
  return slotInGroup(anyHomeGroup(cache, h), valuesAtOf(cache), h, line) || seekSlot(cache, h, line);
}

/** The slot in the group at `at`, whose words begin at `words`, with a line; or 0. */
// @ts-ignore: decorator
@inline
function slotInGroup(at: usize, words: usize, h: u32, line: usize): usize {
  let matches = matchTag(load<u64>(at), h);
  while (matches) {
    const slot = at + words + (firstSlot(matches) << 2);
    if (lineOf(load<u32>(slot)) == line) return slot;
    matches &= matches - 1;
  }
  return 0;
}

function seekSlot(cache: usize, h: u32, line: usize): usize {
  const base = addressOf(wordOf(cache, h));
  const groups = load<u32>(cache, GROUPS);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const found = slotInGroup(base + group * groupBytesOf(cache), valuesAtOf(cache), h, line);
    if (found) return found;
    do {
      step++;
      assert(step <= mask);
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

/** Some slot that is taken in the table that a hash leads to, which is not empty: the next from its home group on. */
export function anySlot(cache: usize, h: u32): usize {
  const base = addressOf(wordOf(cache, h));
  const groups = load<u32>(cache, GROUPS);
  let group = homeIn(h, groups);
  while (true) {
    const at = base + group * groupBytesOf(cache);
    const taken = load<u64>(at) & TAKEN;
    if (taken) return at + valuesAtOf(cache) + (firstSlot(taken) << 2);
    group = group + 1 == groups ? 0 : group + 1;
  }
}

/** Loads what finding a slot by this hash will need. */
// @ts-ignore: decorator
@inline
export function touch(cache: usize, h: u32): u32 {
  return load<u32>(cache, HOLDS) & NO_INDEX ? 0 : load<u32>(anyHomeGroup(cache, h));
}
