/** A cache on its way to a file, and back, as far as the host needs to be helped. See `assembly/cache/serial.ts`. */
import type { CacheCalls } from '../../cache-calls.js';
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { LIST } from '../memory/regions.js';
import { ensureOpen } from './cache.js';
import { HOLDS, INSERTIONS, IS_OPEN, POLICY, SPAN, TELLS } from './header.js';
import { ghostBlock, ghostBlocks } from './policy/ghosts.js';
import { S3_FIFO, W_TINYLFU } from './policy/policies.js';
import { growTo, resumeGrowth, sketchBlocks } from './policy/sketch-memory.js';
import { frequency, increment, setCounted, sketchBlock } from './policy/sketch.js';
import { loadState, saveState } from './policy/state.js';
import { TAG_BITS, append, queueOf, tagOf, takeLine } from './queue.js';
import { READS, WORD_FLAGS } from './slot.js';

const QUEUE_BITS = 3;
const READS_SHIFT = 2;
const TAG_SHIFT = 4;
const FREQUENCY_SHIFT = 8;
const BLOCK_BYTES = 64;

type SerialCalls = Pick<CacheCalls,
  'cacheMark' | 'cacheBeginLoad' | 'cachePlace' | 'cacheEndLoad' | 'cacheSaveState' | 'cacheLoadState' | 'cacheMemoryBlocks' | 'cacheSaveMemory' | 'cacheLoadMemory'>;

export function jsSerialCalls(memory: LinearMemory): SerialCalls {
  const blockAt = (cache: number, number: number): number =>
    (load(memory, cache + POLICY) === W_TINYLFU ? sketchBlock(memory, cache, number) : ghostBlock(memory, cache, number));
  return {
    cacheMark: (cache, slot) => markOf(memory, cache, slot),
    cacheBeginLoad(cache, span, blocks) {
      store(memory, cache + SPAN, span);
      store(memory, cache + HOLDS, load(memory, cache + HOLDS) | TELLS);
      if (!ensureOpen(memory, cache)) return 0;
      if (blocks !== 0 && load(memory, cache + POLICY) === W_TINYLFU) growTo(memory, cache, blocks);
      return 1;
    },
    cachePlace: (cache, slot, mark) => { place(memory, cache, slot, mark); },
    cacheEndLoad(cache, isTold) {
      if (isTold === 0) store(memory, cache + HOLDS, load(memory, cache + HOLDS) & ~TELLS);
      if (load(memory, cache + POLICY) === W_TINYLFU && load(memory, cache + IS_OPEN) !== 0) resumeGrowth(memory, cache);
      store(memory, cache + INSERTIONS, 0);
      store(memory, cache + INSERTIONS + 4, 0);
    },
    cacheSaveState: (cache) => { saveState(memory, cache, LIST); },
    cacheLoadState: (cache) => (loadState(memory, cache, LIST) ? 1 : 0),
    cacheMemoryBlocks(cache) {
      if (load(memory, cache + IS_OPEN) === 0) return 0;
      const policy = load(memory, cache + POLICY);
      if (policy === W_TINYLFU) return sketchBlocks(memory, cache);
      return policy === S3_FIFO ? ghostBlocks(memory, cache) : 0;
    },
    cacheSaveMemory(cache, first, count) {
      for (let i = 0; i < count; i++) {
        const from = blockAt(cache, first + i);
        memory.u8.copyWithin(LIST + i * BLOCK_BYTES, from, from + BLOCK_BYTES);
      }
    },
    cacheLoadMemory(cache, first, count) {
      for (let i = 0; i < count; i++) memory.u8.copyWithin(blockAt(cache, first + i), LIST + i * BLOCK_BYTES, LIST + (i + 1) * BLOCK_BYTES);
    },
  };
}

function lineOf(memory: LinearMemory, slot: number): number {
  return (load(memory, slot) & ~WORD_FLAGS) >>> 0;
}

function markOf(memory: LinearMemory, cache: number, slot: number): number {
  const line = lineOf(memory, slot);
  const frequent = load(memory, cache + POLICY) === W_TINYLFU ? frequency(memory, cache, load(memory, line)) : 0;
  const reads = load(memory, slot) & READS;
  return queueOf(memory, line) | (reads << READS_SHIFT) | ((tagOf(memory, line) & TAG_BITS) << TAG_SHIFT) | (frequent << FREQUENCY_SHIFT);
}

/** Puts the entry at a slot, which has just come, last in the queue of its mark; its key is counted until it is as frequent as that says. */
function place(memory: LinearMemory, cache: number, slot: number, mark: number): void {
  const line = lineOf(memory, slot);
  const h = load(memory, line);
  const tag = (tagOf(memory, line) & ~TAG_BITS) | ((mark >>> TAG_SHIFT) & TAG_BITS);
  takeLine(memory, cache, queueOf(memory, line), line);
  append(memory, cache, mark & QUEUE_BITS, h, tag, slot);
  store(memory, slot, (load(memory, slot) & ~READS) | ((mark >>> READS_SHIFT) & READS));
  if (load(memory, cache + POLICY) !== W_TINYLFU) return;
  for (let times = (mark >>> FREQUENCY_SHIFT) & 15; times > 1; times--) increment(memory, cache, h);
  setCounted(memory, cache, 0);
}
