/** Removing entries from a cache. See `assembly/cache/remove.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64, load, store } from '../memory/linear.js';
import { groupsOf, tableOf, wordOf } from '../table/find.js';
import { KEYS_AT } from '../table/group.js';
import { hash } from '../table/hash.js';
import { COUNT, VERSION } from '../table/header.js';
import { takeOut, tidyUp } from '../table/remove.js';
import { dropExtras } from './entry-extras.js';
import { EVICTIONS, GONE_KEY, GONE_PAYLOAD, RECYCLED, VICTIM_HASH } from './header.js';
import { freeNode, letGo } from './payload.js';
import { policyOf } from './policy/policies.js';
import { queueOf, takeLine } from './queue.js';
import { hasIndex, layoutOf, lineOf, payloadOf, positionOf, slotOfKey } from './slot.js';

/** Removes a key; 1 if it was there, with its handle in RECYCLED, else 0. Expected O(1). */
export function removeEntry(memory: LinearMemory, cache: number, low: number, high: number): number {
  const layout = layoutOf(memory, cache);
  const slot = slotOfKey(memory, layout, cache, hash(memory.i32, layout, cache >>> 2, low, high), low, high);
  if (slot === 0) return 0;
  removeSlot(memory, cache, slot);
  return 1;
}

/** Removes the entry at `slot`, and leaves its handle in RECYCLED. */
export function removeSlot(memory: LinearMemory, cache: number, slot: number): void {
  takeFromQueue(memory, cache, slot);
  store(memory, cache + RECYCLED, letGo(memory, cache, slot));
  increment64(memory.i32, (cache + VERSION) >>> 2);
  unlink(memory, cache, load(memory, cache + VICTIM_HASH), slot);
}

/** Takes the line of the entry at `slot` out; its hash is in VICTIM_HASH then. */
export function takeFromQueue(memory: LinearMemory, cache: number, slot: number): void {
  const line = lineOf(load(memory, slot));
  store(memory, cache + VICTIM_HASH, load(memory, line));
  takeLine(memory, cache, queueOf(memory, line), line);
  policyOf(memory, cache).left(memory, cache);
}

/** Takes an entry, whose line has been taken out, out of everything. What the host is to know of it is at GONE_KEY and GONE_PAYLOAD; that is its own then. */
export function takeAway(memory: LinearMemory, cache: number, slot: number): void {
  const { i32 } = memory;
  const payload = payloadOf(memory, cache, slot) >>> 2;
  i32[(cache + GONE_PAYLOAD) >>> 2] = i32[payload]!;
  i32[(cache + GONE_PAYLOAD + 4) >>> 2] = i32[payload + 1]!;
  if (hasIndex(memory, cache)) copyKey(memory, cache, slot);
  dropExtras(memory, cache, slot);
  increment64(i32, (cache + EVICTIONS) >>> 2);
  unlink(memory, cache, load(memory, cache + VICTIM_HASH), slot);
}

/** Copies the key at `slot`, of which there is an index, to GONE_KEY. */
export function copyKey(memory: LinearMemory, cache: number, slot: number): void {
  const { i32 } = memory;
  const { keyWords } = layoutOf(memory, cache);
  const { group, number } = positionOf(memory, cache, slot);
  const key = group + KEYS_AT + number * keyWords;
  const to = (cache + GONE_KEY) >>> 2;
  i32[to] = i32[key]!;
  i32[to + 1] = keyWords === 2 ? i32[key + 1]! : 0;
}

/** Takes an entry out of the index; its line has been taken out. */
export function unlink(memory: LinearMemory, cache: number, h: number, slot: number): void {
  store(memory, cache + COUNT, load(memory, cache + COUNT) - 1);
  if (!hasIndex(memory, cache)) {
    freeNode(memory, cache, slot);
    return;
  }
  const { i32 } = memory;
  const layout = layoutOf(memory, cache);
  const base = tableOf(wordOf(i32, cache >>> 2, h));
  takeOut(memory, layout, cache, h, base, slot >>> 2);
  tidyUp(memory, layout, cache, (base << 2) >>> 0, groupsOf(i32, cache >>> 2), h);
}
