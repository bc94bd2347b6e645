/** Reading many keys of a cache in one call: each is counted and known to the policy, as by a single read. */
import { HITS, MISSES } from "../../table/header";
import { BLOCK } from "../../bulk/resolve";
import { FOUND, HASHES, KEYS, OUTCOMES, REST, VALUES } from "../../memory/regions";
import { POLICY } from "../header";
import { LRU, prepareMany, read } from "../policy/policy";
import { noteRead } from "../shadows";
import { LAYOUT_4_4, LAYOUT_4_8, LAYOUT_8_4, findLocated, layoutOf, locateKeys, payloadOfLocated, touchLines } from "./block";

/** Looks up the first `count` keys of the key column: payloads (0 for absent keys) to the value column, 0 or 1 for each to the outcomes; returns how many are there. */
export function cacheGetMany(cache: usize, count: u32): u32 {
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) hits += readBlock(cache, done, min(count - done, BLOCK));
  store<u64>(cache, load<u64>(cache, HITS) + hits, HITS);
  store<u64>(cache, load<u64>(cache, MISSES) + (count - hits), MISSES);
  return hits;
}

function readBlock(cache: usize, from: u32, count: u32): u32 {
  switch (layoutOf(cache)) {
    case LAYOUT_4_4: return readKeys<u32, u32>(cache, from, count);
    case LAYOUT_4_8: return readKeys<u32, u64>(cache, from, count);
    case LAYOUT_8_4: return readKeys<u64, u32>(cache, from, count);
    default: return readKeys<u64, u64>(cache, from, count);
  }
}

function readKeys<K, P>(cache: usize, from: u32, count: u32): u32 {
  const keys = KEYS + from * sizeof<K>();
  // Where reads move entries, their lines are loaded first, which are anywhere.
  const isLater = load<u32>(cache, POLICY) == LRU;
  locateKeys<K, P>(cache, keys, count);
  let absent: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const slot = findLocated<K, P>(cache, i, load<K>(keys + i * sizeof<K>()));
    if (isLater) store<u32>(FOUND + (i << 2), <u32>slot);
    if (slot) {
      store<P>(VALUES + (from + i) * sizeof<P>(), load<P>(payloadOfLocated<K, P>(cache, i, slot)));
      store<u8>(OUTCOMES + from + i, 1);
      if (!isLater) readNow(cache, slot, i);
    } else {
      store<P>(VALUES + (from + i) * sizeof<P>(), 0);
      store<u8>(OUTCOMES + from + i, 0);
      store<u32>(REST + (absent++ << 2), load<u32>(HASHES + (i << 2)));
    }
  }
  // What is not there comes soon.
  prepareMany(cache, REST, absent);
  if (isLater) readLater(cache, count);
  return count - absent;
}

/** Tells the policy, and its simulations, of the entry at `slot`, whose key is the `i`th of the block. */
// @ts-ignore: decorator
@inline
export function readNow(cache: usize, slot: usize, i: u32): void {
  read(cache, slot);
  noteRead(cache, load<u32>(HASHES + (i << 2)));
}

/** Tells LRU, which has no simulations, of the slots in FOUND, in order. */
export function readLater(cache: usize, count: u32): void {
  touchLines(cache, count);
  for (let i: u32 = 0; i < count; i++) {
    const slot: usize = load<u32>(FOUND + (i << 2));
    if (slot) read(cache, slot);
  }
}

/** As `cacheGetMany`, without the payloads; neither counted nor known to the policy. */
export function cacheHasMany(cache: usize, count: u32): u32 {
  let hits: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    findBlock(cache, done, length);
    for (let i: u32 = 0; i < length; i++) {
      const found = u32(load<u32>(FOUND + (i << 2)) != 0);
      store<u8>(OUTCOMES + done + i, <u8>found);
      hits += found;
    }
  }
  return hits;
}

/** Leaves in FOUND the slots of `count` (at most 64) keys from the `from`th of the key column on, 0 for absent ones. */
export function findBlock(cache: usize, from: u32, count: u32): void {
  switch (layoutOf(cache)) {
    case LAYOUT_4_4: return findKeys<u32, u32>(cache, from, count);
    case LAYOUT_4_8: return findKeys<u32, u64>(cache, from, count);
    case LAYOUT_8_4: return findKeys<u64, u32>(cache, from, count);
    default: return findKeys<u64, u64>(cache, from, count);
  }
}

function findKeys<K, P>(cache: usize, from: u32, count: u32): void {
  const keys = KEYS + from * sizeof<K>();
  locateKeys<K, P>(cache, keys, count);
  for (let i: u32 = 0; i < count; i++) store<u32>(FOUND + (i << 2), <u32>findLocated<K, P>(cache, i, load<K>(keys + i * sizeof<K>())));
}
