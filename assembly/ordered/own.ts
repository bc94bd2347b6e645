/**
 * Making what a write to an ordered map is to change the map's own, where snapshots see it: segments of the index (table/share.ts) and
 * pages of the log (kept.ts). All of it first, for a write that is refused must have changed nothing.
 */
import { hash } from "../table/hash";
import { makeOwnFor, makeOwnIn } from "../table/share";
import { LIST } from "../memory/regions";
import { VALUE_BYTES, FORMER } from "./header";
import { addressOfKey, wordOfKey } from "./block";
import { findSlot, seekFormer } from "./find";
import { hashBytes } from "./hash";
import { makeEndOwn, makePageOwn, makePreviousOwn } from "./kept";
import { pageOf, PAGE_LIVE, PAGE_USED, PAGE_HEADER } from "./page-layout";
import { bytesOf, DEAD, LENGTH_MASK } from "./record";

/** What inserting the key at `at`, whose hash is `key`, changes, or, if it is there, writing to its value. */
export function makeOwnToPut(map: usize, key: u32, at: usize, word: u32): bool {
  const slot = findSlot(map, key, at, word);
  if (slot) return makePageOwn(map, pageOf(load<u32>(slot)));
  return makeOwnFor(map, hash<u32>(map, key), key) && makeEndOwn(map);
}

/** What removing the key at `at`, which the slot at `slot` leads to, changes. */
export function makeOwnToRemove(map: usize, slot: usize, key: u32, at: usize, word: u32): bool {
  const page = pageOf(load<u32>(slot));
  const isLast = load<u32>(page, PAGE_LIVE) == bytesOf(load<u32>(map, VALUE_BYTES), word);
  return makePageOwn(map, page) && (!isLast || makePreviousOwn(map, page)) && makeSlotOwn(map, key, at, word);
}

/** What changes when the live records of two neighbouring pages move to a third: both pages go unchanged. O(records). */
export function makeOwnToMerge(map: usize, first: usize, second: usize): bool {
  return makePreviousOwn(map, first) && makeSlotsOwn(map, first) && makeSlotsOwn(map, second);
}

/** The slots of the live records of a page. */
function makeSlotsOwn(map: usize, page: usize): bool {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const end = page + load<u32>(page, PAGE_USED);
  for (let at = page + PAGE_HEADER; at < end;) {
    const word = load<u32>(at + valueBytes);
    if (!(word & DEAD)) {
      // Hashing reads beyond the key, which may be the last of the memory.
      memory.copy(LIST, at + valueBytes + 4, word & LENGTH_MASK);
      if (!makeSlotOwn(map, hashBytes(map, LIST, word), LIST, word)) return false;
    }
    at += bytesOf(valueBytes, word);
  }
  return true;
}

/** The segment with the slot of a key that is there. */
function makeSlotOwn(map: usize, key: u32, at: usize, word: u32): bool {
  if (!seekFormer(map, at, word, load<u32>(map, VALUE_BYTES))) return makeOwnFor(map, hash<u32>(map, key), key);
  const former: usize = load<u32>(map, FORMER);
  return makeOwnIn(map, former, hash<u32>(former, hashBytes(former, at, word)));
}

/** As `ownMany`, for the first `count` keys of the key table. */
export function ownKeys(map: usize, count: u32, present: bool): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const at = addressOfKey(i);
    const word = wordOfKey(i);
    const key = hashBytes(map, at, word);
    if (!(present ? makeOwnIfThere(map, key, at, word) : makeOwnToPut(map, key, at, word))) return i;
  }
  return count;
}

/** As `makeOwnToRemove`, if the key is there. Any page may lose its last record before the batch is through. */
function makeOwnIfThere(map: usize, key: u32, at: usize, word: u32): bool {
  const slot = findSlot(map, key, at, word);
  if (!slot) return true;
  const page = pageOf(load<u32>(slot));
  return makePageOwn(map, page) && makePreviousOwn(map, page) && makeSlotOwn(map, key, at, word);
}
