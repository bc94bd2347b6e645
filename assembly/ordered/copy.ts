/** Copying the log of an ordered map, page by page, and making an index of its own for it: records keep their sequence numbers. */
import { hash } from "../table/hash";
import { hashBytes } from "./hash";
import { VALUE_BYTES, LOG_TAIL, LOG_ROOM, LOG_NEXT, FORMER } from "./header";
import { insertSlot } from "./insert";
import { migrateSome } from "./migrate";
import { allocatePage, freePage, insertPage } from "./page";
import { bytesOf, numbersOf, DEAD } from "./record";
import { PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from "./page-layout";

/**
 * Appends a copy of `page`, of a map whose keys are all absent here, to the log of `map`; where that is, or 0 where memory is refused: then the
 * map is only good for being disposed of. What is appended next goes to a page of its own. O(page).
 */
export function copyPage(map: usize, page: usize): usize {
  const copy = allocatePage(map, load<u32>(page, PAGE_BYTES));
  if (!copy) return 0;
  const used = load<u32>(page, PAGE_USED);
  memory.copy(copy + PAGE_HEADER, page + PAGE_HEADER, used - PAGE_HEADER);
  store<u32>(copy, used, PAGE_USED);
  store<u64>(copy, load<u64>(page, PAGE_FIRST), PAGE_FIRST);
  insertPage(map, copy, load<u32>(map, LOG_TAIL), 0);
  store<u32>(map, 0, LOG_ROOM);
  if (indexPage(map, copy)) return copy;
  freePage(map, copy);
  return 0;
}

/** Lets the index lead to the live records of the newest page. */
function indexPage(map: usize, page: usize): bool {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const end = page + load<u32>(page, PAGE_USED);
  let number = load<u64>(page, PAGE_FIRST);
  for (let record = page + PAGE_HEADER; record < end;) {
    const word = load<u32>(record + valueBytes);
    const bytes = bytesOf(valueBytes, word);
    if (!(word & DEAD)) {
      if (load<u32>(map, FORMER)) migrateSome(map);
      const at = record + valueBytes + 4;
      const key = hashBytes(map, at, word);
      const slot = insertSlot(map, hash<u32>(map, key), key, at, word);
      if (!slot) return false;
      store<u32>(slot, <u32>record);
      store<u32>(page, load<u32>(page, PAGE_LIVE) + bytes, PAGE_LIVE);
    }
    number += numbersOf(word);
    record += bytes;
  }
  store<u64>(map, number, LOG_NEXT);
  return true;
}
