/**
 * The module's exports: one function for each operation and layout, `operation_keyBytes_valueBytes`, so that every kernel
 * works with constants. f64 keys come as such and are made canonical here: −0 becomes 0 and every NaN the same one.
 */
import { None } from "./table/group";
import { find, lookup } from "./table/find";
import { insert } from "./table/insert";
import { remove } from "./table/remove";
import { reserve, clear, dispose } from "./table/lifetime";
import { shrink } from "./table/merge";
import { scan } from "./table/scan";
import { getMany, hasMany } from "./bulk/get";
import { putMany, putManyBy, undoMany } from "./bulk/put";
import { removeMany } from "./bulk/remove";
import { sampleMany } from "./bulk/sample";
import { bitsOfF64 } from "./table/float";

export { initialize, createQuota, freeQuota } from "./memory/heap";
export { createSeeded as createMap, advanceVersion } from "./table/lifetime";
export { canonicalizeMany } from "./table/float";
export { clearSample, countSample } from "./bulk/sample";

export function find_4_0(map: usize, key: u32): usize { return find<u32, None>(map, key); }
export function lookup_4_0(map: usize, key: u32): usize { return lookup(map, key); }
export function insert_4_0(map: usize, key: u32): usize { return insert<u32, None>(map, key); }
export function remove_4_0(map: usize, key: u32): u32 { return remove(map, key); }
export function getMany_4_0(map: usize, count: u32): u32 { return getMany<u32, None>(map, count); }
export function hasMany_4_0(map: usize, count: u32): u32 { return hasMany<u32, None>(map, count); }
export function putMany_4_0(map: usize, count: u32): u32 { return putMany<u32, None>(map, count); }
export function putManyBy_4_0(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u32, None>(map, count, mode, kind); }
export function undoMany_4_0(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_4_0(map: usize, count: u32): u32 { return removeMany<u32, None>(map, count); }
export function reserve_4_0(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_4_0(map: usize): void { shrink(map); }
export function clear_4_0(map: usize): void { clear(map); }
export function dispose_4_0(map: usize): void { dispose(map); }
export function scan_4_0(map: usize, position: u32): u32 { return scan(map, position); }

export function find_4_4(map: usize, key: u32): usize { return find<u32, u32>(map, key); }
export function lookup_4_4(map: usize, key: u32): usize { return lookup(map, key); }
export function insert_4_4(map: usize, key: u32): usize { return insert<u32, u32>(map, key); }
export function remove_4_4(map: usize, key: u32): u32 { return remove(map, key); }
export function getMany_4_4(map: usize, count: u32): u32 { return getMany<u32, u32>(map, count); }
export function hasMany_4_4(map: usize, count: u32): u32 { return hasMany<u32, u32>(map, count); }
export function putMany_4_4(map: usize, count: u32): u32 { return putMany<u32, u32>(map, count); }
export function putManyBy_4_4(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u32, u32>(map, count, mode, kind); }
export function undoMany_4_4(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_4_4(map: usize, count: u32): u32 { return removeMany<u32, u32>(map, count); }
export function reserve_4_4(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_4_4(map: usize): void { shrink(map); }
export function clear_4_4(map: usize): void { clear(map); }
export function dispose_4_4(map: usize): void { dispose(map); }
export function scan_4_4(map: usize, position: u32): u32 { return scan(map, position); }

export function find_4_8(map: usize, key: u32): usize { return find<u32, u64>(map, key); }
export function lookup_4_8(map: usize, key: u32): usize { return lookup(map, key); }
export function insert_4_8(map: usize, key: u32): usize { return insert<u32, u64>(map, key); }
export function remove_4_8(map: usize, key: u32): u32 { return remove(map, key); }
export function getMany_4_8(map: usize, count: u32): u32 { return getMany<u32, u64>(map, count); }
export function hasMany_4_8(map: usize, count: u32): u32 { return hasMany<u32, u64>(map, count); }
export function putMany_4_8(map: usize, count: u32): u32 { return putMany<u32, u64>(map, count); }
export function putManyBy_4_8(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u32, u64>(map, count, mode, kind); }
export function undoMany_4_8(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_4_8(map: usize, count: u32): u32 { return removeMany<u32, u64>(map, count); }
export function reserve_4_8(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_4_8(map: usize): void { shrink(map); }
export function clear_4_8(map: usize): void { clear(map); }
export function dispose_4_8(map: usize): void { dispose(map); }
export function scan_4_8(map: usize, position: u32): u32 { return scan(map, position); }

export function find_8_0(map: usize, key: u64): usize { return find<u64, None>(map, key); }
export function lookup_8_0(map: usize, key: u64): usize { return lookup(map, key); }
export function insert_8_0(map: usize, key: u64): usize { return insert<u64, None>(map, key); }
export function remove_8_0(map: usize, key: u64): u32 { return remove(map, key); }
export function findF64_8_0(map: usize, key: f64): usize { return find<u64, None>(map, bitsOfF64(key)); }
export function lookupF64_8_0(map: usize, key: f64): usize { return lookup(map, bitsOfF64(key)); }
export function insertF64_8_0(map: usize, key: f64): usize { return insert<u64, None>(map, bitsOfF64(key)); }
export function removeF64_8_0(map: usize, key: f64): u32 { return remove(map, bitsOfF64(key)); }
export function getMany_8_0(map: usize, count: u32): u32 { return getMany<u64, None>(map, count); }
export function hasMany_8_0(map: usize, count: u32): u32 { return hasMany<u64, None>(map, count); }
export function putMany_8_0(map: usize, count: u32): u32 { return putMany<u64, None>(map, count); }
export function putManyBy_8_0(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u64, None>(map, count, mode, kind); }
export function undoMany_8_0(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_8_0(map: usize, count: u32): u32 { return removeMany<u64, None>(map, count); }
export function reserve_8_0(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_8_0(map: usize): void { shrink(map); }
export function clear_8_0(map: usize): void { clear(map); }
export function dispose_8_0(map: usize): void { dispose(map); }
export function scan_8_0(map: usize, position: u32): u32 { return scan(map, position); }

export function find_8_4(map: usize, key: u64): usize { return find<u64, u32>(map, key); }
export function lookup_8_4(map: usize, key: u64): usize { return lookup(map, key); }
export function insert_8_4(map: usize, key: u64): usize { return insert<u64, u32>(map, key); }
export function remove_8_4(map: usize, key: u64): u32 { return remove(map, key); }
export function findF64_8_4(map: usize, key: f64): usize { return find<u64, u32>(map, bitsOfF64(key)); }
export function lookupF64_8_4(map: usize, key: f64): usize { return lookup(map, bitsOfF64(key)); }
export function insertF64_8_4(map: usize, key: f64): usize { return insert<u64, u32>(map, bitsOfF64(key)); }
export function removeF64_8_4(map: usize, key: f64): u32 { return remove(map, bitsOfF64(key)); }
export function getMany_8_4(map: usize, count: u32): u32 { return getMany<u64, u32>(map, count); }
export function hasMany_8_4(map: usize, count: u32): u32 { return hasMany<u64, u32>(map, count); }
export function putMany_8_4(map: usize, count: u32): u32 { return putMany<u64, u32>(map, count); }
export function putManyBy_8_4(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u64, u32>(map, count, mode, kind); }
export function undoMany_8_4(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_8_4(map: usize, count: u32): u32 { return removeMany<u64, u32>(map, count); }
export function reserve_8_4(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_8_4(map: usize): void { shrink(map); }
export function clear_8_4(map: usize): void { clear(map); }
export function dispose_8_4(map: usize): void { dispose(map); }
export function scan_8_4(map: usize, position: u32): u32 { return scan(map, position); }

export function find_8_8(map: usize, key: u64): usize { return find<u64, u64>(map, key); }
export function lookup_8_8(map: usize, key: u64): usize { return lookup(map, key); }
export function insert_8_8(map: usize, key: u64): usize { return insert<u64, u64>(map, key); }
export function remove_8_8(map: usize, key: u64): u32 { return remove(map, key); }
export function findF64_8_8(map: usize, key: f64): usize { return find<u64, u64>(map, bitsOfF64(key)); }
export function lookupF64_8_8(map: usize, key: f64): usize { return lookup(map, bitsOfF64(key)); }
export function insertF64_8_8(map: usize, key: f64): usize { return insert<u64, u64>(map, bitsOfF64(key)); }
export function removeF64_8_8(map: usize, key: f64): u32 { return remove(map, bitsOfF64(key)); }
export function getMany_8_8(map: usize, count: u32): u32 { return getMany<u64, u64>(map, count); }
export function hasMany_8_8(map: usize, count: u32): u32 { return hasMany<u64, u64>(map, count); }
export function putMany_8_8(map: usize, count: u32): u32 { return putMany<u64, u64>(map, count); }
export function putManyBy_8_8(map: usize, count: u32, mode: u32, kind: u32): u32 { return putManyBy<u64, u64>(map, count, mode, kind); }
export function undoMany_8_8(map: usize, count: u32): void { undoMany(map, count); }
export function removeMany_8_8(map: usize, count: u32): u32 { return removeMany<u64, u64>(map, count); }
export function reserve_8_8(map: usize, count: u32): bool { return reserve(map, count); }
export function shrink_8_8(map: usize): void { shrink(map); }
export function clear_8_8(map: usize): void { clear(map); }
export function dispose_8_8(map: usize): void { dispose(map); }
export function scan_8_8(map: usize, position: u32): u32 { return scan(map, position); }

export function sampleMany_4(map: usize, count: u32, bits: u32): void { sampleMany<u32>(map, count, bits); }
export function sampleMany_8(map: usize, count: u32, bits: u32): void { sampleMany<u64>(map, count, bits); }
