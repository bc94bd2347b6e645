/**
 * Making room when a table is full: a lone table below a segment doubles, a segment splits, and one that cannot split
 * usefully sends its newcomers to the overflow table.
 */
import { ROOT, DIRECTORY, GROUPS, HOME_SHIFT, QUOTA, BYTES, SEGMENTS, RELOCATIONS, addressOf, increment } from "./header";
import { groupBytes, segmentGroups, SLOTS, HOME_BITS, TAKEN, firstSlot, keyAddress, valueAddress, valueBytes } from "./group";
import { hash } from "./hash";
import { place } from "./insert";
import { split } from "./split";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { entryOf, ENTRY_COUNT } from "../memory/segments";
import { COUNT } from "./header";

/** Memory or the quota is exhausted. */
// @ts-ignore: decorator
@inline export const ROOM_REFUSED: u32 = 0;
/** There is room now, perhaps in another table: locate it again. */
// @ts-ignore: decorator
@inline export const ROOM_MADE: u32 = 1;
/** The keys of this segment cannot be told apart by further bits of their hashes. */
// @ts-ignore: decorator
@inline export const ROOM_OVERFLOWS: u32 = 2;

export function makeRoom<K, V>(map: usize, h: u32): u32 {
  if (!load<u32>(map, DIRECTORY)) {
    const groups = load<u32>(map, GROUPS);
    if (groups < segmentGroups<K, V>()) return <u32>resizeLone<K, V>(map, largerLone<K, V>(groups));
  }
  return split<K, V>(map, h);
}

/** The next size of a lone table: a power of two below a segment, then the whole segment. */
export function largerLone<K, V>(groups: u32): u32 {
  const doubled = groups ? groups << 1 : 1;
  return doubled * groupBytes<K, V>() > LARGEST_LONE_BYTES ? segmentGroups<K, V>() : doubled;
}

/** Tables above this take a whole segment anyway. */
// @ts-ignore: decorator
@inline const LARGEST_LONE_BYTES: u32 = 8192;

/** Moves the entries of a lone table to a new one of `groups` groups. False, and nothing changed, where memory is refused. */
export function resizeLone<K, V>(map: usize, groups: u32): bool {
  const quota: usize = load<u32>(map, QUOTA);
  const bytes = groups * groupBytes<K, V>();
  const whole = groups == segmentGroups<K, V>();
  const table = allocatePiece(quota, whole ? 16384 : bytes, map);
  if (!table) return false;
  const old = addressOf(load<u32>(map, ROOT));
  const oldGroups = load<u32>(map, GROUPS);
  store<u32>(map, table, ROOT);
  store<u32>(map, groups, GROUPS);
  store<u32>(map, HOME_BITS - 31 + clz(groups), HOME_SHIFT);
  store<u32>(map, load<u32>(map, BYTES) + pieceBytes(whole ? 16384 : bytes), BYTES);
  if (old) {
    refill<K, V>(map, old, oldGroups, table, groups);
    freeLone<K, V>(map, old, oldGroups);
  }
  if (whole) {
    store<u32>(entryOf(table), load<u32>(map, COUNT), ENTRY_COUNT);
    store<u32>(map, 1, SEGMENTS);
  }
  increment(map, RELOCATIONS);
  return true;
}

/** Gives a lone table's memory back. */
export function freeLone<K, V>(map: usize, table: usize, groups: u32): void {
  const bytes = groups == segmentGroups<K, V>() ? 16384 : groups * groupBytes<K, V>();
  freePiece(load<u32>(map, QUOTA), table, bytes);
  store<u32>(map, load<u32>(map, BYTES) - pieceBytes(bytes), BYTES);
  if (groups == segmentGroups<K, V>()) store<u32>(map, 0, SEGMENTS);
}

/** Puts every entry of one table into another, which has room for them. */
export function refill<K, V>(map: usize, from: usize, fromGroups: u32, to: usize, toGroups: u32): void {
  const end = from + fromGroups * groupBytes<K, V>();
  for (let at = from; at < end; at += groupBytes<K, V>()) {
    let taken = load<u64>(at) & TAKEN;
    while (taken) {
      const slot = firstSlot(taken);
      taken &= taken - 1;
      const key = load<K>(keyAddress<K>(at, slot));
      const value = place<K, V>(map, to, toGroups, hash<K>(map, key), key);
      if (valueBytes<V>()) store<V>(value, load<V>(valueAddress<K, V>(at, slot)));
    }
  }
}
