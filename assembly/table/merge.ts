/** Merging: the reverse of a split, and shrinking, which merges wherever it can. */
import {
  ROOT, DIRECTORY, COUNT, GROUPS, HOME_SHIFT, SEGMENTS, DEEPEST, MERGES, RELOCATIONS, addressOf, increment,
} from "./header";
import { loadLimit, reserveLimit, SLOTS, HOME_BITS } from "./group";
import { segmentGroupsOf } from "./layout";
import { wordOf } from "./find";
import { makeOwn, retireSegment } from "./share";
import { refill, largerLone, resizeLone, freeLone } from "./room";
import { depthOf, pointWords, halveDirectory } from "./directory";
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_ALIKE } from "../memory/segments";

/**
 * Two buddies with fewer entries than this together merge: 35 % of both, so that the merged segment is 70 % full and
 * neither splits nor merges again soon.
 */
// @ts-ignore: decorator
@inline
export function mergesBelow(groups: u32): u32 {
  return (groups * SLOTS * 2 * 90) >>> 8;
}

/** Merges the segment of `h` with its buddy if both have the same depth and fewer than `below` entries together. */
export function mergeWithBuddy(map: usize, h: u32, below: u32): bool {
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  const depth = load<u32>(entry, ENTRY_DEPTH);
  if (!depth) return false;
  const bit: u32 = 0x80000000 >>> (depth - 1);
  const buddy = addressOf(wordOf(map, h ^ bit));
  const other = entryOf(buddy);
  const count = load<u32>(entry, ENTRY_COUNT) + load<u32>(other, ENTRY_COUNT);
  if (load<u32>(other, ENTRY_DEPTH) != depth || count >= below || !makeOwn(map, h & ~bit)) return false;
  absorb(map, h, addressOf(wordOf(map, h & ~bit)), addressOf(wordOf(map, h | bit)), count, depth - 1);
  return true;
}

function absorb(map: usize, h: u32, kept: usize, dropped: usize, count: u32, depth: u32): void {
  const groups = segmentGroupsOf(map);
  const entry = entryOf(kept);
  const flags = load<u32>(entry, ENTRY_FLAGS) | load<u32>(entryOf(dropped), ENTRY_FLAGS);
  store<u32>(entry, flags & ~FLAG_ALIKE, ENTRY_FLAGS);
  store<u32>(entry, count, ENTRY_COUNT);
  store<u32>(entry, depth, ENTRY_DEPTH);
  refill(map, dropped, groups, kept, groups);
  pointWords(map, h, kept);
  retireSegment(map, dropped);
  store<u32>(map, load<u32>(map, SEGMENTS) - 1, SEGMENTS);
  increment(map, MERGES);
  increment(map, RELOCATIONS);
  if (depth + 1 == depthOf(map)) {
    store<u32>(map, load<u32>(map, DEEPEST) - 2, DEEPEST);
    halveDirectory(map);
  }
}

/** Merges what fits together and makes a lone table as small as its entries allow. O(entries). */
export function shrink(map: usize): void {
  // Room is left, so that the next insertions do not split at once.
  const below = reserveLimit(segmentGroupsOf(map));
  let prefix: u64 = 0;
  while (load<u32>(map, DIRECTORY) && prefix < 0x100000000) {
    const h = <u32>prefix;
    if (mergeWithBuddy(map, h, below)) {
      const depth = load<u32>(entryOf(addressOf(wordOf(map, h))), ENTRY_DEPTH);
      prefix = depth ? <u64>h >>> (32 - depth) << (32 - depth) : 0;
    } else {
      prefix += <u64>0x100000000 >>> load<u32>(entryOf(addressOf(wordOf(map, h))), ENTRY_DEPTH);
    }
  }
  if (!load<u32>(map, DIRECTORY)) shrinkLone(map);
}

function shrinkLone(map: usize): void {
  const root = load<u32>(map, ROOT);
  const groups = load<u32>(map, GROUPS);
  if (!root) return;
  const whole = groups == segmentGroupsOf(map);
  const count = whole ? load<u32>(entryOf(addressOf(root)), ENTRY_COUNT) : load<u32>(map, COUNT);
  if (whole && count != load<u32>(map, COUNT)) return;
  if (!count) {
    freeLone(map, addressOf(root), groups);
    store<u32>(map, 0, ROOT);
    store<u32>(map, 0, GROUPS);
    store<u32>(map, HOME_BITS, HOME_SHIFT);
    increment(map, RELOCATIONS);
    return;
  }
  let fewer: u32 = 1;
  while (loadLimit(fewer) < count) fewer = largerLone(map, fewer);
  if (fewer < groups) resizeLone(map, fewer);
}
