/** Strings as keys of a cache, which the module reads itself: see `../ordered/text.ts`. */
import { KEYS } from "../memory/regions";
import { stageString } from "../ordered/text";
import { findRecord, findSlotOfRecord, putRecord, removeRecord } from "./record";

/** As `findRecord`, for a string of `length` characters; so are the others. */
export function cacheFindString(cache: usize, text: externref, length: u32): usize {
  return findRecord(cache, KEYS, stageString(text, length, KEYS));
}

export function cachePutString(cache: usize, text: externref, length: u32): usize {
  return putRecord(cache, KEYS, stageString(text, length, KEYS));
}

export function cacheRemoveString(cache: usize, text: externref, length: u32): i32 {
  return removeRecord(cache, KEYS, stageString(text, length, KEYS));
}

export function cacheSlotString(cache: usize, text: externref, length: u32): usize {
  return findSlotOfRecord(cache, KEYS, stageString(text, length, KEYS));
}
