/** Inserting a key of bytes: a record at the end of the log, and its address in the index. */
import { VERSION, WORD_FLAGS, WORD_SHARED, increment64 } from "../table/header";
import { hasSnapshots } from "../table/annex";
import { hash } from "../table/hash";
import { wordOf } from "../table/find";
import { matchEmpty } from "../table/group";
import { insertAbsent, insertHere, insertInTable, OVERFLOWS } from "../table/insert";
import { groupAt } from "../bulk/resolve";
import { append, takeBack } from "./append";
import { goesOn, homeGroup, seekSlot, slotInGroup } from "./find";
import { hashBytes, isFast } from "./hash";
import { VALUE_BYTES, FORMER } from "./header";
import { beginMigration, migrateSome } from "./migrate";
import { makeOwnToPut } from "./own";

/**
 * Address of the record of the key at `at` with the length word `word`; it is appended, with value 0, if it is absent. 0, and
 * nothing changed, when memory is refused. Expected O(bytes).
 */
export function insertKey(map: usize, at: usize, word: u32): usize {
  if (load<u32>(map, FORMER)) migrateSome(map);
  const key = hashBytes(map, at, word);
  if (hasSnapshots(map) && !makeOwnToPut(map, key, at, word)) return 0;
  const h = hash<u32>(map, key);
  const table = wordOf(map, h);
  return insertAt(map, <u32>homeGroup(map, table, h) | (table & WORD_FLAGS), h, key, at, word);
}

/**
 * As `insertKey`, for a key whose hash is `key`, `h` in the index, and whose home group is at `flagged`, with the flags of its table's
 * word. What it writes to must be the map's own.
 */
export function insertAt(map: usize, flagged: u32, h: u32, key: u32, at: usize, word: u32): usize {
  const group = groupAt(flagged);
  const control = load<u64>(group);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const beyond = goesOn(map, flagged, control, h);
  let slot = slotInGroup(group, control, h, key, at, word, valueBytes);
  if (!slot && beyond) slot = seekSlot(map, h, key, at, word, valueBytes);
  if (slot) {
    increment64(map, VERSION);
    return load<u32>(slot);
  }
  const record = append(map, at, word);
  if (!record) return 0;
  const empty = matchEmpty(control);
  // A flag that has outlived its snapshots is taken back by the long way.
  let address: usize = beyond || !empty || (flagged & WORD_SHARED) ? 0 : insertHere<u32, u32>(map, group, empty, h, key);
  if (!address) address = insertSlot(map, h, key, at, word);
  if (!address) {
    takeBack(map, record);
    return 0;
  }
  store<u32>(address, <u32>record);
  return record;
}

/**
 * Address of the index slot for an absent key, or 0 where memory is refused. Under the fast hash nothing overflows: more keys than a
 * segment holds with so many bits in common are no accident, and the map begins to hash by SipHash.
 */
export function insertSlot(map: usize, h: u32, key: u32, at: usize, word: u32): usize {
  if (!isFast(map)) return insertAbsent(map, h, key);
  const address = insertInTable(map, h, key);
  if (address != OVERFLOWS) return address;
  if (!beginMigration(map)) return 0;
  key = hashBytes(map, at, word);
  return insertAbsent(map, hash<u32>(map, key), key);
}
