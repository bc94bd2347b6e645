/**
 * The JS engine: the same table as the WASM engine's, byte for byte, for where WebAssembly is missing or forbidden.
 *
 * Kernels are functions over a `LinearMemory` and a `Layout`; this class is that memory with one method for each operation
 * and layout, as the module has exports: written out, since methods made in a loop would share one body and its feedback.
 * `find` is given its layout's words a group, place of the values and words a value as literals, too; see table/find.ts.
 */
import type { Engine } from '../engine.js';
import { LinearMemory } from './memory/linear.js';
import { initialize, createQuota, freeQuota } from './memory/heap.js';
import { PAGE_BYTES } from './memory/regions.js';
import {
  layout_4_0, layout_4_4, layout_4_8, layout_8_0, layout_8_4, layout_8_8,
} from './table/group.js';
import { find4, find8, peek4, peek8 } from './table/find.js';
import { insert4, insert8 } from './table/insert.js';
import { remove4, remove8 } from './table/remove.js';
import { reserve, clear, dispose, createSeeded, advanceVersion } from './table/lifetime.js';
import { shrink } from './table/merge.js';
import { scan } from './table/scan.js';
import { splitF64, canonicalizeMany } from './table/float.js';
import { getMany, hasMany } from './bulk/get.js';
import { putMany, putManyBy, undoMany } from './bulk/put.js';
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

  advanceVersion(map: number): void { advanceVersion(this, map); }
  createQuota(maximum: number): number { return createQuota(this, maximum); }
  freeQuota(quota: number): number { return freeQuota(this, quota) ? 1 : 0; }
  canonicalizeMany(count: number): void { canonicalizeMany(this, count); }
  clearSample(): void { clearSample(this); }
  countSample(): number { return countSample(this); }
  sampleMany_4(map: number, count: number, bits: number): void { sampleMany(this, layout_4_0, map, count, bits); }
  sampleMany_8(map: number, count: number, bits: number): void { sampleMany(this, layout_8_0, map, count, bits); }
  find_4_0(map: number, key: number): number { return find4(this, layout_4_0, 10, 2, 1, map, key); }
  lookup_4_0(map: number, key: number): number { return peek4(this, layout_4_0, map, key); }
  insert_4_0(map: number, key: number): number { return insert4(this, layout_4_0, map, key); }
  remove_4_0(map: number, key: number): number { return remove4(this, layout_4_0, map, key); }
  getMany_4_0(map: number, count: number): number { return getMany(this, layout_4_0, map, count); }
  hasMany_4_0(map: number, count: number): number { return hasMany(this, layout_4_0, map, count); }
  putMany_4_0(map: number, count: number): number { return putMany(this, layout_4_0, map, count); }
  putManyBy_4_0(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_4_0, map, count, mode, kind);
  }
  undoMany_4_0(map: number, count: number): void { undoMany(this, layout_4_0, map, count); }
  removeMany_4_0(map: number, count: number): number { return removeMany(this, layout_4_0, map, count); }
  reserve_4_0(map: number, count: number): number { return reserve(this, layout_4_0, map, count) ? 1 : 0; }
  shrink_4_0(map: number): void { shrink(this, layout_4_0, map); }
  clear_4_0(map: number): void { clear(this, layout_4_0, map); }
  dispose_4_0(map: number): void { dispose(this, layout_4_0, map); }
  scan_4_0(map: number, position: number): number { return scan(this, layout_4_0, map, position); }

  find_4_4(map: number, key: number): number { return find4(this, layout_4_4, 16, 9, 1, map, key); }
  lookup_4_4(map: number, key: number): number { return peek4(this, layout_4_4, map, key); }
  insert_4_4(map: number, key: number): number { return insert4(this, layout_4_4, map, key); }
  remove_4_4(map: number, key: number): number { return remove4(this, layout_4_4, map, key); }
  getMany_4_4(map: number, count: number): number { return getMany(this, layout_4_4, map, count); }
  hasMany_4_4(map: number, count: number): number { return hasMany(this, layout_4_4, map, count); }
  putMany_4_4(map: number, count: number): number { return putMany(this, layout_4_4, map, count); }
  putManyBy_4_4(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_4_4, map, count, mode, kind);
  }
  undoMany_4_4(map: number, count: number): void { undoMany(this, layout_4_4, map, count); }
  removeMany_4_4(map: number, count: number): number { return removeMany(this, layout_4_4, map, count); }
  reserve_4_4(map: number, count: number): number { return reserve(this, layout_4_4, map, count) ? 1 : 0; }
  shrink_4_4(map: number): void { shrink(this, layout_4_4, map); }
  clear_4_4(map: number): void { clear(this, layout_4_4, map); }
  dispose_4_4(map: number): void { dispose(this, layout_4_4, map); }
  scan_4_4(map: number, position: number): number { return scan(this, layout_4_4, map, position); }

  find_4_8(map: number, key: number): number { return find4(this, layout_4_8, 24, 10, 2, map, key); }
  lookup_4_8(map: number, key: number): number { return peek4(this, layout_4_8, map, key); }
  insert_4_8(map: number, key: number): number { return insert4(this, layout_4_8, map, key); }
  remove_4_8(map: number, key: number): number { return remove4(this, layout_4_8, map, key); }
  getMany_4_8(map: number, count: number): number { return getMany(this, layout_4_8, map, count); }
  hasMany_4_8(map: number, count: number): number { return hasMany(this, layout_4_8, map, count); }
  putMany_4_8(map: number, count: number): number { return putMany(this, layout_4_8, map, count); }
  putManyBy_4_8(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_4_8, map, count, mode, kind);
  }
  undoMany_4_8(map: number, count: number): void { undoMany(this, layout_4_8, map, count); }
  removeMany_4_8(map: number, count: number): number { return removeMany(this, layout_4_8, map, count); }
  reserve_4_8(map: number, count: number): number { return reserve(this, layout_4_8, map, count) ? 1 : 0; }
  shrink_4_8(map: number): void { shrink(this, layout_4_8, map); }
  clear_4_8(map: number): void { clear(this, layout_4_8, map); }
  dispose_4_8(map: number): void { dispose(this, layout_4_8, map); }
  scan_4_8(map: number, position: number): number { return scan(this, layout_4_8, map, position); }

  find_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_0, 16, 2, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookup_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return peek8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  remove_8_0(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return remove8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_0, 16, 2, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookupF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return peek8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return insert8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  removeF64_8_0(map: number, key: number): number {
    splitF64(this, key);
    return remove8(this, layout_8_0, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  getMany_8_0(map: number, count: number): number { return getMany(this, layout_8_0, map, count); }
  hasMany_8_0(map: number, count: number): number { return hasMany(this, layout_8_0, map, count); }
  putMany_8_0(map: number, count: number): number { return putMany(this, layout_8_0, map, count); }
  putManyBy_8_0(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_8_0, map, count, mode, kind);
  }
  undoMany_8_0(map: number, count: number): void { undoMany(this, layout_8_0, map, count); }
  removeMany_8_0(map: number, count: number): number { return removeMany(this, layout_8_0, map, count); }
  reserve_8_0(map: number, count: number): number { return reserve(this, layout_8_0, map, count) ? 1 : 0; }
  shrink_8_0(map: number): void { shrink(this, layout_8_0, map); }
  clear_8_0(map: number): void { clear(this, layout_8_0, map); }
  dispose_8_0(map: number): void { dispose(this, layout_8_0, map); }
  scan_8_0(map: number, position: number): number { return scan(this, layout_8_0, map, position); }

  find_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_4, 24, 16, 1, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookup_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return peek8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  remove_8_4(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return remove8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_4, 24, 16, 1, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookupF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return peek8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return insert8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  removeF64_8_4(map: number, key: number): number {
    splitF64(this, key);
    return remove8(this, layout_8_4, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  getMany_8_4(map: number, count: number): number { return getMany(this, layout_8_4, map, count); }
  hasMany_8_4(map: number, count: number): number { return hasMany(this, layout_8_4, map, count); }
  putMany_8_4(map: number, count: number): number { return putMany(this, layout_8_4, map, count); }
  putManyBy_8_4(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_8_4, map, count, mode, kind);
  }
  undoMany_8_4(map: number, count: number): void { undoMany(this, layout_8_4, map, count); }
  removeMany_8_4(map: number, count: number): number { return removeMany(this, layout_8_4, map, count); }
  reserve_8_4(map: number, count: number): number { return reserve(this, layout_8_4, map, count) ? 1 : 0; }
  shrink_8_4(map: number): void { shrink(this, layout_8_4, map); }
  clear_8_4(map: number): void { clear(this, layout_8_4, map); }
  dispose_8_4(map: number): void { dispose(this, layout_8_4, map); }
  scan_8_4(map: number, position: number): number { return scan(this, layout_8_4, map, position); }

  find_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return find8(this, layout_8_8, 30, 16, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookup_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return peek8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insert_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return insert8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  remove_8_8(map: number, key: bigint): number {
    this.keyU64[0] = key;
    return remove8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  findF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return find8(this, layout_8_8, 30, 16, 2, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  lookupF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return peek8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  insertF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return insert8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  removeF64_8_8(map: number, key: number): number {
    splitF64(this, key);
    return remove8(this, layout_8_8, map, this.keyLanes[0]!, this.keyLanes[1]!);
  }
  getMany_8_8(map: number, count: number): number { return getMany(this, layout_8_8, map, count); }
  hasMany_8_8(map: number, count: number): number { return hasMany(this, layout_8_8, map, count); }
  putMany_8_8(map: number, count: number): number { return putMany(this, layout_8_8, map, count); }
  putManyBy_8_8(map: number, count: number, mode: number, kind: number): number {
    return putManyBy(this, layout_8_8, map, count, mode, kind);
  }
  undoMany_8_8(map: number, count: number): void { undoMany(this, layout_8_8, map, count); }
  removeMany_8_8(map: number, count: number): number { return removeMany(this, layout_8_8, map, count); }
  reserve_8_8(map: number, count: number): number { return reserve(this, layout_8_8, map, count) ? 1 : 0; }
  shrink_8_8(map: number): void { shrink(this, layout_8_8, map); }
  clear_8_8(map: number): void { clear(this, layout_8_8, map); }
  dispose_8_8(map: number): void { dispose(this, layout_8_8, map); }
  scan_8_8(map: number, position: number): number { return scan(this, layout_8_8, map, position); }
}

/**
 * A JS engine over a memory of its own.
 * @param maximumBytes - How far that memory may grow; 4 GiB by default.
 * @throws RangeError when there is no memory for its first 256 KiB.
 */
export function createJsEngine(maximumBytes?: number): Engine {
  return new JsEngine(maximumBytes);
}
