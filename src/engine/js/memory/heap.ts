/** The heap's own beginnings, and quotas made and dropped. */
import type { LinearMemory } from './linear.js';
import { store } from './linear.js';
import { HOME_SHIFT } from '../table/header.js';
import { HOME_BITS } from '../table/group.js';
import { initializeSegments } from './segments.js';
import { allocateBlock, freeBlock } from './blocks.js';
import { QUOTA_MAXIMUM, QUOTA_USED, QUOTA_BYTES } from './quota.js';

/** To be called once, before anything else. */
export function initialize(memory: LinearMemory): void {
  initializeSegments(memory);
  store(memory, HOME_SHIFT, HOME_BITS); // the null map: see assembly/table/header.ts
}

/** A quota of `maximum` bytes, and no limit where that is more than there can be; 0 when memory is exhausted. */
export function createQuota(memory: LinearMemory, maximum: number): number {
  const quota = allocateBlock(memory, QUOTA_BYTES);
  if (quota) store(memory, quota + QUOTA_MAXIMUM, maximum < 2 ** 32 ? Math.max(Math.trunc(maximum), 0) : 0);
  return quota;
}

/** Gives a quota back, unless maps are counted in it still. */
export function freeQuota(memory: LinearMemory, quota: number): boolean {
  if (memory.u32[(quota + QUOTA_USED) >>> 2] !== 0) return false;
  freeBlock(memory, quota);
  return true;
}
