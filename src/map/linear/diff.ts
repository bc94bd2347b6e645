/**
 * What two snapshots of a table differ in.
 *
 * Both directories are gone through side by side, range of hashes by range. Where they lead to the same segment nothing was written in
 * between, and no entry is looked at; else the entries of the range are compared.
 */
import { overflow, readAnnex } from '../../engine/annex.js';
import { MAXIMUM_DEPTH } from '../../engine/js/table/directory.js';
import { wordOf } from '../../engine/js/table/find.js';
import { addressOf } from '../../engine/js/table/header.js';
import { LEVEL_SHIFT } from '../../engine/js/table/scan.js';
import { ENTRY_DEPTH, entryOf } from '../../engine/js/memory/segments.js';
import * as Header from '../../engine/header.js';
import { type Entries, type SnapshotDiff, compare } from '../snapshot-diff.js';
import { readTable } from './chunk-cursor.js';
import type { LinearState } from './linear-state.js';

/** One past the last prefix of hashes, by which positions of a scan count. */
const PREFIXES = 2 ** MAXIMUM_DEPTH;
/** Where overflow tables begin. */
export const OVERFLOW_TABLES = 2 ** LEVEL_SHIFT;

/** How many ranges that are the same are looked at in a step: some 0.1 ms. */
const RANGES_A_STEP = 1024;
const NO_DIFFERENCE: SnapshotDiff<unknown, unknown> = { added: [], changed: [], removed: [] };

export function diffOf(newer: LinearState, older: LinearState): SnapshotDiff<unknown, unknown> {
  const diff: SnapshotDiff<unknown, unknown> = { added: [], changed: [], removed: [] };
  // Not spread: a range may be the whole map.
  for (const { added, changed, removed } of differencesOf(newer, older)) {
    for (const entry of added) diff.added.push(entry);
    for (const entry of changed) diff.changed.push(entry);
    for (const entry of removed) diff.removed.push(entry);
  }
  return diff;
}

/** As `diffOf`, one range of hashes after another. Now and then an empty one, where both share their tables. */
export function* differencesOf(newer: LinearState, older: LinearState): Generator<SnapshotDiff<unknown, unknown>> {
  // An entry that is removed and put in again may go from the overflow table to its segment: so they are compared as one.
  const joined: [Entries, Entries] | undefined = hasOverflow(newer) || hasOverflow(older) ? [new Map(), new Map()] : undefined;
  const isByContent = newer.value.name === 'bytes';
  let looked = 0;
  for (let prefix = 0; prefix < PREFIXES;) {
    const [mine, others] = [segmentAt(newer, prefix), segmentAt(older, prefix)];
    const end = Math.max(mine.end, others.end);
    if (mine.segment !== others.segment) {
      const [now, before] = [readEntries(newer, prefix, end, joined?.[0]), readEntries(older, prefix, end, joined?.[1])];
      if (joined === undefined) yield compare(now, before, isByContent);
    } else if (++looked % RANGES_A_STEP === 0) yield NO_DIFFERENCE;
    prefix = end;
  }
  if (joined !== undefined) yield compare(readEntries(newer, OVERFLOW_TABLES, Infinity, joined[0]), readEntries(older, OVERFLOW_TABLES, Infinity, joined[1]), isByContent);
}

/** The table that hashes beginning with `prefix` lead to, and where its range of prefixes ends. */
function segmentAt({ engine: { i32, u32 }, map }: LinearState, prefix: number): { segment: number; end: number } {
  const segment = addressOf(wordOf(i32, map >>> 2, prefix << (32 - MAXIMUM_DEPTH)));
  const isLone = u32[(map + Header.directory) >>> 2] === 0;
  const range = isLone ? PREFIXES : PREFIXES >>> u32[(entryOf(segment) + ENTRY_DEPTH) >>> 2]!;
  return { segment, end: prefix - (prefix % range) + range };
}

export function hasOverflow({ engine, map }: LinearState): boolean {
  return map !== 0 && readAnnex(engine.u32, map, overflow) !== 0;
}

/** Adds the entries of the tables at positions from `from` on that begin before `end`. */
function readEntries(table: LinearState, from: number, end: number, entries: Entries = new Map()): Entries {
  for (let position = from; position >= 0 && position < end && table.map !== 0;) {
    const { keys, values, count, next } = readTable(table, position);
    for (let i = 0; i < count; i++) entries.set(keys[i], values[i]);
    position = next;
  }
  return entries;
}
