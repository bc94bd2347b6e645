/**
 * A hierarchical timing wheel (Varghese, Lauck: Hashed and Hierarchical Timing Wheels, SOSP 1987): which entries are past their time, without a look at
 * the others.
 *
 * A node lies at the highest level at which the time from which it is stale differs from `current`, in the bucket of its digit there. So the first bucket
 * of the lowest level that has any has the nodes that become stale first. When time reaches it, they move to lower levels, each at most once a level;
 * when time has passed all of it, they leave at once. What shares a bucket keeps the order in which it came, and equal times always share one.
 *
 * Nodes that came in the order of their times, as all do where every entry lives equally long, do not move at all: the bucket is a queue, and its head
 * tells of the rest.
 *
 * Times are digits to the last bit (time.ts), so a bucket of the lowest level is stale as a whole: nothing is rounded to ticks, and nothing is looked at
 * twice within one.
 *
 * Nodes whose time `current` has passed when they come are *late*: they are stale, unless the clock has stepped back. Then the wheel steps back too. That
 * moves what lies below the highest digit that differs, but happens only where something is due between the two times.
 *
 * A node whose time becomes a later one, as when a read makes its entry young again, is only marked: it is put anew when its former time comes.
 */
import { BYTES, QUOTA } from "../../table/header";
import { allocatePiece, freePiece, pieceBytes } from "../../memory/quota";
import { BUCKET, NEXT, PREVIOUS, START, isStale, staleFrom } from "../extras";
import { WHEEL } from "../header";
import { digitOf, levelBetween, ordinalOf, shiftOf, timeOf, withDigit } from "./time";
import {
  CURRENT, LATE, RESTARTED, WHEEL_BYTES, append, bucketNumbered, digitIn, firstBucket, headOf, isMixed, isRestarted, levelOf, takeAll, takeOut, unlink,
} from "./buckets";

/** Puts extras where their `start` and `ttl` belong; those that never become stale, nowhere. False, and nothing changed, where memory is refused. O(1). */
export function schedule(cache: usize, extras: usize): bool {
  unschedule(cache, extras);
  const time = staleFrom(extras);
  if (time != time) return true;
  if (!load<u32>(cache, WHEEL) && !openWheel(cache, load<f64>(extras, START))) return false;
  const wheel: usize = load<u32>(cache, WHEEL);
  append(wheel, bucketOf(wheel, time), extras, time);
  return true;
}

/** Gives extras another `start`, and the wheel what follows from that. O(1), and little more than a store where it is a later one. */
export function restart(cache: usize, extras: usize, start: f64): void {
  const isEarlier = start < load<f64>(extras, START);
  store<f64>(extras, start, START);
  const bucket = load<u32>(extras, BUCKET);
  if (!bucket) return;
  if (isEarlier) schedule(cache, extras);
  else store<u32>(extras, bucket | RESTARTED, BUCKET);
}

/** Takes extras out, if they are in. O(1). */
export function unschedule(cache: usize, extras: usize): void {
  if (load<u32>(extras, BUCKET)) takeOut(load<u32>(cache, WHEEL), extras);
}

/** Takes out and returns extras that are stale at `now`; 0 where none are. Amortised O(1) for each level that they lay at. */
export function expired(cache: usize, now: f64): usize {
  const wheel: usize = load<u32>(cache, WHEEL);
  if (!wheel || now != now) return 0;
  if (now < load<f64>(wheel, CURRENT)) {
    if (!headOf(wheel, LATE)) return 0;
    stepBack(wheel, now);
  }
  while (true) {
    const bucket = firstBucket(wheel);
    if (!bucket || now < firstTime(wheel, bucket)) break;
    if (isMixed(wheel, bucket) && !(now >= lastTime(wheel, bucket))) {
      descend(wheel, bucket);
      continue;
    }
    const extras = headOf(wheel, bucket);
    const isDue = isStale(extras, now);
    if (!isDue && !isRestarted(extras)) return 0;
    takeOut(wheel, extras);
    if (isDue) return extras;
    put(wheel, extras);
  }
  store<f64>(wheel, now, CURRENT);
  return 0;
}

