/**
 * The segment table, and segments taken from and given back to the heap.
 *
 * An entry of the table (64 bytes):
 *
 *   0      4      8      12     16    20    24     28     32      36       40     44 … 63
 *   ┌──────┬──────┬──────┬──────┬─────┬─────┬──────┬──────┬───────┬────────┬──────┬─────────┐
 *   │ use  │count │depth │owner │next │prev │flags │class │passed │rebuilt │birth │ 0       │
 *   └──────┴──────┴──────┴──────┴─────┴─────┴──────┴──────┴───────┴────────┴──────┴─────────┘
 *
 * The free list is doubly linked through the table, so that a run of neighbours (a large directory)
 * can be taken out of its middle.
 */
import {
  SEGMENT_SHIFT, SEGMENT_BYTES, REGION_SEGMENTS, TABLE_SEGMENTS, SEGMENT_LIMIT, FIRST_SEGMENT,
  FRONTIER, FREE_HEAD, FREE_COUNT,
} from "./regions";

/** What a segment is used for. */
// @ts-ignore: decorator
@inline export const USE_FREE: u32 = 0;
// @ts-ignore: decorator
@inline export const USE_TABLE: u32 = 1;
// @ts-ignore: decorator
@inline export const USE_SLAB: u32 = 2;
// @ts-ignore: decorator
@inline export const USE_RUN: u32 = 3;
/** A run that is larger than a region: see allocateGiant. */
// @ts-ignore: decorator
@inline export const USE_GIANT: u32 = 4;

// @ts-ignore: decorator
@inline export const ENTRY_USE: usize = 0;
// @ts-ignore: decorator
@inline export const ENTRY_COUNT: usize = 4;   // live entries of a table segment, blocks in use of a slab
// @ts-ignore: decorator
@inline export const ENTRY_DEPTH: usize = 8;   // hash bits that lead to a table segment; blocks ever cut from a slab
// @ts-ignore: decorator
@inline export const ENTRY_OWNER: usize = 12;  // map header of a table segment; first free block of a slab
// @ts-ignore: decorator
@inline export const ENTRY_NEXT: usize = 16;
// @ts-ignore: decorator
@inline export const ENTRY_PREVIOUS: usize = 20;
// @ts-ignore: decorator
@inline export const ENTRY_FLAGS: usize = 24;
// @ts-ignore: decorator
@inline export const ENTRY_CLASS: usize = 28;  // size class of a slab
// @ts-ignore: decorator
@inline export const ENTRY_PASSED: usize = 32; // groups that the live entries of a table segment have passed over, together
// @ts-ignore: decorator
@inline export const ENTRY_REBUILT: usize = 36; // the same, when the segment was last rebuilt

// @ts-ignore: decorator
@inline export const ENTRY_BIRTH: usize = 40;  // the epoch of its map in which a table segment was made: see table/share.ts

/** A group of the segment has met a saturated counter. */
// @ts-ignore: decorator
@inline export const FLAG_SATURATED: u32 = 1;
/** Entries that hash to this segment may lie in the map's overflow table. */
// @ts-ignore: decorator
@inline export const FLAG_OVERFLOW: u32 = 2;
/** The segment is full and its keys do not differ in the bit that a split would use. Cleared when an entry leaves. */
// @ts-ignore: decorator
@inline export const FLAG_ALIKE: u32 = 4;

/** The most segments that lie side by side in a region. */
// @ts-ignore: decorator
@inline const LARGEST_RUN: u32 = REGION_SEGMENTS - TABLE_SEGMENTS;

/** Called after linear memory has grown, so that the host renews its views before anything else reads them. */
// @ts-ignore: decorator
@external("host", "memoryGrown")
declare function memoryGrown(): void;

/** The table entry of the segment that holds `address`. */
// @ts-ignore: decorator
@inline
export function entryOf(address: usize): usize {
  return (address & 0xff000000) + ((address >>> 8) & 0xffc0);
}

