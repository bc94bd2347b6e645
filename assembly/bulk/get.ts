/** Reading many keys in one call. */
import { HITS, MISSES } from "../table/header";
import { resolve, BLOCK } from "./resolve";

/**
 * Looks up the first `count` keys of the key column: their values (0 for absent keys) to the value column, 0 or 1 for each
 * to the outcomes; returns how many are there.
 */
export function getMany(map: usize, count: u32): u32 {
  return read(map, count, true);
}

/** As `getMany`, without the values. */
export function hasMany(map: usize, count: u32): u32 {
  return read(map, count, false);
}

function read(map: usize, count: u32, values: bool): u32 {
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) hits += resolve(map, done, min(count - done, BLOCK), values);
  store<u64>(map, load<u64>(map, HITS) + hits, HITS);
  store<u64>(map, load<u64>(map, MISSES) + (count - hits), MISSES);
  return hits;
}
