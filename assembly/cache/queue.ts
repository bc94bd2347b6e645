/**
 * A queue of entries, oldest first, as lines of 8 bytes: the hash of an entry's key, and a tag with 4 bits of the policy's. Above those the tag has the address
 * of the entry's node where there is no index, else nothing but a bit that is set.
 *
 *   0          4                8      16            − 8
 *   ┌──────────┬────────────────┬──────┬──────┬─ … ─┬──────┐
 *   │ previous │ bytes | number │ line │ line │     │ next │    a chunk; `next` is a line without a tag, too
 *   └──────────┴────────────────┴──────┴──────┴─ … ─┴──────┘
 *
 * Lines are appended and taken in order, which hardly misses a cache, and look-ups for the next of them can begin before they are needed. An entry's slot has
 * the address of its line. An entry that leaves from amid a queue leaves a dead line, which is all zero. When more than half are dead, the live ones
 * move together, a few for each line that is appended.
 */
import { BYTES, QUOTA } from "../table/header";
import { SEGMENT_BYTES } from "../memory/regions";
import { allocatePiece, allocateRawSegment, freePiece, pieceBytes } from "../memory/quota";
import { QUEUES } from "./header";
import { entryOf, ENTRY_CLASS, ENTRY_USE, USE_SLAB } from "../memory/segments";
import { classBytes } from "../memory/blocks";
import { WORD_FLAGS, slotOfLine } from "./slot";

// @ts-ignore: decorator
@inline export const HEAD: usize = 0;       // the oldest line
// @ts-ignore: decorator
@inline export const TAIL: usize = 4;       // behind the newest
// @ts-ignore: decorator
@inline export const LIVE: usize = 8;       // entries
// @ts-ignore: decorator
@inline export const LINES: usize = 12;     // lines from the head to the tail, dead ones too
// @ts-ignore: decorator
@inline const TAIL_END: usize = 16;         // the line of the newest chunk that leads to the next
// @ts-ignore: decorator
@inline const HEAD_CHUNK: usize = 20;
// @ts-ignore: decorator
@inline const FROM: usize = 24;             // while live lines move together: the next to be looked at, else 0
// @ts-ignore: decorator
@inline const TO: usize = 28;               // and where it goes
// @ts-ignore: decorator
@inline const GAP: usize = 32;              // lines from TO to FROM
// @ts-ignore: decorator
@inline const TAIL_CHUNK: usize = 36;
// @ts-ignore: decorator
@inline export const QUEUE_BYTES: u32 = 40;

// @ts-ignore: decorator
@inline const PREVIOUS: usize = 0;
// @ts-ignore: decorator
@inline const CHUNK_BYTES: usize = 4;       // and the queue's number, from bit 16 on
// @ts-ignore: decorator
@inline export const LINE_BYTES: u32 = 8;
// @ts-ignore: decorator
@inline const LEAST_CHUNK: u32 = 512;

/** Lines that can be appended between two calls of `ensureRoom`. */
// @ts-ignore: decorator
@inline export const LINES_ENSURED: u32 = 48;
/** Lines that are looked at for each that is appended, while live ones move together. */
// @ts-ignore: decorator
@inline const MOVED_AT_ONCE: u32 = 4;
/** Dead lines that are left alone. */
// @ts-ignore: decorator
@inline const DEAD_ALLOWED: u32 = 256;

// @ts-ignore: decorator
@inline
export function queueNumbered(cache: usize, number: u32): usize {
  return cache + QUEUES + number * QUEUE_BYTES;
}

// @ts-ignore: decorator
@inline
export function liveOf(queue: usize): u32 {
  return load<u32>(queue, LIVE);
}

/** Bits of a tag that are the policy's. */
// @ts-ignore: decorator
@inline export const TAG_BITS: u32 = 15;
/** What the tags of entries with an index have instead of an address. */
// @ts-ignore: decorator
@inline export const INDEXED: u32 = 16;

/** The tag of a line; 0 where it is dead, or leads to the next chunk. */
// @ts-ignore: decorator
@inline
export function tagOf(line: usize): u32 {
  return load<u32>(line, 4);
}

/** Makes sure that so many lines as `LINES_ENSURED` can be appended. False, and nothing changed, where memory is refused. */
// @ts-ignore: decorator
@inline
export function ensureRoom(cache: usize, number: u32): bool {
  const queue = queueNumbered(cache, number);
  return load<u32>(queue, TAIL_END) - load<u32>(queue, TAIL) >= LINES_ENSURED * LINE_BYTES || extend(cache, queue, number);
}