/** Sets up the heap of a new memory. */
export function initializeSegments(): void {
  store<u32>(FRONTIER, FIRST_SEGMENT);
}

/** One segment for `owner`, or 0 when memory is exhausted. Its bytes are zero when `cleared`. O(1). */
export function allocateSegment(use: u32, owner: usize, cleared: bool): usize {
  let segment: usize = load<u32>(FREE_HEAD);
  if (segment) {
    unlinkFree(segment);
    if (cleared) memory.fill(segment, 0, SEGMENT_BYTES);
  } else {
    segment = advanceFrontier(1);
    if (!segment) return 0;
  }
  describe(segment, use, owner);
  return segment;
}

/** Gives a segment back to the heap. O(1). */
export function freeSegment(segment: usize): void {
  const entry = entryOf(segment);
  assert(load<u32>(entry, ENTRY_USE) != USE_FREE);
  const head: usize = load<u32>(FREE_HEAD);
  store<u32>(entry, USE_FREE, ENTRY_USE);
  store<u32>(entry, head, ENTRY_NEXT);
  store<u32>(entry, 0, ENTRY_PREVIOUS);
  if (head) store<u32>(entryOf(head), segment, ENTRY_PREVIOUS);
  store<u32>(FREE_HEAD, segment);
  store<u32>(FREE_COUNT, load<u32>(FREE_COUNT) + 1);
}

/**
 * `count` neighbouring segments, or 0; their bytes are zero when `cleared`. Only what is larger than a segment needs them, and asks
 * as often as it doubles, so a walk over the table to find free neighbours is cheap enough.
 */
export function allocateRun(count: u32, owner: usize, cleared: bool): usize {
  if (count > LARGEST_RUN) return allocateGiant(count, owner, cleared);
  let run = findFreeRun(count);
  if (run) {
    for (let i: u32 = 0; i < count; i++) unlinkFree(run + (i << SEGMENT_SHIFT));
    if (cleared) memory.fill(run, 0, count << SEGMENT_SHIFT);
  } else {
    run = advanceFrontier(count);
    if (!run) return 0;
  }
  for (let i: u32 = 0; i < count; i++) describe(run + (i << SEGMENT_SHIFT), USE_RUN, owner);
  return run;
}

/** Gives the segments of a run back, one by one. */
export function freeRun(run: usize, count: u32): void {
  if (count > LARGEST_RUN) return freeGiant(run, count);
  for (let i: u32 = 0; i < count; i++) freeSegment(run + (i << SEGMENT_SHIFT));
}

/**
 * `count` neighbouring segments, more than lie between two tables, or 0: it begins a region of its own, and its bytes take the place of
 * the tables of all regions behind that, to whose end nothing else comes. Its first segment counts its segments.
 */
function allocateGiant(count: u32, owner: usize, cleared: bool): usize {
  const regions = regionsOf(count);
  let first = findFreeRegions(regions);
  if (first) {
    for (let number = first; number < first + regions * REGION_SEGMENTS; number++) {
      if ((number & (REGION_SEGMENTS - 1)) >= TABLE_SEGMENTS) unlinkFree(number << SEGMENT_SHIFT);
    }
    if (cleared) memory.fill((first + TABLE_SEGMENTS) << SEGMENT_SHIFT, 0, count << SEGMENT_SHIFT);
  } else {
    first = (load<u32>(FRONTIER) + REGION_SEGMENTS - 1) & ~(REGION_SEGMENTS - 1);
    if (!growTo(<u64>first + regions * REGION_SEGMENTS)) return 0;
    freeSegments(load<u32>(FRONTIER), first);
    store<u32>(FRONTIER, first + regions * REGION_SEGMENTS);
  }
  const run: usize = (first + TABLE_SEGMENTS) << SEGMENT_SHIFT;
  for (let i: u32 = 0; i < LARGEST_RUN; i++) describe(run + (i << SEGMENT_SHIFT), USE_GIANT, owner);
  store<u32>(entryOf(run), count, ENTRY_COUNT);
  return run;
}

