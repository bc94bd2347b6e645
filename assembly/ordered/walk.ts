/**
 * Iteration: the records of one page at a time, by their addresses.
 *
 * A position is a sequence number, which outlives whatever becomes of pages, and the page where it was, which saves the search for
 * it as long as LOG_MOVES says that nothing has moved. Of a snapshot pages go by the places that they had in the log; addresses of its
 * records hold until a page is copied for one.
 */
import { VALUE_BYTES, LOG_HEAD, KEPT } from "./header";
import { KEYS, VALUES, WALK_PAGE, WALK_FIRST } from "../memory/regions";
import { seenAt } from "./kept";
import { bytesOf, numbersOf, DEAD } from "./record";
import { PAGE_NEXT, PAGE_USED, PAGE_FIRST, PAGE_HEADER } from "./page-layout";

/**
 * Leaves the addresses of the live records from sequence number `from` on in the key column, and in the value column how
 * far their numbers are from the page's first; both the page and that first number beside. Returns how many: those of
 * one page, 0 at the end of the log. `page` is where to begin, or 0. O(page), and O(pages) where `page` is 0.
 */
export function walk(map: usize, page: usize, from: f64): u32 {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const least = <u64>from;
  if (!page) page = load<u32>(map, LOG_HEAD);
  let following: usize = 0;
  for (; page; page = following) {
    const at = placeOf(map, page);
    following = load<u32>(at, PAGE_NEXT);
    if (following && load<u64>(placeOf(map, following), PAGE_FIRST) <= least) continue;
    const count = list(at, valueBytes, least);
    if (!count) continue;
    store<u32>(WALK_PAGE, <u32>page);
    store<f64>(WALK_FIRST, <f64>load<u64>(at, PAGE_FIRST));
    return count;
  }
  return 0;
}

/** Where the map, or snapshot, has what is called `page`. */
// @ts-ignore: decorator
@inline
function placeOf(map: usize, page: usize): usize {
  return load<u32>(map, KEPT) ? seenAt(map, page) : page;
}

function list(page: usize, valueBytes: u32, least: u64): u32 {
  const first = load<u64>(page, PAGE_FIRST);
  const end = page + load<u32>(page, PAGE_USED);
  let number = first;
  let count: u32 = 0;
  for (let at = page + PAGE_HEADER; at < end;) {
    const word = load<u32>(at + valueBytes);
    if (!(word & DEAD) && number >= least) {
      store<u32>(KEYS + (count << 2), <u32>at);
      store<u32>(VALUES + (count << 2), <u32>(number - first));
      count++;
    }
    number += numbersOf(word);
    at += bytesOf(valueBytes, word);
  }
  return count;
}
