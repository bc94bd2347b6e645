/** How large the window of W-TinyLFU is to be: small simulations say. See `assembly/cache/shadows.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { increment64, load, store } from '../memory/linear.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { hash4 } from '../table/hash.js';
import { BYTES, COUNT, HITS, QUOTA, SEED } from '../table/header.js';
import { addSlot } from './add.js';
import { createCache, dispose } from './cache.js';
import { POLICY, SHADOWS, SPAN, THRESHOLD } from './header.js';
import { policyOf } from './policy/policies.js';
import { W_TINYLFU, setWindow, windowOf } from './policy/w-tinylfu.js';
import { layoutOf, slotOfKey } from './slot.js';
import { isSpanKnown } from './span.js';

const SPAN_THEN = 0;
const SIZE = 4;
const SEEN = 8;
const BEST = 12;
const FIRST = 16;
const HITS_BEFORE = 4;
const SCORE = 8;
const EACH = 16;
/** The windows of the shadows, as shares of their entries. */
export const SHARES = [0.01, 0.1, 0.3, 0.6, 0.9];
const SHADOWS_BYTES = 16 + SHARES.length * EACH;
export const NONE = 0xff;

const SMALLEST_SPAN = 64;
const BEGIN_SHIFT = 3;
const LEAST = 128;
const MOST_SHIFT = 6;
const PERIOD = 4;
const KEPT = 0.9;
const MARGIN = 1.002;
const SPREAD = 0x9e3779b1 | 0;

/** A key with the hash `h` was asked for, or written to, that is there. */
export function noteRead(memory: LinearMemory, cache: number, h: number): void {
  const threshold = load(memory, cache + THRESHOLD);
  if (threshold !== 0 && Math.imul(h, SPREAD) >>> 0 < threshold) simulate(memory, cache, h);
}

/** A key with the hash `h` has come. */
export function noteAddition(memory: LinearMemory, cache: number, h: number): void {
  if (load(memory, cache + THRESHOLD) !== 0) noteRead(memory, cache, h);
  else if (load(memory, cache + POLICY) === W_TINYLFU && isDue(memory, cache)) openShadows(memory, cache);
}

function isDue(memory: LinearMemory, cache: number): boolean {
  return load(memory, cache + COUNT) >= load(memory, cache + SPAN) >>> BEGIN_SHIFT && isSpanKnown(memory, cache);
}

/** Begins the simulations of a cache. Where memory is refused, there are none. */
function openShadows(memory: LinearMemory, cache: number): void {
  const span = load(memory, cache + SPAN);
  if (span < SMALLEST_SPAN) return;
  const quota = load(memory, cache + QUOTA);
  const shadows = allocatePiece(memory, quota, SHADOWS_BYTES, cache);
  if (shadows === 0) return;
  store(memory, cache + BYTES, load(memory, cache + BYTES) + pieceBytes(SHADOWS_BYTES));
  store(memory, cache + SHADOWS, shadows);
  let shift = 0;
  while (shift < MOST_SHIFT && span >>> (shift + 1) >= LEAST) shift++;
  const size = (span + ((1 << shift) >> 1)) >>> shift;
  store(memory, shadows + SPAN_THEN, span);
  store(memory, shadows + SIZE, size);
  store(memory, shadows + BEST, NONE);
  for (let i = 0; i < SHARES.length; i++) {
    const shadow = createCache(memory, quota, 0x400, load(memory, cache + SEED), load(memory, cache + SEED + 4), W_TINYLFU, size, 0, 0);
    if (shadow === 0) {
      closeShadows(memory, cache);
      return;
    }
    store(memory, shadows + FIRST + i * EACH, shadow);
  }
  store(memory, cache + THRESHOLD, 0xffffffff >>> shift);
}

/** For files: the shadow that was the best at the last decision, NONE where there was none. */
export function bestShadow(memory: LinearMemory, cache: number): number {
  const shadows = load(memory, cache + SHADOWS);
  return shadows === 0 ? NONE : load(memory, shadows + BEST);
}

/** Where the score of a shadow is. */
export function scoreAt(memory: LinearMemory, cache: number, i: number): number {
  return load(memory, cache + SHADOWS) + FIRST + i * EACH + SCORE;
}

