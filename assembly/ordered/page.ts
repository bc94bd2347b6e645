/**
 * Pages of the entry log: a list in order of insertion.
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
import { allocatePiece, allocateRawSegment, pieceBytes } from "../memory/quota";
import { classBytes } from "../memory/blocks";
import { entryOf, ENTRY_USE, ENTRY_CLASS, USE_SLAB } from "../memory/segments";
import { QUOTA, BYTES, increment } from "../table/header";
import { annexOf, EPOCH } from "../table/annex";
import { retirePage } from "./kept";
import { LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES } from "./header";

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

/** Appends a page with room for a record of `bytes`; 0, and nothing changed, where memory is refused. */
export function appendPage(map: usize, bytes: u32): usize {
  const tail: usize = load<u32>(map, LOG_TAIL);
  let size = pageSize(tail ? min(load<u32>(tail, PAGE_BYTES) << 1, SEGMENT_BYTES) : SMALLEST_PAGE, bytes);
  if (size < bytes + PAGE_HEADER) size = pieceBytes(bytes + PAGE_HEADER);
  const page = allocatePage(map, size);
  if (!page) return 0;
  store<u64>(page, load<u64>(map, LOG_NEXT), PAGE_FIRST);
  insertPage(map, page, tail, 0);
  if (tail && !load<u32>(tail, PAGE_LIVE)) freePage(map, tail);
  store<u32>(map, size > SEGMENT_BYTES ? bytes : size - PAGE_HEADER, LOG_ROOM);
  return page;
}

/** Bytes of a page, at least `least`, for records of so many bytes together; of a segment where they need more. */
export function pageSize(least: u32, bytes: u32): u32 {
  while (least < bytes + PAGE_HEADER && least < SEGMENT_BYTES) least <<= 1;
  return least;
}

/** An empty page that is not in the list yet. */
export function allocatePage(map: usize, bytes: u32): usize {
  const page = allocatePageBytes(map, bytes);
  if (!page) return 0;
  store<u32>(map, load<u32>(map, BYTES) + bytes, BYTES);
  store<u32>(page, bytes, PAGE_BYTES);
  store<u32>(page, PAGE_HEADER, PAGE_USED);
  store<u32>(page, 0, PAGE_LIVE);
  store<u32>(page, load<u32>(annexOf(map), EPOCH), PAGE_BIRTH);
  return page;
}

/** Memory for a page of `bytes`, whatever is in it; 0 where it is refused. The caller counts it. */
export function allocatePageBytes(map: usize, bytes: u32): usize {
  const quota: usize = load<u32>(map, QUOTA);
  return bytes == SEGMENT_BYTES ? allocateRawSegment(quota, map) : allocatePiece(quota, bytes, map);
}

/** Puts a page between two neighbours, either of which may be 0. */
export function insertPage(map: usize, page: usize, previous: usize, next: usize): void {
  store<u32>(page, previous, PAGE_PREVIOUS);
  store<u32>(page, next, PAGE_NEXT);
  if (previous) store<u32>(previous, page, PAGE_NEXT);
  else store<u32>(map, page, LOG_HEAD);
  if (next) store<u32>(next, page, PAGE_PREVIOUS);
  else store<u32>(map, page, LOG_TAIL);
}

/** Takes a page out of the list and gives it back, or to the snapshot that sees it. The page before it must be the map's own. What is before the newest page cannot be appended to: numbers would be wrong. */
export function freePage(map: usize, page: usize): void {
  const next: usize = load<u32>(page, PAGE_NEXT);
  const previous: usize = load<u32>(page, PAGE_PREVIOUS);
  if (previous) store<u32>(previous, next, PAGE_NEXT);
  else store<u32>(map, next, LOG_HEAD);
  if (next) {
    store<u32>(next, previous, PAGE_PREVIOUS);
  } else {
    store<u32>(map, previous, LOG_TAIL);
    store<u32>(map, 0, LOG_ROOM);
  }
  retirePage(map, page, page);
  increment(map, LOG_MOVES);
}
