/**
 * Merging two neighbouring pages: their live records move to a fresh page, and their slots in the index follow.
 *
 * Runs of removed records become fillers, so every record keeps its sequence number and iterators survive.
 */
import { VALUE_BYTES } from "./header";
import { slotOfRecord } from "./find";
import { bytesOf, numbersOf, recordBytes, DEAD, FILLER, LENGTH_MASK } from "./record";
import {
  allocatePage, freePage, insertPage, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER,
} from "./page";

/** The sequence number that the next record of the page under way will have. */
let next: u64 = 0;

/** Merges two neighbours. Nothing happens where they would not fit, or memory is refused. O(page). */
export function merge(map: usize, first: usize, second: usize): void {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const bytes = max(load<u32>(first, PAGE_BYTES), load<u32>(second, PAGE_BYTES));
  next = load<u64>(first, PAGE_FIRST);
  if (load<u64>(second, PAGE_FIRST) - next > <u64>(LENGTH_MASK >>> 1)) return;
  if (PAGE_HEADER + compactBytes(first, valueBytes) + compactBytes(second, valueBytes) > bytes) return;
  const page = allocatePage(map, bytes);
  if (!page) return;
  store<u64>(page, next, PAGE_FIRST);
  insertPage(map, page, load<u32>(first, PAGE_PREVIOUS), first);
  compact(map, first, page, valueBytes);
  compact(map, second, page, valueBytes);
  freePage(map, first);
  freePage(map, second);
}

/** At most what the live records of a page take, with fillers between them. */
function compactBytes(page: usize, valueBytes: u32): u32 {
  const filler = recordBytes(valueBytes, 0);
  const end = page + load<u32>(page, PAGE_USED);
  let bytes = load<u32>(page, PAGE_LIVE);
  let dead = false;
  for (let at = page + PAGE_HEADER; at < end;) {
    const word = load<u32>(at + valueBytes);
    if (!(word & DEAD) && dead) bytes += filler;
    dead = (word & DEAD) != 0;
    at += bytesOf(valueBytes, word);
  }
  return bytes + filler;
}

/** Moves the live records of `from` to the end of `page`. */
function compact(map: usize, from: usize, page: usize, valueBytes: u32): void {
  const end = from + load<u32>(from, PAGE_USED);
  let number = load<u64>(from, PAGE_FIRST);
  let to = page + load<u32>(page, PAGE_USED);
  for (let at = from + PAGE_HEADER; at < end;) {
    const word = load<u32>(at + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (number > next) {
        store<u64>(to, 0);
        store<u32>(to + valueBytes, DEAD | FILLER | <u32>(number - next));
        to += recordBytes(valueBytes, 0);
      }
      store<u32>(slotOfRecord(map, at), <u32>to);
      memory.copy(to, at, bytes);
      to += bytes;
      next = number + 1;
    }
    number += numbersOf(word);
    at += bytes;
  }
  store<u32>(page, <u32>(to - page), PAGE_USED);
  store<u32>(page, load<u32>(page, PAGE_LIVE) + load<u32>(from, PAGE_LIVE), PAGE_LIVE);
}
