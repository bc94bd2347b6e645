/**
 * The overflow table: where keys go whose hashes have too many bits in common to be split apart. See
 * `assembly/table/overflow.ts`.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { QUOTA, SEED, LAYOUT, HEADER_BYTES, addressOf } from './header.js';
import { annexOf, ownAnnex, trimAnnex, OVERFLOW } from './annex.js';
import { constant, seedHash } from './hash.js';
import { wordOf } from './find.js';
import { createMap } from './lifetime.js';
import { pointWords } from './directory.js';
import { entryOf, ENTRY_FLAGS, FLAG_OVERFLOW } from '../memory/segments.js';

/** The overflow table of `map`, made if there is none; 0 when memory is exhausted. */
export function overflowOf(memory: LinearMemory, map: number): number {
  const present = load(memory, annexOf(memory, map) + OVERFLOW);
  if (present) return present;
  const annex = ownAnnex(memory, map);
  if (!annex) return 0;
  const overflow = createMap(memory, load(memory, map + QUOTA), load(memory, map + LAYOUT), HEADER_BYTES);
  if (!overflow) {
    trimAnnex(memory, map);
    return 0;
  }
  const low = load(memory, map + SEED);
  const high = load(memory, map + SEED + 4);
  seedHash(memory, overflow, constant(low, high, 6), constant(low, high, 7));
  store(memory, annex + OVERFLOW, overflow);
  return overflow;
}

/** Notes that entries of the segment of `h` may lie in the overflow table. */
export function markOverflow(memory: LinearMemory, map: number, h: number): void {
  const segment = addressOf(wordOf(memory.i32, map >>> 2, h));
  memory.u32[(entryOf(segment) + ENTRY_FLAGS) >>> 2]! |= FLAG_OVERFLOW;
  pointWords(memory, map, h, segment);
}
