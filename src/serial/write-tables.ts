/** Tables of numeric keys and values on their way to a file: as they lie in memory, but for what removed entries have left. */
import { ENTRY_COUNT, ENTRY_DEPTH, ENTRY_FLAGS, ENTRY_PASSED, FLAG_SATURATED, entryOf } from '../engine/js/memory/segments.js';
import { layoutNumbered } from '../engine/js/table/group.js';
import { WORD_SATURATED, addressOf } from '../engine/js/table/header.js';
import { wordOf } from '../engine/js/table/find.js';
import * as Header from '../engine/header.js';
import { LIST } from '../engine/memory-map.js';
import type { LinearState } from '../map/linear/linear-state.js';
import { PAGE_CHECKSUM, PAGE_HEADER_BYTES, sumOf } from './format.js';

/** Pages of a table whose header is there. */
export function tablePages(table: LinearState): number {
  if (table.read(Header.groups) === 0) return 0;
  return Math.max(1, table.read(Header.segments));
}

/** A page for each table, in the order of prefixes. Nobody may write to the map meanwhile. */
export function* writeTables(table: LinearState): Generator<Uint8Array> {
  if (tablePages(table) === 0) return;
  for (let h = 0; h < 2 ** 32;) {
    const { u32, i32 } = table.engine;
    const segment = addressOf(wordOf(i32, table.map >>> 2, h | 0));
    const depth = table.read(Header.segments) > 0 ? u32[(entryOf(segment) + ENTRY_DEPTH) >>> 2]! : 0;
    yield writeTable(table, segment, depth === 0 ? 0 : h >>> (32 - depth), depth);
    h += 2 ** (32 - depth);
  }
}

function writeTable(table: LinearState, at: number, prefix: number, depth: number): Uint8Array {
  const { engine, map } = table;
  const groups = table.read(Header.groups);
  const layout = layoutNumbered(table.read(Header.layout));
  const bytes = groups * layout.groupBytes;
  engine.copyClean(map, at, groups, LIST);
  const page = new Uint8Array(PAGE_HEADER_BYTES + bytes);
  const words = new Uint32Array(page.buffer);
  const read = (field: number): number => engine.u32[(entryOf(at) + field) >>> 2]!;
  const isWhole = groups === layout.segmentGroups;
  const isSaturated = isWhole ? (read(ENTRY_FLAGS) & FLAG_SATURATED) !== 0 : (table.read(Header.root) & WORD_SATURATED) !== 0;
  words.set([prefix, depth, groups, isWhole ? read(ENTRY_COUNT) : table.size, isWhole ? read(ENTRY_PASSED) : 0, Number(isSaturated), bytes]);
  const start = sumOf(page.subarray(0, PAGE_CHECKSUM));
  words[PAGE_CHECKSUM / 4] = engine.checksum(LIST, bytes, start) >>> 0;
  page.set(engine.u8.subarray(LIST, LIST + bytes), PAGE_HEADER_BYTES);
  return page;
}
