/**
 * Rebuilding a table: displaced entries are put in again, as near to home as they can be, with fresh counters.
 *
 * Deletion leaves no tombstones, but entries that were displaced stay so when a slot nearer to home gets free. Under deletions
 * and insertions at constant size the groups that all entries have passed over grow from 0.1 an entry to 0.4 at load 0.75, and
 * misses read 2.6 groups instead of 1.25. So each segment knows that sum, and is rebuilt when it has drifted to twice
 * what a fresh one would have: after about n/4 deletions and insertions, which takes some 4 µs.
 */
import { ROOT, REBUILDS, RELOCATIONS, WORD_SATURATED, increment } from "./header";
import { SLOTS } from "./group";
import { groupBytesOf, segmentGroupsOf } from "./layout";
import { distribute } from "./distribute";
import { refill } from "./room";
import { LIST } from "../memory/regions";
import { entryOf, ENTRY_FLAGS, ENTRY_PASSED, ENTRY_REBUILT, FLAG_SATURATED } from "../memory/segments";

/** Brings every entry of the table at `base` as near to home as it can be. */
export function rebuild(map: usize, base: usize, groups: u32): void {
  if (groups == segmentGroupsOf(map)) rebuildSegment(map, base);
  else rebuildLone(map, base, groups);
  increment(map, REBUILDS);
  increment(map, RELOCATIONS);
}

function rebuildSegment(map: usize, segment: usize): void {
  const entry = entryOf(segment);
  store<u32>(entry, load<u32>(entry, ENTRY_FLAGS) & ~FLAG_SATURATED, ENTRY_FLAGS);
  store<u32>(entry, 0, ENTRY_PASSED);
  distribute(map, segment, segment, 0);
  store<u32>(entry, load<u32>(entry, ENTRY_PASSED), ENTRY_REBUILT);
}

/** A table below a segment. Only saturated ones are rebuilt, so that copying them whole is good enough. */
function rebuildLone(map: usize, base: usize, groups: u32): void {
  const stride = groupBytesOf(map);
  const bytes = groups * stride;
  store<u32>(map, load<u32>(map, ROOT) & ~WORD_SATURATED, ROOT);
  memory.copy(LIST, base, bytes);
  for (let at = base; at < base + bytes; at += stride) store<u64>(at, 0);
  refill(map, LIST, groups, base, groups);
}

/**
 * Whether a segment with `count` entries has drifted: they have passed over twice as many groups as those of a fresh one. For
 * c = count / groups that is about (c − 3)² / 5 a group (simulated from c = 3.5 to 5.9). Where keys share their homes a
 * rebuild does not help much: what it left must have grown by half, so that such rebuilds get rarer and rarer.
 */
export function hasDrifted(entry: usize, count: u32, groups: u32): bool {
  const passed = load<u32>(entry, ENTRY_PASSED);
  const rebuilt = load<u32>(entry, ENTRY_REBUILT);
  const crowd: u32 = max<i32>(count - 3 * groups, 0);
  return passed > crowd * crowd / (5 * groups) + (groups >>> 4) && passed > rebuilt + (rebuilt >>> 1);
}

/**
 * Whether a table that met saturated counters is rebuilt at `count` entries: when it is half empty, and below that at powers
 * of two only, for where many keys share their home, a rebuilt table is saturated again (100 000 such keys took 9 s to remove).
 */
export function rebuildsAt(count: u32, groups: u32): bool {
  const half = (groups * SLOTS) >>> 1;
  return count == half || (count < half && !(count & (count - 1)));
}
