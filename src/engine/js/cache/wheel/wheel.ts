/** A hierarchical timing wheel: which entries are past their time, without a look at the others. See `assembly/cache/wheel/wheel.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../../memory/quota.js';
import { BYTES, QUOTA } from '../../table/header.js';
import { BUCKET, NEXT, PREVIOUS, START, isStale, staleFrom } from '../extras.js';
import { WHEEL } from '../header.js';
import {
  CURRENT, LATE, RESTARTED, WHEEL_BYTES, append, bucketNumbered, digitIn, firstBucket, headOf, isMixed, isRestarted, levelOf, takeAll, takeOut, unlink,
} from './buckets.js';
import { digitOf, fillBelow, levelBetween, ordinalOf, setDigit, timeOf } from './time.js';

/** Puts extras where their `start` and `ttl` belong; those that never become stale, nowhere. False, and nothing changed, where memory is refused. O(1). */
export function schedule(memory: LinearMemory, cache: number, extras: number): boolean {
  unschedule(memory, cache, extras);
  const time = staleFrom(memory, extras);
  if (Number.isNaN(time)) return true;
  if (load(memory, cache + WHEEL) === 0 && !openWheel(memory, cache, memory.f64[(extras + START) >>> 3]!)) return false;
  const wheel = load(memory, cache + WHEEL);
  append(memory, wheel, bucketOf(memory, wheel, time), extras, time);
  return true;
}

/** Gives extras another `start`, and the wheel what follows from that. O(1), and little more than a store where it is a later one. */
export function restart(memory: LinearMemory, cache: number, extras: number, start: number): void {
  const isEarlier = start < memory.f64[(extras + START) >>> 3]!;
  memory.f64[(extras + START) >>> 3] = start;
  const bucket = load(memory, extras + BUCKET);
  if (bucket === 0) return;
  if (isEarlier) schedule(memory, cache, extras);
  else store(memory, extras + BUCKET, bucket | RESTARTED);
}

/** Takes extras out, if they are in. O(1). */
export function unschedule(memory: LinearMemory, cache: number, extras: number): void {
  if (load(memory, extras + BUCKET) !== 0) takeOut(memory, load(memory, cache + WHEEL), extras);
}

/** Takes out and returns extras that are stale at `now`; 0 where none are. Amortised O(1) for each level that they lay at. */
export function expired(memory: LinearMemory, cache: number, now: number): number {
  const wheel = load(memory, cache + WHEEL);
  if (wheel === 0 || Number.isNaN(now)) return 0;
  if (now < currentOf(memory, wheel)) {
    if (headOf(memory, wheel, LATE) === 0) return 0;
    stepBack(memory, wheel, now);
  }
  for (;;) {
    const bucket = firstBucket(memory, wheel);
    if (bucket === 0 || now < firstTime(memory, wheel, bucket)) break;
    if (isMixed(memory, wheel, bucket) && !(now >= lastTime(memory, wheel, bucket))) {
      descend(memory, wheel, bucket);
      continue;
    }
    const extras = headOf(memory, wheel, bucket);
    const isDue = isStale(memory, extras, now);
    if (!isDue && !isRestarted(memory, extras)) return 0;
    takeOut(memory, wheel, extras);
    if (isDue) return extras;
    put(memory, wheel, extras);
  }
  setCurrent(memory, wheel, now);
  return 0;
}

/** No extras become stale before; Infinity where none ever do. To be asked when `expired` has returned 0. O(1). */
export function nextExpiry(memory: LinearMemory, cache: number): number {
  const wheel = load(memory, cache + WHEEL);
  const bucket = wheel === 0 ? 0 : firstBucket(memory, wheel);
  if (bucket === 0) return Infinity;
  const isKnown = bucket !== LATE && !isMixed(memory, wheel, bucket) && !isRestarted(memory, headOf(memory, wheel, bucket));
  return isKnown ? staleFrom(memory, headOf(memory, wheel, bucket)) : firstTime(memory, wheel, bucket);
}

