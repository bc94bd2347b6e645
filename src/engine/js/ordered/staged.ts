/** The keys that the host has staged for a bulk call: see KEY_TABLE in `assembly/memory/regions.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load } from '../memory/linear.js';
import { KEY_TABLE } from '../memory/regions.js';

/** Address of the `i`th key's bytes. */
export function addressOfKey(memory: LinearMemory, i: number): number {
  return load(memory, KEY_TABLE + i * 8);
}

/** Its length word. */
export function wordOfKey(memory: LinearMemory, i: number): number {
  return load(memory, KEY_TABLE + i * 8 + 4);
}