function extend(cache: usize, queue: usize, number: u32): bool {
  const end: usize = load<u32>(queue, TAIL_END);
  if (end && load<u32>(end)) return true;
  const bytes = chunkBytes(liveOf(queue));
  const quota: usize = load<u32>(cache, QUOTA);
  const chunk = bytes == SEGMENT_BYTES ? allocateRawSegment(quota, cache) : allocatePiece(quota, bytes, cache);
  if (!chunk) {
    if (!end) return false;
    if (liveOf(queue)) return packChunk(cache, queue);
    closeQueue(cache, queue);
    return extend(cache, queue, number);
  }
  store<u32>(cache, load<u32>(cache, BYTES) + bytes, BYTES);
  store<u32>(chunk, bytes | (number << 16), CHUNK_BYTES);
  store<u64>(chunk + bytes - LINE_BYTES, 0);
  if (end) {
    store<u32>(end, chunk);
    store<u32>(chunk, load<u32>(queue, TAIL_CHUNK), PREVIOUS);
  } else {
    store<u32>(chunk, 0, PREVIOUS);
    store<u32>(queue, chunk, HEAD_CHUNK);
    store<u32>(queue, chunk + LINE_BYTES, HEAD);
    store<u32>(queue, enterChunk(queue, chunk), TAIL);
  }
  return true;
}

/** Moves the lines of a queue that is but one chunk to its beginning. Whether there is room then. */
function packChunk(cache: usize, queue: usize): bool {
  const chunk: usize = load<u32>(queue, HEAD_CHUNK);
  if (chunk != load<u32>(queue, TAIL_CHUNK)) return false;
  const tail: usize = load<u32>(queue, TAIL);
  let to = chunk + LINE_BYTES;
  for (let from: usize = load<u32>(queue, HEAD); from < tail; from += LINE_BYTES) {
    if (!tagOf(from)) continue;
    if (from != to) relocate(cache, from, to);
    to += LINE_BYTES;
  }
  store<u32>(queue, chunk + LINE_BYTES, HEAD);
  store<u32>(queue, to, TAIL);
  store<u32>(queue, load<u32>(queue, LIVE), LINES);
  store<u32>(queue, 0, FROM);
  return load<u32>(queue, TAIL_END) - <u32>to >= LINES_ENSURED * LINE_BYTES;
}

/** Moves a line to where there is none. */
function relocate(cache: usize, from: usize, to: usize): void {
  const slot = slotOfLine(cache, from);
  store<u32>(slot, <u32>to | (load<u32>(slot) & WORD_FLAGS));
  store<u64>(to, load<u64>(from));
  store<u64>(from, 0);
}

// @ts-ignore: decorator
@inline
function bytesOf(chunk: usize): u32 {
  return load<u16>(chunk, CHUNK_BYTES);
}

/** Whether the oldest chunk has memory up to `end`, which is behind its head. */
// @ts-ignore: decorator
@inline
export function reachesTo(queue: usize, end: usize): bool {
  const chunk: usize = load<u32>(queue, HEAD_CHUNK);
  return end <= chunk + bytesOf(chunk);
}

/** Makes `chunk` that to which is appended; returns its first line. */
function enterChunk(queue: usize, chunk: usize): usize {
  store<u32>(queue, chunk, TAIL_CHUNK);
  store<u32>(queue, chunk + bytesOf(chunk) - LINE_BYTES, TAIL_END);
  return chunk + LINE_BYTES;
}

function freeChunk(cache: usize, chunk: usize): void {
  const bytes = bytesOf(chunk);
  freePiece(load<u32>(cache, QUOTA), chunk, bytes);
  store<u32>(cache, load<u32>(cache, BYTES) - bytes, BYTES);
}

/** A quarter of what there is, so that a small cache has small chunks. */
function chunkBytes(live: u32): u32 {
  let bytes = LEAST_CHUNK;
  while (bytes < SEGMENT_BYTES && bytes < live << 1) bytes <<= 1;
  return bytes;
}

/** Appends the entry at `slot`, whose key has the hash `h`; room must have been ensured. */
// @ts-ignore: decorator
@inline
export function append(cache: usize, number: u32, h: u32, tag: u32, slot: usize): void {
  const queue = queueNumbered(cache, number);
  let at: usize = load<u32>(queue, TAIL);
  if (at == load<u32>(queue, TAIL_END)) at = enterChunk(queue, load<u32>(at));
  store<u32>(at, h);
  store<u32>(at, tag, 4);
  store<u32>(slot, <u32>at | (load<u32>(slot) & WORD_FLAGS));
  store<u32>(queue, at + LINE_BYTES, TAIL);
  const live = load<u32>(queue, LIVE) + 1;
  const lines = load<u32>(queue, LINES) + 1;
  store<u32>(queue, live, LIVE);
  store<u32>(queue, lines, LINES);
  if (lines > (live << 1) + DEAD_ALLOWED) gather(cache, queue);
}

/** The line of the oldest entry; 0 where there is none. Amortised O(1). */
// @ts-ignore: decorator
@inline
export function oldest(cache: usize, queue: usize): usize {
  if (!load<u32>(queue, LIVE)) return 0;
  const at: usize = load<u32>(queue, HEAD);
  return tagOf(at) ? at : seekOldest(cache, queue, at);
}