/** Gives the wheel's memory back. Extras that are in it are not to be used any more, but given back. O(1). */
export function closeWheel(memory: LinearMemory, cache: number): void {
  const wheel = load(memory, cache + WHEEL);
  if (wheel === 0) return;
  freePiece(memory, load(memory, cache + QUOTA), wheel, WHEEL_BYTES);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(WHEEL_BYTES));
  store(memory, cache + WHEEL, 0);
}

/** The time is taken to be that of the first `start`. */
function openWheel(memory: LinearMemory, cache: number, now: number): boolean {
  const wheel = allocatePiece(memory, load(memory, cache + QUOTA), WHEEL_BYTES, cache);
  if (wheel === 0) return false;
  store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(WHEEL_BYTES));
  store(memory, cache + WHEEL, wheel);
  setCurrent(memory, wheel, now);
  return true;
}

function currentOf(memory: LinearMemory, wheel: number): number {
  return memory.f64[(wheel + CURRENT) >>> 3]!;
}

function setCurrent(memory: LinearMemory, wheel: number, time: number): void {
  memory.f64[(wheel + CURRENT) >>> 3] = time;
}

/** Where a node belongs that is stale from `time` on. */
function bucketOf(memory: LinearMemory, wheel: number, time: number): number {
  const current = currentOf(memory, wheel);
  if (time < current) return LATE;
  const level = levelBetween(memory, current, time);
  return bucketNumbered(level, digitOf(memory, level));
}

/** Leaves the least ordinal of a bucket in `keyLanes`. */
function firstOrdinal(memory: LinearMemory, wheel: number, bucket: number): void {
  ordinalOf(memory, currentOf(memory, wheel));
  setDigit(memory, levelOf(bucket), digitIn(bucket));
}

/** No node of a bucket is stale before. */
function firstTime(memory: LinearMemory, wheel: number, bucket: number): number {
  if (bucket === LATE) return -Infinity;
  firstOrdinal(memory, wheel, bucket);
  return timeOf(memory);
}

/** From here on all nodes of a bucket are stale; NaN where that is behind Infinity. */
function lastTime(memory: LinearMemory, wheel: number, bucket: number): number {
  if (bucket === LATE) return -Infinity;
  firstOrdinal(memory, wheel, bucket);
  fillBelow(memory, levelOf(bucket));
  return timeOf(memory);
}

/** Puts a node that is linked nowhere where it belongs. */
function put(memory: LinearMemory, wheel: number, extras: number): void {
  const time = staleFrom(memory, extras);
  if (Number.isNaN(time)) unlink(memory, extras);
  else append(memory, wheel, bucketOf(memory, wheel, time), extras, time);
}

/** Puts all nodes anew that were taken from a bucket, the oldest of which is `head`. */
function putAll(memory: LinearMemory, wheel: number, head: number): void {
  if (head === 0) return;
  const tail = load(memory, head + PREVIOUS);
  for (let extras = head, next: number; ; extras = next) {
    next = load(memory, extras + NEXT);
    put(memory, wheel, extras);
    if (extras === tail) return;
  }
}

/** Time has come to the first bucket: its nodes move to lower levels. */
function descend(memory: LinearMemory, wheel: number, bucket: number): void {
  const time = firstTime(memory, wheel, bucket);
  const head = takeAll(memory, wheel, bucket);
  setCurrent(memory, wheel, time);
  putAll(memory, wheel, head);
}

/** Sets the wheel to an earlier time: what lies below the highest digit that differs moves up to it, and what was late is put anew. */
function stepBack(memory: LinearMemory, wheel: number, now: number): void {
  const level = levelBetween(memory, currentOf(memory, wheel), now);
  const late = takeAll(memory, wheel, LATE);
  setCurrent(memory, wheel, now);
  for (;;) {
    const bucket = firstBucket(memory, wheel);
    if (bucket === 0 || levelOf(bucket) >= level) break;
    putAll(memory, wheel, takeAll(memory, wheel, bucket));
  }
  putAll(memory, wheel, late);
}
