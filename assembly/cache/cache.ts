/**
 * A cache: entries found by an index, kept in order by a policy, and never more than were asked for.
 */
import { QUOTA, SEED } from "../table/header";
import { createMap, clear as clearIndex } from "../table/lifetime";
import { dropAnnex } from "../table/annex";
import { seedHash } from "../table/hash";
import { seedBytesHash } from "../ordered/hash";
import { VALUE_BYTES } from "../ordered/header";
import { freePiece } from "../memory/quota";
import {
  CACHE_HEADER_BYTES, EXTRAS_COUNT, HOLDS, IS_OPEN, MAX, MEMORY_FIELDS, MEMORY_FIELDS_END, NO_INDEX, POLICY, POLICY_FIELDS, POLICY_FIELDS_END, QUEUE_COUNT, SPAN,
} from "./header";
import { closeQueue, firstLine, lineAfter, queueNumbered, tagOf } from "./queue";
import { freeNode, letGo } from "./payload";
import { slotOfLine } from "./slot";
import { close, open } from "./policy/policy";
import { firstSpan } from "./span";
import { closeWheel } from "./wheel/wheel";

/**
 * A cache with a header and nothing else; 0 where memory is refused. `layout` as of a map, with payloads for values; `holds` says what payloads are,
 * and `valueBytes` how long values are in records.
 */
export function createCache(quota: usize, layout: u32, seedLow: u32, seedHigh: u32, policy: u32, most: u32, holds: u32, valueBytes: u32): usize {
  const cache = createMap(quota, ((layout & 0xff) << 16) | (layout & 0xff00) | 4, CACHE_HEADER_BYTES);
  if (!cache) return 0;
  seedHash(cache, seedLow, seedHigh);
  seedBytesHash(cache, seedLow, seedHigh);
  store<u32>(cache, policy, POLICY);
  store<u32>(cache, most, MAX);
  store<u32>(cache, firstSpan(most), SPAN);
  store<u32>(cache, holds, HOLDS);
  store<u32>(cache, valueBytes, VALUE_BYTES);
  return cache;
}

/** An empty cache has nothing but its header: the rest is made with the first entry. False where memory is refused. */
export function ensureOpen(cache: usize): bool {
  if (load<u32>(cache, IS_OPEN)) return true;
  if (!open(cache, load<u32>(cache, SEED) ^ load<u32>(cache, SEED + 4))) return false;
  store<u32>(cache, 1, IS_OPEN);
  return true;
}

/** Removes every entry and gives all memory but the header back. O(entries). */
export function clear(cache: usize): void {
  for (let number: u32 = 0; number < QUEUE_COUNT; number++) {
    const queue = queueNumbered(cache, number);
    if (load<u32>(cache, HOLDS) | load<u32>(cache, EXTRAS_COUNT)) letGoOfAll(cache, queue);
    closeQueue(cache, queue);
  }
  if (load<u32>(cache, IS_OPEN)) close(cache);
  store<u32>(cache, 0, IS_OPEN);
  memory.fill(cache + POLICY_FIELDS, 0, POLICY_FIELDS_END - POLICY_FIELDS);
  memory.fill(cache + MEMORY_FIELDS, 0, MEMORY_FIELDS_END - MEMORY_FIELDS);
  closeWheel(cache);
  clearIndex(cache);
}

function letGoOfAll(cache: usize, queue: usize): void {
  const hasNodes = (load<u32>(cache, HOLDS) & NO_INDEX) != 0;
  for (let at = firstLine(queue); at; at = lineAfter(queue, at)) {
    if (!tagOf(at)) continue;
    const slot = slotOfLine(cache, at);
    letGo(cache, slot);
    if (hasNodes) freeNode(cache, slot);
  }
}

/** Gives everything back, the header too. O(entries). */
export function dispose(cache: usize): void {
  clear(cache);
  dropAnnex(cache);
  freePiece(load<u32>(cache, QUOTA), cache, CACHE_HEADER_BYTES);
}
