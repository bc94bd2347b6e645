/** Removing records: a removed one is marked, a wholly dead page is given back, and two neighbours that are mostly dead merge. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64, increment } from '../memory/linear.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { LOG_NEXT, LOG_TAIL, LOG_ROOM, LOG_MOVES, VALUE_BYTES } from './header.js';
import { bytesOf, DEAD } from './record.js';
import { freePage } from './page.js';
import { pageOf, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';
import { merge } from './merge.js';

/** Marks `record`, which is in no slot any more, as removed, and tidies up. */
export function discard(memory: LinearMemory, map: number, record: number): void {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const word = load(memory, record + valueBytes);
  const page = pageOf(memory, record);
  const live = load(memory, page + PAGE_LIVE) - bytesOf(valueBytes, word);
  store(memory, record + valueBytes, word | DEAD);
  store(memory, page + PAGE_LIVE, live);
  if (live) tidyUp(memory, map, page);
  else if (page === load(memory, map + LOG_TAIL) && load(memory, page + PAGE_BYTES) <= SEGMENT_BYTES) empty(memory, map, page);
  else freePage(memory, map, page);
}

/** The newest page is kept when it is empty, for the next record. */
function empty(memory: LinearMemory, map: number, page: number): void {
  store(memory, page + PAGE_USED, PAGE_HEADER);
  store64(memory, page + PAGE_FIRST, load64(memory, map + LOG_NEXT));
  store(memory, map + LOG_ROOM, load(memory, page + PAGE_BYTES) - PAGE_HEADER);
  increment(memory, map + LOG_MOVES);
}

/** Merges `page` with a neighbour where both are mostly dead. */
function tidyUp(memory: LinearMemory, map: number, page: number): void {
  if (!isSparse(memory, map, page)) return;
  const next = load(memory, page + PAGE_NEXT);
  const previous = load(memory, page + PAGE_PREVIOUS);
  if (next && isSparse(memory, map, next)) merge(memory, map, page, next);
  else if (previous && isSparse(memory, map, previous)) merge(memory, map, previous, page);
}

/** Under 25 % live. The newest page does not merge. */
function isSparse(memory: LinearMemory, map: number, page: number): boolean {
  const bytes = load(memory, page + PAGE_BYTES);
  return load(memory, page + PAGE_LIVE) * 4 < bytes && bytes <= SEGMENT_BYTES && page !== load(memory, map + LOG_TAIL);
}
