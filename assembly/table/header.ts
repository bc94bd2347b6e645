/**
 * A map's header, or a snapshot's: 128 bytes in a block of their own.
 *
 *   0      4          8      12          16      20 … 36  40     44        48
 *   ┌──────┬──────────┬──────┬───────────┬───────┬────────┬──────┬─────────┬─────────┬ …
 *   │ root │directory │ shift│ homeShift │ groups│ hashing│ count│ segments│ version │ …
 *   └──────┴──────────┴──────┴───────────┴───────┴────────┴──────┴─────────┴─────────┴ …
 *
 * While the map is one table, `root` is its word and `directory` is 0. From two segments on, `directory` is the
 * address of 2^(32 − shift) words. A word is the address of a table with flags in its lowest bits.
 *
 * The header at address 0 is the null map, which every map without a first write uses: its root is address 0, where
 * eight zero bytes make an empty group, and its one home group is the first. So reads need no check for it.
 */

// @ts-ignore: decorator
@inline export const ROOT: usize = 0;
// @ts-ignore: decorator
@inline export const DIRECTORY: usize = 4;
// @ts-ignore: decorator
@inline export const SHIFT: usize = 8;        // 32 − bits of hash that index the directory
// @ts-ignore: decorator
@inline export const HOME_SHIFT: usize = 12;  // 15 − log2(groups): the shift that leaves a hash's home group
// @ts-ignore: decorator
@inline export const GROUPS: usize = 16;      // groups of a table: the lone one's, or a whole segment's
// @ts-ignore: decorator
@inline export const HASH_XOR_LOW: usize = 20;
// @ts-ignore: decorator
@inline export const HASH_MULTIPLY_LOW: usize = 24;
// @ts-ignore: decorator
@inline export const HASH_MULTIPLY_LAST: usize = 28;
// @ts-ignore: decorator
@inline export const HASH_XOR_HIGH: usize = 32;
// @ts-ignore: decorator
@inline export const HASH_MULTIPLY_HIGH: usize = 36;
// @ts-ignore: decorator
@inline export const COUNT: usize = 40;       // live entries, those of the overflow table included
// @ts-ignore: decorator
@inline export const SEGMENTS: usize = 44;    // whole segments of the table, the overflow table's not included
// @ts-ignore: decorator
@inline export const VERSION: usize = 48;     // u64
// @ts-ignore: decorator
@inline export const HITS: usize = 56;        // u64
// @ts-ignore: decorator
@inline export const MISSES: usize = 64;      // u64
// @ts-ignore: decorator
@inline export const COLLISIONS: usize = 72;  // u64: inserts whose home group was full
// @ts-ignore: decorator
@inline export const SPLITS: usize = 80;
// @ts-ignore: decorator
@inline export const MERGES: usize = 84;
// @ts-ignore: decorator
@inline export const REBUILDS: usize = 88;
// @ts-ignore: decorator
@inline export const QUOTA: usize = 92;
// @ts-ignore: decorator
@inline export const BYTES: usize = 96;       // owned: header, tables, directory; the overflow table's header counts its own
// @ts-ignore: decorator
@inline export const DEEPEST: usize = 100;    // segments whose depth is the directory's
// @ts-ignore: decorator
@inline export const ANNEX: usize = 104;      // what few maps have, 0 for nothing: see annex.ts
// @ts-ignore: decorator
@inline export const SEED: usize = 108;       // u32 × 2
// @ts-ignore: decorator
@inline export const LAYOUT: usize = 116;     // value bytes | key bytes << 8 | side bytes << 16 | offset of a group's sides << 24: see layout.ts
// @ts-ignore: decorator
@inline export const RELOCATIONS: usize = 120; // grows whenever entries move: addresses found before are void
// @ts-ignore: decorator
@inline export const SHAPE: usize = 124;      // group bytes | offset of a group's values << 8 | groups in a segment << 16
// @ts-ignore: decorator
@inline export const HEADER_BYTES: u32 = 128;

/** Flag of a word: entries that belong here may lie in the overflow table. */
// @ts-ignore: decorator
@inline export const WORD_OVERFLOW: u32 = 1;
/** Flag of a lone table's word: one of its counters is saturated. */
// @ts-ignore: decorator
@inline export const WORD_SATURATED: u32 = 2;
/** Flag of a segment's word: a snapshot may share it. */
// @ts-ignore: decorator
@inline export const WORD_SHARED: u32 = 4;
// @ts-ignore: decorator
@inline export const WORD_FLAGS: u32 = 15;

// @ts-ignore: decorator
@inline
export function addressOf(word: u32): usize {
  return word & ~WORD_FLAGS;
}

// @ts-ignore: decorator
@inline
export function increment(map: usize, counter: usize): void {
  store<u32>(map + counter, load<u32>(map + counter) + 1);
}

// @ts-ignore: decorator
@inline
export function increment64(map: usize, counter: usize): void {
  store<u64>(map + counter, load<u64>(map + counter) + 1);
}
