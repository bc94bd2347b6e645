/** Iteration: the records of one page at a time, by their addresses; `assembly/ordered/walk.ts` explains positions. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64 } from '../memory/linear.js';
import { KEYS, VALUES, WALK_PAGE, WALK_FIRST } from '../memory/regions.js';
import { VALUE_BYTES, LOG_HEAD, KEPT } from './header.js';
import { seenAt } from './kept.js';
import { bytesOf, numbersOf, DEAD } from './record.js';
import { PAGE_NEXT, PAGE_USED, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';

/** Lists the live records of a page from the sequence number `least` on; returns how many, 0 at the end of the log. */
export function walk(memory: LinearMemory, map: number, page: number, least: number): number {
  const valueBytes = load(memory, map + VALUE_BYTES);
  let following: number;
  for (page ||= load(memory, map + LOG_HEAD); page; page = following) {
    const at = placeOf(memory, map, page);
    following = load(memory, at + PAGE_NEXT);
    if (following && load64(memory, placeOf(memory, map, following) + PAGE_FIRST) <= least) continue;
    const count = list(memory, at, valueBytes, least);
    if (!count) continue;
    store(memory, WALK_PAGE, page);
    memory.f64[WALK_FIRST >>> 3] = load64(memory, at + PAGE_FIRST);
    return count;
  }
  return 0;
}

/** Where the map, or snapshot, has what is called `page`. */
function placeOf(memory: LinearMemory, map: number, page: number): number {
  return load(memory, map + KEPT) ? seenAt(memory, map, page) : page;
}

function list(memory: LinearMemory, page: number, valueBytes: number, least: number): number {
  const first = load64(memory, page + PAGE_FIRST);
  const end = page + load(memory, page + PAGE_USED);
  let number = first;
  let count = 0;
  for (let at = page + PAGE_HEADER; at < end;) {
    const word = load(memory, at + valueBytes);
    if (!(word & DEAD) && number >= least) {
      store(memory, KEYS + count * 4, at);
      store(memory, VALUES + count * 4, number - first);
      count++;
    }
    number += numbersOf(word);
    at += bytesOf(valueBytes, word);
  }
  return count;
}
