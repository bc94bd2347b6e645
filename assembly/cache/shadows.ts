/**
 * How large the window of W-TinyLFU is to be: small simulations say (Waldspurger, Saemundsson, Ahmad, Park: Cache Modeling and Optimization using Miniature
 * Simulations, USENIX ATC 2017). A sample of the keys goes to a few *shadows* as well, caches without values that are as much smaller, each with another
 * window; from time to time the cache's window moves half-way to that of the shadow with the most hits.
 *
 * The hill climber that was published with the policy compares one stretch of time with the next, and follows what changes from one to the other
 * rather than what it did itself. All shadows see the same requests, so what changes changes for all.
 *
 *   0       4        8       12      16                            + 16
 *   ┌───────┬────────┬───────┬───────┬────────┬────────┬─────────┬─ … ─┐
 *   │ span  │ size   │ seen  │ best  │ shadow │ hits   │ score   │     │    16 bytes for each shadow
 *   └───────┴────────┴───────┴───────┴────────┴────────┴─────────┴─ … ─┘
 */
import { BYTES, COUNT, HITS, QUOTA, SEED, increment64 } from "../table/header";
import { hash } from "../table/hash";
import { seek } from "../table/find";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { addSlot } from "./add";
import { createCache, dispose } from "./cache";
import { POLICY, SHADOWS, SPAN, THRESHOLD } from "./header";
import { isSpanKnown } from "./span";
import { W_TINYLFU, read } from "./policy/policy";
import { setWindow, windowOf } from "./policy/w-tinylfu";

// @ts-ignore: decorator
@inline const SPAN_THEN: usize = 0;
// @ts-ignore: decorator
@inline const SIZE: usize = 4;        // entries of a shadow
// @ts-ignore: decorator
@inline const SEEN: usize = 8;        // requests since the last decision
// @ts-ignore: decorator
@inline const BEST: usize = 12;       // the shadow that was the best then; NONE at first
// @ts-ignore: decorator
@inline const FIRST: usize = 16;
// @ts-ignore: decorator
@inline const HITS_BEFORE: usize = 4;
// @ts-ignore: decorator
@inline const SCORE: usize = 8;
// @ts-ignore: decorator
@inline const EACH: u32 = 16;
// @ts-ignore: decorator
@inline export const COUNT_OF_SHADOWS: u32 = 5;
// @ts-ignore: decorator
@inline const SHADOWS_BYTES: u32 = 16 + COUNT_OF_SHADOWS * EACH;
// @ts-ignore: decorator
@inline export const NONE: u32 = 0xff;

/** Of smaller caches there are none. */
// @ts-ignore: decorator
@inline const SMALLEST_SPAN: u32 = 64;
/** They begin when a cache has this part of its entries, as a shift: so they are full when it is, and what they say first is no accident of their filling. */
// @ts-ignore: decorator
@inline const BEGIN_SHIFT: u32 = 3;
/** A shadow has at least so many entries unless the cache has less, and at least so large a part of the keys goes to it: one in 2 ** MOST_SHIFT. */
// @ts-ignore: decorator
@inline const LEAST: u32 = 128;
// @ts-ignore: decorator
@inline const MOST_SHIFT: u32 = 6;
/** Requests to a shadow between two decisions, by its entries: fewer, and a large cache follows what its simulations do while they warm up. */
// @ts-ignore: decorator
@inline const PERIOD: u32 = 4;
/** What of a score is kept from one decision to the next. */
// @ts-ignore: decorator
@inline const KEPT: f64 = 0.9;
/** By how much more another shadow must be better. */
// @ts-ignore: decorator
@inline const MARGIN: f64 = 1.002;
/** Spreads hashes: which keys are sampled has nothing to do with where they are. */
// @ts-ignore: decorator
@inline const SPREAD: u32 = 0x9e3779b1;

/** The window of a shadow, as a share of its entries. */
function shareOf(shadow: u32): f64 {
  switch (shadow) {
    case 0: return 0.01;
    case 1: return 0.1;
    case 2: return 0.3;
    case 3: return 0.6;
    default: return 0.9;
  }
}

/** A key with the hash `h` was asked for, or written to, that is there. */
// @ts-ignore: decorator
@inline
export function noteRead(cache: usize, h: u32): void {
  if (h * SPREAD < load<u32>(cache, THRESHOLD)) simulate(cache, h);
}

/** A key with the hash `h` has come. */
// @ts-ignore: decorator
@inline
export function noteAddition(cache: usize, h: u32): void {
  if (load<u32>(cache, THRESHOLD)) noteRead(cache, h);
  else if (load<u32>(cache, POLICY) == W_TINYLFU && isDue(cache)) openShadows(cache);
}

// @ts-ignore: decorator
@inline
function isDue(cache: usize): bool {
  return load<u32>(cache, COUNT) >= load<u32>(cache, SPAN) >>> BEGIN_SHIFT && isSpanKnown(cache);
}

