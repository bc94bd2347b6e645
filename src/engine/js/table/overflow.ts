/**
 * The overflow table: where keys go whose hashes have too many bits in common to be split apart. See
 * `assembly/table/overflow.ts`.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment, increment64 } from '../memory/linear.js';
import {
  COUNT, VERSION, OVERFLOW, QUOTA, BYTES, SEED, LAYOUT, SHAPE, HOME_SHIFT, RELOCATIONS, HEADER_BYTES, addressOf,
} from './header.js';
import { constant, seedHash } from './hash.js';
import { type Layout, HOME_BITS, shapeOf } from './group.js';
import { wordOf } from './find.js';
import { insert } from './insert.js';
import { clear } from './lifetime.js';
import { pointWords } from './directory.js';
import { allocatePiece, freePiece } from '../memory/quota.js';
import { entryOf, ENTRY_FLAGS, FLAG_OVERFLOW } from '../memory/segments.js';

/** Inserts an absent key that belongs to a segment which cannot split; its value's address, or 0 when memory is exhausted. */
export function insertOverflow(
  memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number,
): number {
  let overflow = load(memory, map + OVERFLOW);
  if (!overflow) {
    overflow = createMap(memory, load(memory, map + QUOTA), load(memory, map + LAYOUT));
    if (!overflow) return 0;
    const seedLow = load(memory, map + SEED);
    const seedHigh = load(memory, map + SEED + 4);
    seedHash(memory, overflow, constant(seedLow, seedHigh, 6), constant(seedLow, seedHigh, 7));
    store(memory, map + OVERFLOW, overflow);
  }
  const address = insert(memory, layout, overflow, low, high);
  if (!address) {
    if (!load(memory, overflow + COUNT)) dropOverflow(memory, layout, map);
    return 0;
  }
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  memory.u32[(entryOf(segment) + ENTRY_FLAGS) >>> 2]! |= FLAG_OVERFLOW;
  pointWords(memory, map, h, segment);
  increment(memory, map + COUNT);
  // The overflow table may have moved what a batch has found there.
  increment(memory, map + RELOCATIONS);
  increment64(memory.i32, (map + VERSION) >>> 2);
  return address;
}

/** A header without a table, or 0 when memory is refused. */
export function createMap(memory: LinearMemory, quota: number, layout: number): number {
  const map = allocatePiece(memory, quota, HEADER_BYTES, 0);
  if (!map) return 0;
  store(memory, map + QUOTA, quota);
  store(memory, map + LAYOUT, layout);
  store(memory, map + SHAPE, shapeOf(layout));
  store(memory, map + HOME_SHIFT, HOME_BITS);
  store(memory, map + BYTES, HEADER_BYTES);
  return map;
}

/** Gives the overflow table back with all it holds. */
export function dropOverflow(memory: LinearMemory, layout: Layout, map: number): void {
  const overflow = load(memory, map + OVERFLOW);
  if (!overflow) return;
  clear(memory, layout, overflow);
  freePiece(memory, load(memory, map + QUOTA), overflow, HEADER_BYTES);
  store(memory, map + OVERFLOW, 0);
}
