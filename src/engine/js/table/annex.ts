/** What few maps have, and snapshots, in a block apart from their header: see `assembly/table/annex.ts`. Offsets in bytes. */
import type { LinearMemory, Words } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { ANNEX, QUOTA, BYTES } from './header.js';
import { allocatePiece, freePiece } from '../memory/quota.js';

export const OVERFLOW = 0;
export const BEFORE = 4;
export const EPOCH = 16;
export const AFTER = 20;
export const DEAD = 24;
const ANNEX_BYTES = 32;

/** To be read only, for it may be that of all maps that have none. */
export function annexOf(memory: Words, map: number): number {
  return load(memory, map + ANNEX);
}

/** Whether snapshots of `map`, or before it if it is one itself, may see what it has. */
export function hasSnapshots(memory: Words, map: number): boolean {
  const annex = annexOf(memory, map);
  return annex !== 0 && load(memory, annex + BEFORE) !== 0;
}

/** The map's own, made if there is none; 0 where memory is refused. */
export function ownAnnex(memory: LinearMemory, map: number): number {
  const present = annexOf(memory, map);
  if (present) return present;
  const annex = allocatePiece(memory, load(memory, map + QUOTA), ANNEX_BYTES, map);
  if (!annex) return 0;
  store(memory, map + ANNEX, annex);
  store(memory, map + BYTES, load(memory, map + BYTES) + ANNEX_BYTES);
  return annex;
}

/** Gives it back if nothing is in it any more. Where segments have births, the epoch is. */
export function trimAnnex(memory: LinearMemory, map: number): void {
  const annex = annexOf(memory, map);
  if (annex && !load(memory, annex + OVERFLOW) && !load(memory, annex + BEFORE) && !load(memory, annex + EPOCH)) dropAnnex(memory, map);
}

export function dropAnnex(memory: LinearMemory, map: number): void {
  const annex = annexOf(memory, map);
  if (!annex) return;
  freePiece(memory, load(memory, map + QUOTA), annex, ANNEX_BYTES);
  store(memory, map + BYTES, load(memory, map + BYTES) - ANNEX_BYTES);
  store(memory, map + ANNEX, 0);
}
