/**
 * Writing many entries in one call.
 *
 * `putMany` replaces what is there; it keeps no journal, for the caller knows that it can take it back otherwise (an empty
 * map is cleared) or need not. `putManyBy` knows every conflict mode and notes for each entry what became of it and the value
 * it replaced, so that `undoMany` can take a batch back, newest entry first. Neither changes the version: a batch is one
 * change, which the caller counts. Of a map that has snapshots the caller has made the segments its own, by `ownMany`: looking for it
 * here took a tenth longer, snapshots or not.
 */
import { COUNT, VERSION, LAYOUT, GROUPS, RELOCATIONS, WORD_OVERFLOW } from "../table/header";
import {
  None, segmentGroups, valueBytes, valueAddress, keyAddress, matchEmpty, firstSlot, counterShift, tagOf, loadLimit,
} from "../table/group";
import { keyBytesOf, valueBytesOf, loadKey, loadValue, storeValue } from "../table/layout";
import { lookup, findInGroup } from "../table/find";
import { insertElsewhere } from "../table/insert";
import { remove } from "../table/remove";
import { KEYS, VALUES, PREVIOUS, OUTCOMES, HASHES, GROUPS_AT } from "../memory/regions";
import { entryOf, ENTRY_COUNT } from "../memory/segments";
import { locate, locateKeys, groupAt, BLOCK } from "./resolve";
import { combine, failed, MODE_PLAIN, MODE_KEEP, MODE_ERROR, MODE_ADD, KIND_U32, KIND_U64, KIND_F64 } from "./conflict";

/** What became of an entry. */
// @ts-ignore: decorator
@inline export const KEPT: u8 = 0;
// @ts-ignore: decorator
@inline export const INSERTED: u8 = 1;
// @ts-ignore: decorator
@inline export const REPLACED: u8 = 2;

/** Sets the first `count` entries of the columns; returns how many were set, fewer than `count` only when memory is exhausted. */
export function putMany(map: usize, count: u32): u32 {
  return putManyBy(map, count, MODE_PLAIN, 0);
}

/**
 * Sets the first `count` entries of the columns, resolving conflicts by `mode` among values of `kind`. Returns how many were
 * settled: fewer than `count` where the next one is in conflict, overflows, or memory is exhausted.
 */
export function putManyBy(map: usize, count: u32, mode: u32, kind: u32): u32 {
  const version = load<u64>(map, VERSION);
  let done: u32 = 0;
  while (done < count) {
    const length = min(count - done, BLOCK);
    const set = put(map, done, length, mode, kind);
    done += set;
    if (set < length) break;
  }
  store<u64>(map, version, VERSION);
  return done;
}

/** As `putBlock`, for the layout of `map`. */
// @ts-ignore: decorator
@inline
function put(map: usize, from: u32, count: u32, mode: u32, kind: u32): u32 {
  switch (load<u32>(map, LAYOUT)) {
    case 0x400: return putBlock<u32, None>(map, from, count, mode, kind);
    case 0x404: return putBlock<u32, u32>(map, from, count, mode, kind);
    case 0x408: return putBlock<u32, u64>(map, from, count, mode, kind);
    case 0x800: return putBlock<u64, None>(map, from, count, mode, kind);
    case 0x804: return putBlock<u64, u32>(map, from, count, mode, kind);
    default: return putBlock<u64, u64>(map, from, count, mode, kind);
  }
}

/**
 * Key by key, their home groups at hand: most are found or inserted right there. After entries have moved the groups are
 * located anew. Resolving first and inserting what is absent afterwards took 1.3 to 1.5 times as long.
 */
