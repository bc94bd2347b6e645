/** Writing to a cache. */
import { VERSION, increment64 } from "../table/header";
import { hash } from "../table/hash";
import { addSlot } from "./add";
import { readEntry } from "./find";
import { RECYCLED } from "./header";
import { prepare } from "./policy/policy";
import { noteAddition, noteRead } from "./shadows";
import { payloadOfSlot } from "./slot";

/** Address of the payload of `key`, which is added if it is absent: its payload is 0 then, or a handle to be used again. 0 where memory is refused. */
// @ts-ignore: decorator
@inline
export function putEntry<K, P>(cache: usize, key: K): usize {
  const h = hash<K>(cache, key);
  prepare(cache, h);
  return putHashed<K, P>(cache, key, h);
}

/** The same, for a key whose hash is `h`. */
// @ts-ignore: decorator
@inline
export function putHashed<K, P>(cache: usize, key: K, h: u32): usize {
  const found = readEntry<K, P>(cache, key, h);
  if (found) {
    noteRead(cache, h);
    increment64(cache, VERSION);
    return found;
  }
  const slot = addSlot(cache, h, <u64>key);
  if (!slot) return 0;
  noteAddition(cache, h);
  const payload = payloadOfSlot<K, P>(cache, slot);
  store<P>(payload, <P>load<u32>(cache, RECYCLED));
  return payload;
}
