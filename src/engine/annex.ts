/** What few maps have, in a block apart from their header: `assembly/table/annex.ts` draws it. */
import { annex } from './header.js';

/** Header of the overflow table. */
export const overflow = 0;
/** The newest snapshot. */
export const before = 4;

/** A field of the annex of the map at `map`; 0 where there is none. */
export function readAnnex(u32: Uint32Array, map: number, field: number): number {
  return u32[(u32[(map + annex) >>> 2]! + field) >>> 2]!;
}
