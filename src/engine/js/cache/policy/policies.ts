/** The policies by their numbers, and which one a cache has. */
import type { LinearMemory } from '../../memory/linear.js';
import { load } from '../../memory/linear.js';
import { POLICY } from '../header.js';
import { ensureRoom } from '../queue.js';
import { lru } from './lru.js';
import type { Policy } from './policy.js';
import { s3Fifo } from './s3-fifo.js';
import { wTinyLfu } from './w-tinylfu.js';

export const S3_FIFO = 1;
export const W_TINYLFU = 2;

const policies: readonly Policy[] = [lru, s3Fifo, wTinyLfu];

export function policyOf(memory: LinearMemory, cache: number): Policy {
  return policies[load(memory, cache + POLICY)]!;
}

/** Whether what is done for one entry may append to the queues. */
export function isReady(memory: LinearMemory, cache: number): boolean {
  const { queues } = policyOf(memory, cache);
  for (let number = 0; number < queues; number++) if (!ensureRoom(memory, cache, number)) return false;
  return true;
}
