/** Reading many keys of a cache in one call. See `assembly/cache/bulk/get.ts`; here nothing is gained by loading what is needed beforehand. */
import type { LinearMemory } from '../../memory/linear.js';
import { KEYS, OUTCOMES, VALUES } from '../../memory/regions.js';
import { hashAt } from '../../table/hash.js';
import { findEntry } from '../find.js';
import { layoutOf, slotOfKey } from '../slot.js';

/** Looks up the first `count` keys of the key column: payloads (0 for absent keys) to the value column, 0 or 1 for each to the outcomes; returns how many are there. */
export function getMany(memory: LinearMemory, cache: number, count: number): number {
  const { keyWords, sideWords } = layoutOf(memory, cache);
  let hits = 0;
  for (let i = 0; i < count; i++) {
    const key = (KEYS >>> 2) + i * keyWords;
    const payload = findEntry(memory, cache, memory.i32[key]!, keyWords === 2 ? memory.i32[key + 1]! : 0);
    hits += noteFound(memory, i, payload, sideWords);
  }
  return hits;
}

/** Writes the value at an address to the value column, and 1 to the outcomes; zeros where that is 0. Returns the outcome. */
export function noteFound({ i32, u8 }: LinearMemory, i: number, address: number, words: number): 0 | 1 {
  const from = address >>> 2;
  const to = (VALUES >>> 2) + i * words;
  for (let word = 0; word < words; word++) i32[to + word] = address === 0 ? 0 : i32[from + word]!;
  return u8[OUTCOMES + i] = address === 0 ? 0 : 1;
}

/** As `getMany`, without the payloads; neither counted nor known to the policy. */
export function hasMany(memory: LinearMemory, cache: number, count: number): number {
  let hits = 0;
  for (let i = 0; i < count; i++) hits += memory.u8[OUTCOMES + i] = slotAt(memory, cache, i) === 0 ? 0 : 1;
  return hits;
}

/** The slot of the `i`th key of the key column, or 0. */
export function slotAt(memory: LinearMemory, cache: number, i: number): number {
  const { i32 } = memory;
  const layout = layoutOf(memory, cache);
  const key = (KEYS >>> 2) + i * layout.keyWords;
  return slotOfKey(memory, layout, cache, hashAt(i32, layout, cache >>> 2, key), i32[key]!, layout.keyWords === 2 ? i32[key + 1]! : 0);
}