/** Gives a giant back: its regions have tables again, and their segments are free. */
function freeGiant(run: usize, count: u32): void {
  const first = <u32>(run >>> SEGMENT_SHIFT) - TABLE_SEGMENTS;
  for (let i: u32 = 0; i < regionsOf(count); i++) {
    const region = first + i * REGION_SEGMENTS;
    memory.fill(region << SEGMENT_SHIFT, 0, TABLE_SEGMENTS * SEGMENT_BYTES);
    freeSegments(region + TABLE_SEGMENTS, region + REGION_SEGMENTS);
  }
}

/** Regions that a giant of so many segments takes. */
// @ts-ignore: decorator
@inline
function regionsOf(count: u32): u32 {
  return (count + TABLE_SEGMENTS + REGION_SEGMENTS - 1) / REGION_SEGMENTS;
}

/** Number of the first segment of so many neighbouring regions that are wholly free; 0 where there are none. */
function findFreeRegions(regions: u32): u32 {
  if (load<u32>(FREE_COUNT) < regions * LARGEST_RUN) return 0;
  const frontier = load<u32>(FRONTIER);
  let found: u32 = 0;
  let region: u32 = REGION_SEGMENTS;
  while (region + REGION_SEGMENTS <= frontier) {
    found = isFree(region) ? found + 1 : 0;
    if (found == regions) return region - (regions - 1) * REGION_SEGMENTS;
    region = endOfGiant(region);
  }
  return 0;
}

function isFree(region: u32): bool {
  for (let number = region + TABLE_SEGMENTS; number < region + REGION_SEGMENTS; number++) {
    if (load<u32>(entryOf(number << SEGMENT_SHIFT), ENTRY_USE) != USE_FREE) return false;
  }
  return true;
}

/** The number of the first segment behind a region, or behind the giant that begins with it. */
function endOfGiant(region: u32): u32 {
  const entry = entryOf((region + TABLE_SEGMENTS) << SEGMENT_SHIFT);
  const regions = load<u32>(entry, ENTRY_USE) == USE_GIANT ? regionsOf(load<u32>(entry, ENTRY_COUNT)) : 1;
  return region + regions * REGION_SEGMENTS;
}

/** Makes segments free that are in no list. */
function freeSegments(from: u32, to: u32): void {
  for (let number = from; number < to; number++) {
    describe(number << SEGMENT_SHIFT, USE_RUN, 0);
    freeSegment(number << SEGMENT_SHIFT);
  }
}

/** A run of at least `bytes` for the host's own use, counted in no quota; 0 when memory is exhausted. To be given back soon. */
export function borrow(bytes: u32): usize {
  return allocateRun((bytes + SEGMENT_BYTES - 1) >>> SEGMENT_SHIFT, 0, false);
}

/** Gives back a run that was borrowed for `bytes`. */
export function giveBack(run: usize, bytes: u32): void {
  freeRun(run, (bytes + SEGMENT_BYTES - 1) >>> SEGMENT_SHIFT);
}

/** Makes sure that `count` segments can be taken without a further refusal. */
export function ensureSegments(count: u32): bool {
  const free = load<u32>(FREE_COUNT);
  if (free >= count) return true;
  const missing = count - free;
  const tables = (missing / (REGION_SEGMENTS - TABLE_SEGMENTS) + 1) * TABLE_SEGMENTS;
  return growTo(<u64>load<u32>(FRONTIER) + missing + tables);
}

function describe(segment: usize, use: u32, owner: usize): void {
  const entry = entryOf(segment);
  store<u32>(entry, use, ENTRY_USE);
  store<u32>(entry, 0, ENTRY_COUNT);
  store<u32>(entry, 0, ENTRY_DEPTH);
  store<u32>(entry, owner, ENTRY_OWNER);
  store<u32>(entry, 0, ENTRY_NEXT);
  store<u32>(entry, 0, ENTRY_PREVIOUS);
  store<u32>(entry, 0, ENTRY_FLAGS);
  store<u64>(entry, 0, ENTRY_PASSED);
  store<u32>(entry, 0, ENTRY_BIRTH);
}

