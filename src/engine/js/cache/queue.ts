/** A queue of entries as lines of 8 bytes in linked chunks. See `assembly/cache/queue.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { classBytes } from '../memory/blocks.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { ENTRY_CLASS, ENTRY_USE, USE_SLAB, entryOf } from '../memory/segments.js';
import { allocatePiece, allocateRawSegment, freePiece } from '../memory/quota.js';
import { BYTES, QUOTA } from '../table/header.js';
import { QUEUES } from './header.js';
import { WORD_FLAGS, slotOfLine } from './slot.js';

export const HEAD = 0;
export const TAIL = 4;
export const LIVE = 8;
export const LINES = 12;
const TAIL_END = 16;
const HEAD_CHUNK = 20;
const FROM = 24;
const TO = 28;
const GAP = 32;
const TAIL_CHUNK = 36;
export const QUEUE_BYTES = 40;

const PREVIOUS = 0;
const CHUNK_BYTES = 4;
const LINE_BYTES = 8;
const LEAST_CHUNK = 512;

/** Lines that can be appended between two calls of `ensureRoom`. */
export const LINES_ENSURED = 48;
const MOVED_AT_ONCE = 4;
const DEAD_ALLOWED = 256;

export function queueNumbered(cache: number, number: number): number {
  return cache + QUEUES + number * QUEUE_BYTES;
}

export function liveOf(memory: LinearMemory, queue: number): number {
  return load(memory, queue + LIVE);
}

/** Bits of a tag that are the policy's. */
export const TAG_BITS = 15;
/** What the tags of entries with an index have instead of an address. */
export const INDEXED = 16;

/** The tag of a line; 0 where it is dead, or leads to the next chunk. */
export function tagOf(memory: LinearMemory, line: number): number {
  return load(memory, line + 4);
}

function clearLine(memory: LinearMemory, at: number): void {
  store(memory, at, 0);
  store(memory, at + 4, 0);
}

/** Makes sure that so many lines as `LINES_ENSURED` can be appended. False, and nothing changed, where memory is refused. */
export function ensureRoom(memory: LinearMemory, cache: number, number: number): boolean {
  const queue = queueNumbered(cache, number);
  return load(memory, queue + TAIL_END) - load(memory, queue + TAIL) >= LINES_ENSURED * LINE_BYTES || extend(memory, cache, queue, number);
}

function extend(memory: LinearMemory, cache: number, queue: number, number: number): boolean {
  const end = load(memory, queue + TAIL_END);
  if (end !== 0 && load(memory, end) !== 0) return true;
  const bytes = chunkBytes(liveOf(memory, queue));
  const quota = load(memory, cache + QUOTA);
  const chunk = bytes === SEGMENT_BYTES ? allocateRawSegment(memory, quota, cache) : allocatePiece(memory, quota, bytes, cache);
  if (chunk === 0) {
    if (end === 0) return false;
    if (liveOf(memory, queue) !== 0) return packChunk(memory, cache, queue);
    closeQueue(memory, cache, queue);
    return extend(memory, cache, queue, number);
  }
  store(memory, cache + BYTES, load(memory, cache + BYTES) + bytes);
  store(memory, chunk + CHUNK_BYTES, bytes | (number << 16));
  clearLine(memory, chunk + bytes - LINE_BYTES);
  if (end !== 0) {
    store(memory, end, chunk);
    store(memory, chunk + PREVIOUS, load(memory, queue + TAIL_CHUNK));
  } else {
    store(memory, chunk + PREVIOUS, 0);
    store(memory, queue + HEAD_CHUNK, chunk);
    store(memory, queue + HEAD, chunk + LINE_BYTES);
    store(memory, queue + TAIL, enterChunk(memory, queue, chunk));
  }
  return true;
}

/** Moves the lines of a queue that is but one chunk to its beginning. Whether there is room then. */
function packChunk(memory: LinearMemory, cache: number, queue: number): boolean {
  const chunk = load(memory, queue + HEAD_CHUNK);
  if (chunk !== load(memory, queue + TAIL_CHUNK)) return false;
  const tail = load(memory, queue + TAIL);
  let to = chunk + LINE_BYTES;
  for (let from = load(memory, queue + HEAD); from < tail; from += LINE_BYTES) {
    if (tagOf(memory, from) === 0) continue;
    if (from !== to) relocate(memory, cache, from, to);
    to += LINE_BYTES;
  }
  store(memory, queue + HEAD, chunk + LINE_BYTES);
  store(memory, queue + TAIL, to);
  store(memory, queue + LINES, load(memory, queue + LIVE));
  store(memory, queue + FROM, 0);
  return load(memory, queue + TAIL_END) - to >= LINES_ENSURED * LINE_BYTES;
}

