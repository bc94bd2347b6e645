/** Making what a batch is to write to the map's own, where snapshots share it: see table/share.ts. */
import { keyBytesOf, loadKey } from "../table/layout";
import { makeOwnFor } from "../table/share";
import { KEYS, HASHES, FOUND } from "../memory/regions";
import { resolve, BLOCK } from "./resolve";

/**
 * Makes sure that the segments of the first `count` keys of the key column are the map's own, or, if `present`, of those that are there.
 * Returns for how many keys: fewer than `count` where memory is refused for the next one.
 */
export function ownMany(map: usize, count: u32, present: bool): u32 {
  const keyBytes = keyBytesOf(map);
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    resolve(map, done, length, false);
    for (let i: u32 = 0; i < length; i++) {
      if (present && !load<u32>(FOUND + (i << 2))) continue;
      if (!makeOwnFor(map, load<u32>(HASHES + (i << 2)), loadKey(keyBytes, KEYS + (done + i) * keyBytes))) return done + i;
    }
  }
  return count;
}
