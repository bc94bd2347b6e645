/** Removing an entry: no tombstone stays behind, for the groups it passed over take back what its insertion added. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, increment64 } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, COUNT, WORD_OVERFLOW, WORD_SATURATED, WORD_SHARED,
} from './header.js';
import { annexOf, OVERFLOW } from './annex.js';
import { hash } from './hash.js';
import { type Layout, homeIn, probeMask, counterShift } from './group.js';
import { lookup, probe, wordOf, groupsOf, tableOf } from './find.js';
import { mergeWithBuddy, mergesBelow } from './merge.js';
import { rebuild, rebuildsAt } from './rebuild.js';
import { makeOwn } from './share.js';
import { dropOverflow } from './lifetime.js';
import { entryOf, ENTRY_COUNT, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED, FLAG_ALIKE } from '../memory/segments.js';

/** Fields of a map's header, in words; hash.ts says why this is an enum. */
const enum Field {
  COUNT = 10,
  VERSION = 12,
}

/** What `remove` returns where memory is refused for a segment that a snapshot shares; nothing changes then. */
export const REFUSED = -1;

/** Removes a key; 1 if it was there, 0 if not, or REFUSED. Expected O(1), and at most one segment is copied, rebuilt or merged. */
export function remove(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  const i32 = memory.i32;
  const header = map >>> 2;
  const h = hash(i32, layout, header, low, high);
  const word = wordOf(i32, header, h);
  if ((word & WORD_SHARED) !== 0) return removeShared(memory, layout, map, h, low, high);
  const base = tableOf(word);
  const found = probe(i32, layout, base, groupsOf(i32, header), h, low, high);
  if (found !== 0) takeOut(memory, layout, map, h, base, found);
  else {
    const removed = (word & WORD_OVERFLOW) === 0 ? 0 : removeFromOverflow(memory, layout, map, low, high);
    if (removed !== 1) return removed;
  }
  memory.i32[header + Field.COUNT]!--;
  increment64(memory.i32, header + Field.VERSION);
  if (found !== 0) tidyUp(memory, layout, map, (base << 2) >>> 0, groupsOf(memory.i32, header), h);
  return 1;
}

/** As `remove`, where a snapshot may share the segment of `h`: it is copied only for a key that is there. */
function removeShared(memory: LinearMemory, layout: Layout, map: number, h: number, low: number, high: number): number {
  if (lookup(memory.i32, layout, map >>> 2, low, high) === 0) return 0;
  return makeOwn(memory, map, h) ? remove(memory, layout, map, low, high) : REFUSED;
}

function removeFromOverflow(memory: LinearMemory, layout: Layout, map: number, low: number, high: number): number {
  const overflow = load(memory, annexOf(memory, map) + OVERFLOW);
  const removed = overflow ? remove(memory, layout, overflow, low, high) : 0;
  if (removed !== 1) return removed;
  if (!load(memory, overflow + COUNT)) dropOverflow(memory, layout, map);
  return 1;
}

/** Empties the slot whose value (or key, where there are none) is at `found`, and the counters on the way to it. */
export function takeOut(memory: LinearMemory, layout: Layout, map: number, h: number, base: number, found: number): void {
  const i32 = memory.i32;
  const header = map >>> 2;
  const groups = groupsOf(i32, header);
  const groupWords = layout.groupWords;
  const shift = counterShift(h);
  const mask = probeMask(groups);
  const holder = ((found - base) / groupWords) | 0;
  let group = homeIn(h, groups);
  let step = 0;
  while (group !== holder) {
    const control = base + Math.imul(group, groupWords) + 1;
    if (((i32[control]! >>> shift) & 15) !== 15) i32[control]! -= 1 << shift;
    if (groups === layout.segmentGroups) i32[(entryOf(base << 2) + ENTRY_PASSED) >>> 2]!--;
    do {
      step++;
      group = (group + step) & mask;
    } while (group >= groups);
  }
  const at = base + Math.imul(holder, groupWords);
  const slot = ((found - at - layout.valuesAt) / layout.valueStride) | 0;
  i32[at + (slot >>> 2)]! &= ~(255 << (slot << 3));
}

/** After a removal: rebuilds a table that met saturated counters once it is half empty, merges a sparse segment. */
export function tidyUp(memory: LinearMemory, layout: Layout, map: number, base: number, groups: number, h: number): void {
  if (groups < layout.segmentGroups) {
    const root = load(memory, map + ROOT);
    if (root & WORD_SATURATED && rebuildsAt(load(memory, map + COUNT), groups)) rebuild(memory, layout, map, base, groups);
    return;
  }
  const entry = entryOf(base);
  const count = load(memory, entry + ENTRY_COUNT) - 1;
  store(memory, entry + ENTRY_COUNT, count);
  const flags = load(memory, entry + ENTRY_FLAGS) & ~FLAG_ALIKE;
  store(memory, entry + ENTRY_FLAGS, flags);
  if (flags & FLAG_SATURATED && rebuildsAt(count, groups)) rebuild(memory, layout, map, base, groups);
  const below = mergesBelow(layout);
  if (count < below && load(memory, map + DIRECTORY)) mergeWithBuddy(memory, layout, map, h, below);
}
