/**
 * Shrinking an ordered map: what a migration has left, the index, and then the log, whose pages may each be up to three quarters dead.
 *
 * The live records of one page after another move to the end of a fresh page, and when that is full to the next; a page that has
 * nothing to gain stays where it is, unless the one before it still has room. It can be done without any free memory.
 */
import { shrink } from "../table/merge";
import { SEGMENT_BYTES } from "../memory/regions";
import { increment } from "../table/header";
import { hasSnapshots } from "../table/annex";
import { VALUE_BYTES, LOG_HEAD, LOG_TAIL, LOG_ROOM, LOG_NEXT, LOG_MOVES, FORMER } from "./header";
import { LENGTH_MASK } from "./record";
import { allocatePage, freePage, insertPage, pageSize } from "./page";
import { SMALLEST_PAGE, PAGE_NEXT, PAGE_PREVIOUS, PAGE_BYTES, PAGE_USED, PAGE_LIVE, PAGE_FIRST, PAGE_HEADER } from "./page-layout";
import { compactBytes, fillerBytes, moveRecords, roomOf, skipTo } from "./move";
import { migrateSome } from "./migrate";

/** Gives back what the present entries do not need. Of the log nothing while there are snapshots, which would keep it. O(entries). */
export function shrinkOrdered(map: usize): void {
  while (load<u32>(map, FORMER) && migrateSome(map)) {}
  shrink(map);
  if (!hasSnapshots(map)) compactLog(map);
}

function compactLog(map: usize): void {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  let rest = liveBytes(map);
  let target: usize = 0;
  let page: usize = load<u32>(map, LOG_HEAD);
  while (page) {
    const following: usize = load<u32>(page, PAGE_NEXT);
    const live = load<u32>(page, PAGE_LIVE);
    if (!live) {
      freePage(map, page); // the newest, kept for the next record
    } else if (stays(page, valueBytes, target)) {
      target = 0;
    } else {
      target = movePage(map, page, target, rest, valueBytes);
    }
    rest -= live;
    page = following;
  }
  if (target) reopen(map, target, valueBytes);
}

function liveBytes(map: usize): u32 {
  let bytes: u32 = 0;
  for (let page: usize = load<u32>(map, LOG_HEAD); page; page = load<u32>(page, PAGE_NEXT)) bytes += load<u32>(page, PAGE_LIVE);
  return bytes;
}

/** Whether a page is not worth moving: it has one record, or gains less than an eighth, as does the page before it. */
function stays(page: usize, valueBytes: u32, target: usize): bool {
  const bytes = load<u32>(page, PAGE_BYTES);
  if (bytes > SEGMENT_BYTES) return true;
  if (target && roomOf(target) > SEGMENT_BYTES >>> 3) return false;
  const needed = compactBytes(page, valueBytes);
  // The newest page gives back what it has not used yet, too.
  const whole = !load<u32>(page, PAGE_NEXT) && pageSize(SMALLEST_PAGE, needed) < bytes;
  return PAGE_HEADER + needed + (bytes >>> 3) >= (whole ? bytes : load<u32>(page, PAGE_USED));
}

/**
 * Moves what lives in `page` to the end of `target`, if there is one, and to a fresh page; returns the last. Where memory is refused, what
 * does not fit into `target` moves up within its own page.
 */
function movePage(map: usize, page: usize, target: usize, rest: u32, valueBytes: u32): usize {
  if (target && load<u64>(page, PAGE_FIRST) - load<u64>(target, PAGE_FIRST) > <u64>(LENGTH_MASK >>> 1)) target = 0;
  const needed = compactBytes(page, valueBytes);
  const room = target ? roomOf(target) : 0;
  let fresh: usize = 0;
  if (room < needed) {
    fresh = allocatePage(map, pageSize(SMALLEST_PAGE, max(needed, rest - min(rest, room))));
    if (!fresh) return moveWithin(map, page, target || page);
    insertPage(map, fresh, load<u32>(page, PAGE_PREVIOUS), page);
  }
  const last = moveRecords(map, page, target || fresh, fresh);
  if (fresh && !load<u32>(fresh, PAGE_LIVE)) freePage(map, fresh);
  freePage(map, page);
  return last;
}

/** As `movePage`, where there is no memory for a fresh page. */
function moveWithin(map: usize, page: usize, target: usize): usize {
  if (page == load<u32>(map, LOG_TAIL)) store<u32>(map, 0, LOG_ROOM); // until it is opened again
  const last = moveRecords(map, page, target, page);
  if (load<u32>(page, PAGE_LIVE)) increment(map, LOG_MOVES);
  else freePage(map, page);
  return last;
}

/** Lets records be appended to the newest page, as they would have been to the one whose place it took. */
function reopen(map: usize, page: usize, valueBytes: u32): void {
  const number = load<u64>(map, LOG_NEXT);
  if (page != load<u32>(map, LOG_TAIL) || fillerBytes(valueBytes, number) > roomOf(page)) return;
  if (number - load<u64>(page, PAGE_FIRST) > <u64>LENGTH_MASK) return;
  skipTo(page, valueBytes, number);
  store<u32>(map, roomOf(page), LOG_ROOM);
}
