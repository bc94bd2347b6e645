/** Addresses of linear memory that the facade uses; `assembly/memory/regions.ts` and `assembly/table/header.ts` draw them. */

/** Entries that cross the boundary in one call. */
export const CHUNK = 4096;
export const LIST = 0x10000;
export const KEYS = 0x18000;
export const VALUES = 0x20000;
export const PREVIOUS = 0x28000;
export const OUTCOMES = 0x30000;

export const WALK_PAGE = 0x31400;
export const WALK_FIRST = 0x31408;
export const KEY_TABLE = 0x32000;

export const SEGMENT_BYTES = 16384;
export const FRONTIER = 128;
export const FREE_HEAD = 132;
export const FREE_COUNT = 136;
export const SCAN_NEXT = 140;
export const PAGES_COPIED = 192;
export const SLAB_HEADS = 256;
export const DEFAULT_QUOTA = 240;

/** Fields of a quota. */
export const QUOTA_MAXIMUM = 0;
export const QUOTA_WHOLE = 4;
export const QUOTA_USED = 8;
