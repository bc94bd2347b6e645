/** How many entries a full cache has: its policy's shares are of that. */
import { COUNT } from "../table/header";
import { IS_OPEN, MAX, SPAN } from "./header";
import { resized } from "./policy/policy";

/** Of MAX: there is no such bound. */
// @ts-ignore: decorator
@inline export const NO_MAXIMUM: u32 = 0xffffffff;
/** Where nothing is known yet. */
// @ts-ignore: decorator
@inline const FIRST: u32 = 64;

export function firstSpan(most: u32): u32 {
  return most == NO_MAXIMUM ? FIRST : most;
}

/** Whether it is, rather than a guess until the first has had to go. */
export function isSpanKnown(cache: usize): bool {
  return load<u32>(cache, MAX) != NO_MAXIMUM || load<u32>(cache, SPAN) != FIRST;
}

/** An entry has to go though there may be fewer than the most: if their number is another than was thought, the shares follow. */
export function fitSpan(cache: usize): void {
  const entries = min(load<u32>(cache, COUNT), load<u32>(cache, MAX));
  const span = load<u32>(cache, SPAN);
  if (max(entries, span) - min(entries, span) > span >>> 3) setSpan(cache, max<u32>(entries, 1));
}

/** Another bound: entries beyond it are the host's to let go. */
export function resizeCache(cache: usize, most: u32): void {
  store<u32>(cache, most, MAX);
  if (most != NO_MAXIMUM) setSpan(cache, most);
}

function setSpan(cache: usize, entries: u32): void {
  store<u32>(cache, entries, SPAN);
  if (load<u32>(cache, IS_OPEN)) resized(cache);
}
