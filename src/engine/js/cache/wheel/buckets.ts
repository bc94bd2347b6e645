/** The buckets of a wheel: lists of extras, each a ring that is known by its oldest node. See `assembly/cache/wheel/buckets.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { increment, load, store } from '../../memory/linear.js';
import { lowestBit } from '../../table/group.js';
import { BUCKET, NEXT, PREVIOUS, staleFrom } from '../extras.js';
import { DIGITS, DIGIT_BITS, LEVELS } from './time.js';

export const CURRENT = 0;
const LEVELS_TAKEN = 8;
export const MOVES = 12;
const OCCUPIED = 16;
const MIXED = OCCUPIED + LEVELS * 8;
const HEADS = MIXED + LEVELS * 8 - 4;
export const LATE = (LEVELS - 1) * DIGITS + 5;
export const WHEEL_BYTES = HEADS + (LATE + 1) * 4;
export const RESTARTED = 0x80000000;

export function bucketNumbered(level: number, digit: number): number {
  return (level << DIGIT_BITS) + digit + 1;
}

export function levelOf(bucket: number): number {
  return (bucket - 1) >>> DIGIT_BITS;
}

export function digitIn(bucket: number): number {
  return (bucket - 1) & (DIGITS - 1);
}

/** The oldest node of a bucket, or 0. */
export function headOf(memory: LinearMemory, wheel: number, bucket: number): number {
  return load(memory, wheel + HEADS + bucket * 4);
}

/** The late ones first, then the bucket whose nodes become stale first; 0 where all are empty. */
export function firstBucket(memory: LinearMemory, wheel: number): number {
  if (headOf(memory, wheel, LATE) !== 0) return LATE;
  const levels = load(memory, wheel + LEVELS_TAKEN);
  if (levels === 0) return 0;
  const level = lowestBit(levels);
  const low = load(memory, wheel + OCCUPIED + level * 8);
  return bucketNumbered(level, low === 0 ? 32 + lowestBit(load(memory, wheel + OCCUPIED + level * 8 + 4)) : lowestBit(low));
}

/** Whether the nodes of a bucket may lie in another order than that of their times. */
export function isMixed(memory: LinearMemory, wheel: number, bucket: number): boolean {
  return bucket !== LATE && (load(memory, bitsAt(wheel + MIXED, bucket)) & (1 << digitIn(bucket))) !== 0;
}

/** Whether a node lies where it belonged before its time became a later one. */
export function isRestarted(memory: LinearMemory, extras: number): boolean {
  return load(memory, extras + BUCKET) >= RESTARTED;
}

/** Adds a node that is in no bucket, and is stale from `time` on, behind the others of one. */
export function append(memory: LinearMemory, wheel: number, bucket: number, extras: number, time: number): void {
  const head = headOf(memory, wheel, bucket);
  if (head === 0) {
    store(memory, extras + PREVIOUS, extras);
    store(memory, extras + NEXT, extras);
    store(memory, wheel + HEADS + bucket * 4, extras);
    if (bucket !== LATE) occupy(memory, wheel, bucket);
  } else {
    const tail = load(memory, head + PREVIOUS);
    if (bucket !== LATE && staleFrom(memory, tail) > time) setBit(memory, wheel + MIXED, bucket);
    store(memory, tail + NEXT, extras);
    store(memory, extras + PREVIOUS, tail);
    store(memory, extras + NEXT, head);
    store(memory, head + PREVIOUS, extras);
  }
  store(memory, extras + BUCKET, bucket);
  increment(memory, wheel + MOVES);
}

/** Takes a node out of its bucket. */
export function takeOut(memory: LinearMemory, wheel: number, extras: number): void {
  const bucket = load(memory, extras + BUCKET) & ~RESTARTED;
  const next = load(memory, extras + NEXT);
  const previous = load(memory, extras + PREVIOUS);
  if (next === extras) {
    empty(memory, wheel, bucket);
  } else {
    store(memory, previous + NEXT, next);
    store(memory, next + PREVIOUS, previous);
    if (headOf(memory, wheel, bucket) === extras) store(memory, wheel + HEADS + bucket * 4, next);
  }
  unlink(memory, extras);
}

/** Takes all nodes of a bucket, which stay linked among themselves; returns the oldest, or 0. */
export function takeAll(memory: LinearMemory, wheel: number, bucket: number): number {
  const head = headOf(memory, wheel, bucket);
  if (head !== 0) empty(memory, wheel, bucket);
  return head;
}

/** A node that is in no bucket. */
export function unlink(memory: LinearMemory, extras: number): void {
  store(memory, extras + PREVIOUS, 0);
  store(memory, extras + NEXT, 0);
  store(memory, extras + BUCKET, 0);
}

/** The address of the word that has a bucket's bit, of 64 bits a level; shifts take its place in there from the digit. */
function bitsAt(bits: number, bucket: number): number {
  return bits + levelOf(bucket) * 8 + (digitIn(bucket) >>> 5) * 4;
}

function setBit(memory: LinearMemory, bits: number, bucket: number): void {
  const at = bitsAt(bits, bucket);
  store(memory, at, load(memory, at) | (1 << digitIn(bucket)));
}

function clearBit(memory: LinearMemory, bits: number, bucket: number): void {
  const at = bitsAt(bits, bucket);
  store(memory, at, load(memory, at) & ~(1 << digitIn(bucket)));
}

function occupy(memory: LinearMemory, wheel: number, bucket: number): void {
  setBit(memory, wheel + OCCUPIED, bucket);
  store(memory, wheel + LEVELS_TAKEN, load(memory, wheel + LEVELS_TAKEN) | (1 << levelOf(bucket)));
}

function empty(memory: LinearMemory, wheel: number, bucket: number): void {
  store(memory, wheel + HEADS + bucket * 4, 0);
  if (bucket === LATE) return;
  clearBit(memory, wheel + OCCUPIED, bucket);
  clearBit(memory, wheel + MIXED, bucket);
  const level = wheel + OCCUPIED + levelOf(bucket) * 8;
  if ((load(memory, level) | load(memory, level + 4)) === 0) store(memory, wheel + LEVELS_TAKEN, load(memory, wheel + LEVELS_TAKEN) & ~(1 << levelOf(bucket)));
}
