/**
 * Moving the live records of a page to another one that is to stand in its place; their slots in the index follow.
 *
 * Runs of removed records become fillers, so every record keeps its sequence number and iterators survive.
 */
import { VALUE_BYTES } from "./header";
import { slotOfRecord } from "./find";
import { bytesOf, numbersOf, recordBytes, DEAD, FILLER } from "./record";
import { PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from "./page-layout";

/** The sequence number that the next record of the page under way will have. */
let next: u64 = 0;

/** At most what the live records of a page take, with fillers between them. */
export function compactBytes(page: usize, valueBytes: u32): u32 {
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

/**
 * Moves the live records of `from` to the end of `page`, which is empty or was the last to be written here, and from the first that
 * no longer fits on to `spare`, which is empty or `from` itself: for what is written never overtakes what is read. Returns the page that
 * was written last.
 */
export function moveRecords(map: usize, from: usize, page: usize, spare: usize): usize {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const end = from + load<u32>(from, PAGE_USED);
  let number = load<u64>(from, PAGE_FIRST);
  if (spare == from) {
    store<u32>(from, PAGE_HEADER, PAGE_USED);
    store<u32>(from, 0, PAGE_LIVE);
  }
  for (let at = from + PAGE_HEADER; at < end;) {
    const word = load<u32>(at + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (load<u32>(page, PAGE_USED) == PAGE_HEADER) openPage(page, number);
      if (bytes + fillerBytes(valueBytes, number) > roomOf(page)) {
        page = spare;
        openPage(page, number);
      }
      skipTo(page, valueBytes, number);
      moveRecord(map, at, page, bytes);
    }
    number += numbersOf(word);
    at += bytes;
  }
  return page;
}

function openPage(page: usize, number: u64): void {
  store<u64>(page, number, PAGE_FIRST);
  next = number;
}

function moveRecord(map: usize, record: usize, page: usize, bytes: u32): void {
  const used = load<u32>(page, PAGE_USED);
  store<u32>(slotOfRecord(map, record), <u32>page + used);
  memory.copy(page + used, record, bytes);
  store<u32>(page, used + bytes, PAGE_USED);
  store<u32>(page, load<u32>(page, PAGE_LIVE) + bytes, PAGE_LIVE);
  next++;
}

/** Bytes that nothing was written to yet. */
export function roomOf(page: usize): u32 {
  return load<u32>(page, PAGE_BYTES) - load<u32>(page, PAGE_USED);
}

/** Bytes of the filler, if one is needed, before the record with a sequence number. */
export function fillerBytes(valueBytes: u32, number: u64): u32 {
  return number == next ? 0 : recordBytes(valueBytes, 0);
}

/** Lets the next record of the page under way have a sequence number. There must be room for a filler. */
export function skipTo(page: usize, valueBytes: u32, number: u64): void {
  if (number == next) return;
  const used = load<u32>(page, PAGE_USED);
  store<u64>(page + used, 0);
  store<u32>(page + used + valueBytes, DEAD | FILLER | <u32>(number - next));
  store<u32>(page, used + recordBytes(valueBytes, 0), PAGE_USED);
  next = number;
}
