/** How caches and their figures are written for people. */
import type { CacheSection, ReferenceName, RatioRow } from './schema.js';
import { DESCRIBED } from '../rivals/described.js';
import type { CacheKeys, CacheValues } from '../rivals/rival.js';

export const REFERENCE_TITLES: Readonly<Record<ReferenceName, string>> = {
  optimal: 'optimal (Belady)',
  lru: 'LRU, simulated',
  's3-fifo': 'S3-FIFO, simulated',
};

export function isReference(name: RatioRow['name']): name is ReferenceName {
  return Object.hasOwn(REFERENCE_TITLES, name);
}

export function titleOf(name: RatioRow['name'] | 'none'): string {
  if (name === 'none') return 'no cache';
  return isReference(name) ? REFERENCE_TITLES[name] : DESCRIBED[name].title;
}

/** With how it was sized, where that needs to be said. */
export function sizedTitleOf(name: RatioRow['name']): string {
  const sizing = isReference(name) ? undefined : DESCRIBED[name].sizing;
  return sizing === undefined ? titleOf(name) : `${titleOf(name)} (${sizing})`;
}

export const KEY_TITLES: Readonly<Record<CacheKeys, string>> = { u32: 'integer keys', string: 'fresh string keys' };
export const VALUE_TITLES: Readonly<Record<CacheValues, string>> = { f64: 'u32→f64', any: 'u32→any' };

export const SECTION_TITLES: Readonly<Record<CacheSection, string>> = {
  ratios: 'Hit ratios',
  throughput: 'Throughput',
  memory: 'Memory',
  collections: 'Collections',
};

/** Percent with two digits, as the literature has them. */
export function formatPercent(ratio: number): string {
  return (ratio * 100).toFixed(2);
}

