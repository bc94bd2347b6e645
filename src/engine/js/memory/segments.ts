/**
 * The segment table, and segments taken from and given back to the heap.
 *
 * The same steps in the same order as in `assembly/memory/segments.ts`, so that both engines hand out the same addresses.
 */
import type { LinearMemory } from './linear.js';
import { load, store } from './linear.js';
import {
  SEGMENT_SHIFT, SEGMENT_BYTES, REGION_SEGMENTS, TABLE_SEGMENTS, SEGMENT_LIMIT, FIRST_SEGMENT, FRONTIER, FREE_HEAD, FREE_COUNT,
} from './regions.js';

export const USE_FREE = 0;
export const USE_TABLE = 1;
export const USE_SLAB = 2;
export const USE_RUN = 3;
/** A run that is larger than a region; `assembly/memory/segments.ts` says how it lies. */
const USE_GIANT = 4;
/** The most segments that lie side by side in a region. */
const LARGEST_RUN = REGION_SEGMENTS - TABLE_SEGMENTS;

export const ENTRY_USE = 0;
export const ENTRY_COUNT = 4;
export const ENTRY_DEPTH = 8;
export const ENTRY_OWNER = 12;
export const ENTRY_NEXT = 16;
export const ENTRY_PREVIOUS = 20;
export const ENTRY_FLAGS = 24;
export const ENTRY_CLASS = 28;
export const ENTRY_PASSED = 32;
export const ENTRY_REBUILT = 36;
export const ENTRY_BIRTH = 40;

export const FLAG_SATURATED = 1;
export const FLAG_OVERFLOW = 2;
export const FLAG_ALIKE = 4;

/** Where the table describes the segment that holds `address`. */
export function entryOf(address: number): number {
  return ((address & 0xff000000) | ((address >>> 8) & 0xffc0)) >>> 0;
}

export function initializeSegments(memory: LinearMemory): void {
  store(memory, FRONTIER, FIRST_SEGMENT);
}

/** One segment for `owner`, or 0 when memory is exhausted. Its bytes are zero when `cleared`. O(1). */
export function allocateSegment(memory: LinearMemory, use: number, owner: number, cleared: boolean): number {
  let segment = load(memory, FREE_HEAD);
  if (segment) {
    unlinkFree(memory, segment);
    if (cleared) memory.u8.fill(0, segment, segment + SEGMENT_BYTES);
  } else {
    segment = advanceFrontier(memory, 1);
    if (!segment) return 0;
  }
  describe(memory, segment, use, owner);
  return segment;
}

/** Gives a segment back to the heap. O(1). */
export function freeSegment(memory: LinearMemory, segment: number): void {
  const entry = entryOf(segment);
  const head = load(memory, FREE_HEAD);
  store(memory, entry + ENTRY_USE, USE_FREE);
  store(memory, entry + ENTRY_NEXT, head);
  store(memory, entry + ENTRY_PREVIOUS, 0);
  if (head) store(memory, entryOf(head) + ENTRY_PREVIOUS, segment);
  store(memory, FREE_HEAD, segment);
  store(memory, FREE_COUNT, load(memory, FREE_COUNT) + 1);
}

/** `count` neighbouring segments, or 0. */
export function allocateRun(memory: LinearMemory, count: number, owner: number, cleared: boolean): number {
  if (count > LARGEST_RUN) return allocateGiant(memory, count, owner, cleared);
  let run = findFreeRun(memory, count);
  if (run) {
    for (let i = 0; i < count; i++) unlinkFree(memory, run + i * SEGMENT_BYTES);
    if (cleared) memory.u8.fill(0, run, run + count * SEGMENT_BYTES);
  } else {
    run = advanceFrontier(memory, count);
    if (!run) return 0;
  }
  for (let i = 0; i < count; i++) describe(memory, run + i * SEGMENT_BYTES, USE_RUN, owner);
  return run;
}

export function freeRun(memory: LinearMemory, run: number, count: number): void {
  if (count > LARGEST_RUN) return freeGiant(memory, run, count);
  for (let i = 0; i < count; i++) freeSegment(memory, run + i * SEGMENT_BYTES);
}

