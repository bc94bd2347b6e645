/** W-TinyLFU with lazy promotion. See `assembly/cache/policy/w-tinylfu.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { COUNT } from '../../table/header.js';
import { IS_CROWDED, MAX, POLICY_FIELDS, SPAN, VICTIM_HASH } from '../header.js';
import { TAG_BITS, append, liveOf, oldest, queueNumbered, tagOf, takeOldest } from '../queue.js';
import { READS, slotOfLine } from '../slot.js';
import type { Policy } from './policy.js';
import { closeSketch, frequency, increment, openSketch } from './sketch.js';

const WINDOW = 0;
const PROBATION = 1;
const PROTECTED = 2;

export const WINDOW_MAX = POLICY_FIELDS;
const PROTECTED_MAX = POLICY_FIELDS + 4;
export const RANDOM = POLICY_FIELDS + 8;
const MAIN_MAX = POLICY_FIELDS + 48;
export const NEXT_HASH = POLICY_FIELDS + 12;
export const NEXT_FREQUENCY = POLICY_FIELDS + 16;

export const NOT_KNOWN = 0xff;

const WINDOW_SHARE = 0.1;
const PROTECTED_SHARE = 0.8;
const CHANCE_FROM = 6;
const TRIES = 8;
const PROTECTED_TRIES = 2;

/** Its number, as of POLICY. */
export const W_TINYLFU = 2;

export function windowOf(memory: LinearMemory, cache: number): number {
  return load(memory, cache + WINDOW_MAX);
}

export const wTinyLfu: Policy = {
  queues: 3,

  open(memory, cache, random) {
    forget(memory, cache);
    store(memory, cache + RANDOM, random | 1);
    setWindow(memory, cache, WINDOW_SHARE * load(memory, cache + SPAN));
    return openSketch(memory, cache);
  },

  close: closeSketch,

  resized(memory, cache) {
    const window = load(memory, cache + WINDOW_MAX);
    const former = window + load(memory, cache + MAIN_MAX);
    setWindow(memory, cache, (window / former) * load(memory, cache + SPAN));
    forget(memory, cache);
  },

  read(memory, _, slot) {
    const word = load(memory, slot);
    if ((word & READS) === 0) store(memory, slot, word | 1);
  },

  victim,

  add(memory, cache, slot, h, tag) {
    append(memory, cache, WINDOW, h, tag | increment(memory, cache, h), slot);
  },

  left: forget,
};

/** Makes the window so many entries; those that are there follow one by one, as others come. */
export function setWindow(memory: LinearMemory, cache: number, entries: number): void {
  const all = load(memory, cache + SPAN);
  const window = Math.min(Math.max(Math.trunc(entries), 1), Math.max(all - 1, 1));
  store(memory, cache + WINDOW_MAX, window);
  store(memory, cache + MAIN_MAX, all - Math.min(window, all));
  store(memory, cache + PROTECTED_MAX, Math.trunc((all - window) * PROTECTED_SHARE));
}

/** As of every policy: see policy.ts. */
function victim(memory: LinearMemory, cache: number): number {
  const isFull = load(memory, cache + COUNT) >= load(memory, cache + MAX) || load(memory, cache + IS_CROWDED) !== 0;
  const window = queueNumbered(cache, WINDOW);
  const windowMax = load(memory, cache + WINDOW_MAX);
  if (liveOf(memory, window) < windowMax) {
    if (!isFull) return 0;
    const at = mainVictim(memory, cache);
    if (at !== 0) return take(memory, cache, PROBATION, at);
  }
  let at = unread(memory, cache, WINDOW, WINDOW, TRIES);
  if (isFull && liveOf(memory, window) > windowMax) {
    move(memory, cache, WINDOW, at, PROBATION);
    at = unread(memory, cache, WINDOW, WINDOW, TRIES);
  }
  if (!isFull) {
    move(memory, cache, WINDOW, at, PROBATION);
    return 0;
  }
  // Before the main part's entries are looked at, for that may append to the queues and so move this one's line.
  const h = load(memory, at);
  const tag = tagOf(memory, at);
  const slot = take(memory, cache, WINDOW, at);
  const next = replaceable(memory, cache, tag & TAG_BITS);
  if (next === 0) {
    store(memory, cache + VICTIM_HASH, h);
    return slot;
  }
  append(memory, cache, PROBATION, h, tag & ~TAG_BITS, slot);
  return take(memory, cache, PROBATION, next);
}

