/** Where the blocks of a sketch are. See `assembly/cache/policy/sketch-memory.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { allocatePiece, allocateRawSegment, freePiece, pieceBytes } from '../../memory/quota.js';
import { SEGMENT_BYTES } from '../../memory/regions.js';
import { BYTES, COUNT, QUOTA } from '../../table/header.js';
import { MEMORY_FIELDS } from '../header.js';

export const SKETCH = MEMORY_FIELDS;
const SHIFT = MEMORY_FIELDS + 4;
export const SEGMENTS = MEMORY_FIELDS + 12;
export const ROOM = MEMORY_FIELDS + 16;
const MASK = MEMORY_FIELDS + 20;

export const BLOCK_BYTES = 64;
const BLOCK_ENTRIES = 8;
const SEGMENT_ENTRIES = 2048;
export const AGE_BITS = SEGMENT_BYTES - 1;
const LEAF_SEGMENTS = 512;
const LEAF_BYTES = 4 * LEAF_SEGMENTS;

/** False where memory is refused. */
export function openSketch(memory: LinearMemory, cache: number): boolean {
  const sketch = allocateOwned(memory, cache, 2 * BLOCK_BYTES);
  if (sketch === 0) return false;
  store(memory, cache + SKETCH, sketch);
  store(memory, cache + SHIFT, 31);
  store(memory, cache + ROOM, roomOf(memory, cache));
  return true;
}

export function closeSketch(memory: LinearMemory, cache: number): void {
  const sketch = load(memory, cache + SKETCH);
  if (sketch === 0) return;
  const segments = load(memory, cache + SEGMENTS);
  for (let number = 0; number < segments; number++) freeOwned(memory, cache, segmentOf(load(memory, wordOf(memory, cache, number))), SEGMENT_BYTES);
  for (let number = 0; number < segments; number += LEAF_SEGMENTS) freeOwned(memory, cache, load(memory, leafOf(memory, cache, number)), LEAF_BYTES);
  freeOwned(memory, cache, sketch, segments === 0 ? pieceSize(memory, cache) : LEAF_BYTES);
  store(memory, cache + SKETCH, 0);
  store(memory, cache + SEGMENTS, 0);
}

/** Doubles the piece, or adds a segment. Where memory is refused it goes on as it is, and asks again for an eighth more entries, or when it ages. */
export function growSketch(memory: LinearMemory, cache: number): void {
  const count = load(memory, cache + COUNT);
  store(memory, cache + ROOM, isGrown(memory, cache) ? roomOf(memory, cache) : count + (count >>> 3));
}

/** For files: how many blocks there are. */
export function sketchBlocks(memory: LinearMemory, cache: number): number {
  return roomOf(memory, cache) / BLOCK_ENTRIES;
}

/** For what comes from a file: grows to so many blocks, unless memory is refused, and then not until `resumeGrowth`, however many entries there are. */
export function growTo(memory: LinearMemory, cache: number, blocks: number): void {
  while (sketchBlocks(memory, cache) < blocks && isGrown(memory, cache));
  store(memory, cache + ROOM, 0xffffffff);
}

export function resumeGrowth(memory: LinearMemory, cache: number): void {
  store(memory, cache + ROOM, roomOf(memory, cache));
}

function isGrown(memory: LinearMemory, cache: number): boolean {
  if (load(memory, cache + SEGMENTS) !== 0) return addSegment(memory, cache);
  return pieceSize(memory, cache) < SEGMENT_BYTES ? doublePiece(memory, cache) : addDirectory(memory, cache);
}

/** Entries that it is for as it is. */
export function roomOf(memory: LinearMemory, cache: number): number {
  const segments = load(memory, cache + SEGMENTS);
  return segments === 0 ? BLOCK_ENTRIES * 2 ** (32 - load(memory, cache + SHIFT)) : segments * SEGMENT_ENTRIES;
}

/** Bytes of the only piece. */
export function pieceSize(memory: LinearMemory, cache: number): number {
  return BLOCK_BYTES * 2 ** (32 - load(memory, cache + SHIFT));
}

/** Where the block of a hash begins in its piece. */
export function offsetOf(memory: LinearMemory, cache: number, h: number): number {
  return (h >>> load(memory, cache + SHIFT)) * BLOCK_BYTES;
}

/** Where the word of a segment is. */
export function wordOf(memory: LinearMemory, cache: number, number: number): number {
  return load(memory, leafOf(memory, cache, number)) + (number % LEAF_SEGMENTS) * 4;
}

