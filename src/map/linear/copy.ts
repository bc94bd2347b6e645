/** Copying a table with numeric keys, one of its tables a step: for writers who are to be seen only when they have finished. */
import * as Header from '../../engine/header.js';
import { MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import { Report } from '../../bulk/report.js';
import type { NumericArray } from '../../typed-arrays.js';
import { exhausted } from '../slow-path.js';
import { readTable } from './chunk-cursor.js';
import { OVERFLOW_TABLES, hasOverflow } from './diff.js';
import type { LinearState } from './linear-state.js';
import type { LinearTable } from './linear-table.js';
import { type Piece, layoutOf, piecesIn, piecesOf } from './pieces.js';

const SLOTS = 7;

/**
 * Gives `copy`, an empty table of the same kinds and seed, all that `snapshot` has; yields how many entries each step has copied. O(entries).
 * @throws CapacityError; the copy is to be disposed of then.
 */
export function* copyEntries(copy: LinearTable, snapshot: LinearState): Generator<number> {
  if (snapshot.map === 0) return;
  if (copy.map === 0) copy.open();
  const places = placesFor(copy, snapshot);
  for (const piece of piecesOf(snapshot)) {
    copyPiece(copy, snapshot, piece, places(piece));
    yield piece.count;
  }
  if (hasOverflow(snapshot)) yield* copyOverflow(copy, snapshot);
}

/** Makes sure of memory for all tables; says where each is to go. */
function placesFor(copy: LinearTable, snapshot: LinearState): (piece: Piece) => number {
  const { engine, map } = copy;
  const count = piecesIn(snapshot);
  if (count === 1) {
    const at = engine.loadLone(map, snapshot.read(Header.groups)) >>> 0;
    if (at === 0) throw exhausted(copy);
    return () => at;
  }
  if (count > 1 && engine.loadDirectory(map, 32 - snapshot.read(Header.shift), count) === 0) throw exhausted(copy);
  return ({ prefix, depth }) => engine.loadSegment(map, prefix, depth) >>> 0;
}

function copyPiece(copy: LinearTable, snapshot: LinearState, { at, groups, count, passed, isSaturated }: Piece, to: number): void {
  const bytes = groups * layoutOf(copy).groupBytes;
  copy.engine.u8.copyWithin(to, at, at + bytes);
  try {
    if (copy.value.held) holdValues(copy, snapshot, to, groups);
  } catch (error) {
    // What the slots have is not the copy's.
    copy.engine.u8.fill(0, to, to + bytes);
    throw error;
  }
  copy.engine.loaded(copy.map, to, count, passed, Number(isSaturated));
}

/** Has the copy's own store hold what the slots of a table stand for. @throws CapacityError; it holds none of them then. */
function holdValues({ engine, store }: LinearTable, snapshot: LinearState, table: number, groups: number): void {
  const { groupBytes, valuesAt } = layoutOf(snapshot);
  const held: number[] = [];
  try {
    for (let group = table; group < table + groups * groupBytes; group += groupBytes) {
      for (let slot = 0; slot < SLOTS; slot++) {
        if (engine.u8[group + slot] === 0) continue;
        const at = (group >>> 2) + valuesAt + slot;
        const handle = store.add(snapshot.store.read(engine.u32[at]!));
        engine.u32[at] = handle;
        held.push(handle);
      }
    }
  } catch (error) {
    for (const handle of held) store.release(handle);
    throw error;
  }
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
