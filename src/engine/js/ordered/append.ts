/** Appending a record to the log, and taking it back while it is still the last. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64 } from '../memory/linear.js';
import { VALUE_BYTES, LOG_TAIL, LOG_ROOM, LOG_NEXT } from './header.js';
import { recordBytes, restMask, LENGTH_MASK } from './record.js';
import { appendPage, freePage } from './page.js';
import { PAGE_USED, PAGE_LIVE, PAGE_HEADER } from './page-layout.js';

/** Appends a record whose key is at `key`, its value 0; its address, or 0 where memory is refused. O(bytes of the key). */
export function append(memory: LinearMemory, map: number, key: number, word: number): number {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const length = word & LENGTH_MASK;
  const bytes = recordBytes(valueBytes, length);
  let page = load(memory, map + LOG_TAIL);
  if (bytes > load(memory, map + LOG_ROOM)) {
    page = appendPage(memory, map, bytes);
    if (!page) return 0;
  }
  const used = load(memory, page + PAGE_USED);
  const record = page + used;
  store(memory, page + PAGE_USED, used + bytes);
  store(memory, page + PAGE_LIVE, load(memory, page + PAGE_LIVE) + bytes);
  store(memory, map + LOG_ROOM, load(memory, map + LOG_ROOM) - bytes);
  store64(memory, map + LOG_NEXT, load64(memory, map + LOG_NEXT) + 1);
  store64(memory, record, 0);
  store(memory, record + valueBytes, word);
  copyKey(memory.i32, (record + valueBytes + 4) >>> 2, key >>> 2, length, (record + bytes) >>> 2);
  return record;
}

/** Takes back the record that was appended last. */
export function takeBack(memory: LinearMemory, map: number, record: number): void {
  const page = load(memory, map + LOG_TAIL);
  const used = record - page;
  const bytes = load(memory, page + PAGE_USED) - used;
  store64(memory, map + LOG_NEXT, load64(memory, map + LOG_NEXT) - 1);
  store(memory, page + PAGE_USED, used);
  store(memory, page + PAGE_LIVE, load(memory, page + PAGE_LIVE) - bytes);
  store(memory, map + LOG_ROOM, load(memory, map + LOG_ROOM) + bytes);
  if (used === PAGE_HEADER) freePage(memory, map, page);
}

/** Copies a key, word by word, to where its record ends at `end`, and zeroes what is left of that. */
function copyKey(i32: Int32Array, to: number, from: number, length: number, end: number): void {
  const words = length >>> 2;
  if (words >= 64) i32.copyWithin(to, from, from + words);
  else for (let i = 0; i < words; i++) i32[to + i] = i32[from + i]!;
  const rest = restMask(length);
  if (rest !== 0) i32[to + words] = i32[from + words]! & rest;
  for (let at = to + words + (rest === 0 ? 0 : 1); at < end; at++) i32[at] = 0;
}
