/** Estimating how many distinct keys a batch has; `assembly/bulk/sample.ts` explains the method. */
import type { LinearMemory } from '../memory/linear.js';
import type { Layout } from '../table/group.js';
import { hashAt } from '../table/hash.js';
import { KEYS, LIST } from '../memory/regions.js';

const SAMPLE_BYTES = 32768;

export function clearSample(memory: LinearMemory): void {
  memory.u8.fill(0, LIST, LIST + SAMPLE_BYTES);
}

/** Adds the first `count` keys of the key column to the sample. */
export function sampleMany(memory: LinearMemory, layout: Layout, map: number, count: number, bits: number): void {
  const { i32, u8 } = memory;
  const mask = (1 << bits) - 1;
  for (let i = 0; i < count; i++) {
    const h = hashAt(i32, layout, map >>> 2, (KEYS >> 2) + i * layout.keyWords);
    if ((h & mask) === 0) u8[LIST + (h >>> 17)]! |= 1 << ((h >>> 14) & 7);
  }
}

/** Bits set in the sample. */
export function countSample(memory: LinearMemory): number {
  let set = 0;
  for (let i = 0; i < SAMPLE_BYTES; i++) {
    for (let byte = memory.u8[LIST + i]!; byte; byte &= byte - 1) set++;
  }
  return set;
}
