/** Segments that a map shares with its snapshots, and copying one before it is written to: see `assembly/table/share.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment } from '../memory/linear.js';
import { QUOTA, BYTES, RELOCATIONS, WORD_OVERFLOW, WORD_SHARED, addressOf } from './header.js';
import { annexOf, OVERFLOW, BEFORE, EPOCH, AFTER, DEAD } from './annex.js';
import type { Layout } from './group.js';
import { hash } from './hash.js';
import { wordOf } from './find.js';
import { pointWords } from './directory.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { allocatePiece, allocateRawSegment, freePiece } from '../memory/quota.js';
import {
  entryOf, ENTRY_COUNT, ENTRY_DEPTH, ENTRY_NEXT, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, ENTRY_BIRTH,
} from '../memory/segments.js';

/** A segment for a table of `map`, its bytes zero if `cleared`; 0 where memory is refused. */
export function newSegment(memory: LinearMemory, map: number, cleared: boolean): number {
  const quota = load(memory, map + QUOTA);
  const segment = cleared ? allocatePiece(memory, quota, SEGMENT_BYTES, map) : allocateRawSegment(memory, quota, map);
  if (!segment) return 0;
  store(memory, entryOf(segment) + ENTRY_BIRTH, load(memory, annexOf(memory, map) + EPOCH));
  store(memory, map + BYTES, load(memory, map + BYTES) + SEGMENT_BYTES);
  return segment;
}

/** Gives up a segment that `map`, which may be a snapshot, has no more use for. O(1). */
export function retireSegment(memory: LinearMemory, map: number, segment: number): void {
  store(memory, map + BYTES, load(memory, map + BYTES) - SEGMENT_BYTES);
  const before = load(memory, annexOf(memory, map) + BEFORE);
  if (!before || !sees(memory, before, segment)) {
    freePiece(memory, load(memory, map + QUOTA), segment, SEGMENT_BYTES);
    return;
  }
  store(memory, entryOf(segment) + ENTRY_NEXT, load(memory, annexOf(memory, before) + DEAD));
  store(memory, annexOf(memory, before) + DEAD, segment);
  store(memory, before + BYTES, load(memory, before + BYTES) + SEGMENT_BYTES);
}

/** The snapshots of a map that goes are left without it. */
export function leaveSnapshots(memory: LinearMemory, map: number): void {
  const before = load(memory, annexOf(memory, map) + BEFORE);
  if (before) store(memory, annexOf(memory, before) + AFTER, 0);
}

/** Whether `snapshot` sees a segment that the map had after it. */
function sees(memory: LinearMemory, snapshot: number, segment: number): boolean {
  return load(memory, entryOf(segment) + ENTRY_BIRTH) <= load(memory, annexOf(memory, snapshot) + EPOCH);
}

/** Makes sure that the segment of `h` is the map's own. False, and nothing changed, where memory is refused. O(1): 16 KiB at most. */
export function makeOwn(memory: LinearMemory, map: number, h: number): boolean {
  return makeOwnIn(memory, map, map, h);
}

/** As `makeOwn`, for a table of `map` whose words the header at `table` has. */
export function makeOwnIn(memory: LinearMemory, map: number, table: number, h: number): boolean {
  const word = wordOf(memory.i32, table >>> 2, h);
  return (word & WORD_SHARED) === 0 || unshare(memory, map, table, h, addressOf(word));
}

function unshare(memory: LinearMemory, map: number, table: number, h: number, segment: number): boolean {
  const before = load(memory, annexOf(memory, map) + BEFORE);
  if (!before || !sees(memory, before, segment)) {
    pointWords(memory, table, h, segment);
    return true;
  }
  const copy = newSegment(memory, map, false);
  if (!copy) return false;
  memory.u8.copyWithin(copy, segment, segment + SEGMENT_BYTES);
  for (const field of [ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT]) {
    store(memory, entryOf(copy) + field, load(memory, entryOf(segment) + field));
  }
  pointWords(memory, table, h, copy);
  retireSegment(memory, map, segment);
  increment(memory, map + RELOCATIONS);
  return true;
}

/** As `makeOwn`, wherever a key may be: in the overflow tables, too. */
export function makeOwnFor(memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number): boolean {
  while (makeOwn(memory, map, h)) {
    if ((wordOf(memory.i32, map >>> 2, h) & WORD_OVERFLOW) === 0) return true;
    map = load(memory, annexOf(memory, map) + OVERFLOW);
    if (!map) return true;
    h = hash(memory.i32, layout, map >>> 2, low, high);
  }
  return false;
}
