/** Reading many keys in one call. */
import type { LinearMemory } from '../memory/linear.js';
import { load64, store64 } from '../memory/linear.js';
import { HITS, MISSES } from '../table/header.js';
import type { Layout } from '../table/group.js';
import { lookup } from '../table/find.js';
import { KEYS, VALUES, OUTCOMES } from '../memory/regions.js';
import { resolve, BLOCK } from './resolve.js';

/** Word index of the value of the key at the word index `at`, or 0. */
export function lookupAt(i32: Int32Array, layout: Layout, header: number, at: number): number {
  return lookup(i32, layout, header, i32[at]!, i32[at + 1]!);
}

/**
 * Looks up the first `count` keys of the key column: their values (0 for absent keys) to the value column, 0 or 1 for each
 * to the outcomes; returns how many are there.
 */
export function getMany(memory: LinearMemory, layout: Layout, map: number, count: number): number {
  const { u8, i32 } = memory;
  const { keyWords, valueWords } = layout;
  let hits = 0;
  for (let i = 0; i < count; i++) {
    const key = (KEYS >> 2) + i * keyWords;
    if (i % BLOCK === 0) resolve(memory, layout, map, key, Math.min(BLOCK, count - i));
    const found = lookupAt(i32, layout, map >>> 2, key);
    const hit = found !== 0 ? 1 : 0;
    hits += hit;
    u8[OUTCOMES + i] = hit;
    const value = (VALUES >> 2) + i * valueWords;
    if (valueWords !== 0) i32[value] = hit ? i32[found]! : 0;
    if (valueWords === 2) i32[value + 1] = hit ? i32[found + 1]! : 0;
  }
  return countReads(memory, map, hits, count);
}

/** As `getMany`, without the values. */
export function hasMany(memory: LinearMemory, layout: Layout, map: number, count: number): number {
  const { u8, i32 } = memory;
  let hits = 0;
  for (let i = 0; i < count; i++) {
    const key = (KEYS >> 2) + i * layout.keyWords;
    if (i % BLOCK === 0) resolve(memory, layout, map, key, Math.min(BLOCK, count - i));
    const hit = lookupAt(i32, layout, map >>> 2, key) !== 0 ? 1 : 0;
    hits += hit;
    u8[OUTCOMES + i] = hit;
  }
  return countReads(memory, map, hits, count);
}

function countReads(memory: LinearMemory, map: number, hits: number, count: number): number {
  store64(memory, map + HITS, load64(memory, map + HITS) + hits);
  store64(memory, map + MISSES, load64(memory, map + MISSES) + count - hits);
  return hits;
}