/** Begins new simulations, which go on from the scores at `from`. Where memory is refused, there are none. */
export function resumeShadows(memory: LinearMemory, cache: number, best: number, from: number): void {
  if (load(memory, cache + SHADOWS) === 0) openShadows(memory, cache);
  const shadows = load(memory, cache + SHADOWS);
  if (shadows === 0) return;
  store(memory, shadows + BEST, best);
  SHARES.forEach((_, i) => { memory.f64[scoreAt(memory, cache, i) >>> 3] = memory.f64[(from >>> 3) + i]!; });
}

/** Ends the simulations. */
export function closeShadows(memory: LinearMemory, cache: number): void {
  const shadows = load(memory, cache + SHADOWS);
  store(memory, cache + THRESHOLD, 0);
  if (shadows === 0) return;
  for (let i = 0; i < SHARES.length; i++) {
    const shadow = load(memory, shadows + FIRST + i * EACH);
    if (shadow !== 0) dispose(memory, shadow);
  }
  freePiece(memory, load(memory, cache + QUOTA), shadows, SHADOWS_BYTES);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - pieceBytes(SHADOWS_BYTES));
  store(memory, cache + SHADOWS, 0);
}

/** Bytes that the cache owns, the simulations included. */
export function cacheBytes(memory: LinearMemory, cache: number): number {
  const shadows = load(memory, cache + SHADOWS);
  const bytes = load(memory, cache + BYTES);
  if (shadows === 0) return bytes;
  return SHARES.reduce((sum, _, i) => sum + load(memory, load(memory, shadows + FIRST + i * EACH) + BYTES), bytes);
}

function simulate(memory: LinearMemory, cache: number, h: number): void {
  const shadows = load(memory, cache + SHADOWS);
  if (load(memory, shadows + SPAN_THEN) !== load(memory, cache + SPAN)) {
    closeShadows(memory, cache);
    return;
  }
  SHARES.forEach((share, i) => { request(memory, load(memory, shadows + FIRST + i * EACH), share, h); });
  const seen = load(memory, shadows + SEEN) + 1;
  store(memory, shadows + SEEN, seen);
  if (seen >= PERIOD * load(memory, shadows + SIZE)) decide(memory, cache, shadows);
}

/** A shadow's keys are hashes. Where memory is refused, it knows one less. */
function request(memory: LinearMemory, shadow: number, share: number, key: number): void {
  const h = hash4(memory.i32, shadow >>> 2, key) >>> 0;
  const slot = slotOfKey(memory, layoutOf(memory, shadow), shadow, h, key | 0, 0);
  if (slot !== 0) {
    policyOf(memory, shadow).read(memory, shadow, slot);
    increment64(memory.i32, (shadow + HITS) >>> 2);
    return;
  }
  const isFirst = load(memory, shadow + COUNT) === 0;
  if (addSlot(memory, shadow, h, key | 0, 0) !== 0 && isFirst) setWindow(memory, shadow, share * load(memory, shadow + SPAN));
}

function decide(memory: LinearMemory, cache: number, shadows: number): void {
  const { f64 } = memory;
  const scoreOf = (i: number): number => f64[(shadows + FIRST + i * EACH + SCORE) >>> 3]!;
  let best = 0;
  SHARES.forEach((_, i) => {
    const at = shadows + FIRST + i * EACH;
    const hits = load(memory, load(memory, at) + HITS);
    f64[(at + SCORE) >>> 3] = scoreOf(i) * KEPT + ((hits - load(memory, at + HITS_BEFORE)) >>> 0);
    store(memory, at + HITS_BEFORE, hits);
    if (scoreOf(i) > scoreOf(best)) best = i;
  });
  const former = load(memory, shadows + BEST);
  if (former !== NONE && scoreOf(best) <= scoreOf(former) * MARGIN) best = former;
  store(memory, shadows + BEST, best);
  store(memory, shadows + SEEN, 0);
  const window = windowOf(memory, cache);
  setWindow(memory, cache, window + (SHARES[best]! * load(memory, cache + SPAN) - window) * 0.5);
}
