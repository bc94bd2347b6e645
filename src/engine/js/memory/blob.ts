/** Blobs: values of text and bytes, each in a piece of memory of its own; `assembly/memory/blob.ts` draws one. */
import type { LinearMemory } from './linear.js';
import { load, store } from './linear.js';
import { BYTES, QUOTA } from '../table/header.js';
import { LENGTH_MASK } from '../ordered/record.js';
import { allocatePiece, freePiece, pieceBytes } from './quota.js';

/** A copy of the bytes at `from` whose length word is `word`; its address, or 0 when memory is refused. O(bytes). */
export function storeBlob(memory: LinearMemory, map: number, from: number, word: number): number {
  const bytes = 4 + (word & LENGTH_MASK);
  const blob = allocatePiece(memory, load(memory, map + QUOTA), bytes, map);
  if (!blob) return 0;
  store(memory, map + BYTES, load(memory, map + BYTES) + pieceBytes(bytes));
  store(memory, blob, word);
  memory.u8.copyWithin(blob + 4, from, from + bytes - 4);
  return blob;
}

/** Counts a blob under another header of the same quota. O(1). */
export function moveBlob(memory: LinearMemory, from: number, to: number, blob: number): void {
  const bytes = pieceBytes(4 + (load(memory, blob) & LENGTH_MASK));
  store(memory, from + BYTES, load(memory, from + BYTES) - bytes);
  store(memory, to + BYTES, load(memory, to + BYTES) + bytes);
}

/** Gives a blob back. O(1). */
export function freeBlob(memory: LinearMemory, map: number, blob: number): void {
  const bytes = 4 + (load(memory, blob) & LENGTH_MASK);
  store(memory, map + BYTES, load(memory, map + BYTES) - pieceBytes(bytes));
  freePiece(memory, load(memory, map + QUOTA), blob, bytes);
}
