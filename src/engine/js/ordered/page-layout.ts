/** A page of the entry log: `assembly/ordered/page-layout.ts` draws it. */
import type { LinearMemory } from '../memory/linear.js';
import { load } from '../memory/linear.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { allocatePiece, allocateRawSegment } from '../memory/quota.js';
import { classBytes } from '../memory/blocks.js';
import { entryOf, ENTRY_USE, ENTRY_CLASS, USE_SLAB } from '../memory/segments.js';
import { QUOTA } from '../table/header.js';

export const PAGE_NEXT = 0;
export const PAGE_PREVIOUS = 4;
export const PAGE_BYTES = 8;
export const PAGE_USED = 12;
export const PAGE_LIVE = 16;
export const PAGE_BIRTH = 20;
export const PAGE_FIRST = 24;
export const PAGE_HEADER = 32;
/** Of a page that a snapshot keeps: see kept.ts. */
export const PAGE_LINK = 4;
export const PAGE_ORIGIN = 16;
export const SMALLEST_PAGE = 256;

/** The page that holds `record`. */
export function pageOf(memory: LinearMemory, record: number): number {
  const entry = entryOf(record);
  const bytes = load(memory, entry + ENTRY_USE) === USE_SLAB ? classBytes(load(memory, entry + ENTRY_CLASS)) : SEGMENT_BYTES;
  return (record & -bytes) >>> 0;
}

/** Memory for a page of `bytes`, whatever is in it; 0 where it is refused. The caller counts it. */
export function allocatePageBytes(memory: LinearMemory, map: number, bytes: number): number {
  const quota = load(memory, map + QUOTA);
  return bytes === SEGMENT_BYTES ? allocateRawSegment(memory, quota, map) : allocatePiece(memory, quota, bytes, map);
}
