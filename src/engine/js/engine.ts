/**
 * The JS engine: the same table as the WASM engine's, byte for byte, for where WebAssembly is missing or forbidden.
 *
 * Kernels are functions over a `LinearMemory` and a `Layout`; this class is that memory with a method for each of the module's
 * exports. The hot ones are written out per layout, as there: methods made in a loop would share one body and its feedback.
 * `find` is given its layout's words a group, place of the values and words a value as literals, too; see table/find.ts.
 */
import type { Engine } from '../engine.js';
import { LinearMemory, load } from './memory/linear.js';
import { initialize, createQuota, freeQuota } from './memory/heap.js';
import { freeBlob, moveBlob, storeBlob } from './memory/blob.js';
import { borrow, giveBack } from './memory/segments.js';
import { uncounted, withBytes, withText, writeText } from '../keys.js';
import { PAGE_BYTES } from './memory/regions.js';
import { LAYOUT } from './table/header.js';
import {
  type Layout, layout_4_0, layout_4_4, layout_4_8, layout_8_0, layout_8_4, layout_8_8, layoutNumbered,
} from './table/group.js';
import { find4, find8, peek } from './table/find.js';
import { insert } from './table/insert.js';
import { remove } from './table/remove.js';
import { clear, dispose, createSeeded, advanceVersion, freeBlobs } from './table/lifetime.js';
import { findKey } from './ordered/find.js';
import { insertKey } from './ordered/insert.js';
import { removeKey } from './ordered/remove.js';
import { createOrdered, clearOrdered, disposeOrdered, freeRecordBlobs } from './ordered/lifetime.js';
import { takeOrderedSnapshot, releaseOrderedSnapshot } from './ordered/snapshot.js';
import { ownKeys } from './ordered/own.js';
import { shrinkOrdered } from './ordered/compact.js';
import { walk } from './ordered/walk.js';
import { copyPage } from './ordered/copy.js';
import { joinLog, skipNumbers } from './ordered/join.js';
import { unpackKeys } from './ordered/unpack.js';
import { getKeys, hasKeys, putKeys, sampleKeys, undoKeys, removeKeys } from './ordered/bulk.js';
import { checksumOf } from './serial/checksum.js';
import { copyClean } from './serial/clean.js';
import { loadDirectory, loadLone, loadSegment, loaded, setVersion } from './serial/load.js';
import { verifyTable } from './serial/verify.js';
import { reserve } from './table/reserve.js';
import { shrink } from './table/merge.js';
import { scan } from './table/scan.js';
import { releaseSnapshot, takeSnapshot } from './table/snapshot.js';
import { splitF64, canonicalizeMany } from './table/float.js';
import { getMany, hasMany } from './bulk/get.js';
import { putMany, putManyBy, undoMany } from './bulk/put.js';
import { ownMany } from './bulk/own.js';
import { removeMany } from './bulk/remove.js';
import { sampleMany, clearSample, countSample } from './bulk/sample.js';

class JsEngine extends LinearMemory implements Engine {
  readonly engine = 'js';

  constructor(maximumBytes?: number) {
    super(maximumBytes);
    initialize(this);
  }

  committed(): number {
    return this.pages * PAGE_BYTES;
  }

  createMap(quota: number, layout: number, seedLow: number, seedHigh: number): number {
    return createSeeded(this, quota, layout, seedLow, seedHigh);
  }

  createOrdered(
    quota: number, valueBytes: number, seedLow: number, seedHigh: number, spareLow: number, spareHigh: number, secure: number,
  ): number {
    return createOrdered(this, quota, valueBytes, seedLow, seedHigh, spareLow, spareHigh, secure !== 0);
  }

