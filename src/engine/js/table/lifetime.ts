/** The beginning and the end of a map: its header made, its entries and memory given back. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment, increment64 } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, HOME_SHIFT, GROUPS, QUOTA, COUNT, BYTES, SEGMENTS, DEEPEST, VERSION, RELOCATIONS, LAYOUT, SHAPE,
  HEADER_BYTES, addressOf,
} from './header.js';
import { annexOf, dropAnnex, trimAnnex, BEFORE, OVERFLOW } from './annex.js';
import { type Layout, HOME_BITS, indexLayoutNumbered, shapeOf } from './group.js';
import { leaveSnapshots, retireSegment } from './share.js';
import { freeLone } from './room.js';
import { segmentOf, endOfRange, freeDirectory, HASHES_END } from './directory.js';
import { seedHash } from './hash.js';
import { scan } from './scan.js';
import { freeBlob } from '../memory/blob.js';
import { SCAN_NEXT, VALUES } from '../memory/regions.js';
import { allocatePiece, freePiece } from '../memory/quota.js';

/** A header without a table, or 0 when memory is refused. */
export function createMap(memory: LinearMemory, quota: number, number: number, headerBytes: number): number {
  const map = allocatePiece(memory, quota, headerBytes, 0);
  if (!map) return 0;
  store(memory, map + QUOTA, quota);
  const layout = indexLayoutNumbered(number);
  store(memory, map + LAYOUT, (number & 0xffffff) | (layout.sidesAt << 26));
  store(memory, map + SHAPE, shapeOf(layout));
  store(memory, map + HOME_SHIFT, HOME_BITS);
  store(memory, map + BYTES, headerBytes);
  return map;
}

/** A header without a table and its hash seeded, or 0 when memory is refused. */
export function createSeeded(memory: LinearMemory, quota: number, layout: number, seedLow: number, seedHigh: number): number {
  const map = createMap(memory, quota, layout, HEADER_BYTES);
  if (map) seedHash(memory, map, seedLow, seedHigh);
  return map;
}

/** Removes every entry and gives all memory but the header back. O(segments). */
export function clear(memory: LinearMemory, layout: Layout, map: number): void {
  if (load(memory, map + COUNT)) advanceVersion(memory, map);
  dropOverflow(memory, layout, map);
  dropTables(memory, layout, map);
  store(memory, map + COUNT, 0);
  // No segment is left whose birth could count.
  if (!load(memory, annexOf(memory, map) + BEFORE)) dropAnnex(memory, map);
  increment(memory, map + RELOCATIONS);
}

/** Gives tables and directory back; the caller sees to the count. */
export function dropTables(memory: LinearMemory, layout: Layout, map: number): void {
  if (!load(memory, map + DIRECTORY)) {
    const table = addressOf(load(memory, map + ROOT));
    if (table) freeLone(memory, layout, map, table, load(memory, map + GROUPS));
  } else {
    for (let h = 0; h < HASHES_END;) {
      const segment = segmentOf(memory, map, h);
      h = endOfRange(memory, map, h);
      retireSegment(memory, map, segment);
    }
    freeDirectory(memory, map);
  }
  store(memory, map + ROOT, 0);
  store(memory, map + GROUPS, 0);
  store(memory, map + SEGMENTS, 0);
  store(memory, map + DEEPEST, 0);
  store(memory, map + HOME_SHIFT, HOME_BITS);
}

/** Gives the overflow table back with all it holds. */
export function dropOverflow(memory: LinearMemory, layout: Layout, map: number): void {
  const overflow = load(memory, annexOf(memory, map) + OVERFLOW);
  if (!overflow) return;
  dispose(memory, layout, overflow);
  store(memory, annexOf(memory, map) + OVERFLOW, 0);
  trimAnnex(memory, map);
}

/** Gives everything back that no snapshot sees, the header too. */
export function dispose(memory: LinearMemory, layout: Layout, map: number): void {
  clear(memory, layout, map);
  leaveSnapshots(memory, map);
  dropAnnex(memory, map);
  freePiece(memory, load(memory, map + QUOTA), map, HEADER_BYTES);
}

/** Gives back the blobs of a map whose values are such. The map is not to be used before it is cleared. O(entries). */
export function freeBlobs(memory: LinearMemory, layout: Layout, map: number): void {
  for (let position = 0; position >= 0; position = memory.i32[SCAN_NEXT >>> 2]!) {
    const count = scan(memory, layout, map, position);
    for (let i = 0; i < count; i++) freeBlob(memory, map, load(memory, VALUES + i * 4));
  }
}

/** Counts a batch as one change. */
export function advanceVersion(memory: LinearMemory, map: number): void {
  increment64(memory.i32, (map + VERSION) >>> 2);
}
