/** Reserving: room for so many entries, at once. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { DIRECTORY, HOME_SHIFT, GROUPS, QUOTA, COUNT, SEGMENTS, DEEPEST, RELOCATIONS } from './header.js';
import { type Layout, loadLimit, reserveLimit, homeShift } from './group.js';
import { newSegment } from './share.js';
import { largerLone, resizeLone } from './room.js';
import { splitSegment } from './split.js';
import { dropTables } from './lifetime.js';
import {
  depthOf, ownDepth, segmentOf, endOfRange, replaceDirectory, installDirectory, HASHES_END, MAXIMUM_DEPTH,
} from './directory.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { allows, pieceBytes } from '../memory/quota.js';
import { ensureSegments, entryOf, ENTRY_DEPTH } from '../memory/segments.js';

/** Makes room for `count` entries in all. False, and nothing lost, where memory or the quota refuses. */
export function reserve(memory: LinearMemory, layout: Layout, map: number, count: number): boolean {
  const whole = layout.segmentGroups;
  const directory = load(memory, map + DIRECTORY);
  if (count <= loadLimit(whole)) return directory ? true : reserveLone(memory, layout, map, count);
  const depth = depthFor(layout, count);
  if (depth > MAXIMUM_DEPTH) return false;
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

/** The directory depth at which `count` random keys lie in segments no fuller than `reserveLimit`. */
function depthFor(layout: Layout, count: number): number {
  const segments = Math.floor((count - 1) / reserveLimit(layout.segmentGroups)) + 1;
  return 32 - Math.clz32(segments - 1);
}

/** Gives an empty map 2^depth segments. */
function layOut(memory: LinearMemory, layout: Layout, map: number, depth: number): boolean {
  const directory = replaceDirectory(memory, map, depth);
  if (!directory) return false;
  dropTables(memory, layout, map);
  const segments = 1 << depth;
  for (let i = 0; i < segments; i++) {
    const segment = newSegment(memory, map, true);
    store(memory, entryOf(segment) + ENTRY_DEPTH, depth);
    store(memory, directory + i * 4, segment);
  }
  installDirectory(memory, map, directory, depth);
  store(memory, map + GROUPS, layout.segmentGroups);
  store(memory, map + HOME_SHIFT, homeShift(layout.segmentGroups));
  store(memory, map + SEGMENTS, segments);
  store(memory, map + DEEPEST, segments);
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
