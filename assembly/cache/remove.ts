/** Removing entries from a cache. */
import { COUNT, GROUPS, VERSION, addressOf, increment64 } from "../table/header";
import { KEYS_AT } from "../table/group";
import { hash } from "../table/hash";
import { seek, wordOf } from "../table/find";
import { groupBytesOf, keyBytesOf, loadKey, valuesAtOf } from "../table/layout";
import { takeOut, tidyUp } from "../table/remove";
import { dropExtras } from "./entry-extras";
import { EVICTIONS, GONE_KEY, GONE_PAYLOAD, HOLDS, NO_INDEX, RECYCLED, VICTIM_HASH } from "./header";
import { freeNode, letGo } from "./payload";
import { left } from "./policy/policy";
import { queueOf, takeLine } from "./queue";
import { lineOf, payloadOf, tableOf } from "./slot";

/** Removes `key`; 1 if it was there, with its handle in RECYCLED, else 0. Expected O(1). */
// @ts-ignore: decorator
@inline
export function removeEntry<K>(cache: usize, key: K): i32 {
  const slot = seek(cache, hash<K>(cache, key), <u64>key);
  if (!slot) return 0;
  removeSlot(cache, slot);
  return 1;
}

/** Removes the entry at `slot`, and leaves its handle in RECYCLED. */
export function removeSlot(cache: usize, slot: usize): void {
  takeFromQueue(cache, slot);
  store<u32>(cache, letGo(cache, slot), RECYCLED);
  increment64(cache, VERSION);
  unlink(cache, load<u32>(cache, VICTIM_HASH), slot);
}

/** Takes the line of the entry at `slot` out; its hash is in VICTIM_HASH then. */
export function takeFromQueue(cache: usize, slot: usize): void {
  const line = lineOf(load<u32>(slot));
  store<u32>(cache, load<u32>(line), VICTIM_HASH);
  takeLine(cache, queueOf(line), line);
  left(cache);
}

/** Takes an entry, whose line has been taken out, out of everything. What the host is to know of it is at GONE_KEY and GONE_PAYLOAD; that is its own then. */
export function takeAway(cache: usize, slot: usize): void {
  const payload = payloadOf(cache, slot);
  store<u64>(cache, load<u64>(payload), GONE_PAYLOAD);
  if (!(load<u32>(cache, HOLDS) & NO_INDEX)) store<u64>(cache, keyOf(cache, slot), GONE_KEY);
  dropExtras(cache, slot);
  increment64(cache, EVICTIONS);
  unlink(cache, load<u32>(cache, VICTIM_HASH), slot);
}

/** The key at `slot`, of which there is an index. */
export function keyOf(cache: usize, slot: usize): u64 {
  const offset = <u32>(slot - tableOf(cache, slot));
  const stride = groupBytesOf(cache);
  const inGroup = offset % stride;
  const bytes = keyBytesOf(cache);
  return loadKey(bytes, slot - inGroup + KEYS_AT + ((inGroup - valuesAtOf(cache)) >>> 2) * bytes);
}

/** Takes an entry out of the index; its line has been taken out. */
export function unlink(cache: usize, h: u32, slot: usize): void {
  store<u32>(cache, load<u32>(cache, COUNT) - 1, COUNT);
  if (load<u32>(cache, HOLDS) & NO_INDEX) return freeNode(cache, slot);
  const base = addressOf(wordOf(cache, h));
  const groups = load<u32>(cache, GROUPS);
  takeOut(cache, base, groups, h, slot);
  tidyUp(cache, base, groups, h);
}
