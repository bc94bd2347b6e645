/**
 * The hashes of keys that were turned out lately: buckets of a cache line, each a ring of 15 hashes in which a new one takes the place of the oldest.
 * Hashes spread evenly, so together they are nearly one queue, and asking for one touches one line.
 *
 *   0        4                       60
 *   ┌────────┬──────┬──────┬─ … ─┬──────┐
 *   │ cursor │ hash │ hash │     │ hash │    0 for none; a hash of 0 is kept as 1
 *   └────────┴──────┴──────┴─ … ─┴──────┘
 */
import { BYTES, QUOTA } from "../../table/header";
import { allocatePiece, freePiece, pieceBytes } from "../../memory/quota";
import { MEMORY_FIELDS } from "../header";

// @ts-ignore: decorator
@inline const GHOSTS: usize = MEMORY_FIELDS;   // address
// @ts-ignore: decorator
@inline const SHIFT: usize = MEMORY_FIELDS + 4;   // 32 − bits of a hash that lead to a bucket
// @ts-ignore: decorator
@inline const BUCKET_SHIFT: u32 = 6;
// @ts-ignore: decorator
@inline const BUCKET_HASHES: u32 = 15;

/** Room for so many hashes. False where memory is refused. */
export function openGhosts(cache: usize, hashes: u32): bool {
  let bits: u32 = 1;
  while (bits < 25 && (BUCKET_HASHES << bits) < hashes) bits++;
  const bytes: u32 = 1 << (bits + BUCKET_SHIFT);
  const ghosts = allocatePiece(load<u32>(cache, QUOTA), bytes, cache);
  if (!ghosts) return false;
  store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(bytes), BYTES);
  store<u32>(cache, ghosts, GHOSTS);
  store<u32>(cache, 32 - bits, SHIFT);
  return true;
}

/** Forgets all, and has room for so many hashes from now on; where memory is refused, it stays as it is. */
export function reopenGhosts(cache: usize, hashes: u32): void {
  const former: usize = load<u32>(cache, GHOSTS);
  const shift = load<u32>(cache, SHIFT);
  if (openGhosts(cache, hashes)) freeGhosts(cache, former, shift);
}

export function closeGhosts(cache: usize): void {
  const ghosts: usize = load<u32>(cache, GHOSTS);
  if (ghosts) freeGhosts(cache, ghosts, load<u32>(cache, SHIFT));
  store<u32>(cache, 0, GHOSTS);
}

function freeGhosts(cache: usize, ghosts: usize, shift: u32): void {
  const bytes: u32 = 1 << (32 - shift + BUCKET_SHIFT);
  freePiece(load<u32>(cache, QUOTA), ghosts, bytes);
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(bytes), BYTES);
}

// @ts-ignore: decorator
@inline
function bucketOf(cache: usize, h: u32): usize {
  return load<u32>(cache, GHOSTS) + ((h >>> load<u32>(cache, SHIFT)) << BUCKET_SHIFT);
}

/** A key was turned out. */
export function remember(cache: usize, h: u32): void {
  const bucket = bucketOf(cache, h);
  const cursor = load<u32>(bucket);
  store<u32>(bucket + 4 + (cursor << 2), max(h, 1));
  store<u32>(bucket, cursor + 1 == BUCKET_HASHES ? 0 : cursor + 1);
}

/** Whether a key was turned out lately; it is forgotten then. */
export function recall(cache: usize, h: u32): bool {
  const bucket = bucketOf(cache, h);
  const wanted = max(h, 1);
  for (let i: u32 = 1; i <= BUCKET_HASHES; i++) {
    const at = bucket + (i << 2);
    if (load<u32>(at) != wanted) continue;
    store<u32>(at, 0);
    return true;
  }
  return false;
}

/** Loads what asking for a key will need. */
// @ts-ignore: decorator
@inline
export function touchGhosts(cache: usize, h: u32): u32 {
  return load<u32>(bucketOf(cache, h));
}

/** For files: how many buckets there are, and where one is, by its number in the order of the hashes that lead to them. */
export function ghostBlocks(cache: usize): u32 {
  return 1 << (32 - load<u32>(cache, SHIFT));
}

export function ghostBlock(cache: usize, number: u32): usize {
  return bucketOf(cache, number << load<u32>(cache, SHIFT));
}