/** Moves a line to where there is none. */
function relocate(memory: LinearMemory, cache: number, from: number, to: number): void {
  const slot = slotOfLine(memory, cache, from);
  writeLine(memory, to, load(memory, from), tagOf(memory, from), slot);
  clearLine(memory, from);
}

function bytesOf(memory: LinearMemory, chunk: number): number {
  return load(memory, chunk + CHUNK_BYTES) & 0xffff;
}

/** Makes `chunk` that to which is appended; returns its first line. */
function enterChunk(memory: LinearMemory, queue: number, chunk: number): number {
  store(memory, queue + TAIL_CHUNK, chunk);
  store(memory, queue + TAIL_END, chunk + bytesOf(memory, chunk) - LINE_BYTES);
  return chunk + LINE_BYTES;
}

function freeChunk(memory: LinearMemory, cache: number, chunk: number): void {
  const bytes = bytesOf(memory, chunk);
  freePiece(memory, load(memory, cache + QUOTA), chunk, bytes);
  store(memory, cache + BYTES, load(memory, cache + BYTES) - bytes);
}

/** A quarter of what there is, so that a small cache has small chunks. */
function chunkBytes(live: number): number {
  let bytes = LEAST_CHUNK;
  while (bytes < SEGMENT_BYTES && bytes < live << 1) bytes <<= 1;
  return bytes;
}

/** Appends the entry at `slot`, whose key has the hash `h`; room must have been ensured. */
export function append(memory: LinearMemory, cache: number, number: number, h: number, tag: number, slot: number): void {
  const queue = queueNumbered(cache, number);
  let at = load(memory, queue + TAIL);
  if (at === load(memory, queue + TAIL_END)) at = enterChunk(memory, queue, load(memory, at));
  writeLine(memory, at, h, tag, slot);
  store(memory, queue + TAIL, at + LINE_BYTES);
  const live = load(memory, queue + LIVE) + 1;
  const lines = load(memory, queue + LINES) + 1;
  store(memory, queue + LIVE, live);
  store(memory, queue + LINES, lines);
  if (lines > live * 2 + DEAD_ALLOWED) gather(memory, cache, queue);
}

function writeLine(memory: LinearMemory, at: number, h: number, tag: number, slot: number): void {
  store(memory, at, h);
  store(memory, at + 4, tag);
  store(memory, slot, at | (load(memory, slot) & WORD_FLAGS));
}

/** The line of the oldest entry; 0 where there is none. Amortised O(1). */
export function oldest(memory: LinearMemory, cache: number, queue: number): number {
  if (load(memory, queue + LIVE) === 0) return 0;
  const at = load(memory, queue + HEAD);
  return tagOf(memory, at) === 0 ? seekOldest(memory, cache, queue, at) : at;
}

function seekOldest(memory: LinearMemory, cache: number, queue: number, first: number): number {
  let at = first;
  let lines = load(memory, queue + LINES);
  while (tagOf(memory, at) === 0) {
    // What comes now has not moved: nothing is left to move it behind.
    if (at === load(memory, queue + TO)) store(memory, queue + FROM, 0);
    const next = load(memory, at);
    if (next !== 0) {
      freeChunk(memory, cache, load(memory, queue + HEAD_CHUNK));
      store(memory, next + PREVIOUS, 0);
      store(memory, queue + HEAD_CHUNK, next);
      at = next + LINE_BYTES;
    } else {
      at += LINE_BYTES;
      lines--;
    }
  }
  if (at === load(memory, queue + TO)) store(memory, queue + FROM, 0);
  store(memory, queue + LINES, lines);
  store(memory, queue + HEAD, at);
  return at;
}

/** Takes the line at the head out, which is that of an entry: `oldest` has found it. */
export function takeOldest(memory: LinearMemory, queue: number, at: number): void {
  clearLine(memory, at);
  store(memory, queue + LIVE, load(memory, queue + LIVE) - 1);
}

