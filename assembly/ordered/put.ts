/**
 * Writing many keys of bytes in one call: each staged by the host, its address and length word in the key table.
 *
 * Most keys of a batch are either where their home group says, or go there, their record to the end of the newest page. These are
 * settled in one loop, which keeps the counters in hand; all others as single keys are. Of a map that has snapshots the caller has made
 * what is written to the map's own, by `ownKeys`.
 */
import { COUNT, GROUPS, RELOCATIONS, VERSION, WORD_SHARED } from "../table/header";
import { segmentGroups, matchTag, matchEmpty, firstSlot, tagOf, loadLimit, keyAddress, valueAddress } from "../table/group";
import { loadValue, storeValue } from "../table/layout";
import { BLOCK, groupAt } from "../bulk/resolve";
import { INSERTED, settle } from "../bulk/put";
import { FOUND, GROUPS_AT, HASHES, KEY_HASHES, OUTCOMES, VALUES } from "../memory/regions";
import { entryOf, ENTRY_COUNT } from "../memory/segments";
import { FORMER, LOG_ROOM, VALUE_BYTES } from "./header";
import { endOfLog, extendLog, writeKey } from "./append";
import { addressOfKey, fetch, wordOfKey } from "./block";
import { goesOn } from "./find";
import { insertAt, insertKey } from "./insert";
import { isKeyOf, recordBytes, LENGTH_MASK } from "./record";

/** As `putManyBy`, for the first `count` keys of the key table. */
export function putKeys(map: usize, count: u32, mode: u32, kind: u32): u32 {
  const version = load<u64>(map, VERSION);
  let done: u32 = 0;
  while (done < count) {
    const length = min(count - done, BLOCK);
    fetch(map, done, length);
    const relocations = load<u32>(map, RELOCATIONS);
    let i: u32 = 0;
    // After entries have moved the groups are others, and so are all hashes once a migration has begun: the rest is fetched anew.
    while (i < length && load<u32>(map, RELOCATIONS) == relocations) {
      i = putSimple(map, done, i, length, mode, kind);
      if (i == length) break;
      if (!putOther(map, done, i, mode, kind)) {
        store<u64>(map, version, VERSION);
        return done + i;
      }
      i++;
    }
    done += i;
  }
  store<u64>(map, version, VERSION);
  return count;
}

/**
 * Sets entries of the block that was fetched from `from` on, from its `i`th to the first that needs more than a record in its home
 * group, or a free slot there and room in the newest page; returns which one that is. Counters are kept in hand until then.
 */
function putSimple(map: usize, from: u32, i: u32, count: u32, mode: u32, kind: u32): u32 {
  const groups = load<u32>(map, GROUPS);
  if (groups != segmentGroups<u32, u32>() || load<u32>(map, FORMER)) return i;
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const first = endOfLog(map);
  const limit = first + load<u32>(map, LOG_ROOM);
  let end = first;
  let inserted: u32 = 0;
  for (; i < count; i++) {
    const found: usize = load<u32>(FOUND + (i << 2));
    const key = addressOfKey(from + i);
    const word = wordOfKey(from + i);
    if (found && isKeyOf(found + valueBytes, key, word)) {
      if (!settle(valueBytes, from + i, found, mode, kind)) break;
      continue;
    }
    const flagged = load<u32>(GROUPS_AT + (i << 2));
    const group = groupAt(flagged);
    const control = load<u64>(group);
    const h = load<u32>(HASHES + (i << 2));
    const bytes = recordBytes(valueBytes, word & LENGTH_MASK);
    // A tag that matches may be that of the same key, inserted since the block was fetched.
    if (end + bytes > limit || matchTag(control, h) || (flagged & WORD_SHARED) || goesOn(map, flagged, control, h)) break;
    const slot = claimAtHome(group, control, h, load<u32>(KEY_HASHES + (i << 2)));
    if (!slot) break;
    store<u32>(slot, <u32>end);
    storeValue(valueBytes, end, loadValue(valueBytes, VALUES + (from + i) * valueBytes));
    writeKey(end + valueBytes, key, word, end + bytes);
    store<u8>(OUTCOMES + from + i, INSERTED);
    end += bytes;
    inserted++;
  }
  if (inserted) extendLog(map, <u32>(end - first), inserted);
  store<u32>(map, load<u32>(map, COUNT) + inserted, COUNT);
  return i;
}

/** A slot for an absent key in its home group of a whole segment, counted in that; 0 where there is none. */
// @ts-ignore: decorator
@inline
function claimAtHome(group: usize, control: u64, h: u32, key: u32): usize {
  const empty = matchEmpty(control);
  const entry = entryOf(group);
  const count = load<u32>(entry, ENTRY_COUNT);
  if (!empty || count >= loadLimit(segmentGroups<u32, u32>())) return 0;
  const slot = firstSlot(empty);
  store<u8>(group + slot, <u8>tagOf(h));
  store<u32>(keyAddress<u32>(group, slot), key);
  store<u32>(entry, count + 1, ENTRY_COUNT);
  return valueAddress<u32, u32>(group, slot);
}

/** Sets the `i`th entry of the block that was fetched from `from` on. False where it is in conflict, or memory is refused. */
function putOther(map: usize, from: u32, i: u32, mode: u32, kind: u32): bool {
  const valueBytes = load<u32>(map, VALUE_BYTES);
  const before = load<u32>(map, COUNT);
  const key = addressOfKey(from + i);
  const word = wordOfKey(from + i);
  const at = i << 2;
  const record = load<u32>(map, FORMER)
    ? insertKey(map, key, word)
    : insertAt(map, load<u32>(GROUPS_AT + at), load<u32>(HASHES + at), load<u32>(KEY_HASHES + at), key, word);
  if (!record) return false;
  if (load<u32>(map, COUNT) == before) return settle(valueBytes, from + i, record, mode, kind);
  store<u8>(OUTCOMES + from + i, INSERTED);
  storeValue(valueBytes, record, loadValue(valueBytes, VALUES + (from + i) * valueBytes));
  return true;
}
