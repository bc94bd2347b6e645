/** The calls of a cache's engine, for the host: names end in bytes of key and of payload. */
import { bitsOfF64 } from "../table/float";
import { hash } from "../table/hash";
import { CHUNK, SCAN_NEXT, VALUES } from "../memory/regions";
import { seek } from "../table/find";
import { addSlot } from "./add";
import { clear, dispose } from "./cache";
import { slotOfExtras } from "./entry-extras";
import { findEntry } from "./find";
import { leaver, leaverAnyway, leaverForWanted } from "./give-way";
import { GONE_KEY, RECYCLED } from "./header";
import { putEntry } from "./put";
import { read } from "./policy/policy";
import { keyOf, removeEntry, removeSlot, takeAway, takeFromQueue } from "./remove";
import { firstLine, lineAfter, queueNumbered, tagOf } from "./queue";
import { closeShadows, noteAddition, noteRead } from "./shadows";
import { NODE_HASH, lineOf, payloadOf, slotOfLine } from "./slot";
import { expired } from "./wheel/wheel";

export function cacheFind_4_4(cache: usize, key: u32): usize { return findEntry<u32, u32>(cache, key); }
export function cacheFind_4_8(cache: usize, key: u32): usize { return findEntry<u32, u64>(cache, key); }
export function cacheFind_8_4(cache: usize, key: u64): usize { return findEntry<u64, u32>(cache, key); }
export function cacheFind_8_8(cache: usize, key: u64): usize { return findEntry<u64, u64>(cache, key); }
export function cachePut_4_4(cache: usize, key: u32): usize { return putEntry<u32, u32>(cache, key); }
export function cachePut_4_8(cache: usize, key: u32): usize { return putEntry<u32, u64>(cache, key); }
export function cachePut_8_4(cache: usize, key: u64): usize { return putEntry<u64, u32>(cache, key); }
export function cachePut_8_8(cache: usize, key: u64): usize { return putEntry<u64, u64>(cache, key); }
export function cacheRemove_4(cache: usize, key: u32): i32 { return removeEntry<u32>(cache, key); }
export function cacheRemove_8(cache: usize, key: u64): i32 { return removeEntry<u64>(cache, key); }

export function cacheFindF64_8_4(cache: usize, key: f64): usize { return findEntry<u64, u32>(cache, bitsOfF64(key)); }
export function cacheFindF64_8_8(cache: usize, key: f64): usize { return findEntry<u64, u64>(cache, bitsOfF64(key)); }
export function cachePutF64_8_4(cache: usize, key: f64): usize { return putEntry<u64, u32>(cache, bitsOfF64(key)); }
export function cachePutF64_8_8(cache: usize, key: f64): usize { return putEntry<u64, u64>(cache, bitsOfF64(key)); }
export function cacheRemoveF64(cache: usize, key: f64): i32 { return removeEntry<u64>(cache, bitsOfF64(key)); }

/** Removes every entry and gives all memory but the header back. O(entries). */
export function clearCache(cache: usize): void {
  closeShadows(cache);
  clear(cache);
}

/** Gives everything back, the header too. O(entries). */
export function disposeCache(cache: usize): void {
  closeShadows(cache);
  dispose(cache);
}

/** The slot of a key, or 0. Neither counted nor known to the policy. */
export function cacheSlot_4(cache: usize, key: u32): usize { return seek(cache, hash<u32>(cache, key), key); }
export function cacheSlot_8(cache: usize, key: u64): usize { return seek(cache, hash<u64>(cache, key), key); }

export function cacheSlotF64(cache: usize, key: f64): usize { return cacheSlot_8(cache, bitsOfF64(key)); }

/** Leaves the key at a slot, of a cache with numbers for keys, at GONE_KEY. */
export function cacheKey(cache: usize, slot: usize): void { store<u64>(cache, keyOf(cache, slot), GONE_KEY); }

/** Where the payload of the entry at a slot is. */
export function cachePayload(cache: usize, slot: usize): usize { return payloadOf(cache, slot); }

export {
  extrasOf as cacheExtras, makeExtras as cacheMakeExtras, setTime as cacheSetTime,
} from "./entry-extras";
export { nextExpiry as cacheNextExpiry } from "./wheel/wheel";
export { resizeCache } from "./span";
export { cacheBytes } from "./shadows";

/** The entry at a slot was asked for. */
export function cacheRead(cache: usize, slot: usize): void {
  const h = load<u32>(lineOf(load<u32>(slot)));
  read(cache, slot);
  noteRead(cache, h);
}

/** As `cacheRead`, in a cache without an index: returns the handle. */
export function cacheReadNode(cache: usize, node: usize): u32 {
  read(cache, node);
  noteRead(cache, load<u32>(node, NODE_HASH));
  return load<u32>(payloadOf(cache, node));
}

/** A node for a key with the hash `h`, of a cache without an index: its slot, or 0 where memory is refused. The payload is a handle to be used again, or 0. */
export function cacheAdd(cache: usize, h: u32): usize {
  const node = addSlot(cache, h, 0);
  if (node) noteAddition(cache, h);
  if (node) store<u32>(payloadOf(cache, node), load<u32>(cache, RECYCLED));
  return node;
}

/** Removes the entry at a slot; RECYCLED is its handle then. */
export function cacheRemoveSlot(cache: usize, slot: usize): void { removeSlot(cache, slot); }

/** Takes out an entry that has to go before another comes, of which GONE_KEY and GONE_PAYLOAD tell; 0 where there is room. */
export function cacheMakeRoom(cache: usize): i32 { return take(cache, leaver(cache)); }

/** As `cacheMakeRoom`, though there may be fewer than the most: 0 where there is nothing to take out. `isFull` says whether no more can be held. */
export function cacheEvict(cache: usize, isFull: u32): i32 { return take(cache, leaverAnyway(cache, isFull != 0)); }

/** As `cacheEvict`, an entry that stood in the way of the key that was refused last. */
export function cacheYield(cache: usize): i32 { return take(cache, leaverForWanted(cache)); }

/** As `cacheEvict`, an entry that was stale at `now`. */
export function cacheExpire(cache: usize, now: f64): i32 {
  const extras = expired(cache, now);
  if (!extras) return 0;
  const slot = slotOfExtras(cache, extras);
  takeFromQueue(cache, slot);
  return take(cache, slot);
}

function take(cache: usize, slot: usize): i32 {
  if (slot) takeAway(cache, slot);
  return i32(slot != 0);
}

/**
 * Writes the slots of a queue's entries to VALUES, from the line at `from` on, 0 for the oldest: at most a chunk of them, whose number it returns. The line to
 * go on from is at SCAN_NEXT, 0 at the end.
 */
export function cacheWalk(cache: usize, number: u32, from: usize): u32 {
  const queue = queueNumbered(cache, number);
  let count: u32 = 0;
  let at = from || firstLine(queue);
  for (; at && count < CHUNK; at = lineAfter(queue, at)) {
    if (tagOf(at)) store<u32>(VALUES + (count++ << 2), <u32>slotOfLine(cache, at));
  }
  store<u32>(SCAN_NEXT, <u32>at);
  return count;
}
