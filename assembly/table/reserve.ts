/** Reserving: room for so many entries, at once. */
import {
  DIRECTORY, HOME_SHIFT, GROUPS, QUOTA, COUNT, SEGMENTS, DEEPEST, RELOCATIONS, addressOf, increment,
} from "./header";
import { loadLimit, reserveLimit, HOME_BITS } from "./group";
import { segmentGroupsOf } from "./layout";
import { wordOf } from "./find";
import { newSegment } from "./share";
import { largerLone, resizeLone } from "./room";
import { splitSegment } from "./split";
import { dropTables } from "./lifetime";
import { depthOf, replaceDirectory, installDirectory, MAXIMUM_DEPTH } from "./directory";
import { SEGMENT_BYTES } from "../memory/regions";
import { allows, pieceBytes } from "../memory/quota";
import { ensureSegments, entryOf, ENTRY_DEPTH } from "../memory/segments";

/** Makes room for `count` entries in all. False, and nothing lost, where memory or the quota refuses. */
export function reserve(map: usize, count: u32): bool {
  const whole = segmentGroupsOf(map);
  if (count <= loadLimit(whole)) return load<u32>(map, DIRECTORY) ? true : reserveLone(map, count);
  const depth = depthFor(map, count);
  if (depth > MAXIMUM_DEPTH) return false;
  if (depth <= depthOf(map)) return true;
  const missing: u32 = (1 << depth) - load<u32>(map, SEGMENTS);
  const directoryBytes = pieceBytes(4 << depth);
  if (!allows(load<u32>(map, QUOTA), <u64>missing * SEGMENT_BYTES + directoryBytes)) return false;
  if (!ensureSegments(missing + directoryBytes / SEGMENT_BYTES + 1)) return false;
  if (!load<u32>(map, COUNT) && !load<u32>(map, DIRECTORY)) return layOut(map, depth);
  if (load<u32>(map, GROUPS) < whole && !resizeLone(map, whole)) return false;
  return splitUpTo(map, depth);
}

function reserveLone(map: usize, count: u32): bool {
  let groups = load<u32>(map, GROUPS);
  while (loadLimit(groups) < count) groups = largerLone(map, groups);
  return groups == load<u32>(map, GROUPS) || resizeLone(map, groups);
}

/** The directory depth at which `count` random keys lie in segments no fuller than `reserveLimit`. */
function depthFor(map: usize, count: u32): u32 {
  const segments = (count - 1) / reserveLimit(segmentGroupsOf(map)) + 1;
  return 32 - clz(segments - 1);
}

/** Gives an empty map 2^depth segments. */
function layOut(map: usize, depth: u32): bool {
  const directory = replaceDirectory(map, depth);
  if (!directory) return false;
  dropTables(map);
  const segments: u32 = 1 << depth;
  for (let i: u32 = 0; i < segments; i++) {
    const segment = newSegment(map, true);
    assert(segment);
    store<u32>(entryOf(segment), depth, ENTRY_DEPTH);
    store<u32>(directory + (i << 2), segment);
  }
  installDirectory(map, directory, depth);
  store<u32>(map, segmentGroupsOf(map), GROUPS);
  store<u32>(map, HOME_BITS - 31 + clz(segmentGroupsOf(map)), HOME_SHIFT);
  store<u32>(map, segments, SEGMENTS);
  store<u32>(map, segments, DEEPEST);
  increment(map, RELOCATIONS);
  return true;
}

/** Splits every segment until its depth is at least `depth`. */
function splitUpTo(map: usize, depth: u32): bool {
  let prefix: u64 = 0;
  while (prefix < 0x100000000) {
    const h = <u32>prefix;
    const own = load<u32>(entryOf(addressOf(wordOf(map, h))), ENTRY_DEPTH);
    if (own >= depth) prefix += <u64>0x100000000 >>> own;
    else if (!splitSegment(map, h)) return false;
  }
  return true;
}
