/** Blocks smaller than a segment: map headers, tables of small maps, small directories. See `assembly/memory/blocks.ts`. */
import type { LinearMemory } from './linear.js';
import { load, store } from './linear.js';
import { SEGMENT_BYTES, SLAB_HEADS } from './regions.js';
import {
  allocateSegment, freeSegment, entryOf, USE_SLAB,
  ENTRY_COUNT, ENTRY_DEPTH, ENTRY_OWNER, ENTRY_NEXT, ENTRY_PREVIOUS, ENTRY_CLASS,
} from './segments.js';

/** The largest block; more is a segment or a run of them. */
export const LARGEST_BLOCK = 8192;

/** The class of blocks that hold `bytes` (1 to 8192). Three classes an octave: 2^k, 1.25 × 2^k, 1.5 × 2^k. */
export function classOf(bytes: number): number {
  if (bytes <= 64) return (bytes - 1) >>> 4;
  const octave = 31 - Math.clz32(bytes - 1);
  const base = 1 << octave;
  if (bytes <= base + (base >>> 2)) return (octave - 5) * 3 + 1;
  if (bytes <= base + (base >>> 1)) return (octave - 5) * 3 + 2;
  return (octave - 4) * 3;
}

/** Bytes of a block of class `size`. */
export function classBytes(size: number): number {
  if (size < 3) return (size + 1) << 4;
  const base = 32 << (size / 3);
  return base + (base >>> 2) * (size % 3);
}

/** Bytes that a block for `bytes` really takes. */
export function blockBytes(bytes: number): number {
  return classBytes(classOf(bytes));
}

/** A block of at least `bytes`, all zero, or 0 when memory is exhausted. O(1) besides the zeroing. */
export function allocateBlock(memory: LinearMemory, bytes: number): number {
  const size = classOf(bytes);
  let slab = load(memory, SLAB_HEADS + size * 4);
  if (!slab) {
    slab = allocateSegment(memory, USE_SLAB, 0, false);
    if (!slab) return 0;
    store(memory, entryOf(slab) + ENTRY_CLASS, size);
    linkSlab(memory, slab, size);
  }
  const entry = entryOf(slab);
  const length = classBytes(size);
  const used = load(memory, entry + ENTRY_COUNT) + 1;
  let block = load(memory, entry + ENTRY_OWNER);
  if (block) {
    store(memory, entry + ENTRY_OWNER, load(memory, block));
  } else {
    const cut = load(memory, entry + ENTRY_DEPTH);
    block = slab + cut * length;
    store(memory, entry + ENTRY_DEPTH, cut + 1);
  }
  store(memory, entry + ENTRY_COUNT, used);
  if (used === Math.floor(SEGMENT_BYTES / length)) unlinkSlab(memory, slab, size);
  memory.u8.fill(0, block, block + length);
  return block;
}

/** Gives a block back. O(1). */
export function freeBlock(memory: LinearMemory, block: number): void {
  const slab = (block & -SEGMENT_BYTES) >>> 0;
  const entry = entryOf(slab);
  const size = load(memory, entry + ENTRY_CLASS);
  const used = load(memory, entry + ENTRY_COUNT);
  if (used === Math.floor(SEGMENT_BYTES / classBytes(size))) linkSlab(memory, slab, size);
  store(memory, block, load(memory, entry + ENTRY_OWNER));
  store(memory, entry + ENTRY_OWNER, block);
  store(memory, entry + ENTRY_COUNT, used - 1);
  if (used === 1) {
    unlinkSlab(memory, slab, size);
    freeSegment(memory, slab);
  }
}

function linkSlab(memory: LinearMemory, slab: number, size: number): void {
  const head = SLAB_HEADS + size * 4;
  const first = load(memory, head);
  const entry = entryOf(slab);
  store(memory, entry + ENTRY_NEXT, first);
  store(memory, entry + ENTRY_PREVIOUS, 0);
  if (first) store(memory, entryOf(first) + ENTRY_PREVIOUS, slab);
  store(memory, head, slab);
}

function unlinkSlab(memory: LinearMemory, slab: number, size: number): void {
  const entry = entryOf(slab);
  const next = load(memory, entry + ENTRY_NEXT);
  const previous = load(memory, entry + ENTRY_PREVIOUS);
  store(memory, previous ? entryOf(previous) + ENTRY_NEXT : SLAB_HEADS + size * 4, next);
  if (next) store(memory, entryOf(next) + ENTRY_PREVIOUS, previous);
}
