/** Removing records: a removed one is marked, a wholly dead page is given back, and two neighbours that are mostly dead merge. */
import { LOG_NEXT, LOG_TAIL, LOG_ROOM, LOG_MOVES, VALUE_BYTES } from "./header";
import { increment } from "../table/header";
import { SEGMENT_BYTES } from "../memory/regions";
import { bytesOf, DEAD } from "./record";
import { freePage } from "./page";
import { pageOf, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from "./page-layout";
import { merge } from "./merge";

/** Marks `record`, which is in no slot any more, as removed, and tidies up. */
export function discard(map: usize, record: usize): void {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const word = load<u32>(record + valueBytes);
  const page = pageOf(record);
  const live = load<u32>(page, PAGE_LIVE) - bytesOf(valueBytes, word);
  store<u32>(record + valueBytes, word | DEAD);
  store<u32>(page, live, PAGE_LIVE);
  if (live) return tidyUp(map, page);
  if (page != load<u32>(map, LOG_TAIL) || load<u32>(page, PAGE_BYTES) > SEGMENT_BYTES) return freePage(map, page);
  empty(map, page);
}

/** The newest page is kept when it is empty, for the next record. */
function empty(map: usize, page: usize): void {
  store<u32>(page, PAGE_HEADER, PAGE_USED);
  store<u64>(page, load<u64>(map, LOG_NEXT), PAGE_FIRST);
  store<u32>(map, load<u32>(page, PAGE_BYTES) - PAGE_HEADER, LOG_ROOM);
  increment(map, LOG_MOVES);
}

/** Merges `page` with a neighbour where both are mostly dead. */
function tidyUp(map: usize, page: usize): void {
  if (!isSparse(map, page)) return;
  const next: usize = load<u32>(page, PAGE_NEXT);
  const previous: usize = load<u32>(page, PAGE_PREVIOUS);
  if (next && isSparse(map, next)) merge(map, page, next);
  else if (previous && isSparse(map, previous)) merge(map, previous, page);
}

/** Under 25 % live. The newest page does not merge. */
function isSparse(map: usize, page: usize): bool {
  const bytes = load<u32>(page, PAGE_BYTES);
  return load<u32>(page, PAGE_LIVE) << 2 < bytes && bytes <= SEGMENT_BYTES && page != load<u32>(map, LOG_TAIL);
}
