/**
 * Splitting a full segment by one more bit of its hashes.
 *
 * The segment is copied whole to its new buddy; then each group of both keeps, by masks over its tags, the entries
 * whose home it is and whose bit is theirs: nothing moves within a group. Entries that were displaced are listed
 * first and put back afterwards, when every counter is 0. Seven keys are hashed by two vectors.
 */
import { QUOTA, BYTES, SEGMENTS, SPLITS, DEEPEST, RELOCATIONS, addressOf, increment } from "./header";
import { firstSlot, TAGS, TAKEN, KEYS_AT, HOME_MASK, HOME_BITS } from "./group";
import { hashFour, hashFour4, hashFour8 } from "./hash";
import {
  keyBytesOf, valueBytesOf, valuesAtOf, groupBytesOf, segmentGroupsOf, loadKey, storeKey, loadValue, storeValue, hashKey,
} from "./layout";
import { wordOf } from "./find";
import { place } from "./place";
import { depthOf, doubleDirectory, pointWords, MAXIMUM_DEPTH } from "./directory";
import { LIST, SEGMENT_BYTES } from "../memory/regions";
import { allocateRawSegment, freePiece } from "../memory/quota";
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_SATURATED, FLAG_ALIKE } from "../memory/segments";

/** Memory or the quota is exhausted. */
// @ts-ignore: decorator
@inline export const ROOM_REFUSED: u32 = 0;
/** There is room now, perhaps in another table: locate it again. */
// @ts-ignore: decorator
@inline export const ROOM_MADE: u32 = 1;
/** The keys of this segment cannot be told apart by further bits of their hashes. */
// @ts-ignore: decorator
@inline export const ROOM_OVERFLOWS: u32 = 2;

/** The most entries a segment can hold of a layout with values: 1792 of 8 bytes. The list's values follow its keys. */
// @ts-ignore: decorator
@inline const LIST_VALUES: usize = LIST + 1792 * 8;

/** Splits the segment that `h` leads to. */
export function split(map: usize, h: u32): u32 {
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  const depth = load<u32>(entry, ENTRY_DEPTH);
  const flags = load<u32>(entry, ENTRY_FLAGS);
  if (depth >= depthLimit(map) || (flags & FLAG_ALIKE)) return ROOM_OVERFLOWS;
  if (!bitDiffers(map, segment, depth)) {
    // Remembered, or every further key would read the whole segment again: 8 µs an insertion.
    store<u32>(entry, flags | FLAG_ALIKE, ENTRY_FLAGS);
    return ROOM_OVERFLOWS;
  }
  return splitSegment(map, h) ? ROOM_MADE : ROOM_REFUSED;
}

/** As `split`, without asking whether it is useful. False, and nothing changed, where memory is refused. */
export function splitSegment(map: usize, h: u32): bool {
  const quota: usize = load<u32>(map, QUOTA);
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  const depth = load<u32>(entry, ENTRY_DEPTH);
  const buddy = allocateRawSegment(quota, map);
  if (!buddy) return false;
  if (depth == depthOf(map) && !doubleDirectory(map)) {
    freePiece(quota, buddy, SEGMENT_BYTES);
    return false;
  }
  const flags = load<u32>(entry, ENTRY_FLAGS) & ~(FLAG_SATURATED | FLAG_ALIKE);
  const other = entryOf(buddy);
  store<u32>(entry, flags, ENTRY_FLAGS);
  store<u32>(other, flags, ENTRY_FLAGS);
  store<u32>(entry, depth + 1, ENTRY_DEPTH);
  store<u32>(other, depth + 1, ENTRY_DEPTH);
  const moved = keyBytesOf(map) == 4
    ? distribute<u32>(map, segment, buddy, depth)
    : distribute<u64>(map, segment, buddy, depth);
  store<u32>(other, moved, ENTRY_COUNT);
  store<u32>(entry, load<u32>(entry, ENTRY_COUNT) - moved, ENTRY_COUNT);
  pointWords(map, h | (0x80000000 >>> depth), buddy);
  if (depth + 1 == depthOf(map)) store<u32>(map, load<u32>(map, DEEPEST) + 2, DEEPEST);
  store<u32>(map, load<u32>(map, BYTES) + SEGMENT_BYTES, BYTES);
  increment(map, SEGMENTS);
  increment(map, SPLITS);
  increment(map, RELOCATIONS);
  return true;
}

/** Depth beyond which splitting no longer pays: random keys stay within log2(segments) + 4. */
function depthLimit(map: usize): u32 {
  return min(31 - clz(load<u32>(map, SEGMENTS)) + 4, MAXIMUM_DEPTH);
}

/** Whether the keys of a segment differ in the bit that a split would use. Ends at the second or third key, normally. */
function bitDiffers(map: usize, segment: usize, depth: u32): bool {
  const keyBytes = keyBytesOf(map);
  const stride = groupBytesOf(map);
  const end = segment + segmentGroupsOf(map) * stride;
  let seen: u32 = 0;
  for (let at = segment; at < end; at += stride) {
    let taken = load<u64>(at) & TAKEN;
    while (taken) {
      const key = loadKey(keyBytes, at + KEYS_AT + firstSlot(taken) * keyBytes);
      seen |= 1 << ((hashKey(map, keyBytes, key) >>> (31 - depth)) & 1);
      if (seen == 3) return true;
      taken &= taken - 1;
    }
  }
  return false;
}

/** Shares the entries of `segment` with `buddy` by bit 31 − depth; returns how many went there. */
function distribute<K>(map: usize, segment: usize, buddy: usize, depth: u32): u32 {
  const stride = groupBytesOf(map);
  const groups = segmentGroupsOf(map);
  memory.copy(buddy, segment, SEGMENT_BYTES);
  let moved: u32 = 0;
  let listed: u32 = 0;
  for (let group: u32 = 0, at = segment; group < groups; group++, at += stride) {
    const tags = load<u64>(at) & TAGS;
    const low = hashFour<K>(map, at + KEYS_AT);
    const high = hashLast<K>(map, at + KEYS_AT + 4 * sizeof<K>());
    const home = bytesOf(isHome(low, group, groups), isHome(high, group, groups));
    const move = bytesOf(i32x4.shr_s(i32x4.shl(low, depth), 31), i32x4.shr_s(i32x4.shl(high, depth), 31));
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
  while (displaced) {
    const slot = firstSlot(displaced);
    displaced &= displaced - 1;
    storeKey(keyBytes, LIST + listed * keyBytes, loadKey(keyBytes, at + KEYS_AT + slot * keyBytes));
    const value = loadValue(valueBytes, at + valuesAtOf(map) + slot * valueBytes);
    storeValue(valueBytes, LIST_VALUES + listed * valueBytes, value);
    listed++;
  }
  return listed;
}

/** Puts the listed entries where they belong; returns how many went to `buddy`. */
function putBack(map: usize, segment: usize, buddy: usize, depth: u32, listed: u32): u32 {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const groups = segmentGroupsOf(map);
  let moved: u32 = 0;
  for (let i: u32 = 0; i < listed; i++) {
    const key = loadKey(keyBytes, LIST + i * keyBytes);
    const h = hashKey(map, keyBytes, key);
    const move = (h >>> (31 - depth)) & 1;
    moved += move;
    const value = place(map, move ? buddy : segment, groups, h, key);
    storeValue(valueBytes, value, loadValue(valueBytes, LIST_VALUES + i * valueBytes));
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
