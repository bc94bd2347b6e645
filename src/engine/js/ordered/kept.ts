/** Pages of the log that a snapshot sees and its map does not have any more as they were; `assembly/ordered/kept.ts` explains them. */
import type { LinearMemory, Words } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { QUOTA, BYTES } from '../table/header.js';
import { annexOf, BEFORE, EPOCH, AFTER } from '../table/annex.js';
import { PAGES_COPIED, SEGMENT_BYTES, SEGMENT_SHIFT } from '../memory/regions.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { KEPT, KEPT_MASK, LOG_TAIL } from './header.js';
import { allocatePageBytes, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_BIRTH, PAGE_LINK, PAGE_ORIGIN } from './page-layout.js';

/** What fits the smallest block. */
const FEWEST_BUCKETS = 4;

/** Where a snapshot sees what was at `address` of the log when it was taken. O(newer snapshots). */
export function seenAt(memory: Words, snapshot: number, address: number): number {
  for (let holder = snapshot; holder && load(memory, holder + KEPT); holder = load(memory, annexOf(memory, holder) + AFTER)) {
    for (let page = load(memory, bucketOf(memory, holder, address)); page; page = load(memory, page + PAGE_LINK)) {
      const offset = address - load(memory, page + PAGE_ORIGIN);
      if (offset >= 0 && offset < load(memory, page + PAGE_BYTES)) return page + offset;
    }
  }
  return address;
}

/** The bucket of pages that were in the segment of `address`: a record lies in the first segment of its page. */
function bucketOf(memory: Words, snapshot: number, address: number): number {
  return load(memory, snapshot + KEPT) + ((address >>> SEGMENT_SHIFT) & load(memory, snapshot + KEPT_MASK)) * 4;
}

/** Whether the newest snapshot before a map, or snapshot, sees a page. */
function isSeen(memory: LinearMemory, before: number, page: number): boolean {
  return before !== 0 && load(memory, page + PAGE_BIRTH) <= load(memory, annexOf(memory, before) + EPOCH);
}

/** Makes sure that a page of `map` may be written to. False, and nothing changed, where memory is refused. O(page). */
export function makePageOwn(memory: LinearMemory, map: number, page: number): boolean {
  const before = load(memory, annexOf(memory, map) + BEFORE);
  if (!isSeen(memory, before, page)) return true;
  const copy = allocatePageBytes(memory, map, load(memory, page + PAGE_BYTES));
  if (!copy) return false;
  memory.u8.copyWithin(copy, page, page + load(memory, page + PAGE_USED));
  keep(memory, before, copy, page);
  store(memory, page + PAGE_BIRTH, load(memory, annexOf(memory, map) + EPOCH));
  increment(memory, PAGES_COPIED);
  return true;
}

/** As `makePageOwn`, for the page before it, which is written to when this one goes. */
export function makePreviousOwn(memory: LinearMemory, map: number, page: number): boolean {
  const previous = load(memory, page + PAGE_PREVIOUS);
  return !previous || makePageOwn(memory, map, previous);
}

/** As `makePageOwn`, for all that appending, or taking that back, writes to: an empty newest page may go. */
export function makeEndOwn(memory: LinearMemory, map: number): boolean {
  const tail = load(memory, map + LOG_TAIL);
  if (!tail) return true;
  return makePageOwn(memory, map, tail) && (load(memory, tail + PAGE_LIVE) !== 0 || makePreviousOwn(memory, map, tail));
}

/** Gives up a page, once at `origin`, that `map`, which may be a snapshot, has no more use for. O(1). */
export function retirePage(memory: LinearMemory, map: number, page: number, origin: number): void {
  const bytes = load(memory, page + PAGE_BYTES);
  store(memory, map + BYTES, load(memory, map + BYTES) - bytes);
  const before = load(memory, annexOf(memory, map) + BEFORE);
  if (isSeen(memory, before, page)) keep(memory, before, page, origin);
  else freePiece(memory, load(memory, map + QUOTA), page, bytes);
}

function keep(memory: LinearMemory, snapshot: number, page: number, origin: number): void {
  const bucket = bucketOf(memory, snapshot, origin);
  store(memory, page + PAGE_LINK, load(memory, bucket));
  store(memory, page + PAGE_ORIGIN, origin);
  store(memory, bucket, page);
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) + load(memory, page + PAGE_BYTES));
}

/** Gives a snapshot of `map` its buckets, about as many as there are pages. False where memory is refused. O(buckets). */
export function createBuckets(memory: LinearMemory, map: number, snapshot: number): boolean {
  let buckets = FEWEST_BUCKETS;
  while (buckets * 2 * SEGMENT_BYTES < load(memory, map + BYTES)) buckets *= 2;
  const at = allocatePiece(memory, load(memory, map + QUOTA), buckets * 4, snapshot);
  if (!at) return false;
  store(memory, snapshot + KEPT, at);
  store(memory, snapshot + KEPT_MASK, buckets - 1);
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) + pieceBytes(buckets * 4));
  return true;
}

/** Gives up the buckets of a snapshot and all pages in them. O(buckets, pages). */
export function dropBuckets(memory: LinearMemory, snapshot: number): void {
  const buckets = load(memory, snapshot + KEPT);
  const bytes = (load(memory, snapshot + KEPT_MASK) + 1) * 4;
  for (let at = buckets; at < buckets + bytes; at += 4) {
    let next: number;
    for (let page = load(memory, at); page; page = next) {
      next = load(memory, page + PAGE_LINK);
      retirePage(memory, snapshot, page, load(memory, page + PAGE_ORIGIN));
    }
  }
  freePiece(memory, load(memory, snapshot + QUOTA), buckets, bytes);
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) - pieceBytes(bytes));
}