/** `count` neighbouring segments, more than lie between two tables, or 0. */
function allocateGiant(memory: LinearMemory, count: number, owner: number, cleared: boolean): number {
  const regions = regionsOf(count);
  let first = findFreeRegions(memory, regions);
  if (first) {
    for (let number = first; number < first + regions * REGION_SEGMENTS; number++) {
      if ((number & (REGION_SEGMENTS - 1)) >= TABLE_SEGMENTS) unlinkFree(memory, (number << SEGMENT_SHIFT) >>> 0);
    }
    const run = ((first + TABLE_SEGMENTS) << SEGMENT_SHIFT) >>> 0;
    if (cleared) memory.u8.fill(0, run, run + count * SEGMENT_BYTES);
  } else {
    first = (load(memory, FRONTIER) + REGION_SEGMENTS - 1) & -REGION_SEGMENTS;
    if (!growTo(memory, first + regions * REGION_SEGMENTS)) return 0;
    freeSegments(memory, load(memory, FRONTIER), first);
    store(memory, FRONTIER, first + regions * REGION_SEGMENTS);
  }
  const run = ((first + TABLE_SEGMENTS) << SEGMENT_SHIFT) >>> 0;
  for (let i = 0; i < LARGEST_RUN; i++) describe(memory, run + i * SEGMENT_BYTES, USE_GIANT, owner);
  store(memory, entryOf(run) + ENTRY_COUNT, count);
  return run;
}

/** Gives a giant back: its regions have tables again, and their segments are free. */
function freeGiant(memory: LinearMemory, run: number, count: number): void {
  const first = (run >>> SEGMENT_SHIFT) - TABLE_SEGMENTS;
  for (let i = 0; i < regionsOf(count); i++) {
    const region = first + i * REGION_SEGMENTS;
    const at = (region << SEGMENT_SHIFT) >>> 0;
    memory.u8.fill(0, at, at + TABLE_SEGMENTS * SEGMENT_BYTES);
    freeSegments(memory, region + TABLE_SEGMENTS, region + REGION_SEGMENTS);
  }
}

/** Regions that a giant of so many segments takes. */
function regionsOf(count: number): number {
  return Math.ceil((count + TABLE_SEGMENTS) / REGION_SEGMENTS);
}

/** Number of the first segment of so many neighbouring regions that are wholly free; 0 where there are none. */
function findFreeRegions(memory: LinearMemory, regions: number): number {
  if (load(memory, FREE_COUNT) < regions * LARGEST_RUN) return 0;
  const frontier = load(memory, FRONTIER);
  let found = 0;
  for (let region = REGION_SEGMENTS; region + REGION_SEGMENTS <= frontier; region = endOfGiant(memory, region)) {
    found = isFree(memory, region) ? found + 1 : 0;
    if (found === regions) return region - (regions - 1) * REGION_SEGMENTS;
  }
  return 0;
}

function isFree(memory: LinearMemory, region: number): boolean {
  for (let number = region + TABLE_SEGMENTS; number < region + REGION_SEGMENTS; number++) {
    if (load(memory, entryOf(number << SEGMENT_SHIFT) + ENTRY_USE) !== USE_FREE) return false;
  }
  return true;
}

/** The number of the first segment behind a region, or behind the giant that begins with it. */
function endOfGiant(memory: LinearMemory, region: number): number {
  const entry = entryOf((region + TABLE_SEGMENTS) << SEGMENT_SHIFT);
  const regions = load(memory, entry + ENTRY_USE) === USE_GIANT ? regionsOf(load(memory, entry + ENTRY_COUNT)) : 1;
  return region + regions * REGION_SEGMENTS;
}

/** Makes segments free that are in no list. */
function freeSegments(memory: LinearMemory, from: number, to: number): void {
  for (let number = from; number < to; number++) {
    const segment = (number << SEGMENT_SHIFT) >>> 0;
    describe(memory, segment, USE_RUN, 0);
    freeSegment(memory, segment);
  }
}

/** A run of at least `bytes` for the host's own use, counted in no quota; 0 when memory is exhausted. To be given back soon. */
export function borrow(memory: LinearMemory, bytes: number): number {
  return allocateRun(memory, Math.ceil(bytes / SEGMENT_BYTES), 0, false);
}

/** Gives back a run that was borrowed for `bytes`. */
export function giveBack(memory: LinearMemory, run: number, bytes: number): void {
  freeRun(memory, run, Math.ceil(bytes / SEGMENT_BYTES));
}

