/** Merging two neighbouring pages: their live records move to a fresh page; `assembly/ordered/merge.ts` says more. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64 } from '../memory/linear.js';
import { VALUE_BYTES } from './header.js';
import { slotOfRecord } from './find.js';
import { bytesOf, numbersOf, recordBytes, DEAD, FILLER, LENGTH_MASK } from './record.js';
import {
  allocatePage, freePage, insertPage, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER,
} from './page.js';

/** Merges two neighbours. Nothing happens where they would not fit, or memory is refused. O(page). */
export function merge(memory: LinearMemory, map: number, first: number, second: number): void {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const bytes = Math.max(load(memory, first + PAGE_BYTES), load(memory, second + PAGE_BYTES));
  const number = load64(memory, first + PAGE_FIRST);
  if (load64(memory, second + PAGE_FIRST) - number > LENGTH_MASK >>> 1) return;
  if (PAGE_HEADER + compactBytes(memory, first, valueBytes) + compactBytes(memory, second, valueBytes) > bytes) return;
  const page = allocatePage(memory, map, bytes);
  if (!page) return;
  store64(memory, page + PAGE_FIRST, number);
  insertPage(memory, map, page, load(memory, first + PAGE_PREVIOUS), first);
  compact(memory, map, second, page, valueBytes, compact(memory, map, first, page, valueBytes, number));
  freePage(memory, map, first);
  freePage(memory, map, second);
}

/** At most what the live records of a page take, with fillers between them. */
function compactBytes(memory: LinearMemory, page: number, valueBytes: number): number {
  const filler = recordBytes(valueBytes, 0);
  const end = page + load(memory, page + PAGE_USED);
  let bytes = load(memory, page + PAGE_LIVE);
  let dead = false;
  for (let at = page + PAGE_HEADER; at < end;) {
    const word = load(memory, at + valueBytes);
    if (!(word & DEAD) && dead) bytes += filler;
    dead = (word & DEAD) !== 0;
    at += bytesOf(valueBytes, word);
  }
  return bytes + filler;
}

/** Moves the live records of `from` to the end of `page`, whose next record will have the number `next`; returns that afterwards. */
function compact(memory: LinearMemory, map: number, from: number, page: number, valueBytes: number, next: number): number {
  const end = from + load(memory, from + PAGE_USED);
  let number = load64(memory, from + PAGE_FIRST);
  let to = page + load(memory, page + PAGE_USED);
  for (let at = from + PAGE_HEADER; at < end;) {
    const word = load(memory, at + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (number > next) {
        store64(memory, to, 0);
        store(memory, to + valueBytes, DEAD | FILLER | (number - next));
        to += recordBytes(valueBytes, 0);
      }
      memory.u32[slotOfRecord(memory, map, at)] = to;
      memory.u8.copyWithin(to, at, at + bytes);
      to += bytes;
      next = number + 1;
    }
    number += numbersOf(word);
    at += bytes;
  }
  store(memory, page + PAGE_USED, to - page);
  store(memory, page + PAGE_LIVE, load(memory, page + PAGE_LIVE) + load(memory, from + PAGE_LIVE));
  return next;
}
