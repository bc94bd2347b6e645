/** Merging: the reverse of a split, and shrinking, which merges wherever it can. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, COUNT, GROUPS, HOME_SHIFT, SEGMENTS, DEEPEST, MERGES, RELOCATIONS, addressOf,
} from './header.js';
import { type Layout, loadLimit, reserveLimit, SLOTS, HOME_BITS } from './group.js';
import { makeOwn, retireSegment } from './share.js';
import { refill, largerLone, resizeLone, freeLone } from './room.js';
import { depthOf, ownDepth, segmentOf, endOfRange, pointWords, halveDirectory, HASHES_END } from './directory.js';
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_ALIKE } from '../memory/segments.js';

/**
 * Two buddies with fewer entries than this together merge: 35 % of both, so that the merged segment is 70 % full and
 * neither splits nor merges again soon.
 */
export function mergesBelow(layout: Layout): number {
  return (layout.segmentGroups * SLOTS * 2 * 90) >>> 8;
}

/** Merges the segment of `h` with its buddy if both have the same depth and fewer than `below` entries together. */
export function mergeWithBuddy(memory: LinearMemory, layout: Layout, map: number, h: number, below: number): boolean {
  const segment = segmentOf(memory, map, h);
  const depth = ownDepth(memory, segment);
  if (!depth) return false;
  const bit = 0x80000000 >>> (depth - 1);
  const buddy = segmentOf(memory, map, h ^ bit);
  const other = entryOf(buddy);
  const count = load(memory, entryOf(segment) + ENTRY_COUNT) + load(memory, other + ENTRY_COUNT);
  if (load(memory, other + ENTRY_DEPTH) !== depth || count >= below || !makeOwn(memory, map, h & ~bit)) return false;
  absorb(memory, layout, map, h, segmentOf(memory, map, h & ~bit), segmentOf(memory, map, h | bit), count, depth - 1);
  return true;
}

function absorb(
  memory: LinearMemory, layout: Layout, map: number, h: number, kept: number, dropped: number, count: number, depth: number,
): void {
  const groups = layout.segmentGroups;
  const entry = entryOf(kept);
  const flags = load(memory, entry + ENTRY_FLAGS) | load(memory, entryOf(dropped) + ENTRY_FLAGS);
  store(memory, entry + ENTRY_FLAGS, flags & ~FLAG_ALIKE);
  store(memory, entry + ENTRY_COUNT, count);
  store(memory, entry + ENTRY_DEPTH, depth);
  refill(memory, layout, map, dropped, groups, kept, groups);
  pointWords(memory, map, h, kept);
  retireSegment(memory, map, dropped);
  store(memory, map + SEGMENTS, load(memory, map + SEGMENTS) - 1);
  increment(memory, map + MERGES);
  increment(memory, map + RELOCATIONS);
  if (depth + 1 === depthOf(memory, map)) {
    store(memory, map + DEEPEST, load(memory, map + DEEPEST) - 2);
    halveDirectory(memory, map);
  }
}

/** Merges what fits together and makes a lone table as small as its entries allow. O(entries). */
export function shrink(memory: LinearMemory, layout: Layout, map: number): void {
  // Room is left, so that the next insertions do not split at once.
  const below = reserveLimit(layout.segmentGroups);
  let h = 0;
  while (load(memory, map + DIRECTORY) && h < HASHES_END) {
    if (mergeWithBuddy(memory, layout, map, h, below)) {
      const range = HASHES_END / 2 ** ownDepth(memory, segmentOf(memory, map, h));
      h -= h % range;
    } else {
      h = endOfRange(memory, map, h);
    }
  }
  if (!load(memory, map + DIRECTORY)) shrinkLone(memory, layout, map);
}

function shrinkLone(memory: LinearMemory, layout: Layout, map: number): void {
  const root = load(memory, map + ROOT);
  const groups = load(memory, map + GROUPS);
  if (!root) return;
  const whole = groups === layout.segmentGroups;
  const count = load(memory, whole ? entryOf(root) + ENTRY_COUNT : map + COUNT);
  if (whole && count !== load(memory, map + COUNT)) return;
  if (!count) {
    freeLone(memory, layout, map, addressOf(root), groups);
    store(memory, map + ROOT, 0);
    store(memory, map + GROUPS, 0);
    store(memory, map + HOME_SHIFT, HOME_BITS);
    increment(memory, map + RELOCATIONS);
    return;
  }
  let fewer = 1;
  while (loadLimit(fewer) < count) fewer = largerLone(layout, fewer);
  if (fewer < groups) resizeLone(memory, layout, map, fewer);
}
