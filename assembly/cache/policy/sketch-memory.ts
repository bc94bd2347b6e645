/**
 * Where the blocks of a sketch are. It grows with what the cache holds: up to a segment it is one piece, which doubles; then there are segments, one more
 * for each 2 048 entries, by linear hashing (Litwin: A New Tool for File and Table Addressing, VLDB 1980). So no call takes longer than copying a segment.
 *
 * What is split has half its counts in either half then, so that all together stay what was counted. Whole counts in both, which would still be upper
 * bounds, fill the sketch of a growing cache with what it counted before: 0.2 to 0.5 points of hit ratio less, Zipf 0.99 at 16 000 to 100 000 entries.
 *
 *                         ┌─ leaf 0 ─┬─ segment 0       numbered by bits of a second hash; the first 8 bits of
 *   SKETCH ── root ───────┤          ├─ segment 1       the hash lead to one of the 256 blocks of a segment
 *             512 words   ├─ leaf 1  └─ … 511
 *             at most     └─ …
 *
 * The word of a segment in its leaf has the segment's age in the bits below the address: see sketch.ts.
 */
import { BYTES, COUNT, QUOTA } from "../../table/header";
import { allocatePiece, allocateRawSegment, freePiece, pieceBytes } from "../../memory/quota";
import { SEGMENT_BYTES } from "../../memory/regions";
import { MEMORY_FIELDS } from "../header";

/** The address of the only piece, or of the root. */
// @ts-ignore: decorator
@inline export const SKETCH: usize = MEMORY_FIELDS;
// @ts-ignore: decorator
@inline const SHIFT: usize = MEMORY_FIELDS + 4;           // 32 − bits of a hash that lead to a block of a piece
// @ts-ignore: decorator
@inline export const SEGMENTS: usize = MEMORY_FIELDS + 12; // 0 while there is one piece without a directory
// @ts-ignore: decorator
@inline export const ROOM: usize = MEMORY_FIELDS + 16;     // u32: with more entries it is to grow
// @ts-ignore: decorator
@inline const MASK: usize = MEMORY_FIELDS + 20;            // 2^k − 1, of which there are more than half as many segments

// @ts-ignore: decorator
@inline export const BLOCK_SHIFT: u32 = 6;
/** Entries that a block is for: 128 counters. */
// @ts-ignore: decorator
@inline const BLOCK_ENTRIES: u32 = 8;
/** Bits of a hash that lead to a block of a whole segment. */
// @ts-ignore: decorator
@inline export const SEGMENT_BITS: u32 = 8;
/** Entries that a segment is for. */
// @ts-ignore: decorator
@inline const SEGMENT_ENTRIES: u32 = BLOCK_ENTRIES << SEGMENT_BITS;
/** Bits of a segment's word that are its age. */
// @ts-ignore: decorator
@inline export const AGE_BITS: u32 = SEGMENT_BYTES - 1;
/** 2^9 leaves of 2^9 segments are all that 4 GiB hold. */
// @ts-ignore: decorator
@inline const LEAF_SHIFT: u32 = 9;
// @ts-ignore: decorator
@inline const LEAF_BYTES: u32 = 4 << LEAF_SHIFT;

/** False where memory is refused. */
export function openSketch(cache: usize): bool {
  const bytes: u32 = 2 << BLOCK_SHIFT;
  const sketch = allocateOwned(cache, bytes);
  if (!sketch) return false;
  store<u32>(cache, <u32>sketch, SKETCH);
  store<u32>(cache, 31, SHIFT);
  store<u32>(cache, roomOf(cache), ROOM);
  return true;
}

export function closeSketch(cache: usize): void {
  const sketch: usize = load<u32>(cache, SKETCH);
  if (!sketch) return;
  const segments = load<u32>(cache, SEGMENTS);
  for (let number: u32 = 0; number < segments; number++) freeOwned(cache, load<u32>(wordOf(cache, number)) & ~AGE_BITS, SEGMENT_BYTES);
  for (let number: u32 = 0; number < segments; number += 1 << LEAF_SHIFT) freeOwned(cache, load<u32>(leafOf(cache, number)), LEAF_BYTES);
  freeOwned(cache, sketch, segments ? LEAF_BYTES : pieceSize(cache));
  store<u32>(cache, 0, SKETCH);
  store<u32>(cache, 0, SEGMENTS);
}

/** Doubles the piece, or adds a segment. Where memory is refused it goes on as it is, and asks again for an eighth more entries, or when it ages. */
export function growSketch(cache: usize): void {
  const count = load<u32>(cache, COUNT);
  store<u32>(cache, isGrown(cache) ? roomOf(cache) : count + (count >>> 3), ROOM);
}

/** For files: how many blocks there are. */
export function sketchBlocks(cache: usize): u32 {
  return roomOf(cache) / BLOCK_ENTRIES;
}

/** For what comes from a file: grows to so many blocks, unless memory is refused, and then not until `resumeGrowth`, however many entries there are. */
export function growTo(cache: usize, blocks: u32): void {
  while (sketchBlocks(cache) < blocks && isGrown(cache));
  store<u32>(cache, 0xffffffff, ROOM);
}

export function resumeGrowth(cache: usize): void {
  store<u32>(cache, roomOf(cache), ROOM);
}

function isGrown(cache: usize): bool {
  if (load<u32>(cache, SEGMENTS)) return addSegment(cache);
  return pieceSize(cache) < SEGMENT_BYTES ? doublePiece(cache) : addDirectory(cache);
}

