/** Making room in a table whose log has dead records in it, before a write is refused. */
import * as Header from '../../engine/header.js';
import type { Engine } from '../../engine/engine.js';
import type { Ends } from '../../heap/reclaim.js';
import { type KeyKindInfo, isOrdered } from '../kinds.js';

/** Fields of a page of records: `assembly/ordered/page-layout.ts` draws it. */
const PAGE_NEXT = 0;
const PAGE_USED = 12;
const PAGE_LIVE = 16;

/** Where less is dead, too little would be gained, and soon be lost again. */
const LEAST_DEAD_SHARE = 1 / 8;

/** What this needs of a table. */
interface Packable {
  readonly engine: Engine;
  readonly key: KeyKindInfo;
  readonly map: number;
  readonly size: number;
  readonly ends: Ends;
  /** Records appended when the log was last packed. */
  compactedAt: number;
  read(field: number): number;
  read64(field: number): number;
}

/**
 * Packs the log where that gains something; false where it does not. O(entries), after as many writes as an eighth of them: amortised
 * O(1). Pages merge by themselves only where two are nearly empty.
 */
export function compact(table: Packable): boolean {
  if (table.map === 0 || !isOrdered(table.key)) return false;
  // Not again before there have been as many writes: what is refused even so would be tried for ever.
  const appended = table.read64(Header.logNext);
  if (appended <= table.compactedAt + table.size * LEAST_DEAD_SHARE || deadShare(table) < LEAST_DEAD_SHARE) return false;
  table.compactedAt = appended;
  table.engine[table.ends.shrink](table.map);
  return true;
}

function deadShare(table: Packable): number {
  const { u32 } = table.engine;
  let [used, live] = [0, 0];
  for (let page = table.read(Header.logHead); page !== 0; page = u32[(page + PAGE_NEXT) >>> 2]!) {
    used += u32[(page + PAGE_USED) >>> 2]!;
    live += u32[(page + PAGE_LIVE) >>> 2]!;
  }
  return used === 0 ? 0 : 1 - live / used;
}
