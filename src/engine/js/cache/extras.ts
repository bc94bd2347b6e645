/** Extras: what an entry has that has a size or a time to live. See `assembly/cache/extras.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { BYTES, QUOTA } from '../table/header.js';

export const PAYLOAD = 0;
export const SIZE = 8;
export const START = 16;
export const TTL = 24;
export const PREVIOUS = 32;
export const NEXT = 36;
export const OWNER = 40;
export const BUCKET = 44;
export const EXTRAS_BYTES = 48;

const PRECISION = 2 ** -52;
const LEAST = 5e-324;

/** Extras that are all zero; 0 where memory is refused. */
export function newExtras(memory: LinearMemory, cache: number): number {
  const extras = allocatePiece(memory, load(memory, cache + QUOTA), EXTRAS_BYTES, cache);
  if (extras !== 0) store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(EXTRAS_BYTES));
  return extras;
}

/** Gives extras back that are in no wheel, or in one that is given back too. */
export function freeExtras(memory: LinearMemory, cache: number, extras: number): void {
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(EXTRAS_BYTES));
  freePiece(memory, load(memory, cache + QUOTA), extras, EXTRAS_BYTES);
}

/** Whether the entry is past its time. */
export function isStale(memory: LinearMemory, extras: number, now: number): boolean {
  const ttl = memory.f64[(extras + TTL) >>> 3]!;
  return ttl > 0 && now - memory.f64[(extras + START) >>> 3]! > ttl;
}

/** The first time at which `isStale` holds, NaN for never. */
export function staleFrom(memory: LinearMemory, extras: number): number {
  const start = memory.f64[(extras + START) >>> 3]!;
  const ttl = memory.f64[(extras + TTL) >>> 3]!;
  if (!(ttl > 0 && ttl < Infinity && Number.isFinite(start))) return NaN;
  let live = start + ttl;
  if (live - start > ttl) return live;
  let step = Math.max(Math.max(Math.abs(live), ttl) * PRECISION, LEAST);
  while (!(live + step - start > ttl)) step *= 2;
  let stale = live + step;
  for (;;) {
    const middle = live + (stale - live) / 2;
    if (!(middle > live && middle < stale)) return stale;
    if (middle - start > ttl) stale = middle;
    else live = middle;
  }
}