/** Entries that it is for as it is. */
export function roomOf(cache: usize): u32 {
  const segments = load<u32>(cache, SEGMENTS);
  return segments ? segments * SEGMENT_ENTRIES : BLOCK_ENTRIES << (32 - load<u32>(cache, SHIFT));
}

/** Bytes of the only piece. */
export function pieceSize(cache: usize): u32 {
  return 1 << (32 - load<u32>(cache, SHIFT) + BLOCK_SHIFT);
}

/** Where the block of a hash begins in its piece. */
// @ts-ignore: decorator
@inline
export function offsetOf(cache: usize, h: u32): u32 {
  return (h >>> load<u32>(cache, SHIFT)) << BLOCK_SHIFT;
}

/** Where the word of a segment is. */
// @ts-ignore: decorator
@inline
export function wordOf(cache: usize, number: u32): usize {
  return load<u32>(leafOf(cache, number)) + ((number & ((1 << LEAF_SHIFT) - 1)) << 2);
}

/** Where the root has the leaf of a segment. */
// @ts-ignore: decorator
@inline
function leafOf(cache: usize, number: u32): usize {
  return load<u32>(cache, SKETCH) + ((number >>> LEAF_SHIFT) << 2);
}

/** The segment of a hash: by so many bits of a second one that there is one of that number, for those that are split already by one more. */
// @ts-ignore: decorator
@inline
export function numberOf(cache: usize, h: u32): u32 {
  const mask = load<u32>(cache, MASK);
  const number = ((h * 0x9e3779b1) >>> 12) & mask;
  return number < load<u32>(cache, SEGMENTS) ? number : number & (mask >>> 1);
}

function doublePiece(cache: usize): bool {
  const bytes = pieceSize(cache);
  const old: usize = load<u32>(cache, SKETCH);
  const piece = allocateOwned(cache, bytes << 1);
  if (!piece) return false;
  halve(old, bytes);
  for (let at: u32 = 0; at < bytes; at += 1 << BLOCK_SHIFT) {
    memory.copy(piece + (at << 1), old + at, 1 << BLOCK_SHIFT);
    memory.copy(piece + (at << 1) + (1 << BLOCK_SHIFT), old + at, 1 << BLOCK_SHIFT);
  }
  freeOwned(cache, old, bytes);
  store<u32>(cache, <u32>piece, SKETCH);
  store<u32>(cache, load<u32>(cache, SHIFT) - 1, SHIFT);
  return true;
}

/** The only piece becomes the first segment. */
function addDirectory(cache: usize): bool {
  const root = allocateOwned(cache, LEAF_BYTES);
  if (!root) return false;
  const leaf = allocateOwned(cache, LEAF_BYTES);
  if (!leaf) {
    freeOwned(cache, root, LEAF_BYTES);
    return false;
  }
  store<u32>(root, <u32>leaf);
  store<u32>(leaf, load<u32>(cache, SKETCH));
  store<u32>(cache, <u32>root, SKETCH);
  store<u32>(cache, 1, SEGMENTS);
  store<u32>(cache, 1, MASK);
  return addSegment(cache);
}

/** Splits the segment whose turn it is. */
function addSegment(cache: usize): bool {
  const number = load<u32>(cache, SEGMENTS);
  const mask = load<u32>(cache, MASK);
  const segment = allocateRawSegment(load<u32>(cache, QUOTA), cache);
  if (!segment) return false;
  store<u32>(cache, load<u32>(cache, BYTES) + SEGMENT_BYTES, BYTES);
  if (!(number & ((1 << LEAF_SHIFT) - 1))) {
    const leaf = allocateOwned(cache, LEAF_BYTES);
    if (!leaf) {
      freeOwned(cache, segment, SEGMENT_BYTES);
      return false;
    }
    store<u32>(leafOf(cache, number), <u32>leaf);
  }
  const split = load<u32>(wordOf(cache, number & (mask >>> 1)));
  halve(split & ~AGE_BITS, SEGMENT_BYTES);
  memory.copy(segment, split & ~AGE_BITS, SEGMENT_BYTES);
  store<u32>(wordOf(cache, number), <u32>segment | (split & AGE_BITS));
  store<u32>(cache, number + 1, SEGMENTS);
  if (number + 1 > mask) store<u32>(cache, (mask << 1) | 1, MASK);
  return true;
}

/** Halves all counters of a piece; returns how many of them were odd. */
export function halve(piece: usize, bytes: u32): u32 {
  let odd: u32 = 0;
  for (let at = piece; at < piece + bytes; at += 16) {
    const counters = v128.load(at);
    const lowest = v128.and(counters, i8x16.splat(0x11));
    odd += <u32>(popcnt(i64x2.extract_lane(lowest, 0)) + popcnt(i64x2.extract_lane(lowest, 1)));
    v128.store(at, v128.and(i64x2.shr_u(counters, 1), i8x16.splat(0x77)));
  }
  return odd;
}

/** A piece of memory that is counted as the cache's own. */
function allocateOwned(cache: usize, bytes: u32): usize {
  const piece = allocatePiece(load<u32>(cache, QUOTA), bytes, cache);
  if (piece) store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(bytes), BYTES);
  return piece;
}

function freeOwned(cache: usize, piece: usize, bytes: u32): void {
  freePiece(load<u32>(cache, QUOTA), piece, bytes);
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(bytes), BYTES);
}
