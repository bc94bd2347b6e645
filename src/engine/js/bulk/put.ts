/**
 * Writing many entries in one call: `putMany` replaces what is there, `putManyBy` knows every conflict mode and keeps the
 * journal by which `undoMany` takes a batch back. None changes the version: a batch is one change, which the caller counts.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, load64, store64 } from '../memory/linear.js';
import { COUNT, VERSION } from '../table/header.js';
import type { Layout } from '../table/group.js';
import { insert } from '../table/insert.js';
import { remove } from '../table/remove.js';
import { KEYS, VALUES, PREVIOUS, OUTCOMES } from '../memory/regions.js';
import { resolve, BLOCK } from './resolve.js';
import { lookupAt } from './get.js';
import { combine, MODE_KEEP, MODE_ERROR, MODE_REPLACE } from './conflict.js';
import { INSERTED, KEPT, REPLACED } from './outcome.js';

/** Columns in words. */
const KEY_COLUMN = KEYS >> 2;
const VALUE_COLUMN = VALUES >> 2;
const PREVIOUS_COLUMN = PREVIOUS >> 2;

function insertAt(memory: LinearMemory, layout: Layout, map: number, at: number): number {
  const i32 = memory.i32;
  return insert(memory, layout, map, i32[at]!, i32[at + 1]!);
}

/** Removes the key at the word index `at`; 1 if it was there. */
export function removeAt(memory: LinearMemory, layout: Layout, map: number, at: number): number {
  const i32 = memory.i32;
  return remove(memory, layout, map, i32[at]!, i32[at + 1]!);
}

/** Copies a value from one word index to another. */
export function copyValue(memory: LinearMemory, layout: Layout, to: number, from: number): void {
  const i32 = memory.i32;
  if (layout.valueWords !== 0) i32[to] = i32[from]!;
  if (layout.valueWords === 2) i32[to + 1] = i32[from + 1]!;
}

/** Sets the first `count` entries of the columns; returns how many were set, fewer than `count` only when memory is exhausted. */
export function putMany(memory: LinearMemory, layout: Layout, map: number, count: number): number {
  const version = load64(memory, map + VERSION);
  let i = 0;
  for (; i < count; i++) {
    const key = KEY_COLUMN + i * layout.keyWords;
    if (i % BLOCK === 0) resolve(memory, layout, map, key, Math.min(BLOCK, count - i));
    const address = insertAt(memory, layout, map, key);
    if (!address) break;
    copyValue(memory, layout, address >>> 2, VALUE_COLUMN + i * layout.valueWords);
  }
  store64(memory, map + VERSION, version);
  return i;
}

/**
 * Sets the first `count` entries of the columns, resolving conflicts by `mode` among values of `kind`. Returns how many were
 * settled: fewer than `count` where the next one is in conflict, overflows, or memory is exhausted.
 */
export function putManyBy(
  memory: LinearMemory, layout: Layout, map: number, count: number, mode: number, kind: number,
): number {
  const version = load64(memory, map + VERSION);
  let i = 0;
  for (; i < count; i++) {
    if (i % BLOCK === 0) resolve(memory, layout, map, KEY_COLUMN + i * layout.keyWords, Math.min(BLOCK, count - i));
    if (!putOneBy(memory, layout, map, i, mode, kind)) break;
  }
  store64(memory, map + VERSION, version);
  return i;
}

/** Settles the `i`th entry of the columns. False, and nothing changed, where that cannot be. */
function putOneBy(memory: LinearMemory, layout: Layout, map: number, i: number, mode: number, kind: number): boolean {
  const key = KEY_COLUMN + i * layout.keyWords;
  const value = VALUE_COLUMN + i * layout.valueWords;
  const before = load(memory, map + COUNT);
  // A conflict is decided before anything is inserted, so that a failing entry leaves no trace.
  let at = mode === MODE_REPLACE ? 0 : lookupAt(memory.i32, layout, map >>> 2, key);
  if (!at) at = insertAt(memory, layout, map, key) >>> 2;
  if (!at) return false;
  if (load(memory, map + COUNT) !== before) {
    memory.u8[OUTCOMES + i] = INSERTED;
    copyValue(memory, layout, at, value);
    return true;
  }
  return settle(memory, layout, at, i, mode, kind);
}

/** Resolves the conflict of the `i`th entry of the columns with the value at the word index `at`. False where that fails. */
export function settle(memory: LinearMemory, layout: Layout, at: number, i: number, mode: number, kind: number): boolean {
  if (mode === MODE_ERROR) return false;
  memory.u8[OUTCOMES + i] = mode === MODE_KEEP ? KEPT : REPLACED;
  if (mode === MODE_KEEP || layout.valueWords === 0) return true;
  const previous = PREVIOUS_COLUMN + i * layout.valueWords;
  copyValue(memory, layout, previous, at);
  return combine(memory, layout, mode, kind, at, previous, VALUE_COLUMN + i * layout.valueWords);
}

/** Takes back the first `count` entries of a chunk, by its keys, outcomes and previous values in the scratch columns. */
export function undoMany(memory: LinearMemory, layout: Layout, map: number, count: number): void {
  const version = load64(memory, map + VERSION);
  for (let i = count - 1; i >= 0; i--) {
    const key = KEY_COLUMN + i * layout.keyWords;
    const outcome = memory.u8[OUTCOMES + i]!;
    if (outcome === INSERTED) removeAt(memory, layout, map, key);
    else if (outcome === REPLACED && layout.valueWords !== 0) {
      const at = lookupAt(memory.i32, layout, map >>> 2, key);
      copyValue(memory, layout, at, PREVIOUS_COLUMN + i * layout.valueWords);
    }
  }
  store64(memory, map + VERSION, version);
}
