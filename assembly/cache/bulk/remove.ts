/** Removing many keys of a cache in one call. */
import { keyBytesOf, loadKey } from "../../table/layout";
import { seek } from "../../table/find";
import { BLOCK } from "../../bulk/resolve";
import { FOUND, HASHES, KEYS, OUTCOMES, PREVIOUS } from "../../memory/regions";
import { RECYCLED } from "../header";
import { removeSlot } from "../remove";
import { touchLines } from "./block";
import { findBlock } from "./get";

/** Removes the first `count` keys of the key column: 0 or 1 for each to the outcomes, the handles that they had to PREVIOUS; returns how many were there. */
export function cacheRemoveMany(cache: usize, count: u32): u32 {
  const keyBytes = keyBytesOf(cache);
  let removed: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    findBlock(cache, done, length);
    touchLines(cache, length);
    for (let i: u32 = 0; i < length; i++) {
      // A key absent here stays absent; the others' slots may be elsewhere since, and the key may have come before in this block.
      const isThere = load<u32>(FOUND + (i << 2)) != 0;
      const slot = isThere ? seek(cache, load<u32>(HASHES + (i << 2)), loadKey(keyBytes, KEYS + (done + i) * keyBytes)) : 0;
      if (slot) removeSlot(cache, slot);
      store<u32>(PREVIOUS + ((done + i) << 2), slot ? load<u32>(cache, RECYCLED) : 0);
      store<u8>(OUTCOMES + done + i, slot ? 1 : 0);
      removed += slot ? 1 : 0;
    }
  }
  return removed;
}
