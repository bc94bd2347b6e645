/**
 * The overflow table: where keys go whose hashes have too many bits in common to be split apart.
 *
 * It is a map of the same layout under the next seed, one for the whole map, so keys that collide here spread there and
 * every operation on them stays O(1). (A chain of overflow segments, the usual remedy, would take 34 µs a lookup for
 * 100 000 such keys.) A word's overflow flag says where a second look is due; it costs nothing elsewhere. Entries never
 * move between the two, which keeps iteration simple; an empty overflow table is given back.
 */
import { QUOTA, SEED, LAYOUT, HEADER_BYTES, addressOf } from "./header";
import { annexOf, ownAnnex, trimAnnex, OVERFLOW } from "./annex";
import { constant, seedHash } from "./hash";
import { wordOf } from "./find";
import { createMap } from "./lifetime";
import { pointWords } from "./directory";
import { entryOf, ENTRY_FLAGS, FLAG_OVERFLOW } from "../memory/segments";

/** The overflow table of `map`, made if there is none; 0 when memory is exhausted. */
export function overflowOf(map: usize): usize {
  const present: usize = load<u32>(annexOf(map), OVERFLOW);
  if (present) return present;
  const annex = ownAnnex(map);
  if (!annex) return 0;
  const overflow = createMap(load<u32>(map, QUOTA), load<u32>(map, LAYOUT), HEADER_BYTES);
  if (!overflow) {
    trimAnnex(map);
    return 0;
  }
  const low = load<u32>(map, SEED);
  const high = load<u32>(map, SEED + 4);
  seedHash(overflow, constant(low, high, 6), constant(low, high, 7));
  store<u32>(annex, overflow, OVERFLOW);
  return overflow;
}

/** Notes that entries of the segment of `h` may lie in the overflow table. */
export function markOverflow(map: usize, h: u32): void {
  const segment = addressOf(wordOf(map, h));
  const entry = entryOf(segment);
  store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) | FLAG_OVERFLOW, ENTRY_FLAGS);
  pointWords(map, h, segment);
}