  findKey(map: number, key: number, lengthWord: number): number { return findKey(this, map, key, lengthWord); }
  insertKey(map: number, key: number, lengthWord: number): number { return insertKey(this, map, key, lengthWord); }
  removeKey(map: number, key: number, lengthWord: number): number { return removeKey(this, map, key, lengthWord); }
  stageText(text: string, at: number): number { return writeText(this, text, at); }
  findText(map: number, key: string): number { return withText(this, map, key, findKey); }
  insertText(map: number, key: string): number { return withText(this, map, key, insertKey); }
  removeText(map: number, key: string): number { return withText(this, map, key, removeKey); }
  lookupText(map: number, key: string): number { return uncounted(this, map, () => this.findText(map, key)); }
  findBytes(map: number, key: Uint8Array): number { return withBytes(this, map, key, findKey); }
  insertBytes(map: number, key: Uint8Array): number { return withBytes(this, map, key, insertKey); }
  removeBytes(map: number, key: Uint8Array): number { return withBytes(this, map, key, removeKey); }
  lookupBytes(map: number, key: Uint8Array): number { return uncounted(this, map, () => this.findBytes(map, key)); }
  borrow(bytes: number): number { return borrow(this, bytes); }
  giveBack(address: number, bytes: number): void { giveBack(this, address, bytes); }
  storeBlob(map: number, from: number, lengthWord: number): number { return storeBlob(this, map, from, lengthWord); }
  moveBlob(from: number, to: number, blob: number): void { moveBlob(this, from, to, blob); }
  freeBlob(map: number, blob: number): void { freeBlob(this, map, blob); }
  freeRecordBlobs(map: number): void { freeRecordBlobs(this, map); }

  getKeys(map: number, count: number): number { return getKeys(this, map, count); }
  hasKeys(map: number, count: number): number { return hasKeys(this, map, count); }
  putKeys(map: number, count: number, mode: number, kind: number): number { return putKeys(this, map, count, mode, kind); }
  undoKeys(map: number, count: number): void { undoKeys(this, map, count); }
  sampleKeys(map: number, count: number, bits: number): void { sampleKeys(this, map, count, bits); }
  removeKeys(map: number, count: number): number { return removeKeys(this, map, count); }
  unpackKeys(count: number, from: number, to: number, kind: number): number { return unpackKeys(this, count, from, to, kind); }
  ownKeys(map: number, count: number, present: number): number { return ownKeys(this, map, count, present !== 0); }
  takeOrderedSnapshot(map: number): number { return takeOrderedSnapshot(this, map); }
  releaseOrderedSnapshot(snapshot: number): void { releaseOrderedSnapshot(this, snapshot); }
  shrinkOrdered(map: number): void { shrinkOrdered(this, map); }
  clearOrdered(map: number): void { clearOrdered(this, map); }
  disposeOrdered(map: number): void { disposeOrdered(this, map); }
  walk(map: number, page: number, from: number): number { return walk(this, map, page, from); }
  copyPage(map: number, page: number): number { return copyPage(this, map, page); }
  skipNumbers(map: number, number: number): void { skipNumbers(this, map, number); }
  joinLog(map: number, head: number, tail: number, room: number, first: number, next: number): void { joinLog(this, map, head, tail, room, first, next); }

  advanceVersion(map: number): void { advanceVersion(this, map); }
  createQuota(maximum: number): number { return createQuota(this, maximum); }
  freeQuota(quota: number): number { return freeQuota(this, quota) ? 1 : 0; }
  canonicalizeMany(count: number): void { canonicalizeMany(this, count); }
  clearSample(): void { clearSample(this); }
  countSample(): number { return countSample(this); }

  find_4_0(map: number, key: number): number { return find4(this, layout_4_0, 10, 2, 1, map, key); }
  insert_4_0(map: number, key: number): number { return insert(this, layout_4_0, map, key | 0, 0); }

  find_4_4(map: number, key: number): number { return find4(this, layout_4_4, 16, 9, 1, map, key); }
  insert_4_4(map: number, key: number): number { return insert(this, layout_4_4, map, key | 0, 0); }

  find_4_8(map: number, key: number): number { return find4(this, layout_4_8, 24, 10, 2, map, key); }
  insert_4_8(map: number, key: number): number { return insert(this, layout_4_8, map, key | 0, 0); }

  find_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_0, 16, 2, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_0, 16, 2, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return insert(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }

  find_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_4, 24, 16, 1, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_4, 24, 16, 1, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return insert(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }

