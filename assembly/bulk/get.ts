/** Reading many keys in one call. */
import { HITS, MISSES } from "../table/header";
import { None, valueBytes } from "../table/group";
import { valueBytesOf } from "../table/layout";
import { VALUES, OUTCOMES, FOUND } from "../memory/regions";
import { resolve, BLOCK } from "./resolve";

/**
 * Looks up the first `count` keys of the key column: their values (0 for absent keys) to the value column, 0 or 1 for each
 * to the outcomes; returns how many are there.
 */
export function getMany(map: usize, count: u32): u32 {
  const bytes = valueBytesOf(map);
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    resolve(map, done, length);
    // The null map has no layout: zeros of the widest kind serve every column.
    hits += bytes == 4 ? report<u32>(done, length) : report<u64>(done, length);
  }
  return countReads(map, hits, count);
}

/** As `getMany`, without the values. */
export function hasMany(map: usize, count: u32): u32 {
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    resolve(map, done, length);
    hits += report<None>(done, length);
  }
  return countReads(map, hits, count);
}

/**
 * Values and outcomes of a block; returns how many keys are there. Address 0 can be read, too, so that there is no branch
 * and the misses of the values overlap.
 */
function report<V>(done: u32, length: u32): u32 {
  let hits: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const found: usize = load<u32>(FOUND + (i << 2));
    const hit = u32(found != 0);
    hits += hit;
    store<u8>(OUTCOMES + done + i, <u8>hit);
    if (valueBytes<V>()) store<V>(VALUES + (done + i) * sizeof<V>(), select<V>(load<V>(found), 0, found != 0));
  }
  return hits;
}

function countReads(map: usize, hits: u32, count: u32): u32 {
  store<u64>(map, load<u64>(map, HITS) + hits, HITS);
  store<u64>(map, load<u64>(map, MISSES) + (count - hits), MISSES);
  return hits;
}