/** Takes out the line at `at`, which is the oldest of its queue; returns its slot, and leaves its hash. */
function take(memory: LinearMemory, cache: number, number: number, at: number): number {
  const slot = slotOfLine(memory, cache, at);
  store(memory, cache + VICTIM_HASH, load(memory, at));
  if (number === PROBATION) forget(memory, cache);
  takeOldest(memory, queueNumbered(cache, number), at);
  return slot;
}

/** Moves the oldest line of a queue, which is at `at`, to the end of another. */
function move(memory: LinearMemory, cache: number, number: number, at: number, to: number): void {
  const tag = tagOf(memory, at);
  const slot = take(memory, cache, number, at);
  append(memory, cache, to, load(memory, cache + VICTIM_HASH), tag & ~TAG_BITS, slot);
}

/** What is known of the next victim may be another's soon. */
export function forget(memory: LinearMemory, cache: number): void {
  store(memory, cache + NEXT_FREQUENCY, NOT_KNOWN);
}

/** The line of the oldest entry of a queue that nobody has read since it was written; those that were read go to the end of the queue `to`. */
function unread(memory: LinearMemory, cache: number, number: number, to: number, most: number): number {
  const queue = queueNumbered(cache, number);
  const isOver = (): boolean => liveOf(memory, queueNumbered(cache, PROTECTED)) > load(memory, cache + PROTECTED_MAX);
  for (let tries = most; ; tries--) {
    const at = oldest(memory, cache, queue);
    if (at === 0 || tries === 0) return at;
    const slot = slotOfLine(memory, cache, at);
    const word = load(memory, slot);
    if ((word & READS) === 0) return at;
    const h = load(memory, at);
    const tag = tagOf(memory, at) & ~TAG_BITS;
    takeOldest(memory, queue, at);
    store(memory, slot, word & ~READS);
    append(memory, cache, to, h, tag | increment(memory, cache, h), slot);
    if (to === number) continue;
    if (isOver()) demote(memory, cache);
    if (isOver()) demote(memory, cache);
  }
}

/** Puts the oldest protected entry back on probation. False where there is none. */
function demote(memory: LinearMemory, cache: number): boolean {
  const at = unread(memory, cache, PROTECTED, PROTECTED, PROTECTED_TRIES);
  if (at === 0) return false;
  move(memory, cache, PROTECTED, at, PROBATION);
  return true;
}

/** The line of the entry that would have to go from the main part, the oldest on probation; 0 where that is empty. */
function mainVictim(memory: LinearMemory, cache: number): number {
  const at = unread(memory, cache, PROBATION, PROTECTED, TRIES);
  if (at !== 0) return at;
  return demote(memory, cache) ? oldest(memory, cache, queueNumbered(cache, PROBATION)) : 0;
}

/** The line of the next victim if a newcomer of that frequency is to take its place, else 0. */
function replaceable(memory: LinearMemory, cache: number, frequent: number): number {
  const next = oldest(memory, cache, queueNumbered(cache, PROBATION));
  const isKnown = next !== 0 && load(memory, cache + NEXT_FREQUENCY) !== NOT_KNOWN && load(memory, next) === load(memory, cache + NEXT_HASH);
  if (isKnown) return wins(memory, cache, frequent) ? mainVictim(memory, cache) : 0;
  const at = mainVictim(memory, cache);
  if (at === 0) return 0;
  store(memory, cache + NEXT_HASH, load(memory, at));
  store(memory, cache + NEXT_FREQUENCY, frequency(memory, cache, load(memory, at)));
  return wins(memory, cache, frequent) ? at : 0;
}

function wins(memory: LinearMemory, cache: number, frequent: number): boolean {
  if (frequent > load(memory, cache + NEXT_FREQUENCY)) return true;
  return frequent >= CHANCE_FROM && (random(memory, cache) & 127) === 0;
}

/** Marsaglia's xorshift. */
function random(memory: LinearMemory, cache: number): number {
  let x = load(memory, cache + RANDOM);
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  store(memory, cache + RANDOM, x);
  return x;
}