function putBlock<K, V>(map: usize, from: u32, count: u32, mode: u32, kind: u32): u32 {
  const keys = KEYS + from * sizeof<K>();
  const whole = load<u32>(map, GROUPS) == segmentGroups<K, V>();
  let relocations = load<u32>(map, RELOCATIONS);
  locate<K, V>(map, keys, count);
  for (let i: u32 = 0; i < count; i++) {
    const key = load<K>(keys + i * sizeof<K>());
    const h = load<u32>(HASHES + (i << 2));
    const flagged = load<u32>(GROUPS_AT + (i << 2));
    const at = groupAt(flagged);
    const control = load<u64>(at);
    const before = load<u32>(map, COUNT);
    let address = findInGroup<K, V>(at, control, h, key);
    if (!address && whole && !(((control >>> counterShift(h)) & 15) | (flagged & WORD_OVERFLOW))) {
      address = insertAtHome<K, V>(map, at, control, h, key);
    }
    if (!address) {
      address = insertElsewhere(map, h, <u64>key);
      if (!address) return i;
      if (load<u32>(map, RELOCATIONS) != relocations) {
        relocations = load<u32>(map, RELOCATIONS);
        locate<K, V>(map, keys, count);
      }
    }
    if (mode != MODE_PLAIN) {
      if (load<u32>(map, COUNT) == before) {
        const settled = valueBytes<V>() && counts<V>(mode, kind) ? addTo<V>(from + i, address, kind) : settle(valueBytes<V>(), from + i, address, mode, kind);
        if (!settled) return i;
        continue;
      }
      store<u8>(OUTCOMES + from + i, INSERTED);
    }
    if (valueBytes<V>()) store<V>(address, load<V>(VALUES + (from + i) * sizeof<V>()));
  }
  return count;
}

/** Whether values are added as they lie: counting, which deserves a path without a call. */
// @ts-ignore: decorator
@inline
function counts<V>(mode: u32, kind: u32): bool {
  return mode == MODE_ADD && (kind == (sizeof<V>() == 4 ? KIND_U32 : KIND_U64) || kind == KIND_F64);
}

/** As `settle`, where `counts`: adds the entry `at` of the columns to the value at `address`. */
// @ts-ignore: decorator
@inline
function addTo<V>(at: u32, address: usize, kind: u32): bool {
  const old = load<V>(address);
  const sum: V = old + load<V>(VALUES + at * sizeof<V>());
  if (sizeof<V>() == 8 && kind == KIND_F64) {
    store<f64>(address, load<f64>(address) + load<f64>(VALUES + at * sizeof<V>()));
  } else {
    if (sum < old) return false;
    store<V>(address, sum);
  }
  store<V>(PREVIOUS + at * sizeof<V>(), old);
  store<u8>(OUTCOMES + at, REPLACED);
  return true;
}

/** Resolves the conflict of the entry `at` of the columns with the value at `address`. False, and nothing changed, where that fails. */
export function settle(valueBytes: u32, at: u32, address: usize, mode: u32, kind: u32): bool {
  if (mode == MODE_ERROR) return false;
  if (mode == MODE_KEEP) {
    store<u8>(OUTCOMES + at, KEPT);
    return true;
  }
  const old = loadValue(valueBytes, address);
  const result = combine(mode, kind, old, loadValue(valueBytes, VALUES + at * valueBytes));
  if (failed()) return false;
  storeValue(valueBytes, PREVIOUS + at * valueBytes, old);
  storeValue(valueBytes, address, result);
  store<u8>(OUTCOMES + at, REPLACED);
  return true;
}

/** Inserts an absent key into its home group of a whole segment, if that has room for it; else 0. */
// @ts-ignore: decorator
@inline
function insertAtHome<K, V>(map: usize, at: usize, control: u64, h: u32, key: K): usize {
  const empty = matchEmpty(control);
  const entry = entryOf(at);
  const count = load<u32>(entry, ENTRY_COUNT);
  if (!empty || count >= loadLimit(segmentGroups<K, V>())) return 0;
  const slot = firstSlot(empty);
  store<u8>(at + slot, <u8>tagOf(h));
  store<K>(keyAddress<K>(at, slot), key);
  store<u32>(entry, count + 1, ENTRY_COUNT);
  store<u32>(map, load<u32>(map, COUNT) + 1, COUNT);
  return valueAddress<K, V>(at, slot);
}

/**
 * Takes back the first `count` entries of a chunk, by its keys, outcomes and previous values in the scratch columns. Where they are is
 * looked up block by block, so that misses overlap.
 */
export function undoMany(map: usize, count: u32): void {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const version = load<u64>(map, VERSION);
  for (let i = count; i > 0; i--) {
    const at = i - 1;
    if (i == count || i % BLOCK == 0) locateKeys(map, at & ~(BLOCK - 1), (at & (BLOCK - 1)) + 1);
    const outcome = load<u8>(OUTCOMES + at);
    const key = loadKey(keyBytes, KEYS + at * keyBytes);
    if (outcome == INSERTED) remove(map, key);
    else if (outcome == REPLACED) storeValue(valueBytes, lookup(map, key), loadValue(valueBytes, PREVIOUS + at * valueBytes));
  }
  store<u64>(map, version, VERSION);
}
