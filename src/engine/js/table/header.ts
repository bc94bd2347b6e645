/** A map's header, or a snapshot's: 128 bytes, drawn in `assembly/table/header.ts`. Offsets in bytes. */
export const ROOT = 0;
export const DIRECTORY = 4;
export const SHIFT = 8;
export const HOME_SHIFT = 12;
export const GROUPS = 16;
export const HASH_XOR_LOW = 20;
export const HASH_MULTIPLY_LOW = 24;
export const HASH_MULTIPLY_LAST = 28;
export const HASH_XOR_HIGH = 32;
export const HASH_MULTIPLY_HIGH = 36;
export const COUNT = 40;
export const SEGMENTS = 44;
export const VERSION = 48;
export const HITS = 56;
export const MISSES = 64;
export const COLLISIONS = 72;
export const SPLITS = 80;
export const MERGES = 84;
export const REBUILDS = 88;
export const QUOTA = 92;
export const BYTES = 96;
export const DEEPEST = 100;
export const ANNEX = 104;
export const SEED = 108;
export const LAYOUT = 116;
export const RELOCATIONS = 120;
export const SHAPE = 124;
export const HEADER_BYTES = 128;

/** Flag of a word: entries that belong here may lie in the overflow table. */
export const WORD_OVERFLOW = 1;
/** Flag of a lone table's word: one of its counters is saturated. */
export const WORD_SATURATED = 2;
/** Flag of a segment's word: a snapshot may share it. */
export const WORD_SHARED = 4;

/** The address in a word, without its flags. */
export function addressOf(word: number): number {
  return (word & -16) >>> 0;
}
