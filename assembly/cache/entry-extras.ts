/** Extras and their entries: how one gets any, loses them, and is found by them. */
import { GROUPS, addressOf } from "../table/header";
import { firstSlot, homeIn, matchTag, probeMask } from "../table/group";
import { wordOf } from "../table/find";
import { groupBytesOf, sideBytesOf, sidesAtOf, valuesAtOf } from "../table/layout";
import { OWNER, PAYLOAD, SIZE, START, TTL, freeExtras, newExtras } from "./extras";
import { EXTRAS_COUNT, GONE_SIZE, HOLDS, NO_INDEX } from "./header";
import { EXTRAS, lineOf, sideOfSlot } from "./slot";
import { restart, schedule, unschedule } from "./wheel/wheel";

/** The extras of the entry at `slot`; 0 where it has none. */
export function extrasOf(cache: usize, slot: usize): usize {
  return load<u32>(slot) & EXTRAS ? <usize>load<u32>(sideOfSlot(cache, slot)) : 0;
}

/** The same, which it gets if it has none; 0 where memory is refused. */
export function makeExtras(cache: usize, slot: usize): usize {
  const word = load<u32>(slot);
  const side = sideOfSlot(cache, slot);
  if (word & EXTRAS) return load<u32>(side);
  const extras = newExtras(cache);
  if (!extras) return 0;
  const hasNode = load<u32>(cache, HOLDS) & NO_INDEX;
  if (!hasNode && sideBytesOf(cache) == 4) store<u32>(extras, load<u32>(side), PAYLOAD);
  else store<u64>(extras, load<u64>(side), PAYLOAD);
  store<u32>(extras, hasNode ? <u32>slot : load<u32>(lineOf(word)), OWNER);
  store<u32>(side, <u32>extras);
  store<u32>(slot, word | EXTRAS);
  store<u32>(cache, load<u32>(cache, EXTRAS_COUNT) + 1, EXTRAS_COUNT);
  return extras;
}

/** Gives back the extras of an entry that has left, if it has any, and leaves its size at GONE_SIZE. */
export function dropExtras(cache: usize, slot: usize): void {
  const extras = extrasOf(cache, slot);
  store<f64>(cache, extras ? load<f64>(extras, SIZE) : 0, GONE_SIZE);
  if (!extras) return;
  unschedule(cache, extras);
  freeExtras(cache, extras);
  store<u32>(cache, load<u32>(cache, EXTRAS_COUNT) - 1, EXTRAS_COUNT);
}

/** Gives the entry at `slot` a time. False, and nothing changed, where memory is refused. O(1). */
export function setTime(cache: usize, slot: usize, start: f64, ttl: f64): bool {
  const extras = makeExtras(cache, slot);
  if (!extras) return false;
  if (ttl == load<f64>(extras, TTL)) {
    restart(cache, extras, start);
    return true;
  }
  store<f64>(extras, start, START);
  store<f64>(extras, ttl, TTL);
  if (schedule(cache, extras)) return true;
  // There was no wheel, so it had no time.
  store<f64>(extras, 0, START);
  store<f64>(extras, 0, TTL);
  return false;
}

/** The slot of the entry that has these extras. Expected O(1). */
export function slotOfExtras(cache: usize, extras: usize): usize {
  const h = load<u32>(extras, OWNER);
  if (load<u32>(cache, HOLDS) & NO_INDEX) return h;
  const base = addressOf(wordOf(cache, h));
  const groups = load<u32>(cache, GROUPS);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const found = slotInGroup(cache, base + group * groupBytesOf(cache), h, extras);
    if (found) return found;
    do {
      step++;
      assert(step <= mask);
      group = (group + step) & mask;
    } while (group >= groups);
  }
}

function slotInGroup(cache: usize, at: usize, h: u32, extras: usize): usize {
  let matches = matchTag(load<u64>(at), h);
  while (matches) {
    const number = firstSlot(matches);
    const slot = at + valuesAtOf(cache) + (number << 2);
    if ((load<u32>(slot) & EXTRAS) && load<u32>(at + sidesAtOf(cache) + number * sideBytesOf(cache)) == <u32>extras) return slot;
    matches &= matches - 1;
  }
  return 0;
}
