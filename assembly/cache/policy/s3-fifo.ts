/**
 * S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: FIFO queues are all you need for cache eviction, SOSP 2023): a small queue for what has just come, a main one for
 * what was read at least twice meanwhile or comes back soon, and the hashes of what the small one turned out. A read is counted in the index word, up to three.
 */
import { COUNT } from "../../table/header";
import { IS_CROWDED, MAX, POLICY_FIELDS, SPAN, VICTIM_HASH } from "../header";
import { append, liveOf, oldest, queueNumbered, tagOf, takeOldest } from "../queue";
import { READS, slotOfLine } from "../slot";
import { closeGhosts, openGhosts, recall, remember, reopenGhosts, touchGhosts } from "./ghosts";

// @ts-ignore: decorator
@inline const SMALL: u32 = 0;
// @ts-ignore: decorator
@inline const MAIN: u32 = 1;
// @ts-ignore: decorator
@inline const SMALL_MAX: usize = POLICY_FIELDS;
// @ts-ignore: decorator
@inline const SMALL_SHARE: f64 = 0.1;
/** Reads after which an entry of the small queue moves to the main one. */
// @ts-ignore: decorator
@inline const PROMOTED_FROM: u32 = 2;
/** Entries that may move before one goes, whatever its reads: no call is to take long. */
// @ts-ignore: decorator
@inline const TRIES: u32 = 16;

export function open(cache: usize): bool {
  const most = load<u32>(cache, SPAN);
  const small = max<u32>(1, <u32>(SMALL_SHARE * <f64>most));
  store<u32>(cache, small, SMALL_MAX);
  return openGhosts(cache, most - min(small, most - 1));
}

/** The ghosts are forgotten. Where memory is refused for new ones, the former stay. */
export function resized(cache: usize): void {
  const span = load<u32>(cache, SPAN);
  const small = max<u32>(1, <u32>(SMALL_SHARE * <f64>span));
  store<u32>(cache, small, SMALL_MAX);
  reopenGhosts(cache, span - min(small, span - 1));
}

export function close(cache: usize): void {
  closeGhosts(cache);
}

// @ts-ignore: decorator
@inline
export function read(slot: usize): void {
  const word = load<u32>(slot);
  if ((word & READS) < READS) store<u32>(slot, word + 1);
}

export function add(cache: usize, slot: usize, h: u32, tag: u32): void {
  append(cache, recall(cache, h) ? MAIN : SMALL, h, tag, slot);
}

// @ts-ignore: decorator
@inline
export function prepare(cache: usize, h: u32): u32 {
  return touchGhosts(cache, h);
}

/** As of every policy: see policy.ts. */
export function victim(cache: usize): usize {
  if (load<u32>(cache, COUNT) < load<u32>(cache, MAX) && !load<u32>(cache, IS_CROWDED)) return 0;
  const small = liveOf(queueNumbered(cache, SMALL));
  if (small >= load<u32>(cache, SMALL_MAX)) {
    const slot = fromSmall(cache);
    if (slot) return slot;
  }
  return fromMain(cache) || fromSmall(cache);
}

/** Turns the oldest of the small queue out; those that were read often move to the main one. 0 where all have. */
function fromSmall(cache: usize): usize {
  const queue = queueNumbered(cache, SMALL);
  let tries = TRIES;
  while (true) {
    const at = oldest(cache, queue);
    if (!at) return 0;
    const tag = tagOf(at);
    const h = load<u32>(at);
    const slot = slotOfLine(cache, at);
    takeOldest(queue, at);
    if ((load<u32>(slot) & READS) < PROMOTED_FROM || !tries--) {
      remember(cache, h);
      store<u32>(cache, h, VICTIM_HASH);
      return slot;
    }
    store<u32>(slot, load<u32>(slot) & ~READS);
    append(cache, MAIN, h, tag, slot);
  }
}

/** Takes the oldest of the main queue out that was not read; others come round, with one read less. 0 where there is none. */
function fromMain(cache: usize): usize {
  const queue = queueNumbered(cache, MAIN);
  let tries = TRIES;
  while (true) {
    const at = oldest(cache, queue);
    if (!at) return 0;
    const tag = tagOf(at);
    const h = load<u32>(at);
    const slot = slotOfLine(cache, at);
    const reads = load<u32>(slot) & READS;
    takeOldest(queue, at);
    if (!reads || !tries--) {
      store<u32>(cache, h, VICTIM_HASH);
      return slot;
    }
    store<u32>(slot, load<u32>(slot) - 1);
    append(cache, MAIN, h, tag, slot);
  }
}
