/**
 * Blocks smaller than a segment: map headers, tables of small maps, small directories.
 *
 * A slab is a segment cut into blocks of one size class; classes are 16, 32 and 48 bytes, then 2^k × {1, 1.25, 1.5} from 64 bytes to
 * 8 KiB, so that at most a fifth of a larger block is lost. All are aligned to 16 bytes, for words of tables have flags in their lowest
 * four bits, and powers of two to themselves (a group then stays in its cache lines). Free blocks of a slab form a list through their first word; blocks never used are cut from its end.
 * A slab without a block in use goes back to the heap.
 */
import { SEGMENT_BYTES, SLAB_HEADS } from "./regions";
import {
  allocateSegment, freeSegment, entryOf, USE_SLAB,
  ENTRY_COUNT, ENTRY_DEPTH, ENTRY_OWNER, ENTRY_NEXT, ENTRY_PREVIOUS, ENTRY_CLASS,
} from "./segments";

/** The largest block; more is a segment or a run of them. */
// @ts-ignore: decorator
@inline export const LARGEST_BLOCK: u32 = 8192;

/** The class of blocks that hold `bytes` (1 to 8192). From 64 on, three classes an octave: 2^k, 1.25 × 2^k, 1.5 × 2^k. */
export function classOf(bytes: u32): u32 {
  if (bytes <= 64) return (bytes - 1) >>> 4;
  const octave = 31 - clz(bytes - 1);
  const base: u32 = 1 << octave;
  if (bytes <= base + (base >>> 2)) return (octave - 5) * 3 + 1;
  if (bytes <= base + (base >>> 1)) return (octave - 5) * 3 + 2;
  return (octave - 4) * 3;
}

/** Bytes of a block of class `size`. */
export function classBytes(size: u32): u32 {
  if (size < 3) return (size + 1) << 4;
  const base: u32 = 32 << (size / 3);
  return base + (base >>> 2) * (size % 3);
}

/** Bytes that a block for `bytes` really takes. */
export function blockBytes(bytes: u32): u32 {
  return classBytes(classOf(bytes));
}

/** A block of at least `bytes`, all zero, or 0 when memory is exhausted. O(1) besides the zeroing. */
export function allocateBlock(bytes: u32): usize {
  const size = classOf(bytes);
  let slab: usize = load<u32>(SLAB_HEADS + (size << 2));
  if (!slab) {
    slab = allocateSegment(USE_SLAB, 0, false);
    if (!slab) return 0;
    store<u32>(entryOf(slab), size, ENTRY_CLASS);
    linkSlab(slab, size);
  }
  const entry = entryOf(slab);
  const length = classBytes(size);
  const used = load<u32>(entry, ENTRY_COUNT) + 1;
  let block: usize = load<u32>(entry, ENTRY_OWNER);
  if (block) {
    store<u32>(entry, load<u32>(block), ENTRY_OWNER);
  } else {
    const cut = load<u32>(entry, ENTRY_DEPTH);
    block = slab + cut * length;
    store<u32>(entry, cut + 1, ENTRY_DEPTH);
  }
  store<u32>(entry, used, ENTRY_COUNT);
  if (used == SEGMENT_BYTES / length) unlinkSlab(slab, size);
  memory.fill(block, 0, length);
  return block;
}

/** Gives a block back. O(1). */
export function freeBlock(block: usize): void {
  const slab = block & ~(SEGMENT_BYTES - 1);
  const entry = entryOf(slab);
  const size = load<u32>(entry, ENTRY_CLASS);
  const used = load<u32>(entry, ENTRY_COUNT);
  assert(used > 0);
  if (used == SEGMENT_BYTES / classBytes(size)) linkSlab(slab, size);
  store<u32>(block, load<u32>(entry, ENTRY_OWNER));
  store<u32>(entry, block, ENTRY_OWNER);
  store<u32>(entry, used - 1, ENTRY_COUNT);
  if (used == 1) {
    unlinkSlab(slab, size);
    freeSegment(slab);
  }
}

function linkSlab(slab: usize, size: u32): void {
  const head = SLAB_HEADS + (size << 2);
  const first: usize = load<u32>(head);
  const entry = entryOf(slab);
  store<u32>(entry, first, ENTRY_NEXT);
  store<u32>(entry, 0, ENTRY_PREVIOUS);
  if (first) store<u32>(entryOf(first), slab, ENTRY_PREVIOUS);
  store<u32>(head, slab);
}

function unlinkSlab(slab: usize, size: u32): void {
  const entry = entryOf(slab);
  const next: usize = load<u32>(entry, ENTRY_NEXT);
  const previous: usize = load<u32>(entry, ENTRY_PREVIOUS);
  if (previous) store<u32>(entryOf(previous), next, ENTRY_NEXT);
  else store<u32>(SLAB_HEADS + (size << 2), next);
  if (next) store<u32>(entryOf(next), previous, ENTRY_PREVIOUS);
}
