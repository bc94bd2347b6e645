/** Appending a record to the log, and taking it back while it is still the last. */
import { VALUE_BYTES, LOG_TAIL, LOG_ROOM, LOG_NEXT } from "./header";
import { recordBytes, shortKey, LENGTH_MASK } from "./record";
import { appendPage, freePage, PAGE_USED, PAGE_LIVE, PAGE_HEADER } from "./page";

/** Appends a record whose key is at `key`, its value 0; its address, or 0 where memory is refused. O(bytes of the key). */
export function append(map: usize, key: usize, word: u32): usize {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const bytes = recordBytes(valueBytes, word & LENGTH_MASK);
  const room = load<u32>(map, LOG_ROOM);
  let page: usize = load<u32>(map, LOG_TAIL);
  if (bytes > room) {
    page = appendPage(map, bytes);
    if (!page) return 0;
  }
  const used = load<u32>(page, PAGE_USED);
  const record = page + used;
  store<u32>(page, used + bytes, PAGE_USED);
  store<u32>(page, load<u32>(page, PAGE_LIVE) + bytes, PAGE_LIVE);
  store<u32>(map, load<u32>(map, LOG_ROOM) - bytes, LOG_ROOM);
  store<u64>(map, load<u64>(map, LOG_NEXT) + 1, LOG_NEXT);
  store<u64>(record, 0);
  store<u32>(record + valueBytes, word);
  copyKey(record + valueBytes + 4, key, word & LENGTH_MASK, record + bytes);
  return record;
}

/** Takes back the record that was appended last. */
export function takeBack(map: usize, record: usize): void {
  const page: usize = load<u32>(map, LOG_TAIL);
  const used = <u32>(record - page);
  const bytes = load<u32>(page, PAGE_USED) - used;
  store<u64>(map, load<u64>(map, LOG_NEXT) - 1, LOG_NEXT);
  store<u32>(page, used, PAGE_USED);
  store<u32>(page, load<u32>(page, PAGE_LIVE) - bytes, PAGE_LIVE);
  store<u32>(map, load<u32>(map, LOG_ROOM) + bytes, LOG_ROOM);
  if (used == PAGE_HEADER) freePage(map, page);
}

/** Copies a key to where its record ends at `end`, and zeroes what is left of that. */
function copyKey(to: usize, from: usize, length: u32, end: usize): void {
  if (length >= 256) {
    memory.copy(to, from, length);
    to += length;
    while (to < end) store<u8>(to++, 0);
    return;
  }
  const whole = from + (length & ~7);
  for (; from < whole; from += 8, to += 8) store<u64>(to, load<u64>(from));
  const rest = shortKey(from, length & 7);
  if (end - to >= 8) {
    store<u64>(to, rest);
    to += 8;
    if (to < end) store<u32>(to, 0);
  } else if (to < end) {
    store<u32>(to, <u32>rest);
  }
}
