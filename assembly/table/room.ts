/**
 * Making room when a table is full: a lone table below a segment doubles, a segment splits, and one that cannot split
 * usefully sends its newcomers to the overflow table.
 */
import { ROOT, DIRECTORY, GROUPS, HOME_SHIFT, QUOTA, COUNT, BYTES, SEGMENTS, RELOCATIONS, addressOf, increment } from "./header";
import { HOME_BITS, KEYS_AT, TAKEN, firstSlot } from "./group";
import {
  keyBytesOf, valueBytesOf, slotBytesOf, valuesAtOf, sideBytesOf, sidesAtOf, groupBytesOf, segmentGroupsOf, loadKey, loadValue, storeValue, hashKey,
} from "./layout";
import { newSegment, retireSegment } from "./share";
import { place, sideOf } from "./place";
import { split, ROOM_MADE, ROOM_REFUSED } from "./split";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { LARGEST_BLOCK } from "../memory/blocks";
import { entryOf, ENTRY_COUNT } from "../memory/segments";

/** Makes room for one more entry where `h` leads to; see the outcomes in split.ts. */
export function makeRoom(map: usize, h: u32): u32 {
  const groups = load<u32>(map, GROUPS);
  if (groups == segmentGroupsOf(map)) return split(map, h);
  return resizeLone(map, largerLone(map, groups)) ? ROOM_MADE : ROOM_REFUSED;
}

/** The next size of a lone table: a power of two below a segment, then the whole segment. */
export function largerLone(map: usize, groups: u32): u32 {
  const doubled = groups ? groups << 1 : 1;
  return doubled * groupBytesOf(map) > LARGEST_BLOCK ? segmentGroupsOf(map) : doubled;
}

/** A table of `groups` groups, all empty: a segment, or a block below that. 0 where memory is refused. */
function newTable(map: usize, groups: u32): usize {
  if (groups == segmentGroupsOf(map)) return newSegment(map, true);
  const bytes = groups * groupBytesOf(map);
  const table = allocatePiece(load<u32>(map, QUOTA), bytes, map);
  if (table) store<u32>(map, load<u32>(map, BYTES) + pieceBytes(bytes), BYTES);
  return table;
}

/** Moves the entries of a lone table to a new one of `groups` groups. False, and nothing changed, where memory is refused. */
export function resizeLone(map: usize, groups: u32): bool {
  const table = newTable(map, groups);
  if (!table) return false;
  const old = addressOf(load<u32>(map, ROOT));
  const oldGroups = load<u32>(map, GROUPS);
  store<u32>(map, table, ROOT);
  store<u32>(map, groups, GROUPS);
  store<u32>(map, HOME_BITS - 31 + clz(groups), HOME_SHIFT);
  if (old) {
    refill(map, old, oldGroups, table, groups);
    freeLone(map, old, oldGroups);
  }
  if (groups == segmentGroupsOf(map)) {
    store<u32>(entryOf(table), load<u32>(map, COUNT), ENTRY_COUNT);
    store<u32>(map, 1, SEGMENTS);
  }
  increment(map, RELOCATIONS);
  return true;
}

/** Gives a lone table's memory back. */
export function freeLone(map: usize, table: usize, groups: u32): void {
  if (groups == segmentGroupsOf(map)) {
    retireSegment(map, table);
    store<u32>(map, 0, SEGMENTS);
    return;
  }
  const bytes = groups * groupBytesOf(map);
  freePiece(load<u32>(map, QUOTA), table, bytes);
  store<u32>(map, load<u32>(map, BYTES) - pieceBytes(bytes), BYTES);
}

/** Puts every entry of one table into another, which has room for them. */
export function refill(map: usize, from: usize, fromGroups: u32, to: usize, toGroups: u32): void {
  const keyBytes = keyBytesOf(map);
  const valueBytes = valueBytesOf(map);
  const slotBytes = slotBytesOf(map);
  const valuesAt = valuesAtOf(map);
  const sideBytes = sideBytesOf(map);
  const stride = groupBytesOf(map);
  const end = from + fromGroups * stride;
  for (let at = from; at < end; at += stride) {
    let taken = load<u64>(at) & TAKEN;
    while (taken) {
      const slot = firstSlot(taken);
      taken &= taken - 1;
      const key = loadKey(keyBytes, at + KEYS_AT + slot * keyBytes);
      const value = place(map, to, toGroups, hashKey(map, keyBytes, key), key);
      storeValue(valueBytes, value, loadValue(valueBytes, at + valuesAt + slot * slotBytes));
      if (sideBytes) storeValue(sideBytes, sideOf(map, to, value), loadValue(sideBytes, at + sidesAtOf(map) + slot * sideBytes));
    }
  }
}
