/**
 * The overflow table: where keys go whose hashes have too many bits in common to be split apart. See
 * `assembly/table/overflow.ts`; its `insertOverflow` stands in insert.ts here, once per key width.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment, increment64 } from '../memory/linear.js';
import {
  COUNT, VERSION, OVERFLOW, QUOTA, BYTES, SEED, LAYOUT, SHAPE, HOME_SHIFT, RELOCATIONS, HEADER_BYTES, addressOf,
} from './header.js';
import { constant, seedHash } from './hash.js';
import { type Layout, HOME_BITS, shapeOf } from './group.js';
import { wordOf } from './find.js';
import { clear } from './lifetime.js';
import { pointWords } from './directory.js';
import { allocatePiece, freePiece } from '../memory/quota.js';
import { entryOf, ENTRY_FLAGS, FLAG_OVERFLOW } from '../memory/segments.js';

/** The map's overflow table, made if there is none; 0 when memory is refused. */
export function overflowFor(memory: LinearMemory, map: number): number {
  const present = load(memory, map + OVERFLOW);
  if (present) return present;
  const overflow = createMap(memory, load(memory, map + QUOTA), load(memory, map + LAYOUT));
  if (!overflow) return 0;
  const low = load(memory, map + SEED);
  const high = load(memory, map + SEED + 4);
  seedHash(memory, overflow, constant(low, high, 6), constant(low, high, 7));
  store(memory, map + OVERFLOW, overflow);
  return overflow;
}

/** Notes that an entry of hash `h` went to the overflow table; returns its value's `address`. */
export function noteOverflow(memory: LinearMemory, map: number, h: number, address: number): number {
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  memory.u32[(entryOf(segment) + ENTRY_FLAGS) >>> 2]! |= FLAG_OVERFLOW;
  pointWords(memory, map, h, segment);
  increment(memory, map + COUNT);
  increment(memory, map + RELOCATIONS);
  increment64(memory.i32, (map + VERSION) >>> 2);
  return address;
}

/** After an insertion into the overflow table that memory refused: none stays behind that is empty. Returns 0. */
export function abandonOverflow(memory: LinearMemory, layout: Layout, map: number, overflow: number): number {
  if (!load(memory, overflow + COUNT)) dropOverflow(memory, layout, map);
  return 0;
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
