/** Addresses of linear memory that the facade uses; `assembly/memory/regions.ts` and `assembly/table/header.ts` draw them. */

/** Entries that cross the boundary in one call. */
export const CHUNK = 4096;
export const KEYS = 0x18000;
export const VALUES = 0x20000;
export const PREVIOUS = 0x28000;
export const OUTCOMES = 0x30000;

export const SEGMENT_BYTES = 16384;
export const FRONTIER = 128;
export const FREE_HEAD = 132;
export const FREE_COUNT = 136;
export const SCAN_NEXT = 140;
export const SLAB_HEADS = 144;
export const DEFAULT_QUOTA = 240;

/** Fields of a quota. */
export const QUOTA_MAXIMUM = 0;
export const QUOTA_USED = 8;

/** Fields of a map's header. */
export const Header = {
  root: 0, directory: 4, shift: 8, homeShift: 12, groups: 16, count: 40, segments: 44, version: 48, hits: 56, misses: 64,
  collisions: 72, splits: 80, merges: 84, rebuilds: 88, quota: 92, bytes: 96, deepest: 100, overflow: 104, seed: 108,
  layout: 116, relocations: 120,
} as const;
