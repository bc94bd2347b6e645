/** Copying the log of an ordered map, page by page: see `assembly/ordered/copy.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, load64, store, store64 } from '../memory/linear.js';
import { hashBytes } from './hash.js';
import { VALUE_BYTES, LOG_TAIL, LOG_ROOM, LOG_NEXT, FORMER } from './header.js';
import { insertSlot } from './insert.js';
import { migrateSome } from './migrate.js';
import { allocatePage, freePage, insertPage } from './page.js';
import { bytesOf, numbersOf, DEAD } from './record.js';
import { PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';

/** Appends a copy of `page` to the log of `map`; where that is, or 0 where memory is refused. */
export function copyPage(memory: LinearMemory, map: number, page: number): number {
  const copy = allocatePage(memory, map, load(memory, page + PAGE_BYTES));
  if (!copy) return 0;
  const used = load(memory, page + PAGE_USED);
  memory.u8.copyWithin(copy + PAGE_HEADER, page + PAGE_HEADER, page + used);
  store(memory, copy + PAGE_USED, used);
  store64(memory, copy + PAGE_FIRST, load64(memory, page + PAGE_FIRST));
  insertPage(memory, map, copy, load(memory, map + LOG_TAIL), 0);
  store(memory, map + LOG_ROOM, 0);
  if (indexPage(memory, map, copy)) return copy;
  freePage(memory, map, copy);
  return 0;
}

/** Lets the index lead to the live records of the newest page. */
function indexPage(memory: LinearMemory, map: number, page: number): boolean {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const end = page + load(memory, page + PAGE_USED);
  let number = load64(memory, page + PAGE_FIRST);
  for (let record = page + PAGE_HEADER; record < end;) {
    const word = load(memory, record + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (load(memory, map + FORMER)) migrateSome(memory, map);
      const at = record + valueBytes + 4;
      const slot = insertSlot(memory, map, hashBytes(memory.i32, map >>> 2, at >>> 2, word), at, word);
      if (!slot) return false;
      memory.u32[slot >>> 2] = record;
      store(memory, page + PAGE_LIVE, load(memory, page + PAGE_LIVE) + bytes);
    }
    number += numbersOf(word);
    record += bytes;
  }
  store64(memory, map + LOG_NEXT, number);
  return true;
}
