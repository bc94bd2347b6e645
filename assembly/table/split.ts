/** Splitting a full segment by one more bit of its hashes: whether, and with what memory; distribute.ts moves the entries. */
import { SEGMENTS, SPLITS, DEEPEST, RELOCATIONS, addressOf, increment } from "./header";
import { firstSlot, TAKEN, KEYS_AT } from "./group";
import { keyBytesOf, groupBytesOf, segmentGroupsOf, loadKey, hashKey } from "./layout";
import { wordOf } from "./find";
import { makeOwn, newSegment, retireSegment } from "./share";
import { distribute } from "./distribute";
import { depthOf, doubleDirectory, pointWords, MAXIMUM_DEPTH } from "./directory";
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED, FLAG_ALIKE } from "../memory/segments";

/** Memory or the quota is exhausted. */
// @ts-ignore: decorator
@inline export const ROOM_REFUSED: u32 = 0;
/** There is room now, perhaps in another table: locate it again. */
// @ts-ignore: decorator
@inline export const ROOM_MADE: u32 = 1;
/** The keys of this segment cannot be told apart by further bits of their hashes. */
// @ts-ignore: decorator
@inline export const ROOM_OVERFLOWS: u32 = 2;

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
  if (!makeOwn(map, h)) return false;
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  const depth = load<u32>(entry, ENTRY_DEPTH);
  const buddy = newSegment(map, false);
  if (!buddy) return false;
  if (depth == depthOf(map) && !doubleDirectory(map)) {
    retireSegment(map, buddy);
    return false;
  }
  const flags = load<u32>(entry, ENTRY_FLAGS) & ~(FLAG_SATURATED | FLAG_ALIKE);
  const other = entryOf(buddy);
  store<u32>(entry, flags, ENTRY_FLAGS);
  store<u32>(other, flags, ENTRY_FLAGS);
  store<u32>(entry, depth + 1, ENTRY_DEPTH);
  store<u32>(other, depth + 1, ENTRY_DEPTH);
  store<u64>(entry, 0, ENTRY_PASSED); // and ENTRY_REBUILT
  const moved = distribute(map, segment, buddy, depth);
  store<u32>(other, moved, ENTRY_COUNT);
  store<u32>(entry, load<u32>(entry, ENTRY_COUNT) - moved, ENTRY_COUNT);
  pointWords(map, h | (0x80000000 >>> depth), buddy);
  if (depth + 1 == depthOf(map)) store<u32>(map, load<u32>(map, DEEPEST) + 2, DEEPEST);
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
