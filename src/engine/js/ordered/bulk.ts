/** Many keys of bytes in one call: each staged by the host, its address and length word in the key table. */
import type { LinearMemory } from '../memory/linear.js';
import { load, load64, store64 } from '../memory/linear.js';
import { COUNT, HITS, MISSES, VERSION } from '../table/header.js';
import { type Layout, layout_4_0, layout_4_4, layout_4_8 } from '../table/group.js';
import { sampleHash } from '../bulk/sample.js';
import { hash4 } from '../table/hash.js';
import { copyValue, settle } from '../bulk/put.js';
import { INSERTED, REPLACED } from '../bulk/outcome.js';
import { OUTCOMES, PREVIOUS, VALUES } from '../memory/regions.js';
import { VALUE_BYTES, KEPT } from './header.js';
import { findSlot } from './find.js';
import { hashBytes } from './hash.js';
import { addressOfKey, wordOfKey } from './staged.js';
import { insertKey } from './insert.js';
import { removeKey } from './remove.js';
import { seekSeen } from './snapshot.js';

/** A layout with values as the records have them. The null map has none; the widest serves it, for it finds nothing. */
function layoutOf(memory: LinearMemory, map: number): Layout {
  const bytes = map ? load(memory, map + VALUE_BYTES) : 8;
  return bytes === 8 ? layout_4_8 : bytes === 4 ? layout_4_4 : layout_4_0;
}

/** Word index of the record of the `i`th key, or 0. */
function recordOf(memory: LinearMemory, map: number, i: number): number {
  const { i32 } = memory;
  const header = map >>> 2;
  const at = addressOfKey(memory, i) >>> 2;
  const word = wordOfKey(memory, i);
  if (load(memory, map + KEPT)) return seekSeen(memory, map, at, word) >>> 2;
  const slot = findSlot(i32, header, hashBytes(i32, header, at, word), at, word);
  return slot === 0 ? 0 : i32[slot]! >>> 2;
}

/** As `getMany`, for the first `count` keys of the key table. */
export function getKeys(memory: LinearMemory, map: number, count: number): number {
  return readKeys(memory, map, count, layoutOf(memory, map));
}

/** As `hasMany`, for the first `count` keys of the key table. */
export function hasKeys(memory: LinearMemory, map: number, count: number): number {
  return readKeys(memory, map, count, layout_4_0);
}

function readKeys(memory: LinearMemory, map: number, count: number, layout: Layout): number {
  const { u8, i32 } = memory;
  let hits = 0;
  for (let i = 0; i < count; i++) {
    const record = recordOf(memory, map, i);
    u8[OUTCOMES + i] = record === 0 ? 0 : 1;
    const value = (VALUES >> 2) + i * layout.valueWords;
    if (record !== 0) copyValue(memory, layout, value, record);
    else i32.fill(0, value, value + layout.valueWords);
    hits += u8[OUTCOMES + i]!;
  }
  store64(memory, map + HITS, load64(memory, map + HITS) + hits);
  store64(memory, map + MISSES, load64(memory, map + MISSES) + count - hits);
  return hits;
}

/** As `sampleMany`, for the first `count` keys of the key table. */
export function sampleKeys(memory: LinearMemory, map: number, count: number, bits: number): void {
  const { i32 } = memory;
  const header = map >>> 2;
  for (let i = 0; i < count; i++) {
    const key = hashBytes(i32, header, addressOfKey(memory, i) >>> 2, wordOfKey(memory, i));
    sampleHash(memory, hash4(i32, header, key), bits);
  }
}

/** As `putManyBy`, for the first `count` keys of the key table. */
export function putKeys(memory: LinearMemory, map: number, count: number, mode: number, kind: number): number {
  const version = load64(memory, map + VERSION);
  const layout = layoutOf(memory, map);
  let i = 0;
  for (; i < count; i++) {
    const before = load(memory, map + COUNT);
    const record = insertKey(memory, map, addressOfKey(memory, i), wordOfKey(memory, i));
    if (!record) break;
    if (load(memory, map + COUNT) === before) {
      if (!settle(memory, layout, record >>> 2, i, mode, kind)) break;
    } else {
      memory.u8[OUTCOMES + i] = INSERTED;
      copyValue(memory, layout, record >>> 2, (VALUES >> 2) + i * layout.valueWords);
    }
  }
  store64(memory, map + VERSION, version);
  return i;
}

/** As `undoMany`, for the first `count` keys of the key table. */
export function undoKeys(memory: LinearMemory, map: number, count: number): void {
  const version = load64(memory, map + VERSION);
  const layout = layoutOf(memory, map);
  for (let i = count - 1; i >= 0; i--) {
    const outcome = memory.u8[OUTCOMES + i]!;
    if (outcome === INSERTED) removeKey(memory, map, addressOfKey(memory, i), wordOfKey(memory, i));
    else if (outcome === REPLACED) copyValue(memory, layout, recordOf(memory, map, i), (PREVIOUS >> 2) + i * layout.valueWords);
  }
  store64(memory, map + VERSION, version);
}

/** As `removeMany`, for the first `count` keys of the key table. */
export function removeKeys(memory: LinearMemory, map: number, count: number): number {
  const version = load64(memory, map + VERSION);
  let removed = 0;
  for (let i = 0; i < count; i++) {
    const gone = removeKey(memory, map, addressOfKey(memory, i), wordOfKey(memory, i));
    memory.u8[OUTCOMES + i] = gone;
    removed += gone;
  }
  store64(memory, map + VERSION, version);
  return removed;
}
