/**
 * Blobs: values of text and bytes, each in a piece of memory of its own. The table has its address for a value.
 *
 *   0             4
 *   ┌─────────────┬───────────────────┐
 *   │ length word │ bytes             │   the length word as in a record of an ordered map: see ../ordered/record.ts
 *   └─────────────┴───────────────────┘
 */
import { BYTES, QUOTA } from "../table/header";
import { LENGTH_MASK } from "../ordered/record";
import { allocatePiece, freePiece, pieceBytes } from "./quota";

/** A copy of the bytes at `from` whose length word is `word`; its address, or 0 when memory is refused. O(bytes). */
export function storeBlob(map: usize, from: usize, word: u32): usize {
  const bytes = 4 + (word & LENGTH_MASK);
  const blob = allocatePiece(load<u32>(map, QUOTA), bytes, map);
  if (!blob) return 0;
  store<u32>(map, load<u32>(map, BYTES) + pieceBytes(bytes), BYTES);
  store<u32>(blob, word);
  memory.copy(blob + 4, from, word & LENGTH_MASK);
  return blob;
}

/** Counts a blob under another header of the same quota. O(1). */
export function moveBlob(from: usize, to: usize, blob: usize): void {
  const bytes = pieceBytes(4 + (load<u32>(blob) & LENGTH_MASK));
  store<u32>(from, load<u32>(from, BYTES) - bytes, BYTES);
  store<u32>(to, load<u32>(to, BYTES) + bytes, BYTES);
}

/** Gives a blob back. O(1). */
export function freeBlob(map: usize, blob: usize): void {
  const bytes = 4 + (load<u32>(blob) & LENGTH_MASK);
  store<u32>(map, load<u32>(map, BYTES) - pieceBytes(bytes), BYTES);
  freePiece(load<u32>(map, QUOTA), blob, bytes);
}