/** Makes sure that `count` segments can be taken without a further refusal. */
export function ensureSegments(memory: LinearMemory, count: number): boolean {
  const missing = count - load(memory, FREE_COUNT);
  if (missing <= 0) return true;
  const tables = (Math.floor(missing / (REGION_SEGMENTS - TABLE_SEGMENTS)) + 1) * TABLE_SEGMENTS;
  return growTo(memory, load(memory, FRONTIER) + missing + tables);
}

function describe(memory: LinearMemory, segment: number, use: number, owner: number): void {
  const entry = entryOf(segment);
  memory.u32.fill(0, entry >>> 2, (entry + ENTRY_BIRTH + 4) >>> 2);
  store(memory, entry + ENTRY_USE, use);
  store(memory, entry + ENTRY_OWNER, owner);
}

function unlinkFree(memory: LinearMemory, segment: number): void {
  const entry = entryOf(segment);
  const next = load(memory, entry + ENTRY_NEXT);
  const previous = load(memory, entry + ENTRY_PREVIOUS);
  store(memory, previous ? entryOf(previous) + ENTRY_NEXT : FREE_HEAD, next);
  if (next) store(memory, entryOf(next) + ENTRY_PREVIOUS, previous);
  store(memory, FREE_COUNT, load(memory, FREE_COUNT) - 1);
}

function findFreeRun(memory: LinearMemory, count: number): number {
  if (load(memory, FREE_COUNT) < count) return 0;
  const last = runEndingWith(memory, load(memory, FREE_HEAD), count);
  if (last) return last;
  const frontier = load(memory, FRONTIER);
  let length = 0;
  for (let number = FIRST_SEGMENT; number < frontier; number++) {
    const inTable = (number & (REGION_SEGMENTS - 1)) < TABLE_SEGMENTS;
    const use = inTable ? USE_RUN : load(memory, entryOf(number << SEGMENT_SHIFT) + ENTRY_USE);
    const free = use === USE_FREE;
    if (use === USE_GIANT) number = endOfGiant(memory, number & -REGION_SEGMENTS) - 1;
    length = free ? length + 1 : 0;
    if (length === count) return ((number + 1 - count) << SEGMENT_SHIFT) >>> 0;
  }
  return 0;
}

/** The run whose last segment is `last`, which is free, if all of it is: what was given back last is so mostly taken again without a walk. */
function runEndingWith(memory: LinearMemory, last: number, count: number): number {
  const number = last / SEGMENT_BYTES;
  if ((number & (REGION_SEGMENTS - 1)) < TABLE_SEGMENTS + count - 1 || number < FIRST_SEGMENT + count - 1) return 0;
  for (let i = 1; i < count; i++) {
    if (load(memory, entryOf(last - i * SEGMENT_BYTES) + ENTRY_USE) !== USE_FREE) return 0;
  }
  return last - (count - 1) * SEGMENT_BYTES;
}

/** `count` neighbouring segments that were never used: their bytes are zero. */
function advanceFrontier(memory: LinearMemory, count: number): number {
  let first = load(memory, FRONTIER);
  if ((first & (REGION_SEGMENTS - 1)) === 0) first += TABLE_SEGMENTS;
  const regionEnd = (first | (REGION_SEGMENTS - 1)) + 1;
  const fits = first + count <= regionEnd;
  const start = fits ? first : regionEnd + TABLE_SEGMENTS;
  if (!growTo(memory, start + count)) return 0;
  if (!fits) {
    store(memory, FRONTIER, regionEnd);
    freeSegments(memory, first, regionEnd);
  }
  store(memory, FRONTIER, start + count);
  return (start << SEGMENT_SHIFT) >>> 0;
}

/** Makes memory reach up to the segment number `end`: by a quarter, at least 1 MiB, at most 128 MiB unless more is needed. */
function growTo(memory: LinearMemory, end: number): boolean {
  if (end > SEGMENT_LIMIT) return false;
  const missing = ((end + 3) >>> 2) - memory.pages;
  if (missing <= 0) return true;
  const wanted = Math.max(missing, Math.min(Math.max(memory.pages >>> 2, 16), 2048));
  return memory.grow(Math.min(wanted, 65536 - memory.pages)) || memory.grow(missing);
}
