/** The pages of the entry log: a list in order of insertion. See `assembly/ordered/page.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64, increment } from '../memory/linear.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { pieceBytes } from '../memory/quota.js';
import { BYTES } from '../table/header.js';
import { annexOf, EPOCH } from '../table/annex.js';
import { LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES } from './header.js';
import { retirePage } from './kept.js';
import {
  allocatePageBytes, SMALLEST_PAGE, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_BIRTH, PAGE_FIRST, PAGE_HEADER,
} from './page-layout.js';

/** Appends a page with room for a record of `bytes`; 0, and nothing changed, where memory is refused. */
export function appendPage(memory: LinearMemory, map: number, bytes: number): number {
  const tail = load(memory, map + LOG_TAIL);
  let size = pageSize(tail ? Math.min(load(memory, tail + PAGE_BYTES) * 2, SEGMENT_BYTES) : SMALLEST_PAGE, bytes);
  if (size < bytes + PAGE_HEADER) size = pieceBytes(bytes + PAGE_HEADER);
  const page = allocatePage(memory, map, size);
  if (!page) return 0;
  store64(memory, page + PAGE_FIRST, load64(memory, map + LOG_NEXT));
  insertPage(memory, map, page, tail, 0);
  if (tail && !load(memory, tail + PAGE_LIVE)) freePage(memory, map, tail);
  store(memory, map + LOG_ROOM, size > SEGMENT_BYTES ? bytes : size - PAGE_HEADER);
  return page;
}

/** Bytes of a page, at least `least`, for records of so many bytes together; of a segment where they need more. */
export function pageSize(least: number, bytes: number): number {
  while (least < bytes + PAGE_HEADER && least < SEGMENT_BYTES) least *= 2;
  return least;
}

/** An empty page that is not in the list yet. */
export function allocatePage(memory: LinearMemory, map: number, bytes: number): number {
  const page = allocatePageBytes(memory, map, bytes);
  if (!page) return 0;
  store(memory, map + BYTES, load(memory, map + BYTES) + bytes);
  store(memory, page + PAGE_BYTES, bytes);
  store(memory, page + PAGE_USED, PAGE_HEADER);
  store(memory, page + PAGE_LIVE, 0);
  store(memory, page + PAGE_BIRTH, load(memory, annexOf(memory, map) + EPOCH));
  return page;
}

/** Puts a page between two neighbours, either of which may be 0. */
export function insertPage(memory: LinearMemory, map: number, page: number, previous: number, next: number): void {
  store(memory, page + PAGE_PREVIOUS, previous);
  store(memory, page + PAGE_NEXT, next);
  store(memory, previous ? previous + PAGE_NEXT : map + LOG_HEAD, page);
  store(memory, next ? next + PAGE_PREVIOUS : map + LOG_TAIL, page);
}

/** Takes a page out of the list and gives it back, or to the snapshot that sees it. The page before it must be the map's own. What is before the newest page cannot be appended to: numbers would be wrong. */
export function freePage(memory: LinearMemory, map: number, page: number): void {
  const next = load(memory, page + PAGE_NEXT);
  const previous = load(memory, page + PAGE_PREVIOUS);
  store(memory, previous ? previous + PAGE_NEXT : map + LOG_HEAD, next);
  store(memory, next ? next + PAGE_PREVIOUS : map + LOG_TAIL, previous);
  if (!next) store(memory, map + LOG_ROOM, 0);
  retirePage(memory, map, page, page);
  increment(memory, map + LOG_MOVES);
}
