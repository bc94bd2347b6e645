/** The pages of the entry log: a list in order of insertion. page-layout.ts draws one. */
import { SEGMENT_BYTES } from "../memory/regions";
import { pieceBytes } from "../memory/quota";
import { BYTES, increment } from "../table/header";
import { annexOf, EPOCH } from "../table/annex";
import { retirePage } from "./kept";
import { LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES } from "./header";
import {
  allocatePageBytes, SMALLEST_PAGE, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_BIRTH, PAGE_FIRST, PAGE_HEADER,
} from "./page-layout";

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
