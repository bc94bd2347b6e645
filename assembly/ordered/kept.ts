/**
 * Pages of the log that a snapshot sees and its map does not have any more as they were.
 *
 * Records are led to by their addresses, so a page stays where it is and the map goes on writing to it: what was in it is copied first,
 * for the newest snapshot, once for each page. A page that the map gives up stays where it is, too, if that snapshot sees it. Each
 * snapshot has these pages in buckets by the segment where they were. Who looks for an address asks a snapshot's own, then those of newer
 * ones, for what changed only later is there; what nobody has is in the map still. Births say who sees what, as they do for segments:
 * see table/share.ts.
 *
 * In a page that is kept two fields have another meaning, which no snapshot needs any more: `previous` leads to the next page of its
 * bucket, `live` says where it was.
 */
import { QUOTA, BYTES, increment } from "../table/header";
import { annexOf, BEFORE, EPOCH, AFTER } from "../table/annex";
import { PAGES_COPIED, SEGMENT_BYTES, SEGMENT_SHIFT } from "../memory/regions";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { KEPT, KEPT_MASK, LOG_TAIL } from "./header";
import { allocatePageBytes, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_BIRTH, PAGE_LINK, PAGE_ORIGIN } from "./page-layout";

/** What fits the smallest block. */
// @ts-ignore: decorator
@inline const FEWEST_BUCKETS: u32 = 4;

/** Where a snapshot sees what was at `address` of the log when it was taken. O(newer snapshots). */
export function seenAt(snapshot: usize, address: usize): usize {
  for (let holder = snapshot; holder && load<u32>(holder, KEPT); holder = load<u32>(annexOf(holder), AFTER)) {
    let page: usize = load<u32>(bucketOf(holder, address));
    for (; page; page = load<u32>(page, PAGE_LINK)) {
      const offset = <u32>address - load<u32>(page, PAGE_ORIGIN);
      if (offset < load<u32>(page, PAGE_BYTES)) return page + offset;
    }
  }
  return address;
}

/** The bucket of pages that were in the segment of `address`: a record lies in the first segment of its page. */
// @ts-ignore: decorator
@inline
function bucketOf(snapshot: usize, address: usize): usize {
  return load<u32>(snapshot, KEPT) + ((<u32>(address >>> SEGMENT_SHIFT) & load<u32>(snapshot, KEPT_MASK)) << 2);
}

/** Whether the newest snapshot before `map`, which may be one itself, sees a page. */
// @ts-ignore: decorator
@inline
function isSeen(before: usize, page: usize): bool {
  return before != 0 && load<u32>(page, PAGE_BIRTH) <= load<u32>(annexOf(before), EPOCH);
}

/** Makes sure that a page of `map` may be written to. False, and nothing changed, where memory is refused. O(page). */
export function makePageOwn(map: usize, page: usize): bool {
  const before: usize = load<u32>(annexOf(map), BEFORE);
  if (!isSeen(before, page)) return true;
  const copy = allocatePageBytes(map, load<u32>(page, PAGE_BYTES));
  if (!copy) return false;
  memory.copy(copy, page, load<u32>(page, PAGE_USED));
  keep(before, copy, page);
  store<u32>(page, load<u32>(annexOf(map), EPOCH), PAGE_BIRTH);
  increment(0, PAGES_COPIED);
  return true;
}

/** As `makePageOwn`, for the page before it, which is written to when this one goes. */
export function makePreviousOwn(map: usize, page: usize): bool {
  const previous: usize = load<u32>(page, PAGE_PREVIOUS);
  return !previous || makePageOwn(map, previous);
}

/** As `makePageOwn`, for all that appending, or taking that back, writes to: an empty newest page may go. */
export function makeEndOwn(map: usize): bool {
  const tail: usize = load<u32>(map, LOG_TAIL);
  if (!tail) return true;
  return makePageOwn(map, tail) && (load<u32>(tail, PAGE_LIVE) != 0 || makePreviousOwn(map, tail));
}

/** Gives up a page, once at `origin`, that `map`, which may be a snapshot, has no more use for. O(1). */
export function retirePage(map: usize, page: usize, origin: usize): void {
  const bytes = load<u32>(page, PAGE_BYTES);
  store<u32>(map, load<u32>(map, BYTES) - bytes, BYTES);
  const before: usize = load<u32>(annexOf(map), BEFORE);
  if (isSeen(before, page)) keep(before, page, origin);
  else freePiece(load<u32>(map, QUOTA), page, bytes);
}

function keep(snapshot: usize, page: usize, origin: usize): void {
  const bucket = bucketOf(snapshot, origin);
  store<u32>(page, load<u32>(bucket), PAGE_LINK);
  store<u32>(page, <u32>origin, PAGE_ORIGIN);
  store<u32>(bucket, <u32>page);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) + load<u32>(page, PAGE_BYTES), BYTES);
}

/** Gives a snapshot of `map` its buckets, about as many as there are pages. False where memory is refused. O(buckets). */
export function createBuckets(map: usize, snapshot: usize): bool {
  let buckets = FEWEST_BUCKETS;
  while (<u64>buckets * (2 * SEGMENT_BYTES) < load<u32>(map, BYTES)) buckets <<= 1;
  const at = allocatePiece(load<u32>(map, QUOTA), buckets << 2, snapshot);
  if (!at) return false;
  store<u32>(snapshot, <u32>at, KEPT);
  store<u32>(snapshot, buckets - 1, KEPT_MASK);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) + pieceBytes(buckets << 2), BYTES);
  return true;
}

/** Gives up the buckets of a snapshot and all pages in them. O(buckets, pages). */
export function dropBuckets(snapshot: usize): void {
  const buckets: usize = load<u32>(snapshot, KEPT);
  const bytes = (load<u32>(snapshot, KEPT_MASK) + 1) << 2;
  for (let at = buckets; at < buckets + bytes; at += 4) {
    let page: usize = load<u32>(at);
    while (page) {
      const next: usize = load<u32>(page, PAGE_LINK);
      retirePage(snapshot, page, load<u32>(page, PAGE_ORIGIN));
      page = next;
    }
  }
  freePiece(load<u32>(snapshot, QUOTA), buckets, bytes);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) - pieceBytes(bytes), BYTES);
}
