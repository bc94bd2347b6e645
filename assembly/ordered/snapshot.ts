/**
 * Snapshots of ordered maps: the index as of any map, the former one if a migration is under way, and the log as it was: see kept.ts.
 *
 * All under a header as the map has it, which says where the log begins. Reads know a snapshot by its buckets.
 */
import { QUOTA, BYTES, GROUPS, HITS, MISSES, WORD_OVERFLOW, addressOf, increment64 } from "../table/header";
import { annexOf, OVERFLOW } from "../table/annex";
import { hash } from "../table/hash";
import { wordOf } from "../table/find";
import { homeIn, probeMask, matchTag, firstSlot, counterShift, groupBytes, keyAddress, valueAddress } from "../table/group";
import { copyWords, dropWords, releaseSnapshotOf, takeSnapshotOf } from "../table/snapshot";
import { allocatePiece, freePiece } from "../memory/quota";
import { VALUE_BYTES, FORMER, NEXT_HASH, ORDERED_HEADER_BYTES } from "./header";
import { hashBytes } from "./hash";
import { createBuckets, dropBuckets, seenAt } from "./kept";
import { isKeyOf } from "./record";

/** As `takeSnapshot`, of an ordered map. O(words of the directory, pages / 8). */
export function takeOrderedSnapshot(map: usize): usize {
  const snapshot = takeSnapshotOf(map, ORDERED_HEADER_BYTES);
  if (!snapshot) return 0;
  if (createBuckets(map, snapshot)) {
    if (copyFormer(map, snapshot)) return snapshot;
    dropBuckets(snapshot);
  }
  releaseSnapshotOf(snapshot, ORDERED_HEADER_BYTES);
  return 0;
}

function copyFormer(map: usize, snapshot: usize): bool {
  const former: usize = load<u32>(map, FORMER);
  if (!former) return true;
  const quota: usize = load<u32>(map, QUOTA);
  const copy = allocatePiece(quota, ORDERED_HEADER_BYTES, 0);
  if (!copy) return false;
  memory.copy(copy, former, ORDERED_HEADER_BYTES);
  store<u32>(copy, ORDERED_HEADER_BYTES, BYTES);
  if (!copyWords(former, copy)) {
    freePiece(quota, copy, ORDERED_HEADER_BYTES);
    return false;
  }
  store<u32>(snapshot, <u32>copy, FORMER);
  store<u32>(snapshot, load<u32>(snapshot, BYTES) + load<u32>(copy, BYTES), BYTES);
  return true;
}

/** As `releaseSnapshot`, of an ordered map. O(segments and pages that only it and older ones see). */
export function releaseOrderedSnapshot(snapshot: usize): void {
  dropBuckets(snapshot);
  const former: usize = load<u32>(snapshot, FORMER);
  if (former) {
    dropWords(former);
    freePiece(load<u32>(snapshot, QUOTA), former, ORDERED_HEADER_BYTES);
  }
  releaseSnapshotOf(snapshot, ORDERED_HEADER_BYTES);
}

/** As `findKey`, of a snapshot. The record may be in another place than that to which the index leads. */
export function findSeen(snapshot: usize, at: usize, word: u32): usize {
  const record = seekSeen(snapshot, at, word);
  increment64(snapshot, record ? HITS : MISSES);
  return record;
}

/** As `findSeen`, without statistics. */
export function seekSeen(snapshot: usize, at: usize, word: u32): usize {
  const key = hashBytes(snapshot, at, word);
  let index = snapshot;
  while (index) {
    const h = hash<u32>(index, key);
    const found = probeSeen(snapshot, index, h, key, at, word);
    if (found) return found;
    index = wordOf(index, h) & WORD_OVERFLOW ? <usize>load<u32>(annexOf(index), OVERFLOW) : 0;
  }
  const former: usize = load<u32>(snapshot, FORMER);
  if (!former) return 0;
  const formerKey = hashBytes(former, at, word);
  const h = hash<u32>(former, formerKey);
  return h < load<u32>(former, NEXT_HASH) ? 0 : probeSeen(snapshot, former, h, formerKey, at, word);
}

/** Where the snapshot sees the record of a key that is in one of its tables, whose words the header at `index` has; or 0. */
function probeSeen(snapshot: usize, index: usize, h: u32, key: u32, at: usize, word: u32): usize {
  const valueBytes = load<u32>(snapshot, VALUE_BYTES);
  const base = addressOf(wordOf(index, h));
  const groups = load<u32>(index, GROUPS);
  const mask = probeMask(groups);
  let group = homeIn(h, groups);
  let step: u32 = 0;
  while (true) {
    const address = base + group * groupBytes<u32, u32>();
    const control = load<u64>(address);
    let matches = matchTag(control, h);
    while (matches) {
      const slot = firstSlot(matches);
      matches &= matches - 1;
      if (load<u32>(keyAddress<u32>(address, slot)) != key) continue;
      const record = seenAt(snapshot, load<u32>(valueAddress<u32, u32>(address, slot)));
      if (isKeyOf(record + valueBytes, at, word)) return record;
    }
    if (!((control >>> counterShift(h)) & 15)) return 0;
    do {
      if (++step > mask) return 0;
      group = (group + step) & mask;
    } while (group >= groups);
  }
}
