/** The beginning and the end of an ordered map. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { QUOTA } from '../table/header.js';
import { dropAnnex } from '../table/annex.js';
import { layout_4_4 } from '../table/group.js';
import { clear, createMap } from '../table/lifetime.js';
import { leaveSnapshots } from '../table/share.js';
import { seedHash } from '../table/hash.js';
import { freePiece } from '../memory/quota.js';
import { VALUE_BYTES, LOG_HEAD, SPARE_SEED, FORMER, ORDERED_HEADER_BYTES } from './header.js';
import { freeBlob } from '../memory/blob.js';
import { KEYS, WALK_PAGE } from '../memory/regions.js';
import { freePage } from './page.js';
import { PAGE_NEXT } from './page-layout.js';
import { walk } from './walk.js';
import { seedBytesHash } from './hash.js';
import { seedSipHash } from './sip.js';
import { dropFormer } from './migrate.js';

/** The index: a table from u32 hashes to u32 addresses. */
const INDEX_LAYOUT = 0x404;

/** A header without a table or a page, or 0 when memory is refused; `assembly/ordered/lifetime.ts` says what the spare seed is for. */
export function createOrdered(
  memory: LinearMemory, quota: number, valueBytes: number, seedLow: number, seedHigh: number,
  spareLow: number, spareHigh: number, secure: boolean,
): number {
  const map = createMap(memory, quota, INDEX_LAYOUT, ORDERED_HEADER_BYTES);
  if (!map) return 0;
  seedHash(memory, map, seedLow, seedHigh);
  store(memory, map + SPARE_SEED, spareLow);
  store(memory, map + SPARE_SEED + 4, spareHigh);
  store(memory, map + FORMER, 0);
  if (secure) seedSipHash(memory, map);
  else seedBytesHash(memory, map, seedLow, seedHigh);
  store(memory, map + VALUE_BYTES, valueBytes);
  return map;
}

/** Removes every entry and gives all memory but the header back. Sequence numbers and the hash stay. O(segments + pages). */
export function clearOrdered(memory: LinearMemory, map: number): void {
  dropFormer(memory, map);
  clear(memory, layout_4_4, map);
  for (let page = load(memory, map + LOG_HEAD); page; page = load(memory, map + LOG_HEAD)) freePage(memory, map, page);
}

/** As `freeBlobs`, for an ordered map. O(entries). */
export function freeRecordBlobs(memory: LinearMemory, map: number): void {
  for (let page = load(memory, map + LOG_HEAD); page;) {
    const count = walk(memory, map, page, 0);
    if (!count) return;
    for (let i = 0; i < count; i++) freeBlob(memory, map, load(memory, load(memory, KEYS + i * 4)));
    page = load(memory, load(memory, WALK_PAGE) + PAGE_NEXT);
  }
}

/** Gives everything back, the header too. */
export function disposeOrdered(memory: LinearMemory, map: number): void {
  clearOrdered(memory, map);
  leaveSnapshots(memory, map);
  dropAnnex(memory, map);
  freePiece(memory, load(memory, map + QUOTA), map, ORDERED_HEADER_BYTES);
}
