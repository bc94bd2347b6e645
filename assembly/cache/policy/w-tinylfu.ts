/**
 * W-TinyLFU (Einziger, Friedman, Manes: TinyLFU, ACM TOS 2017; with Eytan: Adaptive Software Cache Management, Middleware 2018): a window for what has just
 * come, and a main part, into which what leaves the window comes if it was asked for more often than what would have to go. The main part is
 * segmented: what was asked for while on probation is protected.
 *
 * Promotion is lazy, as in S3-FIFO and SIEVE: a read only marks the index word, and an entry that was read moves when it is the oldest of its queue. While
 * it stays, its reads are not counted in the sketch either; that it was read is, once, when it moves. On traces this is as good as moving
 * entries at each read (hit ratios differ by ± 1 point), and a read that hits touches neither queue nor sketch.
 *
 * The frequency of what leaves the window is what it was when its line was written, which has it in its bits; that of the next victim is
 * looked up once. So most newcomers are turned away without a look at the sketch.
 */
import { COUNT } from "../../table/header";
import { EVICTIONS, IS_CROWDED, MAX, POLICY_FIELDS, SPAN, TOUCHED, VICTIM_HASH } from "../header";
import { TAG_BITS, append, liveOf, oldest, queueNumbered, reachesTo, tagOf, takeOldest } from "../queue";
import { READS, slotOfLine, touch } from "../slot";
import { closeSketch, frequency, increment, openSketch, touchSketch } from "./sketch";

/** The queues. */
// @ts-ignore: decorator
@inline const WINDOW: u32 = 0;
// @ts-ignore: decorator
@inline const PROBATION: u32 = 1;
// @ts-ignore: decorator
@inline const PROTECTED: u32 = 2;

// @ts-ignore: decorator
@inline export const WINDOW_MAX: usize = POLICY_FIELDS;
// @ts-ignore: decorator
@inline const PROTECTED_MAX: usize = POLICY_FIELDS + 4;
// @ts-ignore: decorator
@inline export const RANDOM: usize = POLICY_FIELDS + 8;
// @ts-ignore: decorator
@inline const MAIN_MAX: usize = POLICY_FIELDS + 48;         // u32
// @ts-ignore: decorator
@inline export const NEXT_HASH: usize = POLICY_FIELDS + 12;        // of the next victim, whose frequency was looked up
// @ts-ignore: decorator
@inline export const NEXT_FREQUENCY: usize = POLICY_FIELDS + 16;   // u32: NOT_KNOWN where it was not

// @ts-ignore: decorator
@inline export const NOT_KNOWN: u32 = 0xff;

// @ts-ignore: decorator
@inline const WINDOW_SHARE: f64 = 0.1;
// @ts-ignore: decorator
@inline const PROTECTED_SHARE: f64 = 0.8;
/** From this frequency on a newcomer may win by chance, so that nobody can keep what is there by making it frequent. */
// @ts-ignore: decorator
@inline const CHANCE_FROM: u32 = 6;
/** How many entries that were read may pass before one goes unless it was not read: no call is to take long. */
// @ts-ignore: decorator
@inline const TRIES: u32 = 8;
// @ts-ignore: decorator
@inline const PROTECTED_TRIES: u32 = 2;
/** Of so many newcomers the home groups are loaded together. */
// @ts-ignore: decorator
@inline const AHEAD: u32 = 8;

export function open(cache: usize, random: u32): bool {
  forget(cache);
  store<u32>(cache, random | 1, RANDOM);
  setWindow(cache, WINDOW_SHARE * <f64>load<u32>(cache, SPAN));
  return openSketch(cache);
}

/** The window keeps its share. */
export function resized(cache: usize): void {
  const former = load<u32>(cache, WINDOW_MAX) + load<u32>(cache, MAIN_MAX);
  setWindow(cache, <f64>load<u32>(cache, WINDOW_MAX) / <f64>former * <f64>load<u32>(cache, SPAN));
  forget(cache);
}

export function close(cache: usize): void {
  closeSketch(cache);
}

/** Makes the window so many entries; those that are there follow one by one, as others come. */
export function setWindow(cache: usize, entries: f64): void {
  const all = load<u32>(cache, SPAN);
  const window = min(max(<u32>entries, 1), max(all - 1, 1));
  store<u32>(cache, window, WINDOW_MAX);
  store<u32>(cache, all - min(window, all), MAIN_MAX);
  store<u32>(cache, <u32>(<f64>(all - window) * PROTECTED_SHARE), PROTECTED_MAX);
}

// @ts-ignore: decorator
@inline
export function windowOf(cache: usize): u32 {
  return load<u32>(cache, WINDOW_MAX);
}

// @ts-ignore: decorator
@inline
export function read(slot: usize): void {
  const word = load<u32>(slot);
  if (!(word & READS)) store<u32>(slot, word | 1);
}

// @ts-ignore: decorator
@inline
export function prepare(cache: usize, h: u32): u32 {
  return touchSketch(cache, h);
}

export function add(cache: usize, slot: usize, h: u32, tag: u32): void {
  append(cache, WINDOW, h, tag | increment(cache, h), slot);
}

