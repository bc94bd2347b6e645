/** The hashes of keys that were turned out lately. See `assembly/cache/policy/ghosts.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../../memory/quota.js';
import { BYTES, QUOTA } from '../../table/header.js';
import { MEMORY_FIELDS } from '../header.js';

const GHOSTS = MEMORY_FIELDS;
const SHIFT = MEMORY_FIELDS + 4;
const BUCKET_SHIFT = 6;
const BUCKET_HASHES = 15;

/** Room for so many hashes. False where memory is refused. */
export function openGhosts(memory: LinearMemory, cache: number, hashes: number): boolean {
  let bits = 1;
  while (bits < 25 && BUCKET_HASHES * 2 ** bits < hashes) bits++;
  const bytes = 2 ** (bits + BUCKET_SHIFT);
  const ghosts = allocatePiece(memory, load(memory, cache + QUOTA), bytes, cache);
  if (ghosts === 0) return false;
  store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(bytes));
  store(memory, cache + GHOSTS, ghosts);
  store(memory, cache + SHIFT, 32 - bits);
  return true;
}

/** Forgets all, and has room for so many hashes from now on; where memory is refused, it stays as it is. */
export function reopenGhosts(memory: LinearMemory, cache: number, hashes: number): void {
  const former = load(memory, cache + GHOSTS);
  const shift = load(memory, cache + SHIFT);
  if (openGhosts(memory, cache, hashes)) freeGhosts(memory, cache, former, shift);
}

export function closeGhosts(memory: LinearMemory, cache: number): void {
  const ghosts = load(memory, cache + GHOSTS);
  if (ghosts !== 0) freeGhosts(memory, cache, ghosts, load(memory, cache + SHIFT));
  store(memory, cache + GHOSTS, 0);
}

function freeGhosts(memory: LinearMemory, cache: number, ghosts: number, shift: number): void {
  const bytes = 2 ** (32 - shift + BUCKET_SHIFT);
  freePiece(memory, load(memory, cache + QUOTA), ghosts, bytes);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(bytes));
}

function bucketOf(memory: LinearMemory, cache: number, h: number): number {
  return load(memory, cache + GHOSTS) + (h >>> load(memory, cache + SHIFT)) * 64;
}

/** 0 says that there is none. */
const kept = (h: number): number => h >>> 0 || 1;

/** A key was turned out. */
export function remember(memory: LinearMemory, cache: number, h: number): void {
  const bucket = bucketOf(memory, cache, h);
  const cursor = load(memory, bucket);
  store(memory, bucket + 4 + cursor * 4, kept(h));
  store(memory, bucket, cursor + 1 === BUCKET_HASHES ? 0 : cursor + 1);
}

/** Whether a key was turned out lately; it is forgotten then. */
export function recall(memory: LinearMemory, cache: number, h: number): boolean {
  const bucket = bucketOf(memory, cache, h);
  const wanted = kept(h);
  for (let i = 1; i <= BUCKET_HASHES; i++) {
    if (load(memory, bucket + i * 4) !== wanted) continue;
    store(memory, bucket + i * 4, 0);
    return true;
  }
  return false;
}

/** For files: how many buckets there are, and where one is, by its number in the order of the hashes that lead to them. */
export function ghostBlocks(memory: LinearMemory, cache: number): number {
  return 2 ** (32 - load(memory, cache + SHIFT));
}

export function ghostBlock(memory: LinearMemory, cache: number, number: number): number {
  return bucketOf(memory, cache, number << load(memory, cache + SHIFT));
}
