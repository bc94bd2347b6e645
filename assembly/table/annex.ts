/**
 * What few maps have, and snapshots, in a block apart from their header: 32 bytes, made when there is something to put in.
 *
 * Its fields lie where the null map's header, at address 0, has zeros. So they are read without asking whether there is a block.
 */
import { ANNEX, QUOTA, BYTES } from "./header";
import { allocatePiece, freePiece } from "../memory/quota";

// @ts-ignore: decorator
@inline export const OVERFLOW: usize = 0;      // header of the overflow table
// @ts-ignore: decorator
@inline export const BEFORE: usize = 4;        // the newest snapshot; of a snapshot, the next older one
// @ts-ignore: decorator
@inline export const EPOCH: usize = 16;        // how many snapshots were ever taken; of a snapshot, how many before it: see share.ts
// @ts-ignore: decorator
@inline export const AFTER: usize = 20;        // of a snapshot: the next newer one, or the map; 0 where that is gone
// @ts-ignore: decorator
@inline export const DEAD: usize = 24;         // of a snapshot: the first segment that only it, and older ones, have a use for
// @ts-ignore: decorator
@inline const ANNEX_BYTES: u32 = 32;

/** To be read only, for it may be that of all maps that have none. */
// @ts-ignore: decorator
@inline
export function annexOf(map: usize): usize {
  return load<u32>(map, ANNEX);
}

/** Whether snapshots of `map`, or before it if it is one itself, may see what it has. */
// @ts-ignore: decorator
@inline
export function hasSnapshots(map: usize): bool {
  return load<u32>(annexOf(map), BEFORE) != 0;
}

/** The map's own, made if there is none; 0 where memory is refused. */
export function ownAnnex(map: usize): usize {
  const present = annexOf(map);
  if (present) return present;
  const annex = allocatePiece(load<u32>(map, QUOTA), ANNEX_BYTES, map);
  if (!annex) return 0;
  store<u32>(map, annex, ANNEX);
  store<u32>(map, load<u32>(map, BYTES) + ANNEX_BYTES, BYTES);
  return annex;
}

/** Gives it back if nothing is in it any more. Where segments have births, the epoch is. */
export function trimAnnex(map: usize): void {
  const annex = annexOf(map);
  if (annex && !load<u32>(annex, OVERFLOW) && !load<u32>(annex, BEFORE) && !load<u32>(annex, EPOCH)) dropAnnex(map);
}

export function dropAnnex(map: usize): void {
  if (!annexOf(map)) return;
  freePiece(load<u32>(map, QUOTA), annexOf(map), ANNEX_BYTES);
  store<u32>(map, load<u32>(map, BYTES) - ANNEX_BYTES, BYTES);
  store<u32>(map, 0, ANNEX);
}
