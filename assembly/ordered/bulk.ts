/**
 * Many keys of bytes in one call: each staged by the host, its address and length word in the key table.
 *
 * A block's keys are hashed, then their home groups are loaded, then the records that these lead to, each in a pass of its own, so that
 * misses overlap. The operations proper come afterwards, key by key, over memory that is at hand.
 */
import { COUNT, HITS, MISSES, VERSION } from "../table/header";
import { matchTagAt, valueAddress } from "../table/group";
import { hash } from "../table/hash";
import { loadValue, storeValue } from "../table/layout";
import { BLOCK, groupAt, touch } from "../bulk/resolve";
import { INSERTED, REPLACED, settle } from "../bulk/put";
import { GROUPS_AT, HASHES, KEY_HASHES, KEY_TABLE, OUTCOMES, PREVIOUS, REST, VALUES } from "../memory/regions";
import { VALUE_BYTES } from "./header";
import { findSlot } from "./find";
import { hashBytes, isFast } from "./hash";
import { insertHashed } from "./insert";
import { removeKey } from "./remove";

// @ts-ignore: decorator
@inline
function addressOfKey(i: u32): usize {
  return load<u32>(KEY_TABLE + (i << 3));
}

// @ts-ignore: decorator
@inline
function wordOfKey(i: u32): u32 {
  return load<u32>(KEY_TABLE + (i << 3), 4);
}

/** Hashes a block's keys and loads what their lookups will read. */
function fetch(map: usize, from: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const key = hashBytes(map, addressOfKey(from + i), wordOfKey(from + i));
    store<u32>(KEY_HASHES + (i << 2), key);
    store<u32>(HASHES + (i << 2), hash<u32>(map, key));
  }
  touch<u32, u32>(map, count);
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const group = groupAt(load<u32>(GROUPS_AT + (i << 2)));
    const matches = matchTagAt(group, load<u32>(HASHES + (i << 2)));
    if (matches) loaded |= load<u32>(load<u32>(valueAddress<u32, u32>(group, ctz(matches))));
  }
  store<u32>(REST, loaded);
}

/** Address of the record of the `i`th key of the block that was fetched from `from` on, or 0. */
// @ts-ignore: decorator
@inline
function recordOf(map: usize, from: u32, i: u32): usize {
  const slot = findSlot(map, load<u32>(KEY_HASHES + (i << 2)), addressOfKey(from + i), wordOfKey(from + i));
  return slot ? <usize>load<u32>(slot) : 0;
}

/** As `getMany`, for the first `count` keys of the key table. */
export function getKeys(map: usize, count: u32): u32 {
  // The null map has no fields of an ordered one. It finds nothing, and zeros for the widest values serve all.
  return readKeys(map, count, map ? load<u32>(map, VALUE_BYTES) : 8);
}

/** As `hasMany`, for the first `count` keys of the key table. */
export function hasKeys(map: usize, count: u32): u32 {
  return readKeys(map, count, 0);
}

function readKeys(map: usize, count: u32, valueBytes: u32): u32 {
  let hits: u32 = 0;
  for (let from: u32 = 0; from < count; from += BLOCK) {
    const length = min(count - from, BLOCK);
    fetch(map, from, length);
    for (let i: u32 = 0; i < length; i++) {
      const record = recordOf(map, from, i);
      store<u8>(OUTCOMES + from + i, record ? 1 : 0);
      storeValue(valueBytes, VALUES + (from + i) * valueBytes, record ? loadValue(valueBytes, record) : 0);
      hits += record ? 1 : 0;
    }
  }
  store<u64>(map, load<u64>(map, HITS) + hits, HITS);
  store<u64>(map, load<u64>(map, MISSES) + (count - hits), MISSES);
  return hits;
}

/** As `putManyBy`, for the first `count` keys of the key table. */
export function putKeys(map: usize, count: u32, mode: u32, kind: u32): u32 {
  const version = load<u64>(map, VERSION);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  let fast = isFast(map);
  let i: u32 = 0;
  for (; i < count; i++) {
    const from = i - i % BLOCK;
    // An insertion may have begun a migration, after which the block's other keys have other hashes.
    if (i == from || fast != isFast(map)) fetch(map, from, min(count - from, BLOCK));
    fast = isFast(map);
    const before = load<u32>(map, COUNT);
    const record = insertHashed(map, load<u32>(KEY_HASHES + ((i % BLOCK) << 2)), addressOfKey(i), wordOfKey(i));
    if (!record) break;
    if (load<u32>(map, COUNT) == before) {
      if (!settle(valueBytes, i, record, mode, kind)) break;
    } else {
      store<u8>(OUTCOMES + i, INSERTED);
      storeValue(valueBytes, record, loadValue(valueBytes, VALUES + i * valueBytes));
    }
  }
  store<u64>(map, version, VERSION);
  return i;
}

/** As `undoMany`, for the first `count` keys of the key table. */
export function undoKeys(map: usize, count: u32): void {
  const version = load<u64>(map, VERSION);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  for (let i = count; i > 0; i--) {
    const at = i - 1;
    const outcome = load<u8>(OUTCOMES + at);
    if (outcome == INSERTED) {
      removeKey(map, addressOfKey(at), wordOfKey(at));
    } else if (outcome == REPLACED) {
      const slot = findSlot(map, hashBytes(map, addressOfKey(at), wordOfKey(at)), addressOfKey(at), wordOfKey(at));
      storeValue(valueBytes, load<u32>(slot), loadValue(valueBytes, PREVIOUS + at * valueBytes));
    }
  }
  store<u64>(map, version, VERSION);
}

/** As `removeMany`, for the first `count` keys of the key table. */
export function removeKeys(map: usize, count: u32): u32 {
  const version = load<u64>(map, VERSION);
  let removed: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (i % BLOCK == 0) fetch(map, i, min(count - i, BLOCK));
    const gone = removeKey(map, addressOfKey(i), wordOfKey(i));
    store<u8>(OUTCOMES + i, <u8>gone);
    removed += gone;
  }
  store<u64>(map, version, VERSION);
  return removed;
}
