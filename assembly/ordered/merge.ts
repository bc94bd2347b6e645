/** Merging two neighbouring pages, mostly dead ones: their live records move to a fresh page. */
import { hasSnapshots } from "../table/annex";
import { VALUE_BYTES } from "./header";
import { LENGTH_MASK } from "./record";
import { allocatePage, freePage, insertPage } from "./page";
import { PAGE_PREVIOUS, PAGE_BYTES, PAGE_FIRST, PAGE_HEADER } from "./page-layout";
import { compactBytes, moveRecords } from "./move";
import { makeOwnToMerge } from "./own";

/** Merges two neighbours. Nothing happens where they would not fit, or memory is refused. O(page). */
export function merge(map: usize, first: usize, second: usize): void {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const bytes = max(load<u32>(first, PAGE_BYTES), load<u32>(second, PAGE_BYTES));
  if (load<u64>(second, PAGE_FIRST) - load<u64>(first, PAGE_FIRST) > <u64>(LENGTH_MASK >>> 1)) return;
  if (PAGE_HEADER + compactBytes(first, valueBytes) + compactBytes(second, valueBytes) > bytes) return;
  if (hasSnapshots(map) && !makeOwnToMerge(map, first, second)) return;
  const page = allocatePage(map, bytes);
  if (!page) return;
  insertPage(map, page, load<u32>(first, PAGE_PREVIOUS), first);
  moveRecords(map, first, page, 0);
  moveRecords(map, second, page, 0);
  freePage(map, first);
  freePage(map, second);
}
