/** What happens to a whole map: room reserved, everything removed. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment, increment64 } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, HOME_SHIFT, GROUPS, QUOTA, COUNT, BYTES, SEGMENTS, DEEPEST, VERSION, RELOCATIONS, HEADER_BYTES, addressOf,
} from './header.js';
import { type Layout, loadLimit, homeShift, SLOTS, HOME_BITS } from './group.js';
import { largerLone, resizeLone, freeLone } from './room.js';
import { splitSegment } from './split.js';
import { segmentOf, endOfRange } from './merge.js';
import { depthOf, ownDepth, replaceDirectory, installDirectory, freeDirectory, MAXIMUM_DEPTH } from './directory.js';
import { createMap, dropOverflow } from './overflow.js';
import { seedHash } from './hash.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { allows, allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { ensureSegments, entryOf, ENTRY_DEPTH } from '../memory/segments.js';

/** One past the highest hash. */
const HASHES_END = 0x100000000;

/** Makes room for `count` entries in all. False, and nothing lost, where memory or the quota refuses. */
export function reserve(memory: LinearMemory, layout: Layout, map: number, count: number): boolean {
  const whole = layout.segmentGroups;
  const directory = load(memory, map + DIRECTORY);
  if (count <= loadLimit(whole)) return directory ? true : reserveLone(memory, layout, map, count);
  const depth = depthFor(layout, count);
  if (depth <= depthOf(memory, map)) return true;
  const missing = (1 << depth) - load(memory, map + SEGMENTS);
  const directoryBytes = pieceBytes(4 << depth);
  if (!allows(memory, load(memory, map + QUOTA), missing * SEGMENT_BYTES + directoryBytes)) return false;
  if (!ensureSegments(memory, missing + Math.floor(directoryBytes / SEGMENT_BYTES) + 1)) return false;
  if (!load(memory, map + COUNT) && !directory) return layOut(memory, layout, map, depth);
  if (load(memory, map + GROUPS) < whole && !resizeLone(memory, layout, map, whole)) return false;
  return splitUpTo(memory, layout, map, depth);
}

function reserveLone(memory: LinearMemory, layout: Layout, map: number, count: number): boolean {
  const present = load(memory, map + GROUPS);
  let groups = present;
  while (loadLimit(groups) < count) groups = largerLone(layout, groups);
  return groups === present || resizeLone(memory, layout, map, groups);
}

/** The directory depth at which `count` random keys fill 0.82 of their segments: few then reach the limit by chance. */
function depthFor(layout: Layout, count: number): number {
  const each = (layout.segmentGroups * SLOTS * 210) >>> 8;
  const segments = Math.floor((count - 1) / each) + 1;
  return Math.min(32 - Math.clz32(segments - 1), MAXIMUM_DEPTH);
}

/** Gives an empty map 2^depth segments. */
function layOut(memory: LinearMemory, layout: Layout, map: number, depth: number): boolean {
  const quota = load(memory, map + QUOTA);
  const directory = replaceDirectory(memory, map, depth);
  if (!directory) return false;
  dropTables(memory, layout, map);
  const segments = 1 << depth;
  for (let i = 0; i < segments; i++) {
    const segment = allocatePiece(memory, quota, SEGMENT_BYTES, map);
    store(memory, entryOf(segment) + ENTRY_DEPTH, depth);
    store(memory, directory + i * 4, segment);
  }
  installDirectory(memory, map, directory, depth);
  store(memory, map + GROUPS, layout.segmentGroups);
  store(memory, map + HOME_SHIFT, homeShift(layout.segmentGroups));
  store(memory, map + SEGMENTS, segments);
  store(memory, map + DEEPEST, segments);
  store(memory, map + BYTES, load(memory, map + BYTES) + segments * SEGMENT_BYTES);
  increment(memory, map + RELOCATIONS);
  return true;
}

/** Splits every segment until its depth is at least `depth`. */
function splitUpTo(memory: LinearMemory, layout: Layout, map: number, depth: number): boolean {
  let h = 0;
  while (h < HASHES_END) {
    if (ownDepth(memory, segmentOf(memory, map, h)) >= depth) h = endOfRange(memory, map, h);
    else if (!splitSegment(memory, layout, map, h)) return false;
  }
  return true;
}

/** Removes every entry and gives all memory but the header back. O(segments). */
export function clear(memory: LinearMemory, layout: Layout, map: number): void {
  if (load(memory, map + COUNT)) advanceVersion(memory, map);
  dropOverflow(memory, layout, map);
  dropTables(memory, layout, map);
  store(memory, map + COUNT, 0);
  increment(memory, map + RELOCATIONS);
}

function dropTables(memory: LinearMemory, layout: Layout, map: number): void {
  if (!load(memory, map + DIRECTORY)) {
    const table = addressOf(load(memory, map + ROOT));
    if (table) freeLone(memory, layout, map, table, load(memory, map + GROUPS));
  } else {
    const quota = load(memory, map + QUOTA);
    for (let h = 0; h < HASHES_END;) {
      const segment = segmentOf(memory, map, h);
      h = endOfRange(memory, map, h);
      freePiece(memory, quota, segment, SEGMENT_BYTES);
    }
    store(memory, map + BYTES, load(memory, map + BYTES) - load(memory, map + SEGMENTS) * SEGMENT_BYTES);
    freeDirectory(memory, map);
  }
  store(memory, map + ROOT, 0);
  store(memory, map + GROUPS, 0);
  store(memory, map + SEGMENTS, 0);
  store(memory, map + DEEPEST, 0);
  store(memory, map + HOME_SHIFT, HOME_BITS);
}

/** A header without a table and its hash seeded, or 0 when memory is refused. */
export function createSeeded(memory: LinearMemory, quota: number, layout: number, seedLow: number, seedHigh: number): number {
  const map = createMap(memory, quota, layout);
  if (map) seedHash(memory, map, seedLow, seedHigh);
  return map;
}

/** Gives everything back, the header too. */
export function dispose(memory: LinearMemory, layout: Layout, map: number): void {
  clear(memory, layout, map);
  freePiece(memory, load(memory, map + QUOTA), map, HEADER_BYTES);
}

/** Counts a batch as one change. */
export function advanceVersion(memory: LinearMemory, map: number): void {
  increment64(memory.i32, (map + VERSION) >>> 2);
}
