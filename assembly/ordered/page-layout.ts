/**
 * A page of the entry log.
 *
 *   0      4          8       12     16     20     24                 32
 *   ┌──────┬──────────┬───────┬──────┬──────┬──────┬──────────────────┬──────────┬ …
 *   │ next │ previous │ bytes │ used │ live │ birth│ first number, u64 │ records  │
 *   └──────┴──────────┴───────┴──────┴──────┴──────┴──────────────────┴──────────┴ …
 *
 * A map's first page has 256 bytes, each further one twice as many, up to a segment; a record that is larger gets a run of
 * segments, and nothing else comes into that: its page could not be found. All are powers of two, aligned to themselves, or begin a run: so the page of a record is found by masks.
 * A page's birth is the epoch of its map in which it was made, or copied for a snapshot: see kept.ts.
 * Every record has a sequence number: the page's first, and one more for each record before it. Iterators hold such numbers.
 */
import { SEGMENT_BYTES } from "../memory/regions";
import { allocatePiece, allocateRawSegment } from "../memory/quota";
import { classBytes } from "../memory/blocks";
import { entryOf, ENTRY_USE, ENTRY_CLASS, USE_SLAB } from "../memory/segments";
import { QUOTA } from "../table/header";

// @ts-ignore: decorator
@inline export const PAGE_NEXT: usize = 0;
// @ts-ignore: decorator
@inline export const PAGE_PREVIOUS: usize = 4;
// @ts-ignore: decorator
@inline export const PAGE_BYTES: usize = 8;     // of the page, its header included
// @ts-ignore: decorator
@inline export const PAGE_USED: usize = 12;     // of these, from the beginning
// @ts-ignore: decorator
@inline export const PAGE_LIVE: usize = 16;     // bytes of live records
// @ts-ignore: decorator
@inline export const PAGE_BIRTH: usize = 20;
// @ts-ignore: decorator
@inline export const PAGE_FIRST: usize = 24;    // u64: sequence number of the first record
// @ts-ignore: decorator
@inline export const PAGE_HEADER: u32 = 32;
/** Of a page that a snapshot keeps: the next one in its bucket, and where it was; see kept.ts. */
// @ts-ignore: decorator
@inline export const PAGE_LINK: usize = 4;
// @ts-ignore: decorator
@inline export const PAGE_ORIGIN: usize = 16;
// @ts-ignore: decorator
@inline export const SMALLEST_PAGE: u32 = 256;

/** The page that holds `record`. */
export function pageOf(record: usize): usize {
  const entry = entryOf(record);
  const bytes = load<u32>(entry, ENTRY_USE) == USE_SLAB ? classBytes(load<u32>(entry, ENTRY_CLASS)) : SEGMENT_BYTES;
  return record & ~(<usize>bytes - 1);
}

/** Memory for a page of `bytes`, whatever is in it; 0 where it is refused. The caller counts it. */
export function allocatePageBytes(map: usize, bytes: u32): usize {
  const quota: usize = load<u32>(map, QUOTA);
  return bytes == SEGMENT_BYTES ? allocateRawSegment(quota, map) : allocatePiece(quota, bytes, map);
}
