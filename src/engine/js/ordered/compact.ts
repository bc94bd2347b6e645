/** Shrinking an ordered map: its index, and its log, whose half-dead pages become full ones; `assembly/ordered/compact.ts` says how. */
import type { LinearMemory } from '../memory/linear.js';
import { increment, load, store, load64 } from '../memory/linear.js';
import { hasSnapshots } from '../table/annex.js';
import { layout_4_4 } from '../table/group.js';
import { shrink } from '../table/merge.js';
import { SEGMENT_BYTES } from '../memory/regions.js';
import { VALUE_BYTES, LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES, FORMER } from './header.js';
import { LENGTH_MASK } from './record.js';
import { allocatePage, freePage, insertPage, pageSize } from './page.js';
import { SMALLEST_PAGE, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from './page-layout.js';
import { compactBytes, fillerBytes, moveRecords, roomOf, skipTo } from './move.js';
import { migrateSome } from './migrate.js';

/** Gives back what the present entries do not need. Of the log nothing while there are snapshots, which would keep it. O(entries). */
export function shrinkOrdered(memory: LinearMemory, map: number): void {
  while (load(memory, map + FORMER) && migrateSome(memory, map));
  shrink(memory, layout_4_4, map);
  if (!hasSnapshots(memory, map)) compactLog(memory, map);
}

function compactLog(memory: LinearMemory, map: number): void {
  const valueBytes = load(memory, map + VALUE_BYTES);
  let rest = liveBytes(memory, map);
  let target = 0;
  let following: number;
  for (let page = load(memory, map + LOG_HEAD); page; page = following) {
    following = load(memory, page + PAGE_NEXT);
    const live = load(memory, page + PAGE_LIVE);
    if (!live) {
      freePage(memory, map, page); // the newest, kept for the next record
    } else if (stays(memory, page, valueBytes, target)) {
      target = 0;
    } else {
      target = movePage(memory, map, page, target, rest, valueBytes);
    }
    rest -= live;
  }
  if (target) reopen(memory, map, target, valueBytes);
}

function liveBytes(memory: LinearMemory, map: number): number {
  let bytes = 0;
  for (let page = load(memory, map + LOG_HEAD); page; page = load(memory, page + PAGE_NEXT)) bytes += load(memory, page + PAGE_LIVE);
  return bytes;
}

/** Whether a page is not worth moving: it has one record, or gains less than an eighth, as does the page before it. */
function stays(memory: LinearMemory, page: number, valueBytes: number, target: number): boolean {
  const bytes = load(memory, page + PAGE_BYTES);
  if (bytes > SEGMENT_BYTES) return true;
  if (target && roomOf(memory, target) > SEGMENT_BYTES >>> 3) return false;
  const needed = compactBytes(memory, page, valueBytes);
  const whole = !load(memory, page + PAGE_NEXT) && pageSize(SMALLEST_PAGE, needed) < bytes;
  return PAGE_HEADER + needed + (bytes >>> 3) >= (whole ? bytes : load(memory, page + PAGE_USED));
}

/**
 * Moves what lives in `page` to the end of `target`, if there is one, and to a fresh page; returns the last. Where memory is refused, what
 * does not fit into `target` moves up within its own page.
 */
function movePage(memory: LinearMemory, map: number, page: number, target: number, rest: number, valueBytes: number): number {
  if (target && load64(memory, page + PAGE_FIRST) - load64(memory, target + PAGE_FIRST) > LENGTH_MASK >>> 1) target = 0;
  const needed = compactBytes(memory, page, valueBytes);
  const room = target && roomOf(memory, target);
  let fresh = 0;
  if (room < needed) {
    fresh = allocatePage(memory, map, pageSize(SMALLEST_PAGE, Math.max(needed, rest - Math.min(rest, room))));
    if (!fresh) return moveWithin(memory, map, page, target || page);
    insertPage(memory, map, fresh, load(memory, page + PAGE_PREVIOUS), page);
  }
  const last = moveRecords(memory, map, page, target || fresh, fresh);
  if (fresh && !load(memory, fresh + PAGE_LIVE)) freePage(memory, map, fresh);
  freePage(memory, map, page);
  return last;
}

/** As `movePage`, where there is no memory for a fresh page. */
function moveWithin(memory: LinearMemory, map: number, page: number, target: number): number {
  if (page === load(memory, map + LOG_TAIL)) store(memory, map + LOG_ROOM, 0); // until it is opened again
  const last = moveRecords(memory, map, page, target, page);
  if (load(memory, page + PAGE_LIVE)) increment(memory, map + LOG_MOVES);
  else freePage(memory, map, page);
  return last;
}

/** Lets records be appended to the newest page, as they would have been to the one whose place it took. */
function reopen(memory: LinearMemory, map: number, page: number, valueBytes: number): void {
  const number = load64(memory, map + LOG_NEXT);
  if (page !== load(memory, map + LOG_TAIL) || fillerBytes(valueBytes, number) > roomOf(memory, page)) return;
  if (number - load64(memory, page + PAGE_FIRST) > LENGTH_MASK) return;
  skipTo(memory, page, valueBytes, number);
  store(memory, map + LOG_ROOM, roomOf(memory, page));
}