function seekOldest(cache: usize, queue: usize, at: usize): usize {
  let lines = load<u32>(queue, LINES);
  while (!tagOf(at)) {
    // What comes now has not moved: nothing is left to move it behind.
    if (at == load<u32>(queue, TO)) store<u32>(queue, 0, FROM);
    const next: usize = load<u32>(at);
    if (next) {
      freeChunk(cache, load<u32>(queue, HEAD_CHUNK));
      store<u32>(next, 0, PREVIOUS);
      store<u32>(queue, next, HEAD_CHUNK);
      at = next + LINE_BYTES;
    } else {
      at += LINE_BYTES;
      lines--;
    }
  }
  if (at == load<u32>(queue, TO)) store<u32>(queue, 0, FROM);
  store<u32>(queue, lines, LINES);
  store<u32>(queue, at, HEAD);
  return at;
}

/** Takes the line at the head out, which is that of an entry: `oldest` has found it. */
// @ts-ignore: decorator
@inline
export function takeOldest(queue: usize, at: usize): void {
  store<u64>(at, 0);
  store<u32>(queue, load<u32>(queue, LIVE) - 1, LIVE);
}

/** Takes a line out, wherever it is. */
// @ts-ignore: decorator
@inline
export function takeLine(cache: usize, number: u32, line: usize): void {
  store<u64>(line, 0);
  const queue = queueNumbered(cache, number);
  store<u32>(queue, load<u32>(queue, LIVE) - 1, LIVE);
}

/** The number of the queue that a line is in: its chunk has it. */
export function queueOf(line: usize): u32 {
  const segment = line & ~(SEGMENT_BYTES - 1);
  const entry = entryOf(segment);
  // Blocks of a power of two are aligned to themselves.
  const chunk = load<u32>(entry, ENTRY_USE) == USE_SLAB ? line & ~(classBytes(load<u32>(entry, ENTRY_CLASS)) - 1) : segment;
  return load<u16>(chunk, CHUNK_BYTES + 2);
}

/** Moves the next live lines together. */
function gather(cache: usize, queue: usize): void {
  let from: usize = load<u32>(queue, FROM);
  if (!from) {
    from = load<u32>(queue, HEAD);
    store<u32>(queue, from, TO);
    store<u32>(queue, 0, GAP);
  }
  for (let i: u32 = 0; i < MOVED_AT_ONCE; i++) {
    if (from == load<u32>(queue, TAIL)) return retract(cache, queue);
    from = moveLine(cache, queue, from);
  }
  store<u32>(queue, from, FROM);
}

/** Looks at one line; returns the next. */
function moveLine(cache: usize, queue: usize, from: usize): usize {
  const tag = tagOf(from);
  const h = load<u32>(from);
  if (!tag) {
    if (h) return <usize>h + LINE_BYTES;
    store<u32>(queue, load<u32>(queue, GAP) + 1, GAP);
    return from + LINE_BYTES;
  }
  let to: usize = load<u32>(queue, TO);
  const next: usize = tagOf(to) ? 0 : load<u32>(to);
  if (next && to != from) to = next + LINE_BYTES;
  if (to != from) relocate(cache, from, to);
  store<u32>(queue, to + LINE_BYTES, TO);
  return from + LINE_BYTES;
}

/** All live lines are together: the tail comes behind them, and chunks beyond are given back. */
function retract(cache: usize, queue: usize): void {
  const tail: usize = load<u32>(queue, TO);
  store<u32>(queue, 0, FROM);
  store<u32>(queue, load<u32>(queue, LINES) - load<u32>(queue, GAP), LINES);
  store<u32>(queue, tail, TAIL);
  let chunk: usize = load<u32>(queue, TAIL_CHUNK);
  dropNext(cache, load<u32>(queue, TAIL_END));
  while (tail - chunk >= bytesOf(chunk)) {
    chunk = load<u32>(chunk, PREVIOUS);
    enterChunk(queue, chunk);
    dropNext(cache, load<u32>(queue, TAIL_END));
  }
}

/** Gives back the chunk that the line at `end` leads to, if there is one. */
function dropNext(cache: usize, end: usize): void {
  const next: usize = load<u32>(end);
  if (next) freeChunk(cache, next);
  store<u32>(end, 0);
}

/** The line behind the one at `at`, which is in the queue, in the order of lines; dead ones too. 0 at the end. */
// @ts-ignore: decorator
@inline
export function lineAfter(queue: usize, at: usize): usize {
  return lineFrom(queue, at + LINE_BYTES);
}

/** The first line; 0 where there is none. */
// @ts-ignore: decorator
@inline
export function firstLine(queue: usize): usize {
  const head: usize = load<u32>(queue, HEAD);
  return head ? lineFrom(queue, head) : 0;
}

/** The line at `at`, or where the one there leads to. */
function lineFrom(queue: usize, at: usize): usize {
  if (at == load<u32>(queue, TAIL)) return 0;
  const next: usize = tagOf(at) ? 0 : load<u32>(at);
  return next ? lineFrom(queue, next + LINE_BYTES) : at;
}

/** Gives every chunk back; the entries are the caller's. O(chunks). */
export function closeQueue(cache: usize, queue: usize): void {
  let chunk: usize = load<u32>(queue, HEAD_CHUNK);
  while (chunk) {
    const next: usize = load<u32>(chunk + bytesOf(chunk) - LINE_BYTES);
    freeChunk(cache, chunk);
    chunk = next;
  }
  memory.fill(queue, 0, QUEUE_BYTES);
}
