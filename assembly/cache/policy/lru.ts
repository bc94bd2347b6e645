/** LRU, exact: one queue, whose newest entry is the one that was asked for last. */
import { COUNT } from "../../table/header";
import { MAX, IS_CROWDED, VICTIM_HASH } from "../header";
import { append, ensureRoom, oldest, queueNumbered, tagOf, takeLine, takeOldest } from "../queue";
import { lineOf, slotOfLine } from "../slot";

// @ts-ignore: decorator
@inline const QUEUE: u32 = 0;

/** Where memory is refused, the entry stays where it is. */
export function read(cache: usize, slot: usize): void {
  if (!ensureRoom(cache, QUEUE)) return;
  const line = lineOf(load<u32>(slot));
  const h = load<u32>(line);
  const tag = tagOf(line);
  takeLine(cache, QUEUE, line);
  append(cache, QUEUE, h, tag, slot);
}

export function victim(cache: usize): usize {
  if (load<u32>(cache, COUNT) < load<u32>(cache, MAX) && !load<u32>(cache, IS_CROWDED)) return 0;
  const queue = queueNumbered(cache, QUEUE);
  const at = oldest(cache, queue);
  const slot = slotOfLine(cache, at);
  store<u32>(cache, load<u32>(at), VICTIM_HASH);
  takeOldest(queue, at);
  return slot;
}

export function add(cache: usize, slot: usize, h: u32, tag: u32): void {
  append(cache, QUEUE, h, tag, slot);
}
