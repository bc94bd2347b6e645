/**
 * How often keys were asked for lately, estimated in 4 bits: a count-min sketch whose four counters for a key lie in one cache line. When it has counted
 * ten times as many as there are entries, all are halved (Einziger, Friedman, Manes: TinyLFU, ACM TOS 2017; in blocks as Caffeine has it).
 *
 * From two segments on, only the sketch's age grows then; a segment whose own differs is halved when it is next asked. So estimates of two keys can be
 * compared at any time, and yet no call takes long.
 */
import { COUNT } from "../../table/header";
import { SEGMENT_BYTES } from "../../memory/regions";
import { MEMORY_FIELDS, SPAN } from "../header";
import { AGE_BITS, BLOCK_SHIFT, ROOM, SEGMENTS, SEGMENT_BITS, SKETCH, growSketch, halve, numberOf, offsetOf, pieceSize, roomOf, wordOf } from "./sketch-memory";

export { openSketch, closeSketch } from "./sketch-memory";

// @ts-ignore: decorator
@inline const ADDED: usize = MEMORY_FIELDS + 8;   // u32: counted since the last halving, and half of what was before
// @ts-ignore: decorator
@inline const AGE: usize = MEMORY_FIELDS + 24;     // u32: how often it was halved, as many bits of it as a word has
/** Counters are halved after so many increments an entry. */
// @ts-ignore: decorator
@inline const SAMPLE: u32 = 10;
/** After so many times nothing is left of any counter. */
// @ts-ignore: decorator
@inline const HALVINGS: u32 = 4;

/** The block that counts a key. */
// @ts-ignore: decorator
@inline
function blockOf(cache: usize, h: u32): usize {
  return pieceOf(cache, h) + offsetOf(cache, h);
}

// @ts-ignore: decorator
@inline
function pieceOf(cache: usize, h: u32): usize {
  if (!load<u32>(cache, SEGMENTS)) return load<u32>(cache, SKETCH);
  const at = wordOf(cache, numberOf(cache, h));
  if ((load<u32>(at) & AGE_BITS) != load<u32>(cache, AGE)) catchUp(cache, at);
  return load<u32>(at) & ~AGE_BITS;
}

/** A second hash: its four bytes choose a counter each. */
// @ts-ignore: decorator
@inline
function remix(h: u32): u32 {
  const c = h * 0x31848bab;
  return c ^ (c >>> 14);
}

/** Counts a key once more; returns its frequency then. */
// @ts-ignore: decorator
@inline
export function increment(cache: usize, h: u32): u32 {
  // For twice as many entries as there are, up to a full cache: it counts keys that went, too.
  if (min(load<u32>(cache, SPAN), load<u32>(cache, COUNT) << 1) > load<u32>(cache, ROOM)) growSketch(cache);
  const block = blockOf(cache, h);
  const c = remix(h);
  const one = count(block, c);
  const two = count(block + 16, c >>> 8);
  const three = count(block + 32, c >>> 16);
  const four = count(block + 48, c >>> 24);
  const added = load<u32>(cache, ADDED) + <u32>((one & two & three & four) < 32);
  store<u32>(cache, added, ADDED);
  if (added >= SAMPLE * min(load<u32>(cache, SPAN), roomOf(cache))) {
    age(cache);
    return frequency(cache, h);
  }
  return min(min(one & 15, two & 15), min(three & 15, four & 15));
}

/** Counts in one row: what the counter is then, with the bit 32 where it was full. */
// @ts-ignore: decorator
@inline
function count(row: usize, c: u32): u32 {
  const at = row + ((c >>> 1) & 15);
  const shift = (c & 1) << 2;
  const byte = <u32>load<u8>(at);
  const before = (byte >>> shift) & 15;
  if (before == 15) return 32 | 15;
  store<u8>(at, <u8>(byte + (1 << shift)));
  return before + 1;
}

// @ts-ignore: decorator
@inline
function counter(row: usize, c: u32): u32 {
  return (<u32>load<u8>(row + ((c >>> 1) & 15)) >>> ((c & 1) << 2)) & 15;
}

/** How often a key was asked for lately, 15 at most. */
export function frequency(cache: usize, h: u32): u32 {
  const block = blockOf(cache, h);
  const c = remix(h);
  return min(min(counter(block, c), counter(block + 16, c >>> 8)), min(counter(block + 32, c >>> 16), counter(block + 48, c >>> 24)));
}

/** Loads what counting a key will need. */
// @ts-ignore: decorator
@inline
export function touchSketch(cache: usize, h: u32): u32 {
  const piece = load<u32>(cache, SEGMENTS) ? load<u32>(wordOf(cache, numberOf(cache, h))) & ~AGE_BITS : load<u32>(cache, SKETCH);
  return load<u8>(piece + offsetOf(cache, h));
}

/** All counters are to be halved, and memory that was refused is asked for again. */
function age(cache: usize): void {
  store<u32>(cache, roomOf(cache), ROOM);
  const added = load<u32>(cache, ADDED);
  if (load<u32>(cache, SEGMENTS)) {
    store<u32>(cache, (load<u32>(cache, AGE) + 1) & AGE_BITS, AGE);
    store<u32>(cache, added >>> 1, ADDED);
  } else {
    // Rounding down loses a half for each odd counter of four.
    const lost = halve(load<u32>(cache, SKETCH), pieceSize(cache)) >>> 2;
    store<u32>(cache, (added - min(lost, added)) >>> 1, ADDED);
  }
}

/** Makes a segment as old as the sketch, by its word. */
function catchUp(cache: usize, at: usize): void {
  const word = load<u32>(at);
  const age = load<u32>(cache, AGE);
  const times = min((age - word) & AGE_BITS, HALVINGS);
  for (let i: u32 = 0; i < times; i++) halve(word & ~AGE_BITS, SEGMENT_BYTES);
  store<u32>(at, (word & ~AGE_BITS) | age);
}

/** For files: where the block of a number is, its counters as old as the sketch. The blocks of each segment follow those of the one before. */
export function sketchBlock(cache: usize, number: u32): usize {
  if (!load<u32>(cache, SEGMENTS)) return load<u32>(cache, SKETCH) + (number << BLOCK_SHIFT);
  const at = wordOf(cache, number >>> SEGMENT_BITS);
  catchUp(cache, at);
  return (load<u32>(at) & ~AGE_BITS) + ((number << BLOCK_SHIFT) & AGE_BITS);
}

/** How many were counted since the last halving. */
export function counted(cache: usize): u32 {
  return load<u32>(cache, ADDED);
}

export function setCounted(cache: usize, added: u32): void {
  store<u32>(cache, added, ADDED);
}
