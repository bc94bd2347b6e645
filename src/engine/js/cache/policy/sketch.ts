/** How often keys were asked for lately, estimated in 4 bits. See `assembly/cache/policy/sketch.ts`. */
import type { LinearMemory } from '../../memory/linear.js';
import { load, store } from '../../memory/linear.js';
import { SEGMENT_BYTES } from '../../memory/regions.js';
import { COUNT } from '../../table/header.js';
import { MEMORY_FIELDS, SPAN } from '../header.js';
import { AGE_BITS, BLOCK_BYTES, ROOM, SEGMENTS, SKETCH, growSketch, halve, numberOf, offsetOf, pieceSize, roomOf, segmentOf, wordOf } from './sketch-memory.js';

export { openSketch, closeSketch } from './sketch-memory.js';

const ADDED = MEMORY_FIELDS + 8;
const AGE = MEMORY_FIELDS + 24;
const SAMPLE = 10;
const HALVINGS = 4;

/** The block that counts a key. */
function blockOf(memory: LinearMemory, cache: number, h: number): number {
  return pieceOf(memory, cache, h) + offsetOf(memory, cache, h);
}

function pieceOf(memory: LinearMemory, cache: number, h: number): number {
  if (load(memory, cache + SEGMENTS) === 0) return load(memory, cache + SKETCH);
  const at = wordOf(memory, cache, numberOf(memory, cache, h));
  if ((load(memory, at) & AGE_BITS) !== load(memory, cache + AGE)) catchUp(memory, cache, at);
  return segmentOf(load(memory, at));
}

/** A second hash: its four bytes choose a counter each. */
function remix(h: number): number {
  const c = Math.imul(h, 0x31848bab);
  return c ^ (c >>> 14);
}

/** Counts a key once more; returns its frequency then. */
export function increment(memory: LinearMemory, cache: number, h: number): number {
  if (Math.min(load(memory, cache + SPAN), 2 * load(memory, cache + COUNT)) > load(memory, cache + ROOM)) growSketch(memory, cache);
  const block = blockOf(memory, cache, h);
  const c = remix(h);
  let least = 15;
  let isAdded = false;
  for (let row = 0; row < 4; row++) {
    const at = block + row * 16 + ((c >>> (row * 8 + 1)) & 15);
    const shift = ((c >>> (row * 8)) & 1) << 2;
    const byte = memory.u8[at]!;
    const before = (byte >>> shift) & 15;
    if (before === 15) continue;
    memory.u8[at] = byte + (1 << shift);
    isAdded = true;
    least = Math.min(least, before + 1);
  }
  const added = load(memory, cache + ADDED) + (isAdded ? 1 : 0);
  store(memory, cache + ADDED, added);
  if (added < SAMPLE * Math.min(load(memory, cache + SPAN), roomOf(memory, cache))) return least;
  age(memory, cache);
  return frequency(memory, cache, h);
}

/** How often a key was asked for lately, 15 at most. */
export function frequency(memory: LinearMemory, cache: number, h: number): number {
  const block = blockOf(memory, cache, h);
  const c = remix(h);
  let least = 15;
  for (let row = 0; row < 4; row++) {
    const byte = memory.u8[block + row * 16 + ((c >>> (row * 8 + 1)) & 15)]!;
    least = Math.min(least, (byte >>> (((c >>> (row * 8)) & 1) << 2)) & 15);
  }
  return least;
}

/** All counters are to be halved, and memory that was refused is asked for again. */
function age(memory: LinearMemory, cache: number): void {
  store(memory, cache + ROOM, roomOf(memory, cache));
  const added = load(memory, cache + ADDED);
  if (load(memory, cache + SEGMENTS) === 0) {
    const lost = halve(memory, load(memory, cache + SKETCH), pieceSize(memory, cache)) >>> 2;
    store(memory, cache + ADDED, (added - Math.min(lost, added)) >>> 1);
  } else {
    store(memory, cache + AGE, (load(memory, cache + AGE) + 1) & AGE_BITS);
    store(memory, cache + ADDED, added >>> 1);
  }
}

/** Makes a segment as old as the sketch, by its word. */
function catchUp(memory: LinearMemory, cache: number, at: number): void {
  const word = load(memory, at);
  const age = load(memory, cache + AGE);
  const times = Math.min((age - word) & AGE_BITS, HALVINGS);
  for (let i = 0; i < times; i++) halve(memory, segmentOf(word), SEGMENT_BYTES);
  store(memory, at, segmentOf(word) | age);
}

/** For files: where the block of a number is, its counters as old as the sketch. */
export function sketchBlock(memory: LinearMemory, cache: number, number: number): number {
  const within = number * BLOCK_BYTES;
  if (load(memory, cache + SEGMENTS) === 0) return load(memory, cache + SKETCH) + within;
  const at = wordOf(memory, cache, Math.floor(within / SEGMENT_BYTES));
  catchUp(memory, cache, at);
  return segmentOf(load(memory, at)) + within % SEGMENT_BYTES;
}

/** How many were counted since the last halving. */
export function counted(memory: LinearMemory, cache: number): number {
  return load(memory, cache + ADDED);
}

export function setCounted(memory: LinearMemory, cache: number, added: number): void {
  store(memory, cache + ADDED, added);
}
