/** Tables of numeric keys and values on their way to a file: as they lie in memory, but for what removed entries have left. */
import { LIST } from '../engine/memory-map.js';
import type { LinearState } from '../map/linear/linear-state.js';
import { type Piece, layoutOf, piecesOf } from '../map/linear/pieces.js';
import { PAGE_CHECKSUM, PAGE_HEADER_BYTES, sumOf } from './format.js';

/** A page for each table, in the order of prefixes. Nobody may write to the map meanwhile. */
export function* writeTables(table: LinearState): Generator<Uint8Array> {
  for (const piece of piecesOf(table)) yield pageOf(table, piece);
}

function pageOf(table: LinearState, { at, prefix, depth, groups, count, passed, isSaturated }: Piece): Uint8Array {
  const { engine, map } = table;
  const bytes = groups * layoutOf(table).groupBytes;
  engine.copyClean(map, at, groups, LIST);
  const page = new Uint8Array(PAGE_HEADER_BYTES + bytes);
  const words = new Uint32Array(page.buffer);
  words.set([prefix, depth, groups, count, passed, Number(isSaturated), bytes]);
  const start = sumOf(page.subarray(0, PAGE_CHECKSUM));
  words[PAGE_CHECKSUM / 4] = engine.checksum(LIST, bytes, start) >>> 0;
  page.set(engine.u8.subarray(LIST, LIST + bytes), PAGE_HEADER_BYTES);
  return page;
}
