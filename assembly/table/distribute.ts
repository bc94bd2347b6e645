/**
 * Sharing a segment's entries between it and its new buddy, and putting displaced entries nearer to home.
 *
 * Before a split the segment is copied whole to its buddy; then each group of both keeps, by masks over its tags, the entries
 * whose home it is and whose bit is theirs: nothing moves within a group. Entries that were displaced are listed
 * first and put back afterwards, when every counter is 0. Seven keys are hashed by two vectors.
 */
import { firstSlot, TAGS, TAKEN, KEYS_AT, HOME_MASK, HOME_BITS } from "./group";
import { hashFour, hashFour4, hashFour8 } from "./hash";
import {
  keyBytesOf, valueBytesOf, valuesAtOf, sideBytesOf, sidesAtOf, groupBytesOf, segmentGroupsOf, loadKey, storeKey, loadValue, storeValue,
  hashKey,
} from "./layout";
import { place, sideOf } from "./place";
import { LIST, SEGMENT_BYTES } from "../memory/regions";

/** The most entries a segment can hold of a layout with values: 1792 of 8 bytes. The list's values follow its keys. */
// @ts-ignore: decorator
@inline const LIST_VALUES: usize = LIST + 1792 * 8;
/** What is beside values of 4 bytes, of which a segment holds at most 1190 then. */
// @ts-ignore: decorator
@inline const LIST_SIDES: usize = LIST_VALUES + 1792 * 4;

/**
 * Shares the entries of `segment` with `buddy` by bit 31 − depth; returns how many went there. A segment that is its own buddy
 * keeps them all: only the displaced ones are put in again.
 */
export function distribute(map: usize, segment: usize, buddy: usize, depth: u32): u32 {
  return keyBytesOf(map) == 4
    ? distributeKeys<u32>(map, segment, buddy, depth)
    : distributeKeys<u64>(map, segment, buddy, depth);
}

function distributeKeys<K>(map: usize, segment: usize, buddy: usize, depth: u32): u32 {
  const stride = groupBytesOf(map);
  const groups = segmentGroupsOf(map);
  const apart: u64 = buddy == segment ? 0 : TAGS;
  if (apart) memory.copy(buddy, segment, SEGMENT_BYTES);
  let moved: u32 = 0;
  let listed: u32 = 0;
  for (let group: u32 = 0, at = segment; group < groups; group++, at += stride) {
    const tags = load<u64>(at) & TAGS;
    const low = hashFour<K>(map, at + KEYS_AT);
    const high = hashLast<K>(map, at + KEYS_AT + 4 * sizeof<K>());
    const home = bytesOf(isHome(low, group, groups), isHome(high, group, groups));
    const move = apart & bytesOf(i32x4.shr_s(i32x4.shl(low, depth), 31), i32x4.shr_s(i32x4.shl(high, depth), 31));
    const go = tags & home & move;
    moved += <u32>popcnt(go & TAKEN);
    store<u64>(at + (buddy - segment), go);
    store<u64>(at, tags & home & ~move);
    const displaced = tags & ~home & TAKEN;
    if (displaced) listed = list(map, at, displaced, listed);
  }
  return moved + putBack(map, segment, buddy, depth, listed);
}

/** Adds the displaced entries of the group at `at` to the list; returns its new length. */
function list(map: usize, at: usize, displaced: u64, listed: u32): u32 {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const sideBytes = sideBytesOf(map);
  while (displaced) {
    const slot = firstSlot(displaced);
    displaced &= displaced - 1;
    storeKey(keyBytes, LIST + listed * keyBytes, loadKey(keyBytes, at + KEYS_AT + slot * keyBytes));
    const value = loadValue(valueBytes, at + valuesAtOf(map) + slot * valueBytes);
    storeValue(valueBytes, LIST_VALUES + listed * valueBytes, value);
    storeValue(sideBytes, LIST_SIDES + listed * sideBytes, loadValue(sideBytes, at + sidesAtOf(map) + slot * sideBytes));
    listed++;
  }
  return listed;
}

/** Puts the listed entries where they belong; returns how many went to `buddy`. */
function putBack(map: usize, segment: usize, buddy: usize, depth: u32, listed: u32): u32 {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const sideBytes = sideBytesOf(map);
  const groups = segmentGroupsOf(map);
  let moved: u32 = 0;
  for (let i: u32 = 0; i < listed; i++) {
    const key = loadKey(keyBytes, LIST + i * keyBytes);
    const h = hashKey(map, keyBytes, key);
    const move = (h >>> (31 - depth)) & 1;
    moved += move;
    const value = place(map, move ? buddy : segment, groups, h, key);
    storeValue(valueBytes, value, loadValue(valueBytes, LIST_VALUES + i * valueBytes));
    if (sideBytes) storeValue(sideBytes, sideOf(map, move ? buddy : segment, value), loadValue(sideBytes, LIST_SIDES + i * sideBytes));
  }
  return moved;
}

/** Hashes of a group's last three keys; never reads past the group. */
// @ts-ignore: decorator
@inline
function hashLast<K>(map: usize, keys: usize): v128 {
  if (sizeof<K>() == 4) return hashFour4(map, v128.load(keys));
  return hashFour8(map, v128.load(keys), v128.load_zero<u64>(keys, 16));
}

/** All ones in the lanes whose home is `group`. */
// @ts-ignore: decorator
@inline
function isHome(hashes: v128, group: u32, groups: u32): v128 {
  const bits = v128.and(hashes, i32x4.splat(HOME_MASK));
  return i32x4.eq(i32x4.shr_u(i32x4.mul(bits, i32x4.splat(groups)), HOME_BITS), i32x4.splat(group));
}

/** Eight lanes of all ones or all zeros as eight bytes. */
// @ts-ignore: decorator
@inline
function bytesOf(low: v128, high: v128): u64 {
  const words = i16x8.narrow_i32x4_s(low, high);
  return i64x2.extract_lane(i8x16.narrow_i16x8_s(words, words), 0);
}
