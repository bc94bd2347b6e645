/** Quotas: what the maps of one `Heap` own together, and the most they may. See `assembly/memory/quota.ts`. */
import type { LinearMemory } from './linear.js';
import { load, load64, store64 } from './linear.js';
import { SEGMENT_BYTES } from './regions.js';
import { allocateSegment, freeSegment, allocateRun, freeRun, USE_TABLE } from './segments.js';
import { allocateBlock, freeBlock, blockBytes, LARGEST_BLOCK } from './blocks.js';

export const QUOTA_MAXIMUM = 0;
export const QUOTA_WHOLE = 4;
export const QUOTA_USED = 8;
export const QUOTA_BYTES = 16;

/** Whether `bytes` more stay within the quota, and within those that it is part of. */
export function allows(memory: LinearMemory, quota: number, bytes: number): boolean {
  do {
    const maximum = load(memory, quota + QUOTA_MAXIMUM);
    if (maximum !== 0 && load64(memory, quota + QUOTA_USED) + bytes > maximum) return false;
    quota = load(memory, quota + QUOTA_WHOLE);
  } while (quota !== 0);
  return true;
}

function charge(memory: LinearMemory, quota: number, bytes: number): void {
  do {
    store64(memory, quota + QUOTA_USED, load64(memory, quota + QUOTA_USED) + bytes);
    quota = load(memory, quota + QUOTA_WHOLE);
  } while (quota !== 0);
}

/** Bytes that a piece of memory for `bytes` takes: a block, a segment, or a run of segments. */
export function pieceBytes(bytes: number): number {
  if (bytes <= LARGEST_BLOCK) return blockBytes(bytes);
  return (bytes + SEGMENT_BYTES - 1) & -SEGMENT_BYTES;
}

/** A piece of memory of at least `bytes`, all zero, charged to `quota`; 0 when the quota or memory refuses. */
export function allocatePiece(memory: LinearMemory, quota: number, bytes: number, owner: number): number {
  const taken = pieceBytes(bytes);
  if (!allows(memory, quota, taken)) return 0;
  let piece: number;
  if (bytes <= LARGEST_BLOCK) piece = allocateBlock(memory, bytes);
  else if (taken === SEGMENT_BYTES) piece = allocateSegment(memory, USE_TABLE, owner, true);
  else piece = allocateRun(memory, taken / SEGMENT_BYTES, owner, true);
  if (piece) charge(memory, quota, taken);
  return piece;
}

/** Gives back a piece that was allocated for `bytes`. */
export function freePiece(memory: LinearMemory, quota: number, piece: number, bytes: number): void {
  const taken = pieceBytes(bytes);
  if (bytes <= LARGEST_BLOCK) freeBlock(memory, piece);
  else if (taken === SEGMENT_BYTES) freeSegment(memory, piece);
  else freeRun(memory, piece, taken / SEGMENT_BYTES);
  charge(memory, quota, -taken);
}

/** A table segment whose bytes are whatever they were, for a split that copies over all of them. */
export function allocateRawSegment(memory: LinearMemory, quota: number, owner: number): number {
  if (!allows(memory, quota, SEGMENT_BYTES)) return 0;
  const segment = allocateSegment(memory, USE_TABLE, owner, false);
  if (segment) charge(memory, quota, SEGMENT_BYTES);
  return segment;
}
