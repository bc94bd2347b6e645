/**
 * The buckets of a wheel: lists of extras, each a ring that is known by its oldest node.
 *
 *   0         8        12      16         112     208              3040   3044
 *   ┌─────────┬────────┬───────┬──────────┬───────┬──────┬─ … ─┬──────┐
 *   │ current │ levels │ moves │ occupied │ mixed │ head │     │ late │
 *   └─────────┴────────┴───────┴──────────┴───────┴──────┴─ … ─┴──────┘
 *
 * `current` is an f64; `levels` has a bit for each level that has nodes, `occupied` 64 bits a level, one for each of its buckets that has. So the first
 * bucket is found without a look at empty ones. `mixed` has a bit for each bucket whose nodes do not lie in the order of their times. A bucket's number is
 * 1 + 64 × level + digit; `late`, whose number is the last, is on no level.
 *
 * A node has the number of its bucket, with the bit RESTARTED where its time has become a later one since it came: it lies where its former time belongs.
 */
import { BUCKET, NEXT, PREVIOUS, staleFrom } from "../extras";
import { DIGITS, DIGIT_BITS, LEVELS } from "./time";

/** What has passed, f64: no node of a bucket becomes stale before, and those of `late` did. */
// @ts-ignore: decorator
@inline export const CURRENT: usize = 0;
// @ts-ignore: decorator
@inline const LEVELS_TAKEN: usize = 8;
/** u32: how often a node was put in a bucket. */
// @ts-ignore: decorator
@inline export const MOVES: usize = 12;
// @ts-ignore: decorator
@inline const OCCUPIED: usize = 16;
// @ts-ignore: decorator
@inline const MIXED: usize = OCCUPIED + (<usize>LEVELS << 3);
/** Where the head of bucket 0 would be. */
// @ts-ignore: decorator
@inline const HEADS: usize = MIXED + (<usize>LEVELS << 3) - 4;
// @ts-ignore: decorator
@inline export const LATE: u32 = (LEVELS - 1) * DIGITS + 5;
// @ts-ignore: decorator
@inline export const WHEEL_BYTES: u32 = <u32>HEADS + (LATE + 1) * 4;

// @ts-ignore: decorator
@inline export const RESTARTED: u32 = 1 << 31;

// @ts-ignore: decorator
@inline
export function bucketNumbered(level: u32, digit: u32): u32 {
  return (level << DIGIT_BITS) + digit + 1;
}

// @ts-ignore: decorator
@inline
export function levelOf(bucket: u32): u32 {
  return (bucket - 1) >>> DIGIT_BITS;
}

// @ts-ignore: decorator
@inline
export function digitIn(bucket: u32): u32 {
  return (bucket - 1) & (DIGITS - 1);
}

// @ts-ignore: decorator
@inline
function bitOf(bucket: u32): u64 {
  return <u64>1 << digitIn(bucket);
}

/** The oldest node of a bucket, or 0. */
// @ts-ignore: decorator
@inline
export function headOf(wheel: usize, bucket: u32): usize {
  return load<u32>(wheel + HEADS + (bucket << 2));
}

/** The late ones first, then the bucket whose nodes become stale first; 0 where all are empty. */
export function firstBucket(wheel: usize): u32 {
  if (headOf(wheel, LATE)) return LATE;
  const levels = load<u32>(wheel, LEVELS_TAKEN);
  if (!levels) return 0;
  const level = ctz(levels);
  return bucketNumbered(level, <u32>ctz(load<u64>(wheel + OCCUPIED + (level << 3))));
}

/** Whether the nodes of a bucket may lie in another order than that of their times. */
export function isMixed(wheel: usize, bucket: u32): bool {
  return bucket != LATE && (load<u64>(wheel + MIXED + (levelOf(bucket) << 3)) & bitOf(bucket)) != 0;
}

/** Whether a node lies where it belonged before its time became a later one. */
// @ts-ignore: decorator
@inline
export function isRestarted(extras: usize): bool {
  return (load<u32>(extras, BUCKET) & RESTARTED) != 0;
}

/** Adds a node that is in no bucket, and is stale from `time` on, behind the others of one. */
export function append(wheel: usize, bucket: u32, extras: usize, time: f64): void {
  const head = headOf(wheel, bucket);
  if (head) {
    const tail: usize = load<u32>(head, PREVIOUS);
    if (bucket != LATE && staleFrom(tail) > time) mix(wheel, bucket);
    store<u32>(tail, <u32>extras, NEXT);
    store<u32>(extras, <u32>tail, PREVIOUS);
    store<u32>(extras, <u32>head, NEXT);
    store<u32>(head, <u32>extras, PREVIOUS);
  } else {
    store<u32>(extras, <u32>extras, PREVIOUS);
    store<u32>(extras, <u32>extras, NEXT);
    store<u32>(wheel + HEADS + (bucket << 2), <u32>extras);
    if (bucket != LATE) occupy(wheel, bucket);
  }
  store<u32>(extras, bucket, BUCKET);
  store<u32>(wheel, load<u32>(wheel, MOVES) + 1, MOVES);
}

/** Takes a node out of its bucket. */
export function takeOut(wheel: usize, extras: usize): void {
  const bucket = load<u32>(extras, BUCKET) & ~RESTARTED;
  const next: usize = load<u32>(extras, NEXT);
  const previous: usize = load<u32>(extras, PREVIOUS);
  if (next == extras) {
    empty(wheel, bucket);
  } else {
    store<u32>(previous, <u32>next, NEXT);
    store<u32>(next, <u32>previous, PREVIOUS);
    if (headOf(wheel, bucket) == extras) store<u32>(wheel + HEADS + (bucket << 2), <u32>next);
  }
  unlink(extras);
}

/** Takes all nodes of a bucket, which stay linked among themselves; returns the oldest, or 0. */
export function takeAll(wheel: usize, bucket: u32): usize {
  const head = headOf(wheel, bucket);
  if (head) empty(wheel, bucket);
  return head;
}

/** A node that is in no bucket. */
export function unlink(extras: usize): void {
  store<u32>(extras, 0, PREVIOUS);
  store<u32>(extras, 0, NEXT);
  store<u32>(extras, 0, BUCKET);
}

function occupy(wheel: usize, bucket: u32): void {
  const level = levelOf(bucket);
  const occupied = wheel + OCCUPIED + (level << 3);
  store<u64>(occupied, load<u64>(occupied) | bitOf(bucket));
  store<u32>(wheel, load<u32>(wheel, LEVELS_TAKEN) | (1 << level), LEVELS_TAKEN);
}

function mix(wheel: usize, bucket: u32): void {
  const mixed = wheel + MIXED + (levelOf(bucket) << 3);
  store<u64>(mixed, load<u64>(mixed) | bitOf(bucket));
}

function empty(wheel: usize, bucket: u32): void {
  store<u32>(wheel + HEADS + (bucket << 2), 0);
  if (bucket == LATE) return;
  const level = levelOf(bucket);
  const occupied = wheel + OCCUPIED + (level << 3);
  const mixed = wheel + MIXED + (level << 3);
  const left = load<u64>(occupied) & ~bitOf(bucket);
  store<u64>(mixed, load<u64>(mixed) & ~bitOf(bucket));
  store<u64>(occupied, left);
  if (!left) store<u32>(wheel, load<u32>(wheel, LEVELS_TAKEN) & ~(1 << level), LEVELS_TAKEN);
}
