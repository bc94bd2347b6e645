/**
 * A group: the unit that a probe touches.
 *
 *   0           7    8
 *   ┌─┬─┬─┬─┬─┬─┬─┬──┬───────────────┬─ … ──────────────┐
 *   │t t t t t t t│cc│ 7 keys        │ 7 values          │
 *   └─┴─┴─┴─┴─┴─┴─┴──┴───────────────┴─ … ──────────────┘
 *
 * The control word holds 7 tags (0 = empty, else 0x80 | 7 hash bits) and, in byte 7, two counters of 4 bits, one for
 * each value of a tag's lowest bit: how many live entries of that class have passed over this full group on their
 * way from home. A probe ends at the first group whose counter for its class is 0, so a deletion leaves no
 * tombstone: it takes back what its insertion added. A counter that reaches 15 stays there until the table is rebuilt.
 *
 * Groups are as small as their content (bytes key → value, groups in a segment, worst bytes an entry after a split
 * wave): 4→4 64, 256, 21; 8→8 128, 128, 42; 4→8 and 8→4 96, 170, 32; 4→0 40, 409, 14; 8→0 64, 256, 21.
 */

/** The value type of a table that stores keys only. */
export type None = u8;

/** Slots of a group. */
// @ts-ignore: decorator
@inline export const SLOTS: u32 = 7;
// @ts-ignore: decorator
@inline export const KEYS_AT: usize = 8;
/** The high bit of each tag: set where the slot is taken. */
// @ts-ignore: decorator
@inline export const TAKEN: u64 = 0x0080808080808080;
// @ts-ignore: decorator
@inline const EACH_BYTE: u64 = 0x0101010101010101;
// @ts-ignore: decorator
@inline export const TAGS: u64 = 0x00ffffffffffffff;
/** Bits of the hash from which the home group is taken; the lowest 7 of them are the tag. */
// @ts-ignore: decorator
@inline export const HOME_BITS: u32 = 15;
// @ts-ignore: decorator
@inline export const HOME_MASK: u32 = (1 << HOME_BITS) - 1;

// @ts-ignore: decorator
@inline
export function valueBytes<V>(): u32 {
  return sizeof<V>() == 1 ? 0 : <u32>sizeof<V>();
}

// @ts-ignore: decorator
@inline
export function valuesAt<K, V>(): usize {
  return sizeof<V>() == 1 ? KEYS_AT : (KEYS_AT + SLOTS * sizeof<K>() + sizeof<V>() - 1) & ~(sizeof<V>() - 1);
}

/** Bytes of a group: 64, 128, 96, 40 or 64. */
// @ts-ignore: decorator
@inline
export function groupBytes<K, V>(): u32 {
  return paddedGroup(<u32>valuesAt<K, V>() + SLOTS * (sizeof<V>() == 1 ? <u32>sizeof<K>() : <u32>sizeof<V>()));
}

/**
 * Bytes of a group with so much content. A group of 120 gets two cache lines to itself, control word and keys in the first: bulk
 * reads of 8→8 are then 1.2 to 1.5 times as fast at a million entries, for 7 % more memory.
 */
// @ts-ignore: decorator
@inline
export function paddedGroup(content: u32): u32 {
  const padded = (content + 7) & ~7;
  return padded == 120 ? 128 : padded;
}

/** Groups of a whole segment. */
// @ts-ignore: decorator
@inline
export function segmentGroups<K, V>(): u32 {
  return 16384 / groupBytes<K, V>();
}

// @ts-ignore: decorator
@inline
export function isPowerOfTwo(n: u32): bool {
  return (n & (n - 1)) == 0;
}

// @ts-ignore: decorator
@inline
export function tagOf(hash: u32): u32 {
  return 0x80 | (hash & 0x7f);
}

/** How far a control word is shifted to bring the counter of the hash's class to its lowest bits. */
// @ts-ignore: decorator
@inline
export function counterShift(hash: u32): u64 {
  return 56 + <u64>((hash & 1) << 2);
}

/** The home group of `hash` in a whole segment: a shift where groups are a power of two, else multiply-shift. */
// @ts-ignore: decorator
@inline
export function homeInSegment<K, V>(hash: u32): u32 {
  const groups = segmentGroups<K, V>();
  if (isPowerOfTwo(groups)) return (hash & HOME_MASK) >>> (HOME_BITS - 31 + clz(groups));
  return ((hash & HOME_MASK) * groups) >>> HOME_BITS;
}

/** The home group of `hash` in a table of `groups`, a power of two or a whole segment. */
// @ts-ignore: decorator
@inline
export function homeIn(hash: u32, groups: u32): u32 {
  return ((hash & HOME_MASK) * groups) >>> HOME_BITS;
}

/** The highest number a probe's arithmetic works with: the next power of two, less one. */
// @ts-ignore: decorator
@inline
export function probeMask(groups: u32): u32 {
  return (1 << (32 - clz(groups - 1))) - 1;
}

/**
 * Entries a table of `groups` takes before it grows: 0.8125 of its slots, or all of a lone group, which no probe leaves. Worst
 * bytes an entry of 4→4: 24.4 at 0.75, 21.3 at 0.8125, 20.4 at 0.85. Beyond, what deletions and insertions leave behind
 * costs more than the memory is worth; assembly/README.md has the figures.
 */
// @ts-ignore: decorator
@inline
export function loadLimit(groups: u32): u32 {
  return groups == 1 ? SLOTS : (groups * SLOTS * 208) >>> 8;
}

/** Entries for which a segment of `groups` is made beforehand: 0.785 of its slots, so that few reach the limit by chance. */
// @ts-ignore: decorator
@inline
export function reserveLimit(groups: u32): u32 {
  return (groups * SLOTS * 201) >>> 8;
}

/** For each slot whose tag is that of `hash`, the high bit of its byte. */
// @ts-ignore: decorator
@inline
export function matchTag(control: u64, hash: u32): u64 {
  // Bytes above a true match may match falsely, but only with a live tag that differs in its lowest bit: keys decide.
  const difference = control ^ (<u64>tagOf(hash) * EACH_BYTE);
  return (difference - EACH_BYTE) & ~difference & TAKEN;
}

/** As `matchTag` for the control word at `at`, by vectors: exact, and one bit a slot. */
// @ts-ignore: decorator
@inline
export function matchTagAt(at: usize, hash: u32): u32 {
  return i8x16.bitmask(i8x16.eq(v128.load_zero<u64>(at), i8x16.splat(<i8>tagOf(hash)))) & 0x7f;
}

/** For each empty slot, the high bit of its byte. */
// @ts-ignore: decorator
@inline
export function matchEmpty(control: u64): u64 {
  return ~control & TAKEN;
}

/** The slot of the lowest match. */
// @ts-ignore: decorator
@inline
export function firstSlot(matches: u64): u32 {
  return <u32>(ctz(matches) >>> 3);
}

/** Address of the value in `slot` of the group at `at`; of the key where there are no values. */
// @ts-ignore: decorator
@inline
export function valueAddress<K, V>(at: usize, slot: u32): usize {
  return at + valuesAt<K, V>() + slot * (sizeof<V>() == 1 ? <u32>sizeof<K>() : <u32>sizeof<V>());
}

// @ts-ignore: decorator
@inline
export function keyAddress<K>(at: usize, slot: u32): usize {
  return at + KEYS_AT + slot * <u32>sizeof<K>();
}
