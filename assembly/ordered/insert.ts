/** Inserting a key of bytes: a record at the end of the log, and its address in the index. */
import { VERSION, WORD_OVERFLOW, increment64 } from "../table/header";
import { hash } from "../table/hash";
import { wordOf } from "../table/find";
import { counterShift, matchEmpty } from "../table/group";
import { insertAbsent, insertHere } from "../table/insert";
import { groupAt } from "../bulk/resolve";
import { append, takeBack } from "./append";
import { homeGroup, seekSlot, slotInGroup } from "./find";
import { hashBytes } from "./hash";
import { VALUE_BYTES } from "./header";

/**
 * Address of the record of the key at `at` with the length word `word`; it is appended, with value 0, if it is absent. 0, and
 * nothing changed, when memory is refused. Expected O(bytes).
 */
export function insertKey(map: usize, at: usize, word: u32): usize {
  const key = hashBytes(map, at, word);
  const h = hash<u32>(map, key);
  const table = wordOf(map, h);
  return insertAt(map, <u32>homeGroup(map, table, h) | (table & WORD_OVERFLOW), h, key, at, word);
}

/**
 * As `insertKey`, for a key whose hash is `key`, `h` in the index, and whose home group is at `flagged`, with the flags of its table's
 * word.
 */
export function insertAt(map: usize, flagged: u32, h: u32, key: u32, at: usize, word: u32): usize {
  const group = groupAt(flagged);
  const control = load<u64>(group);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const beyond: bool = ((control >>> counterShift(h)) & 15) | (flagged & WORD_OVERFLOW) ? true : false;
  let slot = slotInGroup(group, control, h, key, at, word, valueBytes);
  if (!slot && beyond) slot = seekSlot(map, h, key, at, word, valueBytes);
  if (slot) {
    increment64(map, VERSION);
    return load<u32>(slot);
  }
  const record = append(map, at, word);
  if (!record) return 0;
  const empty = matchEmpty(control);
  const address = beyond || !empty ? insertAbsent(map, h, key) : insertHere<u32, u32>(map, group, empty, h, key);
  if (!address) {
    takeBack(map, record);
    return 0;
  }
  store<u32>(address, <u32>record);
  return record;
}
