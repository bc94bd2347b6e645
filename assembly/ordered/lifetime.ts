/** The beginning and the end of an ordered map. */
import { QUOTA } from "../table/header";
import { clear, createMap } from "../table/lifetime";
import { dropAnnex } from "../table/annex";
import { leaveSnapshots } from "../table/share";
import { seedHash } from "../table/hash";
import { freePiece } from "../memory/quota";
import { freeBlob } from "../memory/blob";
import { KEYS, WALK_PAGE } from "../memory/regions";
import { freePage } from "./page";
import { PAGE_NEXT } from "./page-layout";
import { walk } from "./walk";
import { VALUE_BYTES, LOG_HEAD, SPARE_SEED, FORMER, ORDERED_HEADER_BYTES } from "./header";
import { seedBytesHash } from "./hash";
import { seedSipHash } from "./sip";
import { dropFormer } from "./migrate";

/** The index: a table from u32 hashes to u32 addresses. */
// @ts-ignore: decorator
@inline const INDEX_LAYOUT: u32 = 0x404;

/**
 * A header without a table or a page, or 0 when memory is refused. The spare seed is for SipHash alone, which hashes the keys from
 * the beginning if `secure`, else once somebody has made the fast hash collide: who can do that knows nothing of it.
 */
export function createOrdered(
  quota: usize, valueBytes: u32, seedLow: u32, seedHigh: u32, spareLow: u32, spareHigh: u32, secure: bool,
): usize {
  const map = createMap(quota, INDEX_LAYOUT, ORDERED_HEADER_BYTES);
  if (!map) return 0;
  seedHash(map, seedLow, seedHigh);
  store<u32>(map, spareLow, SPARE_SEED);
  store<u32>(map, spareHigh, SPARE_SEED + 4);
  store<u32>(map, 0, FORMER);
  if (secure) seedSipHash(map);
  else seedBytesHash(map, seedLow, seedHigh);
  store<u32>(map, valueBytes, VALUE_BYTES);
  return map;
}

/**
 * Removes every entry and gives all memory but the header back. Sequence numbers go on, for iterators' sake, and so does the hash: who
 * attacked once will attack again. O(segments + pages).
 */
export function clearOrdered(map: usize): void {
  dropFormer(map);
  clear(map);
  let page: usize = load<u32>(map, LOG_HEAD);
  while (page) {
    freePage(map, page);
    page = load<u32>(map, LOG_HEAD);
  }
}

/** As `freeBlobs`, for an ordered map. O(entries). */
export function freeRecordBlobs(map: usize): void {
  let page: usize = load<u32>(map, LOG_HEAD);
  while (page) {
    const count = walk(map, page, 0);
    if (!count) return;
    for (let i: u32 = 0; i < count; i++) freeBlob(map, load<u32>(load<u32>(KEYS + (i << 2))));
    page = load<u32>(load<u32>(WALK_PAGE), PAGE_NEXT);
  }
}

/** Gives everything back, the header too. */
export function disposeOrdered(map: usize): void {
  clearOrdered(map);
  leaveSnapshots(map);
  dropAnnex(map);
  freePiece(load<u32>(map, QUOTA), map, ORDERED_HEADER_BYTES);
}
