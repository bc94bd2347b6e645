/** The map of linear memory; `assembly/memory/regions.ts` draws it. */

/** A page as WebAssembly counts them, the unit of growth. */
export const PAGE_BYTES = 65536;
export const SEGMENT_SHIFT = 14;
export const SEGMENT_BYTES = 1 << SEGMENT_SHIFT;
export const REGION_SEGMENTS = 1024;
export const TABLE_SEGMENTS = 4;
export const FIRST_SEGMENT = 16;
/** One past the last usable segment number: an end address must still fit 32 bits. */
export const SEGMENT_LIMIT = 0x3fffc;

export const LIST = 0x10000;
export const KEYS = 0x18000;
export const VALUES = 0x20000;
export const PREVIOUS = 0x28000;
export const OUTCOMES = 0x30000;
export const HASHES = 0x31000;
export const FOUND = 0x31200;
export const WALK_PAGE = 0x31400;
export const WALK_FIRST = 0x31408;
export const KEY_TABLE = 0x32000;

export const FRONTIER = 128;
export const FREE_HEAD = 132;
export const FREE_COUNT = 136;
export const SCAN_NEXT = 140;
export const PAGES_COPIED = 192;
export const SLAB_HEADS = 256;
export const DEFAULT_QUOTA = 240;
