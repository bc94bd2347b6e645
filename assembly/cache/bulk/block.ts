/**
 * A block of keys that are to be looked up in a cache: all are hashed, then what these hashes lead to is loaded, each kind of it in a pass of its own whose
 * misses overlap, as in the maps' (../../bulk/resolve.ts). Then the work goes on entry by entry, in the very order of single calls.
 */
import { COUNT, DIRECTORY, GROUPS, LAYOUT, ROOT, SHIFT, addressOf } from "../../table/header";
import { counterShift, firstSlot, homeIn, keyAddress, matchTag, SLOTS } from "../../table/group";
import { valuesAtOf } from "../../table/layout";
import { hashFour } from "../../table/hash";
import { seek } from "../../table/find";
import { FOUND, GROUPS_AT, HASHES, REST } from "../../memory/regions";
import { MAX, POLICY, TOUCHED } from "../header";
import { W_TINYLFU, prepareMany, queuesOf } from "../policy/policy";
import { HEAD, LINE_BYTES, TAIL, queueNumbered, tagOf } from "../queue";
import { EXTRAS, anyHomeGroup, groupBytes, homeInWhole, lineOf, payloadAt, payloadOfSlot, wordAt } from "../slot";

/** Layouts of an index: bytes of payloads, of keys, and of words. */
// @ts-ignore: decorator
@inline
export function layoutOf(cache: usize): u32 {
  return load<u32>(cache, LAYOUT) & 0xffffff;
}

// @ts-ignore: decorator
@inline export const LAYOUT_4_4: u32 = 0x40404;
// @ts-ignore: decorator
@inline export const LAYOUT_4_8: u32 = 0x80404;
// @ts-ignore: decorator
@inline export const LAYOUT_8_4: u32 = 0x40804;

/** Leaves for `count` (at most 64) keys at `keys` their hashes, and their home groups, which are in the cache then. */
// @ts-ignore: decorator
@inline
export function locateKeys<K, P>(cache: usize, keys: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) v128.store(HASHES + (i << 2), hashFour<K>(cache, keys + i * sizeof<K>()));
  touchHomes<K, P>(cache, count);
}

/** Finds the home groups of the block's hashes, then loads them: in a loop that is short enough for many loads to be under way. */
export function touchHomes<K, P>(cache: usize, count: u32): void {
  const directory: usize = load<u32>(cache, DIRECTORY);
  if (directory) {
    const shift = load<u32>(cache, SHIFT);
    for (let i: u32 = 0; i < count; i++) {
      const h = load<u32>(HASHES + (i << 2));
      store<u32>(GROUPS_AT + (i << 2), <u32>(addressOf(load<u32>(directory + ((h >>> shift) << 2))) + homeInWhole<K, P>(h) * groupBytes<K, P>()));
    }
  } else {
    const base = addressOf(load<u32>(cache, ROOT));
    const groups = load<u32>(cache, GROUPS);
    for (let i: u32 = 0; i < count; i++) {
      store<u32>(GROUPS_AT + (i << 2), <u32>(base + homeIn(load<u32>(HASHES + (i << 2)), groups) * groupBytes<K, P>()));
    }
  }
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at: usize = load<u32>(GROUPS_AT + (i << 2));
    loaded |= load<u32>(at) | load<u32>(payloadAt<K, P>(at, 6));
    if (groupBytes<K, P>() > 128) loaded |= load<u32>(wordAt<K>(at, 0));
  }
  store<u32>(cache, loaded, TOUCHED);
}

/** The slot of the `i`th key of a block that has been located since any entry moved, or 0. */
// @ts-ignore: decorator
@inline
export function findLocated<K, P>(cache: usize, i: u32, key: K): usize {
  const h = load<u32>(HASHES + (i << 2));
  const at: usize = load<u32>(GROUPS_AT + (i << 2));
  const control = load<u64>(at);
  let matches = matchTag(control, h);
  while (matches) {
    const number = firstSlot(matches);
    if (load<K>(keyAddress<K>(at, number)) == key) return wordAt<K>(at, number);
    matches &= matches - 1;
  }
  return (control >>> counterShift(h)) & 15 ? seek(cache, h, <u64>key) : 0;
}

/** Where the payload of the entry at `slot` is, which is mostly in its home group, the `i`th of the block. */
// @ts-ignore: decorator
@inline
export function payloadOfLocated<K, P>(cache: usize, i: u32, slot: usize): usize {
  const at: usize = load<u32>(GROUPS_AT + (i << 2));
  const number = <u32>(slot - wordAt<K>(at, 0)) >>> 2;
  const payload = number < SLOTS ? payloadAt<K, P>(at, number) : payloadOfSlot<K, P>(cache, slot);
  return load<u32>(slot) & EXTRAS ? <usize>load<u32>(payload) : payload;
}

/** Loads the lines of the entries whose slots are in FOUND, where that is not 0. */
export function touchLines(cache: usize, count: u32): void {
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const slot: usize = load<u32>(FOUND + (i << 2));
    if (slot) loaded |= load<u32>(lineOf(load<u32>(slot)));
  }
  store<u32>(cache, loaded, TOUCHED);
}

/**
 * Loads what adding the block's keys will need: what the policy knows of them, and of those that are the next to be judged. Each key that comes makes the
 * policy look at one or two of its first queue, and now and then at one of the others, which it then mostly counts once more.
 */
export function touchAhead(cache: usize, count: u32): void {
  prepareMany(cache, HASHES, count);
  if (load<u32>(cache, COUNT) + count <= load<u32>(cache, MAX) && load<u32>(cache, POLICY) != W_TINYLFU) return;
  const queues = queuesOf(cache);
  for (let number: u32 = 0; number < queues; number++) touchOldest(cache, queueNumbered(cache, number), number ? count >>> 1 : count, number != 0);
}

/** Loads the home groups of the oldest `count` entries of a queue, and, if they are `counted`, what the policy knows of them. */
function touchOldest(cache: usize, queue: usize, count: u32, counted: bool): void {
  const tail: usize = load<u32>(queue, TAIL);
  const words = valuesAtOf(cache);
  let at: usize = load<u32>(queue, HEAD);
  let found: u32 = 0;
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < count && at != tail; i++, at += LINE_BYTES) {
    if (tagOf(at)) {
      store<u32>(REST + (found++ << 2), load<u32>(at));
      const group = anyHomeGroup(cache, load<u32>(at));
      loaded |= load<u32>(group) | load<u32>(group + words);
    } else if (load<u32>(at)) {
      // The line that leads to the next chunk.
      at = load<u32>(at);
    }
  }
  store<u32>(cache, loaded, TOUCHED);
  if (counted) prepareMany(cache, REST, found);
}
