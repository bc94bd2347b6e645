/**
 * What keeps entries in order, and says which is to go. Each policy is a file, with the same functions; here is told which one a cache has.
 * Its number is that of its last queue, too.
 *
 * A policy moves entries between up to four queues. `isReady` comes before anything that may append to them, and what a policy does for one
 * entry appends at most `LINES_ENSURED` lines to each.
 */
import { IS_OPEN, POLICY, TOUCHED } from "../header";
import { ensureRoom } from "../queue";
import * as lru from "./lru";
import * as s3Fifo from "./s3-fifo";
import * as tinyLfu from "./w-tinylfu";

// @ts-ignore: decorator
@inline export const LRU: u32 = 0;
// @ts-ignore: decorator
@inline export const S3_FIFO: u32 = 1;
// @ts-ignore: decorator
@inline export const W_TINYLFU: u32 = 2;

// @ts-ignore: decorator
@inline
function policyOf(cache: usize): u32 {
  return load<u32>(cache, POLICY);
}

// @ts-ignore: decorator
@inline
export function queuesOf(cache: usize): u32 {
  return policyOf(cache) + 1;
}

/** False where memory is refused. */
export function open(cache: usize, random: u32): bool {
  switch (policyOf(cache)) {
    case LRU: return true;
    case S3_FIFO: return s3Fifo.open(cache);
    default: return tinyLfu.open(cache, random);
  }
}

/** SPAN has changed. */
export function resized(cache: usize): void {
  switch (policyOf(cache)) {
    case LRU: return;
    case S3_FIFO: return s3Fifo.resized(cache);
    default: tinyLfu.resized(cache);
  }
}

/** Gives back what is the policy's own. */
export function close(cache: usize): void {
  switch (policyOf(cache)) {
    case LRU: return;
    case S3_FIFO: return s3Fifo.close(cache);
    default: tinyLfu.close(cache);
  }
}

/** Whether what is done for one entry may append to the queues. */
// @ts-ignore: decorator
@inline
export function isReady(cache: usize): bool {
  const queues = queuesOf(cache);
  for (let number: u32 = 0; number < queues; number++) if (!ensureRoom(cache, number)) return false;
  return true;
}

/** The entry at `slot` was asked for. */
// @ts-ignore: decorator
@inline
export function read(cache: usize, slot: usize): void {
  const policy = policyOf(cache);
  if (policy == W_TINYLFU) tinyLfu.read(slot);
  else if (policy == S3_FIFO) s3Fifo.read(slot);
  else lru.read(cache, slot);
}

/**
 * The slot of the entry that is to go before one more comes, and its hash in VICTIM_HASH; 0 where there are fewer than the most, and IS_CROWDED is not
 * set. Its line has been taken out.
 */
// @ts-ignore: decorator
@inline
export function victim(cache: usize): usize {
  const policy = policyOf(cache);
  if (policy == W_TINYLFU) return tinyLfu.victim(cache);
  return policy == S3_FIFO ? s3Fifo.victim(cache) : lru.victim(cache);
}

/** An entry has come, whose tag is to be `tag`. */
// @ts-ignore: decorator
@inline
export function add(cache: usize, slot: usize, h: u32, tag: u32): void {
  const policy = policyOf(cache);
  if (policy == W_TINYLFU) tinyLfu.add(cache, slot, h, tag);
  else if (policy == S3_FIFO) s3Fifo.add(cache, slot, h, tag);
  else lru.add(cache, slot, h, tag);
}

/** An entry's line was taken out by whoever has the cache. */
// @ts-ignore: decorator
@inline
export function left(cache: usize): void {
  if (policyOf(cache) == W_TINYLFU) tinyLfu.forget(cache);
}

/** Loads what adding a key will need. */
// @ts-ignore: decorator
@inline
export function prepare(cache: usize, h: u32): void {
  if (!load<u32>(cache, IS_OPEN)) return;
  const policy = policyOf(cache);
  if (policy == W_TINYLFU) store<u32>(cache, tinyLfu.prepare(cache, h), TOUCHED);
  else if (policy == S3_FIFO) store<u32>(cache, s3Fifo.prepare(cache, h), TOUCHED);
}

/** As `prepare`, for `count` hashes at `hashes`: in loops that are short enough for many loads to be under way. */
export function prepareMany(cache: usize, hashes: usize, count: u32): void {
  if (!load<u32>(cache, IS_OPEN)) return;
  const policy = policyOf(cache);
  const end = hashes + (count << 2);
  let loaded: u32 = 0;
  if (policy == W_TINYLFU) for (; hashes < end; hashes += 4) loaded |= tinyLfu.prepare(cache, load<u32>(hashes));
  else if (policy == S3_FIFO) for (; hashes < end; hashes += 4) loaded |= s3Fifo.prepare(cache, load<u32>(hashes));
  store<u32>(cache, loaded, TOUCHED);
}
