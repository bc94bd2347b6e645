/** Loading a table as a file has it: see `assembly/serial/load.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, store64, increment } from '../memory/linear.js';
import {
  ROOT, GROUPS, HOME_SHIFT, QUOTA, COUNT, SEGMENTS, DEEPEST, RELOCATIONS, VERSION, WORD_SATURATED, addressOf,
} from '../table/header.js';
import { type Layout, homeShift } from '../table/group.js';
import { depthOf, installDirectory, pointWords, replaceDirectory } from '../table/directory.js';
import { resizeLone } from '../table/room.js';
import { newSegment } from '../table/share.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { allows, pieceBytes } from '../memory/quota.js';
import { ensureSegments, entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, FLAG_SATURATED } from '../memory/segments.js';

/** Gives an empty map a lone table of `groups` groups; its address, or 0 where memory is refused. */
export function loadLone(memory: LinearMemory, layout: Layout, map: number, groups: number): number {
  return resizeLone(memory, layout, map, groups) ? addressOf(load(memory, map + ROOT)) : 0;
}

/** Gives an empty map a directory for `segments` segments, 2^depth at most, and makes sure of these. False where memory is refused. */
export function loadDirectory(memory: LinearMemory, layout: Layout, map: number, depth: number, segments: number): boolean {
  const directoryBytes = pieceBytes(4 << depth);
  if (!allows(memory, load(memory, map + QUOTA), segments * SEGMENT_BYTES + directoryBytes)) return false;
  if (!ensureSegments(memory, segments + Math.floor(directoryBytes / SEGMENT_BYTES) + 1)) return false;
  const directory = replaceDirectory(memory, map, depth);
  if (!directory) return false;
  installDirectory(memory, map, directory, depth);
  store(memory, map + GROUPS, layout.segmentGroups);
  store(memory, map + HOME_SHIFT, homeShift(layout.segmentGroups));
  increment(memory, map + RELOCATIONS);
  return true;
}

/** The segment, bytes as they come, of the hashes that begin with the `depth` bits of `prefix`. */
export function loadSegment(memory: LinearMemory, map: number, prefix: number, depth: number): number {
  const segment = newSegment(memory, map, false);
  store(memory, entryOf(segment) + ENTRY_DEPTH, depth);
  pointWords(memory, map, prefix << (32 - depth), segment);
  increment(memory, map + SEGMENTS);
  if (depth === depthOf(memory, map)) increment(memory, map + DEEPEST);
  return segment;
}

/** Says what is in the table at `table` once its bytes are there: entries, groups they passed over, whether a counter is saturated. */
export function loaded(
  memory: LinearMemory, layout: Layout, map: number, table: number, count: number, passed: number, saturated: boolean,
): void {
  store(memory, map + COUNT, load(memory, map + COUNT) + count);
  if (load(memory, map + GROUPS) !== layout.segmentGroups) {
    if (saturated) store(memory, map + ROOT, load(memory, map + ROOT) | WORD_SATURATED);
    return;
  }
  const entry = entryOf(table);
  store(memory, entry + ENTRY_COUNT, count);
  store(memory, entry + ENTRY_PASSED, passed);
  store(memory, entry + ENTRY_REBUILT, passed);
  store(memory, entry + ENTRY_FLAGS, saturated ? FLAG_SATURATED : 0);
}

/** Lets a map whose file had a version go on from there. */
export function setVersion(memory: LinearMemory, map: number, version: number): void {
  store64(memory, map + VERSION, version);
}
