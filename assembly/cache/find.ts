/** Reading a cache. */
import { HITS, MISSES, increment64 } from "../table/header";
import { counterShift, firstSlot, keyAddress, matchTag } from "../table/group";
import { seek } from "../table/find";
import { hash } from "../table/hash";
import { read, prepare } from "./policy/policy";
import { TOUCHED } from "./header";
import { noteRead } from "./shadows";
import { EXTRAS, homeGroup, payloadAt, payloadOfSlot, wordAt } from "./slot";

/** Address of the payload of `key`, counted and known to the policy; 0 where it is not there. Expected O(1). */
// @ts-ignore: decorator
@inline
export function findEntry<K, P>(cache: usize, key: K): usize {
  const h = hash<K>(cache, key);
  const found = readEntry<K, P>(cache, key, h);
  if (found) {
    noteRead(cache, h);
    increment64(cache, HITS);
    return found;
  }
  increment64(cache, MISSES);
  // What is not there comes soon.
  prepare(cache, h);
  return 0;
}

/** The same, not counted. */
// @ts-ignore: decorator
@inline
export function readEntry<K, P>(cache: usize, key: K, h: u32): usize {
  const at = homeGroup<K, P>(cache, h);
  // Payloads begin another cache line, which can be on its way while the first is waited for.
  store<u32>(cache, load<u32>(payloadAt<K, P>(at, 0)), TOUCHED);
  const control = load<u64>(at);
  let matches = matchTag(control, h);
  while (matches) {
    const slot = firstSlot(matches);
    if (load<K>(keyAddress<K>(at, slot)) == key) return readAt(cache, wordAt<K>(at, slot), payloadAt<K, P>(at, slot));
    matches &= matches - 1;
  }
  if (!((control >>> counterShift(h)) & 15)) return 0;
  const slot = seek(cache, h, <u64>key);
  return slot ? readAt(cache, slot, payloadOfSlot<K, P>(cache, slot)) : 0;
}

// @ts-ignore: decorator
@inline
function readAt(cache: usize, slot: usize, payload: usize): usize {
  read(cache, slot);
  return load<u32>(slot) & EXTRAS ? <usize>load<u32>(payload) : payload;
}