function unlinkFree(segment: usize): void {
  const entry = entryOf(segment);
  const next: usize = load<u32>(entry, ENTRY_NEXT);
  const previous: usize = load<u32>(entry, ENTRY_PREVIOUS);
  if (previous) store<u32>(entryOf(previous), next, ENTRY_NEXT);
  else store<u32>(FREE_HEAD, next);
  if (next) store<u32>(entryOf(next), previous, ENTRY_PREVIOUS);
  store<u32>(FREE_COUNT, load<u32>(FREE_COUNT) - 1);
}

function findFreeRun(count: u32): usize {
  if (load<u32>(FREE_COUNT) < count) return 0;
  const last = runEndingWith(load<u32>(FREE_HEAD), count);
  if (last) return last;
  const frontier = load<u32>(FRONTIER);
  let length: u32 = 0;
  for (let number: u32 = FIRST_SEGMENT; number < frontier; number++) {
    const inTable = (number & (REGION_SEGMENTS - 1)) < TABLE_SEGMENTS;
    const use = inTable ? USE_RUN : load<u32>(entryOf(number << SEGMENT_SHIFT), ENTRY_USE);
    const free = use == USE_FREE;
    if (use == USE_GIANT) number = endOfGiant(number & ~(REGION_SEGMENTS - 1)) - 1;
    length = free ? length + 1 : 0;
    if (length == count) return (number + 1 - count) << SEGMENT_SHIFT;
  }
  return 0;
}

/** The run whose last segment is `last`, which is free, if all of it is: what was given back last is so mostly taken again without a walk. */
function runEndingWith(last: usize, count: u32): usize {
  const number = <u32>(last >>> SEGMENT_SHIFT);
  if ((number & (REGION_SEGMENTS - 1)) < TABLE_SEGMENTS + count - 1 || number < FIRST_SEGMENT + count - 1) return 0;
  for (let i: u32 = 1; i < count; i++) {
    if (load<u32>(entryOf((number - i) << SEGMENT_SHIFT), ENTRY_USE) != USE_FREE) return 0;
  }
  return (number + 1 - count) << SEGMENT_SHIFT;
}

/** `count` neighbouring segments that were never used: their bytes are zero. */
function advanceFrontier(count: u32): usize {
  let first = load<u32>(FRONTIER);
  if ((first & (REGION_SEGMENTS - 1)) == 0) first += TABLE_SEGMENTS;
  const regionEnd = (first | (REGION_SEGMENTS - 1)) + 1;
  const fits = first + count <= regionEnd;
  const start = fits ? first : regionEnd + TABLE_SEGMENTS;
  if (!growTo(<u64>start + count)) return 0;
  if (!fits) {
    store<u32>(FRONTIER, regionEnd);
    freeSegments(first, regionEnd);
  }
  store<u32>(FRONTIER, start + count);
  return start << SEGMENT_SHIFT;
}

/**
 * Makes memory reach up to the segment number `end`. Each growth can set off a collection in V8, so it is rare:
 * at least a quarter of what there is (an eighth set off four collections on the way to 8 million entries, a quarter two), at
 * least 1 MiB, at most 128 MiB unless more is needed at once. Pages that are not touched cost no physical memory.
 */
function growTo(end: u64): bool {
  if (end > <u64>SEGMENT_LIMIT) return false;
  const pages: u32 = memory.size();
  const needed = ((<u32>end + 3) >>> 2);
  if (needed <= pages) return true;
  const missing = needed - pages;
  const wanted = max(missing, min(max(pages >>> 2, 16), 2048));
  if (memory.grow(min(wanted, 65536 - pages)) == -1 && memory.grow(missing) == -1) return false;
  memoryGrown();
  return true;
}
