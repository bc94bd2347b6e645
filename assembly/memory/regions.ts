/**
 * The map of linear memory.
 *
 *   0         64 KiB              240 KiB   256 KiB                       16 MiB
 *   ┌─────────┬───────────────────┬─────────┬──────────── … ──────────────┬─────────┬─ …
 *   │ segment │ scratch: columns, │ statics │ segments 16, 17, …          │ segment │
 *   │ table 0 │ lists, flags      │ of asc  │ 16 KiB each                 │ table 1 │
 *   └─────────┴───────────────────┴─────────┴──────────── … ──────────────┴─────────┴─ …
 *
 * Every region of 16 MiB begins with the table of its own 1024 segments, 64 bytes each. So the table
 * grows with the memory, no entry ever moves, and the entry of an address is found by masks alone.
 * The first four entries of a table would describe the table itself. Those of region 0, and of the scratch behind it, serve as
 * the null map's header (bytes 0 to 127) and as the heap's own state (bytes 128 to 355).
 */

/** 2^14 bytes: a quarter of a WebAssembly page, the unit of growth. */
// @ts-ignore: decorator
@inline export const SEGMENT_SHIFT: u32 = 14;
// @ts-ignore: decorator
@inline export const SEGMENT_BYTES: u32 = 1 << SEGMENT_SHIFT;
/** Segments in a region; a region is what one table of 64 KiB describes. */
// @ts-ignore: decorator
@inline export const REGION_SEGMENTS: u32 = 1024;
/** Segments that a region's own table takes. */
// @ts-ignore: decorator
@inline export const TABLE_SEGMENTS: u32 = 4;
/** First segment that a map can own: the scratch areas and statics lie below. */
// @ts-ignore: decorator
@inline export const FIRST_SEGMENT: u32 = 16;
/** One past the last usable segment number: an end address must still fit 32 bits. */
// @ts-ignore: decorator
@inline export const SEGMENT_LIMIT: u32 = 0x3fffc;

/** Entries that cross the boundary in one call; 32 KiB a column stays in the first two cache levels. */
// @ts-ignore: decorator
@inline export const CHUNK: u32 = 4096;

/** Scratch areas, used within one call only. */
// @ts-ignore: decorator
@inline export const LIST: usize = 0x10000;      // 32 KiB: a segment's entries while it is rearranged
// @ts-ignore: decorator
@inline export const KEYS: usize = 0x18000;      // 32 KiB: a chunk's column of keys
// @ts-ignore: decorator
@inline export const VALUES: usize = 0x20000;    // 32 KiB: a chunk's column of values
// @ts-ignore: decorator
@inline export const PREVIOUS: usize = 0x28000;  // 32 KiB: the values a chunk replaced (undo journal); sample bits
// @ts-ignore: decorator
@inline export const OUTCOMES: usize = 0x30000;  // 4 KiB: what became of each entry of a chunk
// @ts-ignore: decorator
@inline export const HASHES: usize = 0x31000;    // 256 bytes: a block's hashes
// @ts-ignore: decorator
@inline export const GROUPS_AT: usize = 0x31100; // 256 bytes: a block's home groups
// @ts-ignore: decorator
@inline export const FOUND: usize = 0x31200;     // 256 bytes: a block's value addresses, 0 for absent keys
// @ts-ignore: decorator
@inline export const REST: usize = 0x31300;      // 256 bytes: a block's keys that the home group could not settle

// @ts-ignore: decorator
@inline export const WALK_PAGE: usize = 0x31400; // u32: the log page that an iteration has read
// @ts-ignore: decorator
@inline export const WALK_FIRST: usize = 0x31408; // f64: its first sequence number

// @ts-ignore: decorator
@inline export const KEY_HASHES: usize = 0x31500; // 256 bytes: a block's hashes of bytes
// @ts-ignore: decorator
@inline export const KEY_TABLE: usize = 0x32000; // 32 KiB: for each staged key of bytes its address and length word

/** The heap's state. */
// @ts-ignore: decorator
@inline export const FRONTIER: usize = 128;      // u32: number of the first segment never used
// @ts-ignore: decorator
@inline export const FREE_HEAD: usize = 132;     // u32: address of the first free segment, 0 for none
// @ts-ignore: decorator
@inline export const FREE_COUNT: usize = 136;    // u32: free segments behind FREE_HEAD
// @ts-ignore: decorator
@inline export const SCAN_NEXT: usize = 140;     // i32: where an iteration goes on, −1 at its end
// @ts-ignore: decorator
@inline export const PAGES_COPIED: usize = 192;  // u32: how many pages were ever copied for snapshots: see ordered/kept.ts
// @ts-ignore: decorator
@inline export const SLAB_HEADS: usize = 256;    // 25 × u32: per size class, the first slab with a free block
// @ts-ignore: decorator
@inline export const DEFAULT_QUOTA: usize = 240; // the default heap's quota: u64 maximum bytes, u64 used bytes
