/** Inserting a key of bytes: a record at the end of the log, and its address in the index. */
import { VERSION, increment64 } from "../table/header";
import { hash } from "../table/hash";
import { insertAbsent } from "../table/insert";
import { append, takeBack } from "./append";
import { findSlot } from "./find";
import { hashBytes } from "./hash";

/**
 * Address of the record of the key at `at` with the length word `word`; it is appended, with value 0, if it is absent. 0, and
 * nothing changed, when memory is refused. Expected O(bytes).
 */
export function insertKey(map: usize, at: usize, word: u32): usize {
  return insertHashed(map, hashBytes(map, at, word), at, word);
}

/** As `insertKey`, for a key whose hash is `key`. */
export function insertHashed(map: usize, key: u32, at: usize, word: u32): usize {
  const slot = findSlot(map, key, at, word);
  if (slot) {
    increment64(map, VERSION);
    return load<u32>(slot);
  }
  const record = append(map, at, word);
  if (!record) return 0;
  const address = insertAbsent(map, hash<u32>(map, key), key);
  if (!address) {
    takeBack(map, record);
    return 0;
  }
  store<u32>(address, <u32>record);
  return record;
}
