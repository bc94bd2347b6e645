/**
 * Snapshots: a map's table as it is at one moment, under a header of its own, so that all that reads maps reads them.
 *
 * Segments are shared until one is written to (see share.ts); only the directory is copied, 4 bytes a segment or two. A table below a
 * segment is copied at once.
 */
import {
  ROOT, DIRECTORY, GROUPS, QUOTA, HITS, COLLISIONS, BYTES, ANNEX, HEADER_BYTES, WORD_SHARED, addressOf,
} from "./header";
import { annexOf, dropAnnex, ownAnnex, trimAnnex, OVERFLOW, BEFORE, EPOCH, AFTER, DEAD } from "./annex";
import { groupBytesOf, segmentGroupsOf } from "./layout";
import { depthOf, freeDirectory } from "./directory";
import { retireSegment } from "./share";
import { freeLone } from "./room";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { entryOf, ENTRY_NEXT } from "../memory/segments";

/** The header of a snapshot of `map`; 0, and nothing changed, where memory is refused. O(words of the directory). */
export function takeSnapshot(map: usize): usize {
  return takeSnapshotOf(map, HEADER_BYTES);
}

/** As `takeSnapshot`, of a map whose header has so many bytes. */
export function takeSnapshotOf(map: usize, headerBytes: u32): usize {
  const annex = ownAnnex(map);
  const snapshot = annex ? copyHeader(map, headerBytes) : 0;
  if (!snapshot) {
    trimAnnex(map);
    return 0;
  }
  const own = annexOf(snapshot);
  const before: usize = load<u32>(annex, BEFORE);
  store<u32>(own, before, BEFORE);
  store<u32>(own, load<u32>(annex, EPOCH), EPOCH);
  store<u32>(own, map, AFTER);
  if (before) store<u32>(annexOf(before), snapshot, AFTER);
  store<u32>(annex, snapshot, BEFORE);
  store<u32>(annex, load<u32>(annex, EPOCH) + 1, EPOCH);
  return snapshot;
}

/** A header with an annex that has the words of the map, and a snapshot of its overflow table; 0 where memory is refused. */
function copyHeader(map: usize, headerBytes: u32): usize {
  const quota: usize = load<u32>(map, QUOTA);
  const snapshot = allocatePiece(quota, headerBytes, 0);
  if (!snapshot) return 0;
  memory.copy(snapshot, map, headerBytes);
  memory.fill(snapshot + HITS, 0, COLLISIONS - HITS);
  store<u32>(snapshot, headerBytes, BYTES);
  store<u32>(snapshot, 0, ANNEX);
  if (ownAnnex(snapshot)) {
    if (copyWords(map, snapshot)) {
      if (copyOverflow(map, snapshot)) return snapshot;
      dropWords(snapshot);
    }
    dropAnnex(snapshot);
  }
  freePiece(quota, snapshot, headerBytes);
  return 0;
}

function copyOverflow(map: usize, snapshot: usize): bool {
  const overflow: usize = load<u32>(annexOf(map), OVERFLOW);
  if (!overflow) return true;
  const copy = takeSnapshot(overflow);
  store<u32>(annexOf(snapshot), copy, OVERFLOW);
  return copy != 0;
}

/** Gives the snapshot the words of the map, all of which say then that they are shared. */
export function copyWords(map: usize, snapshot: usize): bool {
  const directory: usize = load<u32>(map, DIRECTORY);
  if (!directory) {
    if (load<u32>(map, GROUPS) < segmentGroupsOf(map)) return copyLone(snapshot);
    store<u32>(map, load<u32>(map, ROOT) | WORD_SHARED, ROOT);
    store<u32>(snapshot, load<u32>(map, ROOT), ROOT);
    return true;
  }
  const bytes: u32 = 4 << depthOf(map);
  const copy = allocatePiece(load<u32>(map, QUOTA), bytes, snapshot);
  if (!copy) return false;
  store<u32>(snapshot, copy, DIRECTORY);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) + pieceBytes(bytes), BYTES);
  const shared = i64x2.splat(<u64>WORD_SHARED << 32 | WORD_SHARED);
  // A directory has two words at least, a block of memory room for four.
  for (let at: usize = 0; at < bytes; at += 16) {
    const words = v128.or(v128.load(directory + at), shared);
    v128.store(directory + at, words);
    v128.store(copy + at, words);
  }
  return true;
}

function copyLone(snapshot: usize): bool {
  const root = load<u32>(snapshot, ROOT);
  const bytes = load<u32>(snapshot, GROUPS) * groupBytesOf(snapshot);
  if (!bytes) return true;
  const table = allocatePiece(load<u32>(snapshot, QUOTA), bytes, snapshot);
  if (!table) return false;
  memory.copy(table, addressOf(root), bytes);
  store<u32>(snapshot, table + (root - <u32>addressOf(root)), ROOT);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) + pieceBytes(bytes), BYTES);
  return true;
}

/** Gives back what `copyWords` has made. */
export function dropWords(snapshot: usize): void {
  const groups = load<u32>(snapshot, GROUPS);
  if (load<u32>(snapshot, DIRECTORY)) freeDirectory(snapshot);
  else if (groups && groups < segmentGroupsOf(snapshot)) freeLone(snapshot, addressOf(load<u32>(snapshot, ROOT)), groups);
}

/** Gives a snapshot back, and what neither the map nor another snapshot sees. O(segments that only it and older ones see). */
export function releaseSnapshot(snapshot: usize): void {
  releaseSnapshotOf(snapshot, HEADER_BYTES);
}

/** As `releaseSnapshot`, of one whose header has so many bytes. */
export function releaseSnapshotOf(snapshot: usize, headerBytes: u32): void {
  const annex = annexOf(snapshot);
  const overflow: usize = load<u32>(annex, OVERFLOW);
  if (overflow) releaseSnapshot(overflow);
  dropWords(snapshot);
  let segment: usize = load<u32>(annex, DEAD);
  while (segment) {
    const next: usize = load<u32>(entryOf(segment), ENTRY_NEXT);
    retireSegment(snapshot, segment);
    segment = next;
  }
  const before: usize = load<u32>(annex, BEFORE);
  const after: usize = load<u32>(annex, AFTER);
  if (before) store<u32>(annexOf(before), after, AFTER);
  if (after) store<u32>(annexOf(after), before, BEFORE);
  dropAnnex(snapshot);
  freePiece(load<u32>(snapshot, QUOTA), snapshot, headerBytes);
}
