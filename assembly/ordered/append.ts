/** Appending a record to the log, and taking it back while it is still the last. */
import { VALUE_BYTES, LOG_TAIL, LOG_ROOM, LOG_NEXT } from "./header";
import { recordBytes, LENGTH_MASK } from "./record";
import { appendPage, freePage } from "./page";
import { PAGE_USED, PAGE_LIVE, PAGE_HEADER } from "./page-layout";

/** Appends a record whose key is at `key`, its value 0; its address, or 0 where memory is refused. O(bytes of the key). */
export function append(map: usize, key: usize, word: u32): usize {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const bytes = recordBytes(valueBytes, word & LENGTH_MASK);
  if (bytes > load<u32>(map, LOG_ROOM) && !appendPage(map, bytes)) return 0;
  const record = endOfLog(map);
  extendLog(map, bytes, 1);
  store<u64>(record, 0);
  writeKey(record + valueBytes, key, word, record + bytes);
  return record;
}

/** Where the next record goes, if the newest page has room for it. */
// @ts-ignore: decorator
@inline
export function endOfLog(map: usize): usize {
  const page: usize = load<u32>(map, LOG_TAIL);
  return page + load<u32>(page, PAGE_USED);
}

/** Counts `records` of `bytes` together that have been written there. */
// @ts-ignore: decorator
@inline
export function extendLog(map: usize, bytes: u32, records: u32): void {
  const page: usize = load<u32>(map, LOG_TAIL);
  store<u32>(page, load<u32>(page, PAGE_USED) + bytes, PAGE_USED);
  store<u32>(page, load<u32>(page, PAGE_LIVE) + bytes, PAGE_LIVE);
  store<u32>(map, load<u32>(map, LOG_ROOM) - bytes, LOG_ROOM);
  store<u64>(map, load<u64>(map, LOG_NEXT) + records, LOG_NEXT);
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

/** Writes a key's length word to `to`, its bytes behind that, and zeroes up to the end of its record. May read 7 bytes beyond the key. */
// @ts-ignore: decorator
@inline
export function writeKey(to: usize, from: usize, word: u32, end: usize): void {
  store<u32>(to, word);
  to += 4;
  const length = word & LENGTH_MASK;
  if (length >= 256) {
    copyLong(to, from, length, end);
    return;
  }
  for (const whole = from + (length & ~7); from < whole; from += 8, to += 8) store<u64>(to, load<u64>(from));
  const rest = length & 7 ? load<u64>(from) & ((<u64>1 << ((length & 7) << 3)) - 1) : 0;
  if (end - to >= 8) {
    store<u64>(to, rest);
    to += 8;
    if (to < end) store<u32>(to, 0);
  } else if (to < end) {
    store<u32>(to, <u32>rest);
  }
}

function copyLong(to: usize, from: usize, length: u32, end: usize): void {
  memory.copy(to, from, length);
  to += length;
  while (to < end) store<u8>(to++, 0);
}
