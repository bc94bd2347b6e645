/** A log in two: see `assembly/ordered/join.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment, load, load64, store, store64 } from '../memory/linear.js';
import { VALUE_BYTES, LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES } from './header.js';
import { freePage } from './page.js';
import { PAGE_NEXT, PAGE_PREVIOUS, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';
import { recordBytes, DEAD, FILLER, LENGTH_MASK } from './record.js';

/** Lets the next record have the sequence number `number`. */
export function skipNumbers(memory: LinearMemory, map: number, number: number): void {
  const skipped = number - load64(memory, map + LOG_NEXT);
  if (!skipped) return;
  store64(memory, map + LOG_NEXT, number);
  const room = load(memory, map + LOG_ROOM);
  if (!room) return;
  const page = load(memory, map + LOG_TAIL);
  const used = load(memory, page + PAGE_USED);
  const valueBytes = load(memory, map + VALUE_BYTES);
  const bytes = recordBytes(valueBytes, 0);
  if (used === PAGE_HEADER) store64(memory, page + PAGE_FIRST, number);
  else if (room < bytes || skipped > LENGTH_MASK) store(memory, map + LOG_ROOM, 0);
  else {
    store64(memory, page + used, 0);
    store(memory, page + used + valueBytes, DEAD | FILLER | skipped);
    store(memory, page + PAGE_USED, used + bytes);
    store(memory, map + LOG_ROOM, room - bytes);
  }
}

/** Joins the pages from `head` to `tail`, whose numbers go from `first` to `next`, to the log. */
export function joinLog(memory: LinearMemory, map: number, head: number, tail: number, room: number, first: number, next: number): void {
  const newest = load(memory, map + LOG_TAIL);
  if (newest && !load(memory, newest + PAGE_LIVE)) freePage(memory, map, newest);
  const last = load(memory, map + LOG_TAIL);
  const offset = load64(memory, map + LOG_NEXT) - first;
  for (let page = head; page; page = load(memory, page + PAGE_NEXT)) store64(memory, page + PAGE_FIRST, load64(memory, page + PAGE_FIRST) + offset);
  store(memory, head + PAGE_PREVIOUS, last);
  store(memory, last ? last + PAGE_NEXT : map + LOG_HEAD, head);
  store(memory, map + LOG_TAIL, tail);
  store(memory, map + LOG_ROOM, room);
  store64(memory, map + LOG_NEXT, next + offset);
  increment(memory, map + LOG_MOVES);
}
