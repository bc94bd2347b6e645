/** Copying a map, one of its tables a step, or a page of its log: for writers who are to be seen only when they have finished. */
import * as Header from '../../engine/header.js';
import { MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import { seenAt } from '../../engine/js/ordered/kept.js';
import { PAGE_NEXT } from '../../engine/js/ordered/page-layout.js';
import { DEAD } from '../../engine/js/ordered/record.js';
import type { Layout } from '../../engine/js/table/group.js';
import { Report } from '../../bulk/report.js';
import type { NumericArray } from '../../typed-arrays.js';
import { isOrdered } from '../kinds.js';
import { exhausted } from '../slow-path.js';
import { readTable } from './chunk-cursor.js';
import { OVERFLOW_TABLES, hasOverflow } from './diff.js';
import type { LinearState } from './linear-state.js';
import type { LinearTable } from './linear-table.js';
import { readPage } from './records.js';
import { type Piece, layoutOf, piecesIn, piecesOf, placesFor } from './pieces.js';

const SLOTS = 7;

/**
 * Gives `copy`, an empty table of the same kinds, and with numeric keys of the same seed, all that `snapshot` has; yields how many entries each
 * step has copied. O(entries). @throws CapacityError; the copy is to be disposed of then.
 */
export function* copyEntries(copy: LinearTable, snapshot: LinearState): Generator<number> {
  if (snapshot.map === 0) return;
  if (copy.map === 0) copy.open();
  yield* isOrdered(copy.key) ? copyLog(copy, snapshot) : copyTables(copy, snapshot);
  forgetCounters(copy);
}

function* copyTables(copy: LinearTable, snapshot: LinearState): Generator<number> {
  const places = placesFor(copy, piecesIn(snapshot), snapshot.read(Header.groups), 32 - snapshot.read(Header.shift));
  for (const piece of piecesOf(snapshot)) {
    copyPiece(copy, snapshot, piece, places(piece));
    yield piece.count;
  }
  if (hasOverflow(snapshot)) yield* copyOverflow(copy, snapshot);
}

function copyPiece(copy: LinearTable, snapshot: LinearState, { at, groups, count, passed, isSaturated }: Piece, to: number): void {
  const bytes = groups * layoutOf(copy).groupBytes;
  copy.engine.u8.copyWithin(to, at, at + bytes);
  try {
    if (copy.value.held) holdValues(copy, snapshot, valuesIn(copy, layoutOf(copy), to, groups));
  } catch (error) {
    // What the slots have is not the copy's.
    copy.engine.u8.fill(0, to, to + bytes);
    throw error;
  }
  copy.engine.loaded(copy.map, to, count, passed, Number(isSaturated));
}

/** Where the values are of the slots of a table that are taken. */
function* valuesIn({ engine }: LinearTable, { groupBytes, valuesAt }: Layout, table: number, groups: number): Generator<number> {
  for (let group = table; group < table + groups * groupBytes; group += groupBytes) {
    for (let slot = 0; slot < SLOTS; slot++) if (engine.u8[group + slot] !== 0) yield group + (valuesAt + slot) * 4;
  }
}

/** Has the copy's own store hold what the handles at `places` stand for. @throws CapacityError; it holds none of them then. */
function holdValues({ engine, store }: LinearTable, snapshot: LinearState, places: Iterable<number>): void {
  const held: number[] = [];
  try {
    for (const place of places) {
      const handle = store.add(snapshot.store.read(engine.u32[place >>> 2]!));
      engine.u32[place >>> 2] = handle;
      held.push(handle);
    }
  } catch (error) {
    for (const handle of held) store.release(handle);
    throw error;
  }
}

function* copyLog(copy: LinearTable, snapshot: LinearState): Generator<number> {
  const { engine, map } = copy;
  for (let page = snapshot.read(Header.logHead); page !== 0;) {
    const place = seenAt(engine, snapshot.map, page);
    const to = engine.copyPage(map, place) >>> 0;
    if (to === 0) throw exhausted(copy);
    const { records } = readPage(engine, map, to, 0);
    // Before others have their turn, who may write to what is there.
    page = engine.u32[(place + PAGE_NEXT) >>> 2]!;
    yield copyRecords(copy, snapshot, records);
  }
  // Removed records at the end have had numbers, too.
  for (const field of [Header.logNext, Header.logNext + 4]) engine.u32[(map + field) >>> 2] = snapshot.read(field);
}

function copyRecords(copy: LinearTable, snapshot: LinearState, records: Uint32Array): number {
  if (!copy.value.held) return records.length;
  try {
    holdValues(copy, snapshot, records);
  } catch (error) {
    // What the records have is not the copy's.
    for (const record of records) copy.engine.u32[(record + copy.value.bytes) >>> 2]! |= DEAD;
    throw error;
  }
  return records.length;
}

/** Copying is nothing that the map has done. */
function forgetCounters({ engine, map }: LinearTable): void {
  for (const field of [Header.collisions, Header.collisions + 4, Header.splits, Header.merges, Header.rebuilds]) engine.u32[(map + field) >>> 2] = 0;
}

/** What lies in the overflow table is put in again, and goes there by itself. */
function* copyOverflow(copy: LinearTable, snapshot: LinearState): Generator<number> {
  for (let position = OVERFLOW_TABLES; position >= 0;) {
    const { keys, values, count, next } = readTable(snapshot, position);
    const report = new Report(false, 0);
    const batch = { length: count, keys: keys as NumericArray, values: copy.value.stored && values as NumericArray, positions: undefined };
    if (count > 0) copy.write(batch, MODE_REPLACE, report);
    if (report.failedCount > 0) throw exhausted(copy);
    yield count;
    position = next;
  }
}
