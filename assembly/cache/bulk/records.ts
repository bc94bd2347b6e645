/** The bulk calls for keys of text and bytes: each staged by the host, its address and length word in the key table. */
import { HITS, MISSES } from "../../table/header";
import { firstSlot, keyAddress, matchTag } from "../../table/group";
import { loadValue, storeValue } from "../../table/layout";
import { BLOCK } from "../../bulk/resolve";
import { FOUND, GROUPS_AT, HASHES, KEY_HASHES, KEY_TABLE, OUTCOMES, PREVIOUS, REST, VALUES } from "../../memory/regions";
import { addressOfKey, wordOfKey } from "../../ordered/block";
import { hashKeys } from "../../ordered/hash";
import { VALUE_BYTES } from "../../ordered/header";
import { HANDLES, HOLDS, POLICY, RECYCLED, TOUCHED } from "../header";
import { LRU, prepareMany } from "../policy/policy";
import { putHashedRecord, recordAt, slotOfRecord } from "../record";
import { removeSlot } from "../remove";
import { payloadAt } from "../slot";
import { locateKeys, touchAhead, touchLines } from "./block";
import { readLater, readNow } from "./get";
import { beginHandles, putHandle } from "./handles";

/** Leaves for `count` (at most 64) keys of the key table, from the `from`th on, what `locateKeys` does, and loads the records that seem to be theirs. */
function fetch(cache: usize, from: u32, count: u32): void {
  hashKeys(cache, KEY_TABLE + (from << 3), count);
  locateKeys<u32, u32>(cache, KEY_HASHES, count);
  for (let i: u32 = 0; i < count; i++) {
    const at = i << 2;
    store<u32>(FOUND + at, candidate(load<u32>(GROUPS_AT + at), load<u32>(HASHES + at), load<u32>(KEY_HASHES + at)));
  }
  // Where there is none, the null map is read instead.
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) loaded |= load<u32>(load<u32>(FOUND + (i << 2)));
  store<u32>(cache, loaded, TOUCHED);
}

/** The payload that the group at `group` has for a hash of bytes, or 0. */
// @ts-ignore: decorator
@inline
function candidate(group: usize, h: u32, key: u32): u32 {
  let matches = matchTag(load<u64>(group), h);
  while (matches) {
    const number = firstSlot(matches);
    if (load<u32>(keyAddress<u32>(group, number)) == key) return load<u32>(payloadAt<u32, u32>(group, number));
    matches &= matches - 1;
  }
  return 0;
}

/** The slot of the `i`th key of the block that was fetched from `from` on, or 0. */
function slotOfFetched(cache: usize, from: u32, i: u32): usize {
  return slotOfRecord(cache, load<u32>(HASHES + (i << 2)), load<u32>(KEY_HASHES + (i << 2)), addressOfKey(from + i), wordOfKey(from + i));
}

/** As `cacheGetMany`, for the first `count` keys of the key table. */
export function cacheGetKeys(cache: usize, count: u32): u32 {
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) hits += readRecords(cache, done, min(count - done, BLOCK));
  store<u64>(cache, load<u64>(cache, HITS) + hits, HITS);
  store<u64>(cache, load<u64>(cache, MISSES) + (count - hits), MISSES);
  return hits;
}

function readRecords(cache: usize, from: u32, count: u32): u32 {
  const valueBytes = load<u32>(cache, VALUE_BYTES);
  const isLater = load<u32>(cache, POLICY) == LRU;
  fetch(cache, from, count);
  let absent: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const slot = slotOfFetched(cache, from, i);
    store<u32>(FOUND + (i << 2), <u32>slot);
    store<u8>(OUTCOMES + from + i, slot ? 1 : 0);
    storeValue(valueBytes, VALUES + (from + i) * valueBytes, slot ? loadValue(valueBytes, recordAt(cache, slot)) : 0);
    if (!slot) store<u32>(REST + (absent++ << 2), load<u32>(HASHES + (i << 2)));
    else if (!isLater) readNow(cache, slot, i);
  }
  prepareMany(cache, REST, absent);
  if (isLater) readLater(cache, count);
  return count - absent;
}

/** As `cacheHasMany`. */
export function cacheHasKeys(cache: usize, count: u32): u32 {
  let hits: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (i % BLOCK == 0) fetch(cache, i, min(count - i, BLOCK));
    const found = u32(slotOfFetched(cache, i & ~(BLOCK - 1), i & (BLOCK - 1)) != 0);
    store<u8>(OUTCOMES + i, <u8>found);
    hits += found;
  }
  return hits;
}

/** As `cachePutMany`, of a cache whose values are no blobs. */
export function cachePutKeys(cache: usize, count: u32): u32 {
  const valueBytes = load<u32>(cache, VALUE_BYTES);
  const hasHandles = (load<u32>(cache, HOLDS) & HANDLES) != 0;
  beginHandles();
  for (let i: u32 = 0; i < count; i++) {
    if (i % BLOCK == 0) {
      fetch(cache, i, min(count - i, BLOCK));
      touchAhead(cache, min(count - i, BLOCK));
    }
    const at = (i & (BLOCK - 1)) << 2;
    const record = putHashedRecord(cache, load<u32>(HASHES + at), load<u32>(KEY_HASHES + at), addressOfKey(i), wordOfKey(i));
    if (!record) return i;
    if (hasHandles) putHandle(record, i);
    else storeValue(valueBytes, record, loadValue(valueBytes, VALUES + i * valueBytes));
  }
  return count;
}

/** As `cacheRemoveMany`. */
export function cacheRemoveKeys(cache: usize, count: u32): u32 {
  let removed: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = i & ~(BLOCK - 1);
    if (i == from) fetchLines(cache, i, min(count - i, BLOCK));
    const slot = slotOfFetched(cache, from, i - from);
    if (slot) removeSlot(cache, slot);
    store<u32>(PREVIOUS + (i << 2), slot ? load<u32>(cache, RECYCLED) : 0);
    store<u8>(OUTCOMES + i, slot ? 1 : 0);
    removed += slot ? 1 : 0;
  }
  return removed;
}

/** As `fetch`, with the lines of the entries. */
function fetchLines(cache: usize, from: u32, count: u32): void {
  fetch(cache, from, count);
  for (let i: u32 = 0; i < count; i++) store<u32>(FOUND + (i << 2), <u32>slotOfFetched(cache, from, i));
  touchLines(cache, count);
}
