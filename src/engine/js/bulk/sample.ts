/** Estimating how many distinct keys a batch has; `assembly/bulk/sample.ts` explains the method. */
import type { LinearMemory } from '../memory/linear.js';
import type { Layout } from '../table/group.js';
import { hashAt } from '../table/hash.js';
import { KEYS, PREVIOUS } from '../memory/regions.js';

const SAMPLE = PREVIOUS; // nothing has been replaced yet
const SAMPLE_BYTES = 32768;

export function clearSample(memory: LinearMemory): void {
  memory.u8.fill(0, SAMPLE, SAMPLE + SAMPLE_BYTES);
}

/** Adds the first `count` keys of the key column to the sample. */
export function sampleMany(memory: LinearMemory, layout: Layout, map: number, count: number, bits: number): void {
  for (let i = 0; i < count; i++) {
    sampleHash(memory, hashAt(memory.i32, layout, map >>> 2, (KEYS >> 2) + i * layout.keyWords), bits);
  }
}

/** Adds a hash. */
export function sampleHash({ u8 }: LinearMemory, h: number, bits: number): void {
  if ((h & ((1 << bits) - 1)) === 0) u8[SAMPLE + (h >>> 17)]! |= 1 << ((h >>> 14) & 7);
}

/** Bits set in the sample. */
export function countSample({ u8 }: LinearMemory): number {
  let set = 0;
  for (let at = SAMPLE; at < SAMPLE + SAMPLE_BYTES; at++) {
    for (let byte = u8[at]!; byte; byte &= byte - 1) set++;
  }
  return set;
}
