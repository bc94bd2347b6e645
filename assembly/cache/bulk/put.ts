/** Writing many entries of a cache in one call: what goes for whom is as if each had been put by itself. */
import { BLOCK } from "../../bulk/resolve";
import { HASHES, KEYS, VALUES } from "../../memory/regions";
import { HANDLES, HOLDS } from "../header";
import { putHashed } from "../put";
import { beginHandles, putHandle } from "./handles";
import { LAYOUT_4_4, LAYOUT_4_8, LAYOUT_8_4, layoutOf, locateKeys, touchAhead } from "./block";

/**
 * Sets the first `count` entries of the columns. Returns how many were set: fewer than `count` where memory is refused for the next one, or the host has to
 * let an entry go for it.
 */
export function cachePutMany(cache: usize, count: u32): u32 {
  beginHandles();
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const length = min(count - done, BLOCK);
    const put = putBlock(cache, done, length);
    if (put < length) return done + put;
  }
  return count;
}

function putBlock(cache: usize, from: u32, count: u32): u32 {
  switch (layoutOf(cache)) {
    case LAYOUT_4_4: return putKeys<u32, u32>(cache, from, count);
    case LAYOUT_4_8: return putKeys<u32, u64>(cache, from, count);
    case LAYOUT_8_4: return putKeys<u64, u32>(cache, from, count);
    default: return putKeys<u64, u64>(cache, from, count);
  }
}

function putKeys<K, P>(cache: usize, from: u32, count: u32): u32 {
  const keys = KEYS + from * sizeof<K>();
  const hasHandles = sizeof<P>() == 4 && (load<u32>(cache, HOLDS) & HANDLES) != 0;
  locateKeys<K, P>(cache, keys, count);
  touchAhead(cache, count);
  for (let i: u32 = 0; i < count; i++) {
    const payload = putHashed<K, P>(cache, load<K>(keys + i * sizeof<K>()), load<u32>(HASHES + (i << 2)));
    if (!payload) return i;
    if (hasHandles) putHandle(payload, from + i);
    else store<P>(payload, load<P>(VALUES + (from + i) * sizeof<P>()));
  }
  return count;
}