/** As of every policy: see policy.ts. */
export function victim(cache: usize): usize {
  const isFull = load<u32>(cache, COUNT) >= load<u32>(cache, MAX) || load<u32>(cache, IS_CROWDED) != 0;
  const window = queueNumbered(cache, WINDOW);
  const windowMax = load<u32>(cache, WINDOW_MAX);
  if (liveOf(window) < windowMax) {
    if (!isFull) return 0;
    const at = mainVictim(cache);
    if (at) return take(cache, PROBATION, at);
  }
  if (isFull && !(load<u32>(cache, EVICTIONS) & (AHEAD - 1))) lookAhead(cache);
  let at = unread(cache, WINDOW, WINDOW, TRIES);
  if (isFull && liveOf(window) > windowMax) {
    move(cache, WINDOW, at, PROBATION);
    at = unread(cache, WINDOW, WINDOW, TRIES);
  }
  if (!isFull) {
    move(cache, WINDOW, at, PROBATION);
    return 0;
  }
  // Before the main part's entries are looked at, for that may append to the queues and so move this one's line.
  const h = load<u32>(at);
  const tag = tagOf(at);
  const slot = take(cache, WINDOW, at);
  const next = replaceable(cache, tag & TAG_BITS);
  if (!next) {
    store<u32>(cache, h, VICTIM_HASH);
    return slot;
  }
  append(cache, PROBATION, h, tag & ~TAG_BITS, slot);
  return take(cache, PROBATION, next);
}

/** Takes out the line at `at`, which is the oldest of its queue; returns its slot, and leaves its hash. */
// @ts-ignore: decorator
@inline
function take(cache: usize, number: u32, at: usize): usize {
  const slot = slotOfLine(cache, at);
  store<u32>(cache, load<u32>(at), VICTIM_HASH);
  if (number == PROBATION) forget(cache);
  takeOldest(queueNumbered(cache, number), at);
  return slot;
}

/** Moves the oldest line of a queue, which is at `at`, to the end of another. */
function move(cache: usize, number: u32, at: usize, to: u32): void {
  const tag = tagOf(at);
  const slot = take(cache, number, at);
  append(cache, to, load<u32>(cache, VICTIM_HASH), tag & ~TAG_BITS, slot);
}

/** What is known of the next victim may be another's soon. */
export function forget(cache: usize): void {
  store<u32>(cache, NOT_KNOWN, NEXT_FREQUENCY);
}

/** The line of the oldest entry of a queue that nobody has read since it was written; those that were read go to the end of the queue `to`. */
function unread(cache: usize, number: u32, to: u32, tries: u32): usize {
  const queue = queueNumbered(cache, number);
  while (true) {
    const at = oldest(cache, queue);
    if (!at || !tries) return at;
    const slot = slotOfLine(cache, at);
    if (!(load<u32>(slot) & READS)) return at;
    tries--;
    const h = load<u32>(at);
    const tag = tagOf(at) & ~TAG_BITS;
    takeOldest(queue, at);
    store<u32>(slot, load<u32>(slot) & ~READS);
    append(cache, to, h, tag | increment(cache, h), slot);
    if (to != number) {
      if (liveOf(queueNumbered(cache, PROTECTED)) > load<u32>(cache, PROTECTED_MAX)) demote(cache);
      if (liveOf(queueNumbered(cache, PROTECTED)) > load<u32>(cache, PROTECTED_MAX)) demote(cache);
    }
  }
}

/** Puts the oldest protected entry back on probation. False where there is none. */
function demote(cache: usize): bool {
  const at = unread(cache, PROTECTED, PROTECTED, PROTECTED_TRIES);
  if (!at) return false;
  move(cache, PROTECTED, at, PROBATION);
  return true;
}

/** The line of the entry that would have to go from the main part, the oldest on probation; 0 where that is empty. */
function mainVictim(cache: usize): usize {
  const at = unread(cache, PROBATION, PROTECTED, TRIES);
  if (at) return at;
  return demote(cache) ? oldest(cache, queueNumbered(cache, PROBATION)) : 0;
}

/** The line of the next victim if a newcomer of that frequency is to take its place, else 0. */
function replaceable(cache: usize, frequent: u32): usize {
  const next = oldest(cache, queueNumbered(cache, PROBATION));
  if (next && load<u32>(cache, NEXT_FREQUENCY) != NOT_KNOWN && load<u32>(next) == load<u32>(cache, NEXT_HASH)) return wins(cache, frequent) ? mainVictim(cache) : 0;
  const at = mainVictim(cache);
  if (!at) return 0;
  store<u32>(cache, load<u32>(at), NEXT_HASH);
  store<u32>(cache, frequency(cache, load<u32>(at)), NEXT_FREQUENCY);
  return wins(cache, frequent) ? at : 0;
}

// @ts-ignore: decorator
@inline
function wins(cache: usize, frequent: u32): bool {
  if (frequent > load<u32>(cache, NEXT_FREQUENCY)) return true;
  return frequent >= CHANCE_FROM && (random(cache) & 127) == 0;
}

/** Marsaglia's xorshift. */
function random(cache: usize): u32 {
  let x = load<u32>(cache, RANDOM);
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  store<u32>(cache, x, RANDOM);
  return x;
}

/** Loads what judging the next of the window will need, many at a time: their misses overlap. */
function lookAhead(cache: usize): void {
  const first: usize = load<u32>(queueNumbered(cache, WINDOW)) + (AHEAD << 3);
  if (!reachesTo(queueNumbered(cache, WINDOW), first + (AHEAD << 3))) return;
  let loaded: u32 = 0;
  for (let i: u32 = 0; i < AHEAD; i++) loaded |= touch(cache, load<u32>(first + (i << 3)));
  store<u32>(cache, loaded, TOUCHED);
}
