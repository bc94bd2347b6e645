/**
 * The exports of the caches' module, which works on the memory of the maps' and is loaded with the first cache: programs without caches do not ship it.
 * What both need is compiled into both, so that neither calls the other.
 *
 * `cacheFind` and `cachePut`, the hot calls, exist once for each layout (`cacheFind_keyBytes_valueBytes`); everything else learns it from the cache.
 */
export { createCache } from "./cache";
export {
  cacheFind_4_4, cacheFind_4_8, cacheFind_8_4, cacheFind_8_8, cachePut_4_4, cachePut_4_8, cachePut_8_4, cachePut_8_8, cacheRemove_4, cacheRemove_8,
  cacheSlot_4, cacheSlot_8, cachePayload, cacheRead, cacheReadNode, cacheAdd, cacheRemoveSlot, cacheYield, cacheEvict, cacheMakeRoom, cacheWalk, cacheKey,
  clearCache, disposeCache, cacheBytes, cacheExtras, cacheMakeExtras, cacheSetTime, cacheExpire, cacheNextExpiry, resizeCache,
  cacheFindF64_8_4, cacheFindF64_8_8, cachePutF64_8_4, cachePutF64_8_8, cacheRemoveF64, cacheSlotF64,
} from "./calls";
export {
  findRecord as cacheFindKey, putRecord as cachePutKey, removeRecord as cacheRemoveKey, findSlotOfRecord as cacheSlotKey, freeRecord as cacheFreeRecord,
} from "./record";
export { cacheFindString, cachePutString, cacheRemoveString, cacheSlotString } from "./text";
export { cacheGetMany, cacheHasMany } from "./bulk/get";
export { cachePutMany } from "./bulk/put";
export { cacheRemoveMany } from "./bulk/remove";
export { cacheGetKeys, cacheHasKeys, cachePutKeys, cacheRemoveKeys } from "./bulk/records";
export {
  cacheMark, cacheBeginLoad, cachePlace, cacheEndLoad, cacheSaveState, cacheLoadState, cacheMemoryBlocks, cacheSaveMemory, cacheLoadMemory,
} from "./serial";
export { newExtras, freeExtras } from "./extras";
export { schedule, restart, unschedule, expired, nextExpiry, closeWheel } from "./wheel/wheel";