  find_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_8, 32, 16, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_8, 32, 16, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return insert(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }

  lookup_4(map: number, key: number): number { return peek(this, this.layoutOf(map), map, key | 0, 0); }
  lookup_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return peek(this, this.layoutOf(map), map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookupF64(map: number, key: number): number {
    splitF64(this, key);
    return peek(this, this.layoutOf(map), map, this.keyLanes[0]!, this.keyLanes[1]!);
  }

  remove_4(map: number, key: number): number { return remove(this, this.layoutOf(map), map, key | 0, 0); }
  remove_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return remove(this, this.layoutOf(map), map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  removeF64(map: number, key: number): number {
    splitF64(this, key);
    return remove(this, this.layoutOf(map), map, this.keyLanes[0]!, this.keyLanes[1]!);
  }

  getMany(map: number, count: number): number { return getMany(this, this.layoutOf(map), map, count); }
  hasMany(map: number, count: number): number { return hasMany(this, this.layoutOf(map), map, count); }
  putMany(map: number, count: number): number { return putMany(this, this.layoutOf(map), map, count); }
  removeMany(map: number, count: number): number { return removeMany(this, this.layoutOf(map), map, count); }
  putManyBy(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, this.layoutOf(map), map, count, mode, kind);
  }

  undoMany(map: number, count: number): void { undoMany(this, this.layoutOf(map), map, count); }
  sampleMany(map: number, count: number, bits: number): void { sampleMany(this, this.layoutOf(map), map, count, bits); }
  reserve(map: number, count: number): number { return reserve(this, this.layoutOf(map), map, count) ? 1 : 0; }
  takeSnapshot(map: number): number { return takeSnapshot(this, this.layoutOf(map), map); }
  releaseSnapshot(snapshot: number): void { releaseSnapshot(this, this.layoutOf(snapshot), snapshot); }
  ownMany(map: number, count: number, present: number): number { return ownMany(this, this.layoutOf(map), map, count, present !== 0); }
  checksum(at: number, bytes: number, start: number): number { return checksumOf(this.i32, at >>> 2, bytes >>> 2, start); }
  copyClean(map: number, table: number, groups: number, to: number): void { copyClean(this, this.layoutOf(map), table, groups, to); }
  loadLone(map: number, groups: number): number { return loadLone(this, this.layoutOf(map), map, groups); }
  loadDirectory(map: number, depth: number, segments: number): number { return loadDirectory(this, this.layoutOf(map), map, depth, segments) ? 1 : 0; }
  loadSegment(map: number, prefix: number, depth: number): number { return loadSegment(this, map, prefix, depth); }
  loaded(map: number, table: number, count: number, passed: number, saturated: number): void {
    loaded(this, this.layoutOf(map), map, table, count, passed, saturated !== 0);
  }
  setVersion(map: number, version: number): void { setVersion(this, map, version); }
  verifyTable(
    map: number, table: number, groups: number, prefix: number, depth: number, count: number, passed: number, saturated: number, floats: number,
  ): number {
    return verifyTable(this, this.layoutOf(map), map, { table, groups, prefix, depth }, count, passed, saturated !== 0, floats !== 0) ? 1 : 0;
  }
  scan(map: number, position: number): number { return scan(this, this.layoutOf(map), map, position); }
  shrink(map: number): void { shrink(this, this.layoutOf(map), map); }
  clear(map: number): void { clear(this, this.layoutOf(map), map); }
  freeBlobs(map: number): void { freeBlobs(this, this.layoutOf(map), map); }
  dispose(map: number): void { dispose(this, this.layoutOf(map), map); }

  private layoutOf(map: number): Layout {
    return layoutNumbered(load(this, map + LAYOUT));
  }
}

/**
 * A JS engine over a memory of its own.
 * @param maximumBytes - How far that memory may grow; 4 GiB by default.
 * @throws RangeError when there is no memory for its first 256 KiB.
 */
export function createJsEngine(maximumBytes?: number): Engine {
  return new JsEngine(maximumBytes);
}
