/**
 * The overflow table: where keys go whose hashes have too many bits in common to be split apart.
 *
 * It is a map of the same layout under the next seed, one for the whole map, so keys that collide here spread there and
 * every operation on them stays O(1). (A chain of overflow segments, the usual remedy, would take 34 µs a lookup for
 * 100 000 such keys.) A word's overflow flag says where a second look is due; it costs nothing elsewhere. Entries never
 * move between the two, which keeps iteration simple; an empty overflow table is given back.
 */
import {
  COUNT, VERSION, OVERFLOW, QUOTA, BYTES, SEED, LAYOUT, SHAPE, HOME_SHIFT, RELOCATIONS, HEADER_BYTES, addressOf, increment, increment64,
} from "./header";
import { constant, seedHash } from "./hash";
import { HOME_BITS } from "./group";
import { wordOf } from "./find";
import { insertElsewhere } from "./insert";
import { keyBytesOf, hashKey, shapeOf } from "./layout";
import { clear } from "./lifetime";
import { pointWords } from "./directory";
import { allocatePiece, freePiece } from "../memory/quota";
import { entryOf, ENTRY_FLAGS, FLAG_OVERFLOW } from "../memory/segments";

/** Inserts an absent key that belongs to a segment which cannot split; its value's address, or 0 when memory is exhausted. */
export function insertOverflow(map: usize, h: u32, key: u64): usize {
  let overflow: usize = load<u32>(map, OVERFLOW);
  if (!overflow) {
    overflow = createMap(load<u32>(map, QUOTA), load<u32>(map, LAYOUT));
    if (!overflow) return 0;
    const low = load<u32>(map, SEED);
    const high = load<u32>(map, SEED + 4);
    seedHash(overflow, constant(low, high, 6), constant(low, high, 7));
    store<u32>(map, overflow, OVERFLOW);
  }
  const address = insertElsewhere(overflow, hashKey(overflow, keyBytesOf(overflow), key), key);
  if (!address) {
    if (!load<u32>(overflow, COUNT)) dropOverflow(map);
    return 0;
  }
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) | FLAG_OVERFLOW, ENTRY_FLAGS);
  pointWords(map, h, segment);
  increment(map, COUNT);
  // The overflow table may have moved what a batch has found there.
  increment(map, RELOCATIONS);
  increment64(map, VERSION);
  return address;
}

/** A header without a table, or 0 when memory is refused. */
export function createMap(quota: usize, layout: u32): usize {
  const map = allocatePiece(quota, HEADER_BYTES, 0);
  if (!map) return 0;
  store<u32>(map, quota, QUOTA);
  store<u32>(map, layout, LAYOUT);
  store<u32>(map, shapeOf(layout >>> 8, layout & 0xff), SHAPE);
  store<u32>(map, HOME_BITS, HOME_SHIFT);
  store<u32>(map, HEADER_BYTES, BYTES);
  return map;
}

/** Gives the overflow table back with all it holds. */
export function dropOverflow(map: usize): void {
  const overflow: usize = load<u32>(map, OVERFLOW);
  if (!overflow) return;
  clear(overflow);
  freePiece(load<u32>(map, QUOTA), overflow, HEADER_BYTES);
  store<u32>(map, 0, OVERFLOW);
}
