/**
 * The exports of the maps' module; those of the caches' are in cache/index.ts.
 *
 * `find` and `insert`, the hot calls, exist once for each layout (`find_keyBytes_valueBytes`), so that they work with
 * constants; everything else learns the layout from the map. f64 keys come as such and are made canonical here.
 */
import { None } from "./table/group";
import { find, lookup } from "./table/find";
import { insert } from "./table/insert";
import { remove } from "./table/remove";
import { bitsOfF64 } from "./table/float";

export { initialize, createQuota, freeQuota } from "./memory/heap";
export { borrow, giveBack } from "./memory/segments";
export { storeBlob, moveBlob, freeBlob } from "./memory/blob";
export { createSeeded as createMap, advanceVersion, clear, dispose, freeBlobs } from "./table/lifetime";
export { reserve } from "./table/reserve";
export { shrink } from "./table/merge";
export { scan } from "./table/scan";
export { takeSnapshot, releaseSnapshot } from "./table/snapshot";
export { ownMany } from "./bulk/own";
export { checksum } from "./serial/checksum";
export { copyClean } from "./serial/clean";
export { loadLone, loadDirectory, loadSegment, loaded, setVersion } from "./serial/load";
export { verifyTable } from "./serial/verify";
export { canonicalizeMany } from "./table/float";
export { getMany, hasMany } from "./bulk/get";
export { putMany, putManyBy, undoMany } from "./bulk/put";
export { removeMany } from "./bulk/remove";
export { createOrdered, clearOrdered, disposeOrdered, freeRecordBlobs } from "./ordered/lifetime";
export { shrinkOrdered } from "./ordered/compact";
export { takeOrderedSnapshot, releaseOrderedSnapshot } from "./ordered/snapshot";
export { ownKeys } from "./ordered/own";
export { findKey } from "./ordered/find";
export { insertKey } from "./ordered/insert";
export { removeKey } from "./ordered/remove";
export { getKeys, hasKeys, undoKeys, removeKeys } from "./ordered/bulk";
export { putKeys } from "./ordered/put";
export { sampleKeys } from "./ordered/sample";
export { unpackKeys } from "./ordered/unpack";
export { walk } from "./ordered/walk";
export { copyPage } from "./ordered/copy";
export { joinLog, skipNumbers } from "./ordered/join";
export { findString, insertString, removeString, stageString } from "./ordered/text";
export { clearSample, sampleMany, countSample } from "./bulk/sample";

export function find_4_0(map: usize, key: u32): usize { return find<u32, None>(map, key); }
export function insert_4_0(map: usize, key: u32): usize { return insert<u32, None>(map, key); }
export function find_4_4(map: usize, key: u32): usize { return find<u32, u32>(map, key); }
export function insert_4_4(map: usize, key: u32): usize { return insert<u32, u32>(map, key); }
export function find_4_8(map: usize, key: u32): usize { return find<u32, u64>(map, key); }
export function insert_4_8(map: usize, key: u32): usize { return insert<u32, u64>(map, key); }
export function find_8_0(map: usize, key: u64): usize { return find<u64, None>(map, key); }
export function insert_8_0(map: usize, key: u64): usize { return insert<u64, None>(map, key); }
export function findF64_8_0(map: usize, key: f64): usize { return find_8_0(map, bitsOfF64(key)); }
export function insertF64_8_0(map: usize, key: f64): usize { return insert_8_0(map, bitsOfF64(key)); }
export function find_8_4(map: usize, key: u64): usize { return find<u64, u32>(map, key); }
export function insert_8_4(map: usize, key: u64): usize { return insert<u64, u32>(map, key); }
export function findF64_8_4(map: usize, key: f64): usize { return find_8_4(map, bitsOfF64(key)); }
export function insertF64_8_4(map: usize, key: f64): usize { return insert_8_4(map, bitsOfF64(key)); }
export function find_8_8(map: usize, key: u64): usize { return find<u64, u64>(map, key); }
export function insert_8_8(map: usize, key: u64): usize { return insert<u64, u64>(map, key); }
export function findF64_8_8(map: usize, key: f64): usize { return find_8_8(map, bitsOfF64(key)); }
export function insertF64_8_8(map: usize, key: f64): usize { return insert_8_8(map, bitsOfF64(key)); }

export function lookup_4(map: usize, key: u32): usize { return lookup(map, key); }
export function lookup_8(map: usize, key: u64): usize { return lookup(map, key); }
export function lookupF64(map: usize, key: f64): usize { return lookup(map, bitsOfF64(key)); }
export function remove_4(map: usize, key: u32): i32 { return remove(map, key); }
export function remove_8(map: usize, key: u64): i32 { return remove(map, key); }
export function removeF64(map: usize, key: f64): i32 { return remove(map, bitsOfF64(key)); }
