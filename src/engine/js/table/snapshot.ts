/** Snapshots: a map's table as it is at one moment, under a header of its own. See `assembly/table/snapshot.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, GROUPS, QUOTA, HITS, COLLISIONS, BYTES, ANNEX, HEADER_BYTES, WORD_SHARED, addressOf,
} from './header.js';
import { annexOf, dropAnnex, ownAnnex, trimAnnex, OVERFLOW, BEFORE, EPOCH, AFTER, DEAD } from './annex.js';
import type { Layout } from './group.js';
import { depthOf, freeDirectory } from './directory.js';
import { retireSegment } from './share.js';
import { freeLone } from './room.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { entryOf, ENTRY_NEXT } from '../memory/segments.js';

/** The header of a snapshot of `map`; 0, and nothing changed, where memory is refused. O(words of the directory). */
export function takeSnapshot(memory: LinearMemory, layout: Layout, map: number): number {
  return takeSnapshotOf(memory, layout, map, HEADER_BYTES);
}

/** As `takeSnapshot`, of a map whose header has so many bytes. */
export function takeSnapshotOf(memory: LinearMemory, layout: Layout, map: number, headerBytes: number): number {
  const annex = ownAnnex(memory, map);
  const snapshot = annex ? copyHeader(memory, layout, map, headerBytes) : 0;
  if (!snapshot) {
    trimAnnex(memory, map);
    return 0;
  }
  const own = annexOf(memory, snapshot);
  const before = load(memory, annex + BEFORE);
  store(memory, own + BEFORE, before);
  store(memory, own + EPOCH, load(memory, annex + EPOCH));
  store(memory, own + AFTER, map);
  if (before) store(memory, annexOf(memory, before) + AFTER, snapshot);
  store(memory, annex + BEFORE, snapshot);
  store(memory, annex + EPOCH, load(memory, annex + EPOCH) + 1);
  return snapshot;
}

/** A header with an annex that has the words of the map, and a snapshot of its overflow table; 0 where memory is refused. */
function copyHeader(memory: LinearMemory, layout: Layout, map: number, headerBytes: number): number {
  const quota = load(memory, map + QUOTA);
  const snapshot = allocatePiece(memory, quota, headerBytes, 0);
  if (!snapshot) return 0;
  memory.u8.copyWithin(snapshot, map, map + headerBytes);
  memory.u8.fill(0, snapshot + HITS, snapshot + COLLISIONS);
  store(memory, snapshot + BYTES, headerBytes);
  store(memory, snapshot + ANNEX, 0);
  if (ownAnnex(memory, snapshot)) {
    if (copyWords(memory, layout, map, snapshot)) {
      if (copyOverflow(memory, layout, map, snapshot)) return snapshot;
      dropWords(memory, layout, snapshot);
    }
    dropAnnex(memory, snapshot);
  }
  freePiece(memory, quota, snapshot, headerBytes);
  return 0;
}

function copyOverflow(memory: LinearMemory, layout: Layout, map: number, snapshot: number): boolean {
  const overflow = load(memory, annexOf(memory, map) + OVERFLOW);
  if (!overflow) return true;
  const copy = takeSnapshot(memory, layout, overflow);
  store(memory, annexOf(memory, snapshot) + OVERFLOW, copy);
  return copy !== 0;
}

/** Gives the snapshot the words of the map, all of which say then that they are shared. */
export function copyWords(memory: LinearMemory, layout: Layout, map: number, snapshot: number): boolean {
  const directory = load(memory, map + DIRECTORY);
  if (!directory) {
    if (load(memory, map + GROUPS) < layout.segmentGroups) return copyLone(memory, layout, snapshot);
    store(memory, map + ROOT, load(memory, map + ROOT) | WORD_SHARED);
    store(memory, snapshot + ROOT, load(memory, map + ROOT));
    return true;
  }
  const words = 1 << depthOf(memory, map);
  const copy = allocatePiece(memory, load(memory, map + QUOTA), 4 * words, snapshot);
  if (!copy) return false;
  store(memory, snapshot + DIRECTORY, copy);
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) + pieceBytes(4 * words));
  // As many as the other engine copies at a time.
  const { i32 } = memory;
  for (let i = 0; i < Math.max(4, words); i++) {
    i32[(directory >>> 2) + i]! |= WORD_SHARED;
    i32[(copy >>> 2) + i] = i32[(directory >>> 2) + i]!;
  }
  return true;
}

function copyLone(memory: LinearMemory, layout: Layout, snapshot: number): boolean {
  const root = load(memory, snapshot + ROOT);
  const bytes = load(memory, snapshot + GROUPS) * layout.groupBytes;
  if (!bytes) return true;
  const table = allocatePiece(memory, load(memory, snapshot + QUOTA), bytes, snapshot);
  if (!table) return false;
  memory.u8.copyWithin(table, addressOf(root), addressOf(root) + bytes);
  store(memory, snapshot + ROOT, table + (root - addressOf(root)));
  store(memory, snapshot + BYTES, load(memory, snapshot + BYTES) + pieceBytes(bytes));
  return true;
}

/** Gives back what `copyWords` has made. */
export function dropWords(memory: LinearMemory, layout: Layout, snapshot: number): void {
  const groups = load(memory, snapshot + GROUPS);
  if (load(memory, snapshot + DIRECTORY)) freeDirectory(memory, snapshot);
  else if (groups && groups < layout.segmentGroups) freeLone(memory, layout, snapshot, addressOf(load(memory, snapshot + ROOT)), groups);
}

/** Gives a snapshot back, and what neither the map nor another snapshot sees. O(segments that only it and older ones see). */
export function releaseSnapshot(memory: LinearMemory, layout: Layout, snapshot: number): void {
  releaseSnapshotOf(memory, layout, snapshot, HEADER_BYTES);
}

/** As `releaseSnapshot`, of one whose header has so many bytes. */
export function releaseSnapshotOf(memory: LinearMemory, layout: Layout, snapshot: number, headerBytes: number): void {
  const annex = annexOf(memory, snapshot);
  const overflow = load(memory, annex + OVERFLOW);
  if (overflow) releaseSnapshot(memory, layout, overflow);
  dropWords(memory, layout, snapshot);
  let segment = load(memory, annex + DEAD);
  while (segment) {
    const next = load(memory, entryOf(segment) + ENTRY_NEXT);
    retireSegment(memory, snapshot, segment);
    segment = next;
  }
  const before = load(memory, annex + BEFORE);
  const after = load(memory, annex + AFTER);
  if (before) store(memory, annexOf(memory, before) + AFTER, after);
  if (after) store(memory, annexOf(memory, after) + BEFORE, before);
  dropAnnex(memory, snapshot);
  freePiece(memory, load(memory, snapshot + QUOTA), snapshot, headerBytes);
}
