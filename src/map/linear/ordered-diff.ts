/**
 * What two snapshots of an ordered map differ in.
 *
 * Both logs are gone through page by page. A page that both have in the same place is the same, for what snapshots see is never written to:
 * its records are looked at no further. The entries of all other pages are compared.
 */
import { seenAt } from '../../engine/js/ordered/kept.js';
import { PAGE_NEXT } from '../../engine/js/ordered/page-layout.js';
import * as Header from '../../engine/header.js';
import { readKey } from '../../engine/read-key.js';
import { type Entries, type SnapshotDiff, compare } from '../snapshot-diff.js';
import type { LinearState } from './linear-state.js';
import { readPage } from './records.js';

/** Entries appear in the order of insertion. */
export function orderedDiffOf(newer: LinearState, older: LinearState): SnapshotDiff<unknown, unknown> {
  const [mine, others] = [pagesOf(newer), pagesOf(older)];
  const diff = compare(entriesOf(newer, mine, others), entriesOf(older, others, mine), newer.value.name === 'bytes');
  // At last, for a codec may do anything.
  return {
    added: diff.added.map(([name, value]) => [keyOf(newer, name), value]),
    changed: diff.changed.map(([name, value, before]) => [keyOf(newer, name), value, before]),
    removed: diff.removed.map(([name, value]) => [keyOf(newer, name), value]),
  };
}

/** Where a snapshot's pages are, and where they were in the log. */
function pagesOf(table: LinearState): ReadonlyMap<number, number> {
  const { engine, map } = table;
  const pages = new Map<number, number>();
  for (let page = map === 0 ? 0 : table.read(Header.logHead); page !== 0;) {
    const place = seenAt(engine, map, page);
    pages.set(place, page);
    page = engine.u32[(place + PAGE_NEXT) >>> 2]!;
  }
  return pages;
}

/** The entries in those of the pages that `others` does not have, by what stands for their keys. */
function entriesOf(table: LinearState, pages: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>): Entries {
  const { engine, map } = table;
  const entries: Entries = new Map();
  for (const [place, page] of pages) {
    if (others.has(place)) continue;
    const found = readPage(engine, map, page, 0);
    if (found.page === page) for (const record of found.records) entries.set(nameOf(table, record), table.load(record));
  }
  return entries;
}

/** What stands for the key of a record: text itself, or a character for each byte. */
function nameOf({ engine: { u8, i32 }, value }: LinearState, record: number): string {
  const at = record + value.bytes;
  return readKey(u8, at + 4, i32[at >>> 2]!, false) as string;
}

function keyOf({ key, codec, label }: LinearState, name: unknown): unknown {
  if (key.name === 'string') return name;
  const bytes = Uint8Array.from(name as string, (character) => character.charCodeAt(0));
  return codec === undefined ? bytes : codec.decode(bytes, label);
}
