/**
 * Quotas: what the maps of one `Heap` own together, and the most they may. What counts in a quota that is part of another counts there, too.
 *
 *   0              4          8
 *   ┌──────────────┬──────────┬──────────────┐
 *   │ maximum, u32 │ part of  │ used, u64    │   bytes; a maximum of 0 means no limit, and what a quota is part of is its address, or 0
 *   └──────────────┴──────────┴──────────────┘
 */
import { SEGMENT_BYTES } from "./regions";
import { allocateSegment, freeSegment, allocateRun, freeRun, USE_TABLE } from "./segments";
import { allocateBlock, freeBlock, blockBytes, LARGEST_BLOCK } from "./blocks";

// @ts-ignore: decorator
@inline export const QUOTA_MAXIMUM: usize = 0;
// @ts-ignore: decorator
@inline export const QUOTA_WHOLE: usize = 4;
// @ts-ignore: decorator
@inline export const QUOTA_USED: usize = 8;
// @ts-ignore: decorator
@inline export const QUOTA_BYTES: u32 = 16;

/** Whether `bytes` more stay within the quota, and within those that it is part of. */
export function allows(quota: usize, bytes: u64): bool {
  do {
    const maximum = <u64>load<u32>(quota, QUOTA_MAXIMUM);
    if (maximum && load<u64>(quota, QUOTA_USED) + bytes > maximum) return false;
    quota = load<u32>(quota, QUOTA_WHOLE);
  } while (quota);
  return true;
}

function charge(quota: usize, bytes: i64): void {
  do {
    store<u64>(quota, load<u64>(quota, QUOTA_USED) + bytes, QUOTA_USED);
    quota = load<u32>(quota, QUOTA_WHOLE);
  } while (quota);
}

/** Bytes that a piece of memory for `bytes` takes: a block, a segment, or a run of segments. */
export function pieceBytes(bytes: u32): u32 {
  if (bytes <= LARGEST_BLOCK) return blockBytes(bytes);
  return (bytes + SEGMENT_BYTES - 1) & ~(SEGMENT_BYTES - 1);
}

/** A piece of memory of at least `bytes`, all zero, charged to `quota`; 0 when the quota or memory refuses. */
export function allocatePiece(quota: usize, bytes: u32, owner: usize): usize {
  const taken = pieceBytes(bytes);
  if (!allows(quota, taken)) return 0;
  let piece: usize;
  if (bytes <= LARGEST_BLOCK) piece = allocateBlock(bytes);
  else if (taken == SEGMENT_BYTES) piece = allocateSegment(USE_TABLE, owner, true);
  else piece = allocateRun(taken / SEGMENT_BYTES, owner, true);
  if (piece) charge(quota, taken);
  return piece;
}

/** Gives back a piece that was allocated for `bytes`. */
export function freePiece(quota: usize, piece: usize, bytes: u32): void {
  const taken = pieceBytes(bytes);
  if (bytes <= LARGEST_BLOCK) freeBlock(piece);
  else if (taken == SEGMENT_BYTES) freeSegment(piece);
  else freeRun(piece, taken / SEGMENT_BYTES);
  charge(quota, -(<i64>taken));
}

/** A table segment whose bytes are whatever they were, for a split that copies over all of them. */
export function allocateRawSegment(quota: usize, owner: usize): usize {
  if (!allows(quota, SEGMENT_BYTES)) return 0;
  const segment = allocateSegment(USE_TABLE, owner, false);
  if (segment) charge(quota, SEGMENT_BYTES);
  return segment;
}