/** Begins the simulations of a cache. Where memory is refused, there are none. */
function openShadows(cache: usize): void {
  const span = load<u32>(cache, SPAN);
  if (span < SMALLEST_SPAN) return;
  const shadows = allocatePiece(load<u32>(cache, QUOTA), SHADOWS_BYTES, cache);
  if (!shadows) return;
  store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(SHADOWS_BYTES), BYTES);
  store<u32>(cache, <u32>shadows, SHADOWS);
  let shift: u32 = 0;
  while (shift < MOST_SHIFT && span >> (shift + 1) >= LEAST) shift++;
  const size = (span + ((1 << shift) >> 1)) >> shift;
  store<u32>(shadows, span, SPAN_THEN);
  store<u32>(shadows, size, SIZE);
  store<u32>(shadows, NONE, BEST);
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) {
    const shadow = createCache(load<u32>(cache, QUOTA), 0x400, load<u32>(cache, SEED), load<u32>(cache, SEED + 4), W_TINYLFU, size, 0, 0);
    if (!shadow) return closeShadows(cache);
    store<u32>(shadows + FIRST + i * EACH, <u32>shadow);
  }
  store<u32>(cache, 0xffffffff >>> shift, THRESHOLD);
}

/** For files: the shadow that was the best at the last decision, NONE where there was none. */
export function bestShadow(cache: usize): u32 {
  const shadows: usize = load<u32>(cache, SHADOWS);
  return shadows ? load<u32>(shadows, BEST) : NONE;
}

/** Writes the scores that led to it to `to`. */
export function saveScores(cache: usize, to: usize): void {
  const shadows: usize = load<u32>(cache, SHADOWS);
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) store<f64>(to + (i << 3), scoreOf(shadows, i));
}

/** Begins new simulations, which go on from such scores. Where memory is refused, there are none. */
export function resumeShadows(cache: usize, best: u32, from: usize): void {
  if (!load<u32>(cache, SHADOWS)) openShadows(cache);
  const shadows: usize = load<u32>(cache, SHADOWS);
  if (!shadows) return;
  store<u32>(shadows, best, BEST);
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) store<f64>(shadows + FIRST + i * EACH, load<f64>(from + (i << 3)), SCORE);
}

/** Ends the simulations. */
export function closeShadows(cache: usize): void {
  const shadows: usize = load<u32>(cache, SHADOWS);
  store<u32>(cache, 0, THRESHOLD);
  if (!shadows) return;
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) {
    const shadow: usize = load<u32>(shadows + FIRST + i * EACH);
    if (shadow) dispose(shadow);
  }
  freePiece(load<u32>(cache, QUOTA), shadows, SHADOWS_BYTES);
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(SHADOWS_BYTES), BYTES);
  store<u32>(cache, 0, SHADOWS);
}

/** Bytes that the cache owns, the simulations included. */
export function cacheBytes(cache: usize): u32 {
  const shadows: usize = load<u32>(cache, SHADOWS);
  let bytes = load<u32>(cache, BYTES);
  if (shadows) for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) bytes += load<u32>(load<u32>(shadows + FIRST + i * EACH), BYTES);
  return bytes;
}

function simulate(cache: usize, h: u32): void {
  const shadows: usize = load<u32>(cache, SHADOWS);
  if (load<u32>(shadows, SPAN_THEN) != load<u32>(cache, SPAN)) return closeShadows(cache);
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) request(load<u32>(shadows + FIRST + i * EACH), shareOf(i), h);
  const seen = load<u32>(shadows, SEEN) + 1;
  store<u32>(shadows, seen, SEEN);
  if (seen >= PERIOD * load<u32>(shadows, SIZE)) decide(cache, shadows);
}

/** A shadow's keys are hashes. Where memory is refused, it knows one less. */
function request(shadow: usize, share: f64, key: u32): void {
  const h = hash<u32>(shadow, key);
  const slot = seek(shadow, h, key);
  if (slot) {
    read(shadow, slot);
    increment64(shadow, HITS);
  } else {
    const isFirst = !load<u32>(shadow, COUNT);
    if (addSlot(shadow, h, key) && isFirst) setWindow(shadow, share * <f64>load<u32>(shadow, SPAN));
  }
}

function decide(cache: usize, shadows: usize): void {
  let best: u32 = 0;
  for (let i: u32 = 0; i < COUNT_OF_SHADOWS; i++) {
    const at = shadows + FIRST + i * EACH;
    const hits = load<u32>(load<u32>(at), HITS);
    store<f64>(at, load<f64>(at, SCORE) * KEPT + <f64>(hits - load<u32>(at, HITS_BEFORE)), SCORE);
    store<u32>(at, hits, HITS_BEFORE);
    if (scoreOf(shadows, i) > scoreOf(shadows, best)) best = i;
  }
  const former = load<u32>(shadows, BEST);
  if (former != NONE && scoreOf(shadows, best) <= scoreOf(shadows, former) * MARGIN) best = former;
  store<u32>(shadows, best, BEST);
  store<u32>(shadows, 0, SEEN);
  const window = <f64>windowOf(cache);
  setWindow(cache, window + (shareOf(best) * <f64>load<u32>(cache, SPAN) - window) * 0.5);
}

// @ts-ignore: decorator
@inline
function scoreOf(shadows: usize, i: u32): f64 {
  return load<f64>(shadows + FIRST + i * EACH, SCORE);
}
