/**
 * Iteration: one table's entries at a time, copied out so that the caller may change the map meanwhile.
 *
 * A position is `level << 18 | prefix`: the level is 0 for the map and counts its overflow tables, the prefix is the
 * highest 17 bits of the hash from which on entries are still to be visited. A table covers a range of prefixes and the
 * next position is the end of that range, whatever splits and merges happen between two calls: so entries present
 * throughout are visited exactly once.
 */
import { DIRECTORY, GROUPS, addressOf } from "./header";
import { annexOf, OVERFLOW } from "./annex";
import { KEYS_AT, SLOTS } from "./group";
import { keyBytesOf, valueBytesOf, valuesAtOf, groupBytesOf, loadKey, storeKey, loadValue, storeValue, hashKey } from "./layout";
import { wordOf } from "./find";
import { MAXIMUM_DEPTH } from "./directory";
import { KEYS, VALUES, SCAN_NEXT } from "../memory/regions";
import { entryOf, ENTRY_DEPTH } from "../memory/segments";

// @ts-ignore: decorator
@inline const LEVEL_SHIFT: u32 = 18;
// @ts-ignore: decorator
@inline const PREFIXES: u32 = 1 << MAXIMUM_DEPTH;

/** Copies the entries of the table at `position` to the key and value columns; returns how many, and the next position beside. */
export function scan(map: usize, position: u32): u32 {
  const level = position >>> LEVEL_SHIFT;
  for (let i: u32 = 0; i < level && map; i++) map = load<u32>(annexOf(map), OVERFLOW);
  if (!map) {
    store<i32>(SCAN_NEXT, -1);
    return 0;
  }
  const prefix = position & ((1 << LEVEL_SHIFT) - 1);
  const h = prefix << (32 - MAXIMUM_DEPTH);
  const table = addressOf(wordOf(map, h));
  const range: u32 = load<u32>(map, DIRECTORY) ? PREFIXES >>> load<u32>(entryOf(table), ENTRY_DEPTH) : PREFIXES;
  const start = prefix & ~(range - 1);
  const end = start + range;
  if (end < PREFIXES) store<i32>(SCAN_NEXT, (level << LEVEL_SHIFT) + end);
  else store<i32>(SCAN_NEXT, load<u32>(annexOf(map), OVERFLOW) ? (level + 1) << LEVEL_SHIFT : -1);
  return copyOut(map, table, load<u32>(map, GROUPS), prefix == start ? 0 : h);
}

/** Copies the entries whose hash is at least `least`; returns how many. */
function copyOut(map: usize, table: usize, groups: u32, least: u32): u32 {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const copied = copyColumn(map, table, groups, KEYS_AT, keyBytes, KEYS);
  if (valueBytes) copyColumn(map, table, groups, valuesAtOf(map), valueBytes, VALUES);
  if (!least) return copied;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < copied; i++) {
    const key = loadKey(keyBytes, KEYS + i * keyBytes);
    if (hashKey(map, keyBytes, key) < least) continue;
    storeKey(keyBytes, KEYS + kept * keyBytes, key);
    storeValue(valueBytes, VALUES + kept * valueBytes, loadValue(valueBytes, VALUES + i * valueBytes));
    kept++;
  }
  return kept;
}

/** Copies what taken slots have at `offset` in their group, `bytes` each, to the column at `to`; returns how many. */
function copyColumn(map: usize, table: usize, groups: u32, offset: usize, bytes: u32, to: usize): u32 {
  const end = table + groups * groupBytesOf(map);
  return bytes == 4
    ? copyTaken<u32>(table, end, groupBytesOf(map), offset, to)
    : copyTaken<u64>(table, end, groupBytesOf(map), offset, to);
}

/**
 * Every slot is copied, and the next one over it unless it was taken: how many of a group are, no branch could predict. Following
 * the tags instead took 10 to 14 ns an entry of 4→4. What is copied last may be rubbish, beyond the column's end.
 */
function copyTaken<T>(table: usize, end: usize, stride: usize, offset: usize, to: usize): u32 {
  const from = to;
  for (; table < end; table += stride) {
    let tags = load<u64>(table) >>> 7;
    for (let slot: u32 = 0; slot < SLOTS; slot++) {
      store<T>(to, load<T>(table + offset + slot * sizeof<T>()));
      to += <usize>(tags & 1) * sizeof<T>();
      tags >>>= 8;
    }
  }
  return <u32>(to - from) / sizeof<T>();
}
