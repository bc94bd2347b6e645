/**
 * Segments that a map shares with its snapshots, and copying one before it is written to.
 *
 * A map counts its snapshots: its epoch is how many were ever taken, a segment's birth the epoch in which it was made, a snapshot's own the
 * epoch that it ended. So a snapshot sees the segments of its table that were born in its epoch or before, and no count of references
 * is needed. What a map, or a snapshot, has no more use for goes to the snapshot before it if that sees it, else back to the heap (the
 * dead lists of Bonwick and Moore's ZFS). A word's flag says where a writer must look; once set, it stays until somebody writes there.
 */
import { QUOTA, BYTES, RELOCATIONS, WORD_OVERFLOW, WORD_SHARED, addressOf, increment } from "./header";
import { annexOf, OVERFLOW, BEFORE, EPOCH, AFTER, DEAD } from "./annex";
import { keyBytesOf, hashKey } from "./layout";
import { wordOf } from "./find";
import { pointWords } from "./directory";
import { SEGMENT_BYTES } from "../memory/regions";
import { allocatePiece, allocateRawSegment, freePiece } from "../memory/quota";
import { entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_NEXT, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_BIRTH } from "../memory/segments";

/** A segment for a table of `map`, its bytes zero if `cleared`; 0 where memory is refused. */
export function newSegment(map: usize, cleared: bool): usize {
  const quota: usize = load<u32>(map, QUOTA);
  const segment = cleared ? allocatePiece(quota, SEGMENT_BYTES, map) : allocateRawSegment(quota, map);
  if (!segment) return 0;
  store<u32>(entryOf(segment), load<u32>(annexOf(map), EPOCH), ENTRY_BIRTH);
  store<u32>(map, load<u32>(map, BYTES) + SEGMENT_BYTES, BYTES);
  return segment;
}

/** Gives up a segment that `map`, which may be a snapshot, has no more use for. O(1). */
export function retireSegment(map: usize, segment: usize): void {
  store<u32>(map, load<u32>(map, BYTES) - SEGMENT_BYTES, BYTES);
  const before: usize = load<u32>(annexOf(map), BEFORE);
  if (!before || !sees(before, segment)) {
    freePiece(load<u32>(map, QUOTA), segment, SEGMENT_BYTES);
    return;
  }
  store<u32>(entryOf(segment), load<u32>(annexOf(before), DEAD), ENTRY_NEXT);
  store<u32>(annexOf(before), segment, DEAD);
  store<u32>(before, load<u32>(before, BYTES) + SEGMENT_BYTES, BYTES);
}

/** The snapshots of a map that goes are left without it. */
export function leaveSnapshots(map: usize): void {
  const before: usize = load<u32>(annexOf(map), BEFORE);
  if (before) store<u32>(annexOf(before), 0, AFTER);
}

/** Whether `snapshot` sees a segment that the map had after it. */
// @ts-ignore: decorator
@inline
function sees(snapshot: usize, segment: usize): bool {
  return load<u32>(entryOf(segment), ENTRY_BIRTH) <= load<u32>(annexOf(snapshot), EPOCH);
}

/** Makes sure that the segment of `h` is the map's own. False, and nothing changed, where memory is refused. O(1): 16 KiB at most. */
export function makeOwn(map: usize, h: u32): bool {
  return makeOwnIn(map, map, h);
}

/** As `makeOwn`, for a table of `map` whose words the header at `table` has. */
export function makeOwnIn(map: usize, table: usize, h: u32): bool {
  const word = wordOf(table, h);
  return (word & WORD_SHARED) ? unshare(map, table, h, addressOf(word)) : true;
}

function unshare(map: usize, table: usize, h: u32, segment: usize): bool {
  const before: usize = load<u32>(annexOf(map), BEFORE);
  if (!before || !sees(before, segment)) {
    pointWords(table, h, segment);
    return true;
  }
  const copy = newSegment(map, false);
  if (!copy) return false;
  memory.copy(copy, segment, SEGMENT_BYTES);
  const from = entryOf(segment);
  const to = entryOf(copy);
  store<u32>(to, load<u32>(from, ENTRY_COUNT), ENTRY_COUNT);
  store<u32>(to, load<u32>(from, ENTRY_DEPTH), ENTRY_DEPTH);
  store<u32>(to, load<u32>(from, ENTRY_FLAGS), ENTRY_FLAGS);
  store<u64>(to, load<u64>(from, ENTRY_PASSED), ENTRY_PASSED); // and ENTRY_REBUILT
  pointWords(table, h, copy);
  retireSegment(map, segment);
  increment(map, RELOCATIONS);
  return true;
}

/** As `makeOwn`, wherever `key` may be: in the overflow tables, too. */
export function makeOwnFor(map: usize, h: u32, key: u64): bool {
  while (makeOwn(map, h)) {
    if (!(wordOf(map, h) & WORD_OVERFLOW)) return true;
    map = load<u32>(annexOf(map), OVERFLOW);
    if (!map) return true;
    h = hashKey(map, keyBytesOf(map), key);
  }
  return false;
}
