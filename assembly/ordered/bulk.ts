/** Many keys of bytes in one call: each staged by the host, its address and length word in the key table. */
import { HITS, MISSES, VERSION, WORD_OVERFLOW } from "../table/header";
import { counterShift } from "../table/group";
import { loadValue, storeValue } from "../table/layout";
import { BLOCK, groupAt } from "../bulk/resolve";
import { INSERTED, REPLACED } from "../bulk/put";
import { FOUND, GROUPS_AT, HASHES, KEY_HASHES, OUTCOMES, PREVIOUS, VALUES } from "../memory/regions";
import { FORMER, KEPT, VALUE_BYTES } from "./header";
import { addressOfKey, fetch, wordOfKey } from "./block";
import { findSlot } from "./find";
import { hashBytes } from "./hash";
import { isKeyOf } from "./record";
import { removeKey } from "./remove";
import { findSeen } from "./snapshot";

/** As `getMany`, for the first `count` keys of the key table. */
export function getKeys(map: usize, count: u32): u32 {
  // The null map has no fields of an ordered one. It finds nothing, and zeros for the widest values serve all.
  return readKeys(map, count, map ? load<u32>(map, VALUE_BYTES) : 8, true);
}

/** As `hasMany`, for the first `count` keys of the key table. */
export function hasKeys(map: usize, count: u32): u32 {
  return readKeys(map, count, load<u32>(map, VALUE_BYTES), false);
}

function readKeys(map: usize, count: u32, valueBytes: u32, values: bool): u32 {
  if (load<u32>(map, KEPT)) return readSeen(map, count, valueBytes, values);
  let hits: u32 = 0;
  for (let from: u32 = 0; from < count; from += BLOCK) {
    const length = min(count - from, BLOCK);
    fetch(map, from, length);
    for (let i: u32 = 0; i < length; i++) {
      const record = recordOf(map, from, i, valueBytes);
      store<u8>(OUTCOMES + from + i, record ? 1 : 0);
      if (values) storeValue(valueBytes, VALUES + (from + i) * valueBytes, record ? loadValue(valueBytes, record) : 0);
      hits += record ? 1 : 0;
    }
  }
  store<u64>(map, load<u64>(map, HITS) + hits, HITS);
  store<u64>(map, load<u64>(map, MISSES) + (count - hits), MISSES);
  return hits;
}

/** As `readKeys`, of a snapshot. */
function readSeen(snapshot: usize, count: u32, valueBytes: u32, values: bool): u32 {
  let hits: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const record = findSeen(snapshot, addressOfKey(i), wordOfKey(i));
    store<u8>(OUTCOMES + i, record ? 1 : 0);
    if (values) storeValue(valueBytes, VALUES + i * valueBytes, record ? loadValue(valueBytes, record) : 0);
    hits += record ? 1 : 0;
  }
  return hits;
}

/** Address of the record of the `i`th key of the block that was fetched from `from` on, or 0. */
// @ts-ignore: decorator
@inline
function recordOf(map: usize, from: u32, i: u32, valueBytes: u32): usize {
  const found: usize = load<u32>(FOUND + (i << 2));
  const at = addressOfKey(from + i);
  const word = wordOfKey(from + i);
  if (found && isKeyOf(found + valueBytes, at, word)) return found;
  const flagged = load<u32>(GROUPS_AT + (i << 2));
  const passed = (load<u64>(groupAt(flagged)) >>> counterShift(load<u32>(HASHES + (i << 2)))) & 15;
  if (!(<u64>found | passed | (flagged & WORD_OVERFLOW) | load<u32>(map, FORMER))) return 0;
  const slot = findSlot(map, load<u32>(KEY_HASHES + (i << 2)), at, word);
  return slot ? <usize>load<u32>(slot) : 0;
}

/** As `undoMany`, for the first `count` keys of the key table. */
export function undoKeys(map: usize, count: u32): void {
  const version = load<u64>(map, VERSION);
  const valueBytes = load<u32>(map, VALUE_BYTES);
  for (let i = count; i > 0; i--) {
    const at = i - 1;
    if (i == count || i % BLOCK == 0) fetch(map, at & ~(BLOCK - 1), (at & (BLOCK - 1)) + 1);
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

/** As `removeMany`, for the first `count` keys of the key table, which are the map's own by `ownKeys` if it has snapshots. */
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