/**
 * No extras become stale before; Infinity where none ever do. To be asked when `expired` has returned 0. It is the very time, or one before it, at which both
 * are to be asked again; that leads to the very time in no more steps than there are levels. O(1).
 */
export function nextExpiry(cache: usize): f64 {
  const wheel: usize = load<u32>(cache, WHEEL);
  const bucket = wheel ? firstBucket(wheel) : 0;
  if (!bucket) return Infinity;
  const isKnown = bucket != LATE && !isMixed(wheel, bucket) && !isRestarted(headOf(wheel, bucket));
  return isKnown ? staleFrom(headOf(wheel, bucket)) : firstTime(wheel, bucket);
}

/** Gives the wheel's memory back. Extras that are in it are not to be used any more, but given back. O(1). */
export function closeWheel(cache: usize): void {
  const wheel: usize = load<u32>(cache, WHEEL);
  if (!wheel) return;
  freePiece(load<u32>(cache, QUOTA), wheel, WHEEL_BYTES);
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(WHEEL_BYTES), BYTES);
  store<u32>(cache, 0, WHEEL);
}

/** The time is taken to be that of the first `start`. */
function openWheel(cache: usize, now: f64): bool {
  const wheel = allocatePiece(load<u32>(cache, QUOTA), WHEEL_BYTES, cache);
  if (!wheel) return false;
  store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(WHEEL_BYTES), BYTES);
  store<u32>(cache, <u32>wheel, WHEEL);
  store<f64>(wheel, now, CURRENT);
  return true;
}

/** Where a node belongs that is stale from `time` on. */
function bucketOf(wheel: usize, time: f64): u32 {
  const current = load<f64>(wheel, CURRENT);
  if (time < current) return LATE;
  const ordinal = ordinalOf(time);
  const level = levelBetween(ordinal, ordinalOf(current));
  return bucketNumbered(level, digitOf(ordinal, level));
}

/** The least ordinal of a bucket. */
function firstOrdinal(wheel: usize, bucket: u32): u64 {
  return withDigit(ordinalOf(load<f64>(wheel, CURRENT)), levelOf(bucket), digitIn(bucket));
}

/** No node of a bucket is stale before. */
function firstTime(wheel: usize, bucket: u32): f64 {
  return bucket == LATE ? -Infinity : timeOf(firstOrdinal(wheel, bucket));
}

/** From here on all nodes of a bucket are stale; NaN where that is behind Infinity. */
function lastTime(wheel: usize, bucket: u32): f64 {
  if (bucket == LATE) return -Infinity;
  return timeOf(firstOrdinal(wheel, bucket) | (((<u64>1) << shiftOf(levelOf(bucket))) - 1));
}

/** Puts a node that is linked nowhere where it belongs. */
function put(wheel: usize, extras: usize): void {
  const time = staleFrom(extras);
  if (time == time) append(wheel, bucketOf(wheel, time), extras, time);
  else unlink(extras);
}

/** Puts all nodes anew that were taken from a bucket, the oldest of which is `head`. */
function putAll(wheel: usize, head: usize): void {
  if (!head) return;
  const tail: usize = load<u32>(head, PREVIOUS);
  let extras = head;
  while (true) {
    const next: usize = load<u32>(extras, NEXT);
    put(wheel, extras);
    if (extras == tail) return;
    extras = next;
  }
}

/** Time has come to the first bucket: its nodes move to lower levels. */
function descend(wheel: usize, bucket: u32): void {
  const time = firstTime(wheel, bucket);
  const head = takeAll(wheel, bucket);
  store<f64>(wheel, time, CURRENT);
  putAll(wheel, head);
}

/** Sets the wheel to an earlier time: what lies below the highest digit that differs moves up to it, and what was late is put anew. */
function stepBack(wheel: usize, now: f64): void {
  const level = levelBetween(ordinalOf(load<f64>(wheel, CURRENT)), ordinalOf(now));
  const late = takeAll(wheel, LATE);
  store<f64>(wheel, now, CURRENT);
  while (true) {
    const bucket = firstBucket(wheel);
    if (!bucket || levelOf(bucket) >= level) break;
    putAll(wheel, takeAll(wheel, bucket));
  }
  putAll(wheel, late);
}