/** The address in a segment's word. */
export function segmentOf(word: number): number {
  return (word & ~AGE_BITS) >>> 0;
}

/** Where the root has the leaf of a segment. */
function leafOf(memory: LinearMemory, cache: number, number: number): number {
  return load(memory, cache + SKETCH) + Math.trunc(number / LEAF_SEGMENTS) * 4;
}

/** The segment of a hash: by so many bits of a second one that there is one of that number, for those that are split already by one more. */
export function numberOf(memory: LinearMemory, cache: number, h: number): number {
  const mask = load(memory, cache + MASK);
  const number = (Math.imul(h, 0x9e3779b1) >>> 12) & mask;
  return number < load(memory, cache + SEGMENTS) ? number : number & (mask >>> 1);
}

function doublePiece(memory: LinearMemory, cache: number): boolean {
  const bytes = pieceSize(memory, cache);
  const old = load(memory, cache + SKETCH);
  const piece = allocateOwned(memory, cache, bytes * 2);
  if (piece === 0) return false;
  halve(memory, old, bytes);
  for (let at = 0; at < bytes; at += BLOCK_BYTES) {
    memory.u8.copyWithin(piece + 2 * at, old + at, old + at + BLOCK_BYTES);
    memory.u8.copyWithin(piece + 2 * at + BLOCK_BYTES, old + at, old + at + BLOCK_BYTES);
  }
  freeOwned(memory, cache, old, bytes);
  store(memory, cache + SKETCH, piece);
  store(memory, cache + SHIFT, load(memory, cache + SHIFT) - 1);
  return true;
}

/** The only piece becomes the first segment. */
function addDirectory(memory: LinearMemory, cache: number): boolean {
  const root = allocateOwned(memory, cache, LEAF_BYTES);
  if (root === 0) return false;
  const leaf = allocateOwned(memory, cache, LEAF_BYTES);
  if (leaf === 0) {
    freeOwned(memory, cache, root, LEAF_BYTES);
    return false;
  }
  store(memory, root, leaf);
  store(memory, leaf, load(memory, cache + SKETCH));
  store(memory, cache + SKETCH, root);
  store(memory, cache + SEGMENTS, 1);
  store(memory, cache + MASK, 1);
  return addSegment(memory, cache);
}

/** Splits the segment whose turn it is. */
function addSegment(memory: LinearMemory, cache: number): boolean {
  const number = load(memory, cache + SEGMENTS);
  const mask = load(memory, cache + MASK);
  const segment = allocateRawSegment(memory, load(memory, cache + QUOTA), cache);
  if (segment === 0) return false;
  store(memory, cache + BYTES, load(memory, cache + BYTES) + SEGMENT_BYTES);
  if (number % LEAF_SEGMENTS === 0) {
    const leaf = allocateOwned(memory, cache, LEAF_BYTES);
    if (leaf === 0) {
      freeOwned(memory, cache, segment, SEGMENT_BYTES);
      return false;
    }
    store(memory, leafOf(memory, cache, number), leaf);
  }
  const split = load(memory, wordOf(memory, cache, number & (mask >>> 1)));
  halve(memory, segmentOf(split), SEGMENT_BYTES);
  memory.u8.copyWithin(segment, segmentOf(split), segmentOf(split) + SEGMENT_BYTES);
  store(memory, wordOf(memory, cache, number), segment | (split & AGE_BITS));
  store(memory, cache + SEGMENTS, number + 1);
  if (number + 1 > mask) store(memory, cache + MASK, mask * 2 + 1);
  return true;
}

/** Halves all counters of a piece; returns how many of them were odd. */
export function halve({ u32 }: LinearMemory, piece: number, bytes: number): number {
  let odd = 0;
  for (let at = piece >>> 2; at < (piece + bytes) >>> 2; at++) {
    const counters = u32[at]!;
    odd += Math.imul(counters & 0x11111111, 0x11111111) >>> 28;
    u32[at] = (counters >>> 1) & 0x77777777;
  }
  return odd;
}

/** A piece of memory that is counted as the cache's own. */
function allocateOwned(memory: LinearMemory, cache: number, bytes: number): number {
  const piece = allocatePiece(memory, load(memory, cache + QUOTA), bytes, cache);
  if (piece !== 0) store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(bytes));
  return piece;
}

function freeOwned(memory: LinearMemory, cache: number, piece: number, bytes: number): void {
  freePiece(memory, load(memory, cache + QUOTA), piece, bytes);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(bytes));
}
