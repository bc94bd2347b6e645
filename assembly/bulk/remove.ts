/** Removing many keys in one call. */
import { VERSION } from "../table/header";
import { keyBytesOf, loadKey } from "../table/layout";
import { remove } from "../table/remove";
import { KEYS, OUTCOMES, FOUND } from "../memory/regions";
import { resolve, BLOCK } from "./resolve";

/** Removes the first `count` keys of the key column; 0 or 1 for each to the outcomes; returns how many were there. */
export function removeMany(map: usize, count: u32): u32 {
  const keyBytes = keyBytesOf(map);
  const version = load<u64>(map, VERSION);
  let removed: u32 = 0;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    resolve(map, done, length, false);
    for (let i: u32 = 0; i < length; i++) {
      // The lines are in the cache now; a key absent here stays absent, whatever else the block removes.
      // What a snapshot shares has been copied before, so memory cannot be refused.
      let gone: u32 = 0;
      if (load<u32>(FOUND + (i << 2))) gone = remove(map, loadKey(keyBytes, KEYS + (done + i) * keyBytes));
      store<u8>(OUTCOMES + done + i, <u8>gone);
      removed += gone;
    }
  }
  store<u64>(map, version, VERSION);
  return removed;
}
