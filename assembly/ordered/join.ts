/**
 * A log in two: what is to come last is appended to a log of its own, by a header whose fields for the log the host has exchanged, and in the
 * end joined to the other. So a batch can be written before those entries that are to come before it.
 */
import { increment } from "../table/header";
import { VALUE_BYTES, LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES } from "./header";
import { freePage } from "./page";
import { PAGE_NEXT, PAGE_PREVIOUS, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from "./page-layout";
import { recordBytes, DEAD, FILLER, LENGTH_MASK } from "./record";

/** Lets the next record have the sequence number `number`, which is not below those of the records that are there. O(1). */
export function skipNumbers(map: usize, number: f64): void {
  const skipped = <u64>number - load<u64>(map, LOG_NEXT);
  if (!skipped) return;
  store<u64>(map, <u64>number, LOG_NEXT);
  const room = load<u32>(map, LOG_ROOM);
  if (!room) return;
  const page: usize = load<u32>(map, LOG_TAIL);
  const used = load<u32>(page, PAGE_USED);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const bytes = recordBytes(valueBytes, 0);
  if (used == PAGE_HEADER) {
    store<u64>(page, <u64>number, PAGE_FIRST);
  } else if (room < bytes || skipped > <u64>LENGTH_MASK) {
    store<u32>(map, 0, LOG_ROOM); // the next page begins with it
  } else {
    store<u64>(page + used, 0);
    store<u32>(page + used + valueBytes, DEAD | FILLER | <u32>skipped);
    store<u32>(page, used + bytes, PAGE_USED);
    store<u32>(map, room - bytes, LOG_ROOM);
  }
}

/**
 * Joins the pages from `head` to `tail`, which has `room` bytes left, to the log. Their numbers, from `first` to `next`, become those after
 * the log's. O(pages).
 */
export function joinLog(map: usize, head: usize, tail: usize, room: u32, first: f64, next: f64): void {
  let last: usize = load<u32>(map, LOG_TAIL);
  if (last && !load<u32>(last, PAGE_LIVE)) {
    freePage(map, last); // the newest may be empty, no other
    last = load<u32>(map, LOG_TAIL);
  }
  const offset = load<u64>(map, LOG_NEXT) - <u64>first;
  for (let page = head; page; page = load<u32>(page, PAGE_NEXT)) store<u64>(page, load<u64>(page, PAGE_FIRST) + offset, PAGE_FIRST);
  store<u32>(head, <u32>last, PAGE_PREVIOUS);
  if (last) store<u32>(last, <u32>head, PAGE_NEXT);
  else store<u32>(map, <u32>head, LOG_HEAD);
  store<u32>(map, <u32>tail, LOG_TAIL);
  store<u32>(map, room, LOG_ROOM);
  store<u64>(map, <u64>next + offset, LOG_NEXT);
  increment(map, LOG_MOVES);
}
