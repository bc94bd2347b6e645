/**
 * A cache on its way to a file, and back, as far as the host needs to be helped: src/serial/FORMAT.md says what a file has.
 *
 * On the way back entries are put as others are, while the policy lets none go; each is then placed where it was. Last the policy is given back what it
 * remembers of keys, as numbered blocks of 64 bytes, and its state.
 */
import { LIST } from "../memory/regions";
import { ensureOpen } from "./cache";
import { HOLDS, INSERTIONS, IS_OPEN, POLICY, SPAN, TELLS } from "./header";
import { ghostBlock, ghostBlocks } from "./policy/ghosts";
import { S3_FIFO, W_TINYLFU } from "./policy/policy";
import { frequency, increment, setCounted, sketchBlock } from "./policy/sketch";
import { growTo, resumeGrowth, sketchBlocks } from "./policy/sketch-memory";
import { loadState, saveState } from "./policy/state";
import { TAG_BITS, append, queueOf, tagOf, takeLine } from "./queue";
import { READS, lineOf } from "./slot";

/** A mark has the number of an entry's queue, its reads, the policy's bits of its line, and how often its key was asked for. */
// @ts-ignore: decorator
@inline const QUEUE_BITS: u32 = 3;
// @ts-ignore: decorator
@inline const READS_SHIFT: u32 = 2;
// @ts-ignore: decorator
@inline const TAG_SHIFT: u32 = 4;
// @ts-ignore: decorator
@inline const FREQUENCY_SHIFT: u32 = 8;

// @ts-ignore: decorator
@inline const BLOCK_SHIFT: u32 = 6;

/** The mark of the entry at a slot. */
export function cacheMark(cache: usize, slot: usize): u32 {
  const word = load<u32>(slot);
  const line = lineOf(word);
  const frequent = load<u32>(cache, POLICY) == W_TINYLFU ? frequency(cache, load<u32>(line)) : 0;
  return queueOf(line) | ((word & READS) << READS_SHIFT) | ((tagOf(line) & TAG_BITS) << TAG_SHIFT) | (frequent << FREQUENCY_SHIFT);
}

/**
 * Makes ready for entries that come back, in shares of `span` entries, with as large a memory of keys as had `blocks`, or as so many entries need where that is 0.
 * Until the end none goes for another. False where memory is refused.
 */
export function cacheBeginLoad(cache: usize, span: u32, blocks: u32): i32 {
  store<u32>(cache, span, SPAN);
  store<u32>(cache, load<u32>(cache, HOLDS) | TELLS, HOLDS);
  if (!ensureOpen(cache)) return 0;
  if (blocks && load<u32>(cache, POLICY) == W_TINYLFU) growTo(cache, blocks);
  return 1;
}

/** Puts the entry at a slot, which has just come, last in the queue of its mark; its key is counted until it is as frequent as that says. */
export function cachePlace(cache: usize, slot: usize, mark: u32): void {
  const line = lineOf(load<u32>(slot));
  const h = load<u32>(line);
  const tag = (tagOf(line) & ~TAG_BITS) | ((mark >>> TAG_SHIFT) & TAG_BITS);
  takeLine(cache, queueOf(line), line);
  append(cache, mark & QUEUE_BITS, h, tag, slot);
  store<u32>(slot, (load<u32>(slot) & ~READS) | ((mark >>> READS_SHIFT) & READS));
  if (load<u32>(cache, POLICY) != W_TINYLFU) return;
  for (let times = (mark >>> FREQUENCY_SHIFT) & 15; times > 1; times--) increment(cache, h);
  // What these add up to is no sample of requests: nothing is to be halved for it.
  setCounted(cache, 0);
}

/** All have come: none of that was counted. `isTold` says whether the host is to know of what goes. */
export function cacheEndLoad(cache: usize, isTold: i32): void {
  if (!isTold) store<u32>(cache, load<u32>(cache, HOLDS) & ~TELLS, HOLDS);
  if (load<u32>(cache, POLICY) == W_TINYLFU && load<u32>(cache, IS_OPEN)) resumeGrowth(cache);
  store<u64>(cache, 0, INSERTIONS);
}

/** Writes the policy's state to LIST. */
export function cacheSaveState(cache: usize): void { saveState(cache, LIST); }

/** Takes it from there. False for a state that no policy has. */
export function cacheLoadState(cache: usize): i32 { return i32(loadState(cache, LIST)); }

/** How many blocks the policy's memory of keys has. */
export function cacheMemoryBlocks(cache: usize): u32 {
  if (!load<u32>(cache, IS_OPEN)) return 0;
  const policy = load<u32>(cache, POLICY);
  if (policy == W_TINYLFU) return sketchBlocks(cache);
  return policy == S3_FIFO ? ghostBlocks(cache) : 0;
}

// @ts-ignore: decorator
@inline
function blockAt(cache: usize, number: u32): usize {
  return load<u32>(cache, POLICY) == W_TINYLFU ? sketchBlock(cache, number) : ghostBlock(cache, number);
}

/** Copies blocks to LIST, from the one numbered `first` on, which has room for 512. */
export function cacheSaveMemory(cache: usize, first: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) memory.copy(LIST + (i << BLOCK_SHIFT), blockAt(cache, first + i), 1 << BLOCK_SHIFT);
}

/** Copies them back. */
export function cacheLoadMemory(cache: usize, first: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) memory.copy(blockAt(cache, first + i), LIST + (i << BLOCK_SHIFT), 1 << BLOCK_SHIFT);
}
