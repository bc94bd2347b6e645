/** Moving the live records of a page to another one; `assembly/ordered/move.ts` says more. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64 } from '../memory/linear.js';
import { VALUE_BYTES } from './header.js';
import { slotOfRecord } from './find.js';
import { bytesOf, numbersOf, recordBytes, DEAD, FILLER } from './record.js';
import { PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';

/** The sequence number that the next record of the page under way will have. */
let next = 0;

/** At most what the live records of a page take, with fillers between them. */
export function compactBytes(memory: LinearMemory, page: number, valueBytes: number): number {
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

/**
 * Moves the live records of `from` to the end of `page`, which is empty or was the last to be written here, and from the first that
 * no longer fits on to `spare`, which is empty or `from` itself: for what is written never overtakes what is read. Returns the page that
 * was written last.
 */
export function moveRecords(memory: LinearMemory, map: number, from: number, page: number, spare: number): number {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const end = from + load(memory, from + PAGE_USED);
  let number = load64(memory, from + PAGE_FIRST);
  if (spare === from) {
    store(memory, from + PAGE_USED, PAGE_HEADER);
    store(memory, from + PAGE_LIVE, 0);
  }
  for (let at = from + PAGE_HEADER; at < end;) {
    const word = load(memory, at + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (load(memory, page + PAGE_USED) === PAGE_HEADER) openPage(memory, page, number);
      if (bytes + fillerBytes(valueBytes, number) > roomOf(memory, page)) {
        page = spare;
        openPage(memory, page, number);
      }
      skipTo(memory, page, valueBytes, number);
      moveRecord(memory, map, at, page, bytes);
    }
    number += numbersOf(word);
    at += bytes;
  }
  return page;
}

function openPage(memory: LinearMemory, page: number, number: number): void {
  store64(memory, page + PAGE_FIRST, number);
  next = number;
}

function moveRecord(memory: LinearMemory, map: number, record: number, page: number, bytes: number): void {
  const used = load(memory, page + PAGE_USED);
  memory.u32[slotOfRecord(memory, map, record)] = page + used;
  memory.u8.copyWithin(page + used, record, record + bytes);
  store(memory, page + PAGE_USED, used + bytes);
  store(memory, page + PAGE_LIVE, load(memory, page + PAGE_LIVE) + bytes);
  next++;
}

/** Bytes that nothing was written to yet. */
export function roomOf(memory: LinearMemory, page: number): number {
  return load(memory, page + PAGE_BYTES) - load(memory, page + PAGE_USED);
}

/** Bytes of the filler, if one is needed, before the record with a sequence number. */
export function fillerBytes(valueBytes: number, number: number): number {
  return number === next ? 0 : recordBytes(valueBytes, 0);
}

/** Lets the next record of the page under way have a sequence number. There must be room for a filler. */
export function skipTo(memory: LinearMemory, page: number, valueBytes: number, number: number): void {
  if (number === next) return;
  const used = load(memory, page + PAGE_USED);
  store64(memory, page + used, 0);
  store(memory, page + used + valueBytes, DEAD | FILLER | (number - next));
  store(memory, page + PAGE_USED, used + recordBytes(valueBytes, 0));
  next = number;
}
