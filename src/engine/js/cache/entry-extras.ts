/** Extras and their entries. See `assembly/cache/entry-extras.ts`. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { groupsOf, matchTag, slotOf, tableOf, wordOf } from '../table/find.js';
import { homeIn, probeMask } from '../table/group.js';
import { OWNER, PAYLOAD, SIZE, START, TTL, freeExtras, newExtras } from './extras.js';
import { EXTRAS_COUNT, GONE_SIZE } from './header.js';
import { EXTRAS, hasIndex, layoutOf, lineOf, sideOfSlot } from './slot.js';
import { restart, schedule, unschedule } from './wheel/wheel.js';

/** The extras of the entry at `slot`; 0 where it has none. */
export function extrasOf(memory: LinearMemory, cache: number, slot: number): number {
  return (load(memory, slot) & EXTRAS) === 0 ? 0 : load(memory, sideOfSlot(memory, cache, slot));
}

/** The same, which it gets if it has none; 0 where memory is refused. */
export function makeExtras(memory: LinearMemory, cache: number, slot: number): number {
  const word = load(memory, slot);
  const side = sideOfSlot(memory, cache, slot);
  if ((word & EXTRAS) !== 0) return load(memory, side);
  const extras = newExtras(memory, cache);
  if (extras === 0) return 0;
  const hasNode = !hasIndex(memory, cache);
  store(memory, extras + PAYLOAD, load(memory, side));
  if (hasNode || layoutOf(memory, cache).sideWords === 2) store(memory, extras + PAYLOAD + 4, load(memory, side + 4));
  store(memory, extras + OWNER, hasNode ? slot : load(memory, lineOf(word)));
  store(memory, side, extras);
  store(memory, slot, word | EXTRAS);
  store(memory, cache + EXTRAS_COUNT, load(memory, cache + EXTRAS_COUNT) + 1);
  return extras;
}

/** Gives back the extras of an entry that has left, if it has any, and leaves its size at GONE_SIZE. */
export function dropExtras(memory: LinearMemory, cache: number, slot: number): void {
  const extras = extrasOf(memory, cache, slot);
  memory.f64[(cache + GONE_SIZE) >>> 3] = extras === 0 ? 0 : memory.f64[(extras + SIZE) >>> 3]!;
  if (extras === 0) return;
  unschedule(memory, cache, extras);
  freeExtras(memory, cache, extras);
  store(memory, cache + EXTRAS_COUNT, load(memory, cache + EXTRAS_COUNT) - 1);
}

/** Gives the entry at `slot` a time. False, and nothing changed, where memory is refused. O(1). */
export function setTime(memory: LinearMemory, cache: number, slot: number, start: number, ttl: number): boolean {
  const extras = makeExtras(memory, cache, slot);
  if (extras === 0) return false;
  const setFields = (start: number, ttl: number): void => {
    memory.f64[(extras + START) >>> 3] = start;
    memory.f64[(extras + TTL) >>> 3] = ttl;
  };
  if (ttl === memory.f64[(extras + TTL) >>> 3]) {
    restart(memory, cache, extras, start);
    return true;
  }
  setFields(start, ttl);
  if (schedule(memory, cache, extras)) return true;
  // There was no wheel, so it had no time.
  setFields(0, 0);
  return false;
}

/** The slot of the entry that has these extras. Expected O(1). */
export function slotOfExtras(memory: LinearMemory, cache: number, extras: number): number {
  const h = load(memory, extras + OWNER);
  if (!hasIndex(memory, cache)) return h;
  const { i32 } = memory;
  const { groupWords, valuesAt, sidesAt, sideWords } = layoutOf(memory, cache);
  const base = tableOf(wordOf(i32, cache >>> 2, h));
  const groups = groupsOf(i32, cache >>> 2);
  const mask = probeMask(groups);
  const spread = Math.imul(0x80 | (h & 0x7f), 0x01010101);
  let group = homeIn(h, groups);
  for (let step = 0; ;) {
    const at = base + Math.imul(group, groupWords);
    for (let matches = matchTag(i32, at, spread); matches !== 0; matches &= matches - 1) {
      const number = slotOf(matches);
      const slot = at + valuesAt + number;
      if ((i32[slot]! & EXTRAS) !== 0 && i32[at + sidesAt + number * sideWords]! >>> 0 === extras) return (slot << 2) >>> 0;
    }
    do {
      step++;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}
