/** How many entries a full cache has: its policy's shares are of that. See `assembly/cache/span.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { COUNT } from '../table/header.js';
import { IS_OPEN, MAX, SPAN } from './header.js';
import { policyOf } from './policy/policies.js';

/** Of MAX: there is no such bound. */
const NO_MAXIMUM = 0xffffffff;
/** Where nothing is known yet. */
const FIRST = 64;

export function firstSpan(most: number): number {
  return most === NO_MAXIMUM ? FIRST : most;
}

/** Whether it is, rather than a guess until the first has had to go. */
export function isSpanKnown(memory: LinearMemory, cache: number): boolean {
  return load(memory, cache + MAX) !== NO_MAXIMUM || load(memory, cache + SPAN) !== FIRST;
}

/** An entry has to go though there may be fewer than the most: if their number is another than was thought, the shares follow. */
export function fitSpan(memory: LinearMemory, cache: number): void {
  const entries = Math.min(load(memory, cache + COUNT), load(memory, cache + MAX));
  const span = load(memory, cache + SPAN);
  if (Math.abs(entries - span) > span >>> 3) setSpan(memory, cache, Math.max(entries, 1));
}

/** Another bound: entries beyond it are the host's to let go. */
export function resizeCache(memory: LinearMemory, cache: number, most: number): void {
  store(memory, cache + MAX, most);
  if (most !== NO_MAXIMUM) setSpan(memory, cache, most);
}

function setSpan(memory: LinearMemory, cache: number, entries: number): void {
  store(memory, cache + SPAN, entries);
  if (load(memory, cache + IS_OPEN) !== 0) policyOf(memory, cache).resized(memory, cache);
}
