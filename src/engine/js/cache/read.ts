/** An entry is asked for by its slot. */
import type { LinearMemory } from '../memory/linear.js';
import { load } from '../memory/linear.js';
import { policyOf } from './policy/policies.js';
import { noteRead } from './shadows.js';
import { lineOf } from './slot.js';

export function askFor(memory: LinearMemory, cache: number, slot: number): void {
  const h = load(memory, lineOf(load(memory, slot)));
  policyOf(memory, cache).read(memory, cache, slot);
  noteRead(memory, cache, h);
}
