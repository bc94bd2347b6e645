/** Migration of an index from the fast hash to SipHash-1-3; `assembly/ordered/migrate.ts` says when and how. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store, load64, store64, increment } from '../memory/linear.js';
import {
  ROOT, DIRECTORY, GROUPS, COUNT, SEGMENTS, VERSION, QUOTA, BYTES, DEEPEST, RELOCATIONS,
} from '../table/header.js';
import { layout_4_4, lowestBit, takenSlots } from '../table/group.js';
import { hash4 } from '../table/hash.js';
import { insertAbsent } from '../table/insert.js';
import { makeOwnIn, newSegment, retireSegment } from '../table/share.js';
import { freeDirectory, ownDepth, segmentOf } from '../table/directory.js';
import { allocatePiece, freePiece } from '../memory/quota.js';
import { VALUE_BYTES, FORMER, NEXT_HASH, NEXT_GROUP, ORDERED_HEADER_BYTES } from './header.js';
import { hashBytes } from './hash.js';
import { seedSipHash } from './sip.js';

/** Groups that one write moves: 63 slots. */
const STEP_GROUPS = 9;

/** Makes the index of `map` the former one. False, and nothing changed, where memory is refused. */
export function beginMigration(memory: LinearMemory, map: number): boolean {
  const quota = load(memory, map + QUOTA);
  const former = allocatePiece(memory, quota, ORDERED_HEADER_BYTES, 0);
  if (!former) return false;
  const segment = newSegment(memory, map, true);
  if (!segment) {
    freePiece(memory, quota, former, ORDERED_HEADER_BYTES);
    return false;
  }
  memory.u8.copyWithin(former, map, map + ORDERED_HEADER_BYTES);
  store(memory, former + NEXT_HASH, 0);
  store(memory, former + NEXT_GROUP, 0);
  store64(memory, former + VERSION, 0);
  store(memory, map + ROOT, segment);
  store(memory, map + DIRECTORY, 0);
  store(memory, map + SEGMENTS, 1);
  store(memory, map + DEEPEST, 0);
  store(memory, map + BYTES, load(memory, map + BYTES) + ORDERED_HEADER_BYTES);
  store(memory, map + FORMER, former);
  seedSipHash(memory, map);
  increment(memory, map + RELOCATIONS);
  return true;
}

/** Moves the entries of a few groups of the former index. False where memory is refused; what has not moved then stays. */
export function migrateSome(memory: LinearMemory, map: number): boolean {
  const former = load(memory, map + FORMER);
  const groups = load(memory, former + GROUPS);
  const count = load(memory, map + COUNT);
  const version = load64(memory, map + VERSION);
  if (!makeOwnIn(memory, map, former, load(memory, former + NEXT_HASH))) return false;
  const segment = segmentOf(memory, former, load(memory, former + NEXT_HASH));
  let group = load(memory, former + NEXT_GROUP);
  const end = Math.min(group + STEP_GROUPS, groups);
  while (group < end && moveGroup(memory, map, (segment >>> 2) + group * layout_4_4.groupWords)) group++;
  store(memory, map + COUNT, count);
  store64(memory, map + VERSION, version);
  store(memory, former + NEXT_GROUP, group);
  if (group === groups) dropSegment(memory, map, former, segment);
  return group >= end;
}

/** Moves the entries of the group at the word index `at` to the new index. */
function moveGroup(memory: LinearMemory, map: number, at: number): boolean {
  const valueWords = load(memory, map + VALUE_BYTES) >>> 2;
  for (let taken = takenSlots(memory.i32, at); taken !== 0; taken &= taken - 1) {
    const slot = at + layout_4_4.valuesAt + lowestBit(taken);
    const record = memory.u32[slot]!;
    const key = (record >>> 2) + valueWords;
    const hash = hashBytes(memory.i32, map >>> 2, key + 1, memory.i32[key]!);
    const address = insertAbsent(memory, layout_4_4, map, hash4(memory.i32, map >>> 2, hash), hash, 0);
    if (!address) return false;
    store(memory, address, record);
    emptySlot(memory, slot);
  }
  return true;
}

/** Gives back the first segment of the former index, and after the last one all that is left. */
function dropSegment(memory: LinearMemory, map: number, former: number, segment: number): void {
  const next = (load(memory, former + NEXT_HASH) + 2 ** (32 - ownDepth(memory, segment))) >>> 0;
  retireSegment(memory, map, segment);
  store(memory, former + NEXT_HASH, next);
  store(memory, former + NEXT_GROUP, 0);
  if (next) return;
  store(memory, former + BYTES, load(memory, map + BYTES));
  freeDirectory(memory, former);
  store(memory, map + BYTES, load(memory, former + BYTES) - ORDERED_HEADER_BYTES);
  freePiece(memory, load(memory, map + QUOTA), former, ORDERED_HEADER_BYTES);
  store(memory, map + FORMER, 0);
}

/** Gives the former index back with all that it holds. O(segments). */
export function dropFormer(memory: LinearMemory, map: number): void {
  for (let former = load(memory, map + FORMER); former; former = load(memory, map + FORMER)) {
    dropSegment(memory, map, former, segmentOf(memory, former, load(memory, former + NEXT_HASH)));
  }
}

/** Empties a slot of the former index, in a segment that is the map's own, given by its value's word index. */
export function emptySlot(memory: LinearMemory, slot: number): void {
  const at = slot - (slot % layout_4_4.groupWords);
  memory.u8[at * 4 + slot - at - layout_4_4.valuesAt] = 0;
}
