/**
 * Loading a table as a file has it: memory first, for all of it, then the bytes, which the host copies in, then what is known of them.
 * So a map whose file turns out to be damaged is whole enough to be disposed of.
 */
import {
  ROOT, GROUPS, HOME_SHIFT, QUOTA, COUNT, SEGMENTS, DEEPEST, RELOCATIONS, VERSION, WORD_SATURATED, addressOf, increment,
} from "../table/header";
import { HOME_BITS } from "../table/group";
import { segmentGroupsOf } from "../table/layout";
import { depthOf, installDirectory, pointWords, replaceDirectory } from "../table/directory";
import { resizeLone } from "../table/room";
import { newSegment } from "../table/share";
import { SEGMENT_BYTES } from "../memory/regions";
import { allows, pieceBytes } from "../memory/quota";
import { ensureSegments, entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, FLAG_SATURATED } from "../memory/segments";

/** Gives an empty map a lone table of `groups` groups; its address, or 0 where memory is refused. */
export function loadLone(map: usize, groups: u32): usize {
  return resizeLone(map, groups) ? addressOf(load<u32>(map, ROOT)) : 0;
}

/** Gives an empty map a directory for `segments` segments, 2^depth at most, and makes sure of these. False where memory is refused. */
export function loadDirectory(map: usize, depth: u32, segments: u32): bool {
  const directoryBytes = pieceBytes(4 << depth);
  if (!allows(load<u32>(map, QUOTA), <u64>segments * SEGMENT_BYTES + directoryBytes)) return false;
  if (!ensureSegments(segments + directoryBytes / SEGMENT_BYTES + 1)) return false;
  const directory = replaceDirectory(map, depth);
  if (!directory) return false;
  installDirectory(map, directory, depth);
  const groups = segmentGroupsOf(map);
  store<u32>(map, groups, GROUPS);
  store<u32>(map, HOME_BITS - 31 + clz(groups), HOME_SHIFT);
  increment(map, RELOCATIONS);
  return true;
}

/** The segment, bytes as they come, of the hashes that begin with the `depth` bits of `prefix`. */
export function loadSegment(map: usize, prefix: u32, depth: u32): usize {
  const segment = newSegment(map, false);
  assert(segment);
  store<u32>(entryOf(segment), depth, ENTRY_DEPTH);
  pointWords(map, prefix << (32 - depth), segment);
  increment(map, SEGMENTS);
  if (depth == depthOf(map)) increment(map, DEEPEST);
  return segment;
}

/** Says what is in the table at `table` once its bytes are there: entries, groups they passed over, whether a counter is saturated. */
export function loaded(map: usize, table: usize, count: u32, passed: u32, saturated: bool): void {
  store<u32>(map, load<u32>(map, COUNT) + count, COUNT);
  if (load<u32>(map, GROUPS) != segmentGroupsOf(map)) {
    if (saturated) store<u32>(map, load<u32>(map, ROOT) | WORD_SATURATED, ROOT);
    return;
  }
  const entry = entryOf(table);
  store<u32>(entry, count, ENTRY_COUNT);
  store<u32>(entry, passed, ENTRY_PASSED);
  store<u32>(entry, passed, ENTRY_REBUILT);
  store<u32>(entry, saturated ? FLAG_SATURATED : 0, ENTRY_FLAGS);
}

/** Lets a map whose file had a version go on from there. */
export function setVersion(map: usize, version: f64): void {
  store<u64>(map, <u64>version, VERSION);
}
