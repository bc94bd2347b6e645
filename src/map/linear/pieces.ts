/** The tables that a map with numeric keys is made of: its segments, or the one below a segment. */
import { ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED, entryOf } from '../../engine/js/memory/segments.js';
import { layoutNumbered } from '../../engine/js/table/group.js';
import { WORD_SATURATED, addressOf } from '../../engine/js/table/header.js';
import { wordOf } from '../../engine/js/table/find.js';
import * as Header from '../../engine/header.js';
import { exhausted } from '../slow-path.js';
import type { LinearState } from './linear-state.js';

/** A table as far as it is known without its entries. */
export interface PieceHead {
  /** The first bits of the hashes in it, and how many these are. */
  readonly prefix: number;
  readonly depth: number;
  readonly groups: number;
  readonly count: number;
  /** Groups that its entries passed over, together; 0 below a segment. */
  readonly passed: number;
  readonly isSaturated: boolean;
}

export interface Piece extends PieceHead {
  readonly at: number;
}

/** How many there are; overflow tables are not counted. */
export function piecesIn(table: LinearState): number {
  if (table.map === 0 || table.read(Header.groups) === 0) return 0;
  return Math.max(1, table.read(Header.segments));
}

/** All of them in the order of prefixes. Nobody may write to the map meanwhile. */
export function* piecesOf(table: LinearState): Generator<Piece> {
  if (piecesIn(table) === 0) return;
  for (let h = 0; h < 2 ** 32;) {
    const { u32, i32 } = table.engine;
    const at = addressOf(wordOf(i32, table.map >>> 2, h | 0));
    const depth = table.read(Header.segments) > 0 ? u32[(entryOf(at) + ENTRY_DEPTH) >>> 2]! : 0;
    yield pieceAt(table, at, depth === 0 ? 0 : h >>> (32 - depth), depth);
    h += 2 ** (32 - depth);
  }
}

function pieceAt(table: LinearState, at: number, prefix: number, depth: number): Piece {
  const groups = table.read(Header.groups);
  const read = (field: number): number => table.engine.u32[(entryOf(at) + field) >>> 2]!;
  if (groups !== layoutOf(table).segmentGroups) {
    const isSaturated = (table.read(Header.root) & WORD_SATURATED) !== 0;
    return { at, prefix, depth, groups, count: table.size, passed: 0, isSaturated };
  }
  const isSaturated = (read(ENTRY_FLAGS) & FLAG_SATURATED) !== 0;
  return { at, prefix, depth, groups, count: read(ENTRY_COUNT), passed: read(ENTRY_PASSED), isSaturated };
}

/**
 * Makes sure of memory for the tables that an empty map is to have, `count` of them, of `groups` groups and at most `depth` deep; says where each
 * is to go. Their bytes come next, then the engine's `loaded`. @throws CapacityError
 */
export function placesFor(table: LinearState, count: number, groups: number, depth: number): (head: PieceHead) => number {
  const { engine, map } = table;
  if (count === 1) {
    const at = engine.loadLone(map, groups) >>> 0;
    if (at === 0) throw exhausted(table);
    return () => at;
  }
  if (count > 1 && engine.loadDirectory(map, depth, count) === 0) throw exhausted(table);
  return (head) => engine.loadSegment(map, head.prefix, head.depth) >>> 0;
}

/** How groups of the map lie in memory. */
export function layoutOf(table: LinearState): ReturnType<typeof layoutNumbered> {
  return layoutNumbered(table.read(Header.layout));
}
