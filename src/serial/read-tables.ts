/** Tables on their way from a file into a map: memory for all of them first, then their bytes, then what is known of them is checked. */
import { loadLimit, layoutNumbered } from '../engine/js/table/group.js';
import { MAXIMUM_DEPTH } from '../engine/js/table/directory.js';
import * as Header from '../engine/header.js';
import type { LinearTable } from '../map/linear/linear-table.js';
import { type PieceHead, placesFor } from '../map/linear/pieces.js';
import { type FileHeader, PAGE_CHECKSUM, PAGE_HEADER_BYTES, sumOf } from './format.js';
import type { Broken } from './items.js';
import { LARGEST_BLOCK } from '../engine/js/memory/blocks.js';

interface Page extends PieceHead {
  readonly checksum: number;
  /** Of what is before the checksum: its start. */
  readonly start: number;
  readonly data: Uint8Array;
}

/** Fills `table`, whose header is there but nothing else, from the pages behind a file's header. @throws CapacityError */
export function readTables(table: LinearTable, header: FileHeader, body: Uint8Array, isTrusted: boolean, broken: Broken): void {
  const pages = parsePages(table, header, body, broken);
  const places = allocate(table, pages);
  pages.forEach((page, i) => { readPage(table, page, places[i]!, isTrusted, (what) => broken(`has a page ${i} that ${what}`)); });
  if (table.size !== header.count) broken(`has ${table.size} entries, and its header says ${header.count}`);
}

/** What the headers of all pages say, checked as far as that goes without their bytes. */
function parsePages(table: LinearTable, { pages: count, count: entries }: FileHeader, body: Uint8Array, broken: Broken): Page[] {
  const { segmentGroups, groupBytes } = layoutNumbered(table.read(Header.layout));
  const pages: Page[] = [];
  let [at, prefixes, sum] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (at + PAGE_HEADER_BYTES > body.length) broken(`ends before page ${i}`);
    const head = body.slice(at, at + PAGE_HEADER_BYTES);
    const [prefix, depth, groups, inPage, passed, flags, bytes, checksum] = new Uint32Array(head.buffer) as unknown as [number, number, number, number, number, number, number, number];
    const from = at + PAGE_HEADER_BYTES;
    const isSize = groups === segmentGroups || (count === 1 && isLoneSize(groups, groupBytes));
    if (!isSize || bytes !== groups * groupBytes || inPage > loadLimit(groups) || flags > 1) broken(`has a page ${i} that says of itself what it cannot`);
    if (depth > MAXIMUM_DEPTH || prefix * 2 ** (32 - depth) !== prefixes) broken(`has a page ${i} that is not the next one`);
    if (from + bytes > body.length) broken(`ends within page ${i}`);
    pages.push({ prefix, depth, groups, count: inPage, passed, isSaturated: flags === 1, checksum, start: sumOf(head.subarray(0, PAGE_CHECKSUM)), data: body.subarray(from, from + bytes) });
    at = from + bytes;
    prefixes += 2 ** (32 - depth);
    sum += inPage;
  }
  if (prefixes !== (count === 0 ? 0 : 2 ** 32)) broken('lacks pages');
  if (at !== body.length) broken('goes on behind its last page');
  if (sum !== entries) broken(`has ${sum} entries, and its header says ${entries}`);
  return pages;
}

/** Whether a table below a segment can have so many groups. */
function isLoneSize(groups: number, groupBytes: number): boolean {
  return groups > 0 && (groups & (groups - 1)) === 0 && groups * groupBytes <= LARGEST_BLOCK;
}

/** Memory for all pages; where each is to go. */
function allocate(table: LinearTable, pages: readonly Page[]): number[] {
  const depth = pages.reduce((deepest, page) => Math.max(deepest, page.depth), 0);
  return pages.map(placesFor(table, pages.length, pages[0]?.groups ?? 0, depth));
}

function readPage(table: LinearTable, page: Page, at: number, isTrusted: boolean, broken: Broken): void {
  const { engine, map, key } = table;
  const { data, groups, prefix, depth, count, passed, isSaturated } = page;
  engine.u8.set(data, at);
  if (engine.checksum(at, data.length, page.start) >>> 0 !== page.checksum) broken('is damaged: its checksum is another');
  const isWell = isTrusted || engine.verifyTable(map, at, groups, prefix, depth, count, passed, Number(isSaturated), Number(key.name === 'f64'));
  if (!isWell) broken('is no table that could have been written');
  engine.loaded(map, at, count, passed, Number(isSaturated));
}
