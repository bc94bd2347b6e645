/** Merging two neighbouring pages, mostly dead ones: their live records move to a fresh page. */
import type { LinearMemory } from '../memory/linear.js';
import { load, load64 } from '../memory/linear.js';
import { hasSnapshots } from '../table/annex.js';
import { VALUE_BYTES } from './header.js';
import { LENGTH_MASK } from './record.js';
import { allocatePage, freePage, insertPage } from './page.js';
import { PAGE_PREVIOUS, PAGE_BYTES, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';
import { compactBytes, moveRecords } from './move.js';
import { makeOwnToMerge } from './own.js';

/** Merges two neighbours. Nothing happens where they would not fit, or memory is refused. O(page). */
export function merge(memory: LinearMemory, map: number, first: number, second: number): void {
  const valueBytes = load(memory, map + VALUE_BYTES);
  const bytes = Math.max(load(memory, first + PAGE_BYTES), load(memory, second + PAGE_BYTES));
  if (load64(memory, second + PAGE_FIRST) - load64(memory, first + PAGE_FIRST) > LENGTH_MASK >>> 1) return;
  if (PAGE_HEADER + compactBytes(memory, first, valueBytes) + compactBytes(memory, second, valueBytes) > bytes) return;
  if (hasSnapshots(memory, map) && !makeOwnToMerge(memory, map, first, second)) return;
  const page = allocatePage(memory, map, bytes);
  if (!page) return;
  insertPage(memory, map, page, load(memory, first + PAGE_PREVIOUS), first);
  moveRecords(memory, map, first, page, 0);
  moveRecords(memory, map, second, page, 0);
  freePage(memory, map, first);
  freePage(memory, map, second);
}