/** Takes a line out, wherever it is. */
export function takeLine(memory: LinearMemory, cache: number, number: number, line: number): void {
  takeOldest(memory, queueNumbered(cache, number), line);
}

/** The number of the queue that a line is in: its chunk has it. */
export function queueOf(memory: LinearMemory, line: number): number {
  const segment = (line & -SEGMENT_BYTES) >>> 0;
  const entry = entryOf(segment);
  // Blocks of a power of two are aligned to themselves.
  const chunk = load(memory, entry + ENTRY_USE) === USE_SLAB ? (line & -classBytes(load(memory, entry + ENTRY_CLASS))) >>> 0 : segment;
  return load(memory, chunk + CHUNK_BYTES) >>> 16;
}

/** Moves the next live lines together. */
function gather(memory: LinearMemory, cache: number, queue: number): void {
  let from = load(memory, queue + FROM);
  if (from === 0) {
    from = load(memory, queue + HEAD);
    store(memory, queue + TO, from);
    store(memory, queue + GAP, 0);
  }
  for (let i = 0; i < MOVED_AT_ONCE; i++) {
    if (from === load(memory, queue + TAIL)) {
      retract(memory, cache, queue);
      return;
    }
    from = moveLine(memory, cache, queue, from);
  }
  store(memory, queue + FROM, from);
}

/** Looks at one line; returns the next. */
function moveLine(memory: LinearMemory, cache: number, queue: number, from: number): number {
  const tag = tagOf(memory, from);
  const h = load(memory, from);
  if (tag === 0) {
    if (h !== 0) return h + LINE_BYTES;
    store(memory, queue + GAP, load(memory, queue + GAP) + 1);
    return from + LINE_BYTES;
  }
  let to = load(memory, queue + TO);
  const next = tagOf(memory, to) === 0 ? load(memory, to) : 0;
  if (next !== 0 && to !== from) to = next + LINE_BYTES;
  if (to !== from) relocate(memory, cache, from, to);
  store(memory, queue + TO, to + LINE_BYTES);
  return from + LINE_BYTES;
}

/** All live lines are together: the tail comes behind them, and chunks beyond are given back. */
function retract(memory: LinearMemory, cache: number, queue: number): void {
  const tail = load(memory, queue + TO);
  store(memory, queue + FROM, 0);
  store(memory, queue + LINES, load(memory, queue + LINES) - load(memory, queue + GAP));
  store(memory, queue + TAIL, tail);
  let chunk = load(memory, queue + TAIL_CHUNK);
  dropNext(memory, cache, load(memory, queue + TAIL_END));
  while (tail < chunk || tail - chunk >= bytesOf(memory, chunk)) {
    chunk = load(memory, chunk + PREVIOUS);
    enterChunk(memory, queue, chunk);
    dropNext(memory, cache, load(memory, queue + TAIL_END));
  }
}

/** Gives back the chunk that the line at `end` leads to, if there is one. */
function dropNext(memory: LinearMemory, cache: number, end: number): void {
  const next = load(memory, end);
  if (next !== 0) freeChunk(memory, cache, next);
  store(memory, end, 0);
}

/** The line behind the one at `at`, which is in the queue, in the order of lines; dead ones too. 0 at the end. */
export function lineAfter(memory: LinearMemory, queue: number, at: number): number {
  return lineFrom(memory, queue, at + LINE_BYTES);
}

/** The first line; 0 where there is none. */
export function firstLine(memory: LinearMemory, queue: number): number {
  const head = load(memory, queue + HEAD);
  return head === 0 ? 0 : lineFrom(memory, queue, head);
}

/** The line at `at`, or where the one there leads to. */
function lineFrom(memory: LinearMemory, queue: number, at: number): number {
  if (at === load(memory, queue + TAIL)) return 0;
  const next = tagOf(memory, at) === 0 ? load(memory, at) : 0;
  return next === 0 ? at : lineFrom(memory, queue, next + LINE_BYTES);
}

/** Gives every chunk back; the entries are the caller's. O(chunks). */
export function closeQueue(memory: LinearMemory, cache: number, queue: number): void {
  let chunk = load(memory, queue + HEAD_CHUNK);
  while (chunk !== 0) {
    const next = load(memory, chunk + bytesOf(memory, chunk) - LINE_BYTES);
    freeChunk(memory, cache, chunk);
    chunk = next;
  }
  memory.u8.fill(0, queue, queue + QUEUE_BYTES);
}
