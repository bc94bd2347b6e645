/** The calls of a cache's engine, as the module exports them: `assembly/cache/calls.ts`. Apart from the engine's other calls, for few programs have caches. */
import type { CacheExports } from '../../cache-calls.js';
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { CHUNK } from '../../memory-map.js';
import { SCAN_NEXT, VALUES } from '../memory/regions.js';
import { splitF64 } from '../table/float.js';
import { hash } from '../table/hash.js';
import { addSlot } from './add.js';
import { getMany, hasMany } from './bulk/get.js';
import { putMany } from './bulk/put.js';
import { getKeys, hasKeys, putKeys, removeKeys } from './bulk/records.js';
import { removeMany } from './bulk/remove.js';
import { clear, createCache, dispose } from './cache.js';
import { extrasOf, makeExtras, setTime, slotOfExtras } from './entry-extras.js';
import { findEntry } from './find.js';
import { leaver, leaverAnyway, leaverForWanted } from './give-way.js';
import { RECYCLED } from './header.js';
import { putEntry } from './put.js';
import { askFor } from './read.js';
import { findRecord, findSlotOfRecord, freeRecord, putRecord, removeRecord } from './record.js';
import { copyKey, removeEntry, removeSlot, takeAway, takeFromQueue } from './remove.js';
import { firstLine, lineAfter, queueNumbered, tagOf } from './queue.js';
import { cacheBytes, closeShadows, noteAddition } from './shadows.js';
import { layoutOf, payloadOf, slotOfKey, slotOfLine } from './slot.js';
import { jsSerialCalls } from './serial.js';
import { resizeCache } from './span.js';
import { expired, nextExpiry } from './wheel/wheel.js';

type LanesCall = (memory: LinearMemory, cache: number, low: number, high: number) => number;

/** The slot of a key, or 0. Neither counted nor known to the policy. */
const slotOf: LanesCall = (memory, cache, low, high) => {
  const layout = layoutOf(memory, cache);
  return slotOfKey(memory, layout, cache, hash(memory.i32, layout, cache >>> 2, low, high), low, high);
};

export function jsCacheCalls(memory: LinearMemory): CacheExports {
  const { keyLanes, keyU64 } = memory;
  const narrow = (call: LanesCall) => (cache: number, key: number): number => call(memory, cache, key | 0, 0);
  const wide = (call: LanesCall) => (cache: number, key: bigint): number => {
    keyU64[0] = key;
    return call(memory, cache, keyLanes[0]!, keyLanes[1]!);
  };
  const floating = (call: LanesCall) => (cache: number, key: number): number => {
    splitF64(memory, key);
    return call(memory, cache, keyLanes[0]!, keyLanes[1]!);
  };
  return {
    ...jsSerialCalls(memory),
    createCache: (...rest) => createCache(memory, ...rest),
    clearCache(cache) {
      closeShadows(memory, cache);
      clear(memory, cache);
    },
    disposeCache(cache) {
      closeShadows(memory, cache);
      dispose(memory, cache);
    },
    cacheFind_4_4: narrow(findEntry),
    cacheFind_4_8: narrow(findEntry),
    cacheFind_8_4: wide(findEntry),
    cacheFind_8_8: wide(findEntry),
    cacheFindF64_8_4: floating(findEntry),
    cacheFindF64_8_8: floating(findEntry),
    cachePut_4_4: narrow(putEntry),
    cachePut_4_8: narrow(putEntry),
    cachePut_8_4: wide(putEntry),
    cachePut_8_8: wide(putEntry),
    cachePutF64_8_4: floating(putEntry),
    cachePutF64_8_8: floating(putEntry),
    cacheRemove_4: narrow(removeEntry),
    cacheRemove_8: wide(removeEntry),
    cacheRemoveF64: floating(removeEntry),
    cacheSlot_4: narrow(slotOf),
    cacheSlot_8: wide(slotOf),
    cacheSlotF64: floating(slotOf),
    cacheKey: (cache, slot) => { copyKey(memory, cache, slot); },
    cachePayload: (cache, slot) => payloadOf(memory, cache, slot),
    cacheRead: (cache, slot) => { askFor(memory, cache, slot); },
    cacheReadNode(cache, node) {
      askFor(memory, cache, node);
      return load(memory, payloadOf(memory, cache, node));
    },
    cacheAdd(cache, h) {
      const node = addSlot(memory, cache, h, 0, 0);
      if (node !== 0) noteAddition(memory, cache, h);
      if (node !== 0) store(memory, payloadOf(memory, cache, node), load(memory, cache + RECYCLED));
      return node;
    },
    cacheFindKey: (cache, at, word) => findRecord(memory, cache, at, word),
    cachePutKey: (cache, at, word) => putRecord(memory, cache, at, word),
    cacheRemoveKey: (cache, at, word) => removeRecord(memory, cache, at, word),
    cacheSlotKey: (cache, at, word) => findSlotOfRecord(memory, cache, at, word),
    cacheFreeRecord: (cache, record) => { freeRecord(memory, cache, record); },
    cacheRemoveSlot: (cache, slot) => { removeSlot(memory, cache, slot); },
    cacheMakeRoom: (cache) => take(memory, cache, leaver(memory, cache)),
    cacheEvict: (cache, isFull) => take(memory, cache, leaverAnyway(memory, cache, isFull !== 0)),
    cacheYield: (cache) => take(memory, cache, leaverForWanted(memory, cache)),
    cacheExpire(cache, now) {
      const extras = expired(memory, cache, now);
      if (extras === 0) return 0;
      const slot = slotOfExtras(memory, cache, extras);
      takeFromQueue(memory, cache, slot);
      return take(memory, cache, slot);
    },
    cacheBytes: (cache) => cacheBytes(memory, cache),
    cacheNextExpiry: (cache) => nextExpiry(memory, cache),
    cacheExtras: (cache, slot) => extrasOf(memory, cache, slot),
    cacheMakeExtras: (cache, slot) => makeExtras(memory, cache, slot),
    cacheSetTime: (cache, slot, start, ttl) => (setTime(memory, cache, slot, start, ttl) ? 1 : 0),
    cacheGetMany: (cache, count) => getMany(memory, cache, count),
    cacheHasMany: (cache, count) => hasMany(memory, cache, count),
    cachePutMany: (cache, count) => putMany(memory, cache, count),
    cacheRemoveMany: (cache, count) => removeMany(memory, cache, count),
    cacheGetKeys: (cache, count) => getKeys(memory, cache, count),
    cacheHasKeys: (cache, count) => hasKeys(memory, cache, count),
    cachePutKeys: (cache, count) => putKeys(memory, cache, count),
    cacheRemoveKeys: (cache, count) => removeKeys(memory, cache, count),
    resizeCache: (cache, most) => { resizeCache(memory, cache, most); },
    cacheWalk(cache, number, from) {
      const queue = queueNumbered(cache, number);
      let count = 0;
      let at = from || firstLine(memory, queue);
      for (; at !== 0 && count < CHUNK; at = lineAfter(memory, queue, at)) {
        if (tagOf(memory, at) !== 0) store(memory, VALUES + 4 * count++, slotOfLine(memory, cache, at));
      }
      store(memory, SCAN_NEXT, at);
      return count;
    },
  };
}

function take(memory: LinearMemory, cache: number, slot: number): number {
  if (slot === 0) return 0;
  takeAway(memory, cache, slot);
  return 1;
}
