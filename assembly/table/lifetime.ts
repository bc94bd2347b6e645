/** The beginning and the end of a map: its header made, its entries and memory given back. */
import {
  ROOT, DIRECTORY, HOME_SHIFT, GROUPS, QUOTA, COUNT, BYTES, SEGMENTS, DEEPEST, VERSION, RELOCATIONS,
  HEADER_BYTES, addressOf, increment, increment64,
} from "./header";
import { annexOf, dropAnnex, trimAnnex, BEFORE, OVERFLOW } from "./annex";
import { HOME_BITS } from "./group";
import { setLayout } from "./layout";
import { seedHash } from "./hash";
import { wordOf } from "./find";
import { leaveSnapshots, retireSegment } from "./share";
import { freeLone } from "./room";
import { freeDirectory } from "./directory";
import { scan } from "./scan";
import { SCAN_NEXT, VALUES } from "../memory/regions";
import { freeBlob } from "../memory/blob";
import { allocatePiece, freePiece } from "../memory/quota";
import { entryOf, ENTRY_DEPTH } from "../memory/segments";

/** A header without a table, or 0 when memory is refused. */
export function createMap(quota: usize, layout: u32, headerBytes: u32): usize {
  const map = allocatePiece(quota, headerBytes, 0);
  if (!map) return 0;
  store<u32>(map, quota, QUOTA);
  setLayout(map, (layout >>> 8) & 0xff, layout & 0xff, (layout >>> 16) & 0xff);
  store<u32>(map, HOME_BITS, HOME_SHIFT);
  store<u32>(map, headerBytes, BYTES);
  return map;
}

/** A header without a table and its hash seeded, or 0 when memory is refused. */
export function createSeeded(quota: usize, layout: u32, seedLow: u32, seedHigh: u32): usize {
  const map = createMap(quota, layout, HEADER_BYTES);
  if (map) seedHash(map, seedLow, seedHigh);
  return map;
}

/** Removes every entry and gives all memory but the header back. O(segments). */
export function clear(map: usize): void {
  if (load<u32>(map, COUNT)) increment64(map, VERSION);
  dropOverflow(map);
  dropTables(map);
  store<u32>(map, 0, COUNT);
  // No segment is left whose birth could count.
  if (!load<u32>(annexOf(map), BEFORE)) dropAnnex(map);
  increment(map, RELOCATIONS);
}

/** Gives tables and directory back; the caller sees to the count. */
export function dropTables(map: usize): void {
  if (!load<u32>(map, DIRECTORY)) {
    const table = addressOf(load<u32>(map, ROOT));
    if (table) freeLone(map, table, load<u32>(map, GROUPS));
  } else {
    let prefix: u64 = 0;
    while (prefix < 0x100000000) {
      const segment = addressOf(wordOf(map, <u32>prefix));
      prefix += <u64>0x100000000 >>> load<u32>(entryOf(segment), ENTRY_DEPTH);
      retireSegment(map, segment);
    }
    freeDirectory(map);
  }
  store<u32>(map, 0, ROOT);
  store<u32>(map, 0, GROUPS);
  store<u32>(map, 0, SEGMENTS);
  store<u32>(map, 0, DEEPEST);
  store<u32>(map, HOME_BITS, HOME_SHIFT);
}

/** Gives the overflow table back with all it holds. */
export function dropOverflow(map: usize): void {
  const overflow: usize = load<u32>(annexOf(map), OVERFLOW);
  if (!overflow) return;
  dispose(overflow);
  store<u32>(annexOf(map), 0, OVERFLOW);
  trimAnnex(map);
}

/** Gives everything back that no snapshot sees, the header too. */
export function dispose(map: usize): void {
  clear(map);
  leaveSnapshots(map);
  dropAnnex(map);
  freePiece(load<u32>(map, QUOTA), map, HEADER_BYTES);
}

/** Gives back the blobs of a map whose values are such. The map is not to be used before it is cleared. O(entries). */
export function freeBlobs(map: usize): void {
  let position = 0;
  do {
    const count = scan(map, position);
    position = load<i32>(SCAN_NEXT);
    for (let i: u32 = 0; i < count; i++) freeBlob(map, load<u32>(VALUES + (i << 2)));
  } while (position >= 0);
}

/** Counts a batch as one change. */
export function advanceVersion(map: usize): void {
  increment64(map, VERSION);
}
