/**
 * Migration of an index from the fast hash to SipHash-1-3, when somebody has made the fast one collide.
 *
 * The present tables become those of a former index, with a header of its own, and the map begins a new index. Each write moves a few
 * groups of the former one, segment by segment in the order of hashes, by hashing the keys of their records again; a segment whose
 * entries have moved goes back to the heap. Lookups ask the new index first. Records stay where they are.
 *
 * The former index takes no entries in, so emptied slots leave its counters alone: they may say too much, never too little.
 */
import {
  ROOT, DIRECTORY, GROUPS, COUNT, SEGMENTS, VERSION, QUOTA, BYTES, DEEPEST, RELOCATIONS, addressOf, increment,
} from "../table/header";
import { firstSlot, groupBytes, valueAddress, TAKEN } from "../table/group";
import { hash } from "../table/hash";
import { wordOf } from "../table/find";
import { insertAbsent } from "../table/insert";
import { makeOwnIn, newSegment, retireSegment } from "../table/share";
import { freeDirectory } from "../table/directory";
import { allocatePiece, freePiece } from "../memory/quota";
import { entryOf, ENTRY_DEPTH } from "../memory/segments";
import { VALUE_BYTES, FORMER, NEXT_HASH, NEXT_GROUP, ORDERED_HEADER_BYTES } from "./header";
import { hashBytes } from "./hash";
import { seedSipHash } from "./sip";

/** Groups that one write moves: 63 slots. */
// @ts-ignore: decorator
@inline const STEP_GROUPS: u32 = 9;

/** Makes the index of `map` the former one. False, and nothing changed, where memory is refused. */
export function beginMigration(map: usize): bool {
  const quota: usize = load<u32>(map, QUOTA);
  const former = allocatePiece(quota, ORDERED_HEADER_BYTES, 0);
  if (!former) return false;
  const segment = newSegment(map, true);
  if (!segment) {
    freePiece(quota, former, ORDERED_HEADER_BYTES);
    return false;
  }
  memory.copy(former, map, ORDERED_HEADER_BYTES);
  store<u32>(former, 0, NEXT_HASH);
  store<u32>(former, 0, NEXT_GROUP);
  // Only the map has a version: amid a batch it is whatever the loop has counted so far.
  store<u64>(former, 0, VERSION);
  // Only whole segments overflow, so the header's numbers for them stay. It counts the entries and bytes of both.
  store<u32>(map, segment, ROOT);
  store<u32>(map, 0, DIRECTORY);
  store<u32>(map, 1, SEGMENTS);
  store<u32>(map, 0, DEEPEST);
  store<u32>(map, load<u32>(map, BYTES) + ORDERED_HEADER_BYTES, BYTES);
  store<u32>(map, former, FORMER);
  seedSipHash(map);
  increment(map, RELOCATIONS);
  return true;
}

/** Moves the entries of a few groups of the former index. False where memory is refused; what has not moved then stays. */
export function migrateSome(map: usize): bool {
  const former: usize = load<u32>(map, FORMER);
  const groups = load<u32>(former, GROUPS);
  const count = load<u32>(map, COUNT);
  const version = load<u64>(map, VERSION);
  if (!makeOwnIn(map, former, load<u32>(former, NEXT_HASH))) return false;
  const segment = addressOf(wordOf(former, load<u32>(former, NEXT_HASH)));
  let group = load<u32>(former, NEXT_GROUP);
  const end = min(group + STEP_GROUPS, groups);
  while (group < end && moveGroup(map, segment + group * groupBytes<u32, u32>())) group++;
  // Moving is neither an insertion nor a change.
  store<u32>(map, count, COUNT);
  store<u64>(map, version, VERSION);
  store<u32>(former, group, NEXT_GROUP);
  if (group == groups) dropSegment(map, former, segment);
  return group >= end;
}

/** Moves the entries of the group at `at` to the new index. */
function moveGroup(map: usize, at: usize): bool {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  let taken = load<u64>(at) & TAKEN;
  while (taken) {
    const slot = firstSlot(taken);
    const record = load<u32>(valueAddress<u32, u32>(at, slot));
    const word = load<u32>(record + valueBytes);
    const key = hashBytes(map, record + valueBytes + 4, word);
    const address = insertAbsent(map, hash<u32>(map, key), key);
    if (!address) return false;
    store<u32>(address, record);
    store<u8>(at + slot, 0);
    taken &= taken - 1;
  }
  return true;
}

/** Gives back the first segment of the former index, and after the last one all that is left. */
function dropSegment(map: usize, former: usize, segment: usize): void {
  const depth = load<u32>(entryOf(segment), ENTRY_DEPTH);
  const next = depth ? load<u32>(former, NEXT_HASH) + (1 << (32 - depth)) : 0;
  retireSegment(map, segment);
  store<u32>(former, next, NEXT_HASH);
  store<u32>(former, 0, NEXT_GROUP);
  if (next) return;
  store<u32>(former, load<u32>(map, BYTES), BYTES);
  freeDirectory(former);
  store<u32>(map, load<u32>(former, BYTES) - ORDERED_HEADER_BYTES, BYTES);
  freePiece(load<u32>(map, QUOTA), former, ORDERED_HEADER_BYTES);
  store<u32>(map, 0, FORMER);
}

/** Gives the former index back with all that it holds. O(segments). */
export function dropFormer(map: usize): void {
  let former: usize = load<u32>(map, FORMER);
  while (former) {
    dropSegment(map, former, addressOf(wordOf(former, load<u32>(former, NEXT_HASH))));
    former = load<u32>(map, FORMER);
  }
}

/** Empties a slot of the former index, in a segment that is the map's own, given by its value's address. */
export function emptySlot(slot: usize): void {
  const at = slot & ~<usize>(groupBytes<u32, u32>() - 1);
  store<u8>(at + ((slot - valueAddress<u32, u32>(at, 0)) >>> 2), 0);
}
