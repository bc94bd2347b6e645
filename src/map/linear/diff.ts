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
import { isBytes } from '../../typed-arrays.js';
import type { SnapshotDiff } from '../snapshot-diff.js';
import { readTable } from './chunk-cursor.js';
import type { LinearState } from './linear-state.js';

/** One past the last prefix of hashes, by which positions of a scan count. */
const PREFIXES = 2 ** MAXIMUM_DEPTH;
/** Where overflow tables begin. */
const OVERFLOW_TABLES = 2 ** LEVEL_SHIFT;

/** Values by keys, or by what stands for keys. */
export type Entries = Map<unknown, unknown>;

export function diffOf(newer: LinearState, older: LinearState): SnapshotDiff<unknown, unknown> {
  const diff: SnapshotDiff<unknown, unknown> = { added: [], changed: [], removed: [] };
  for (let prefix = 0; prefix < PREFIXES;) {
    const [mine, others] = [segmentAt(newer, prefix), segmentAt(older, prefix)];
    const end = Math.max(mine.end, others.end);
    if (mine.segment !== others.segment) compare(entriesOf(newer, prefix, end), entriesOf(older, prefix, end), diff);
    prefix = end;
  }
  if (hasOverflow(newer) || hasOverflow(older)) {
    compare(entriesOf(newer, OVERFLOW_TABLES, Infinity), entriesOf(older, OVERFLOW_TABLES, Infinity), diff);
  }
  return diff;
}

/** The table that hashes beginning with `prefix` lead to, and where its range of prefixes ends. */
function segmentAt({ engine: { i32, u32 }, map }: LinearState, prefix: number): { segment: number; end: number } {
  const segment = addressOf(wordOf(i32, map >>> 2, prefix << (32 - MAXIMUM_DEPTH)));
  const isLone = u32[(map + Header.directory) >>> 2] === 0;
  const range = isLone ? PREFIXES : PREFIXES >>> u32[(entryOf(segment) + ENTRY_DEPTH) >>> 2]!;
  return { segment, end: prefix - (prefix % range) + range };
}

function hasOverflow({ engine, map }: LinearState): boolean {
  return readAnnex(engine.u32, map, overflow) !== 0;
}

/** The entries of the tables at positions from `from` on that begin before `end`. */
function entriesOf(table: LinearState, from: number, end: number): Entries {
  const entries: Entries = new Map();
  for (let position = from; position >= 0 && position < end && table.map !== 0;) {
    const { keys, values, count, next } = readTable(table, position);
    for (let i = 0; i < count; i++) entries.set(keys[i], values[i]);
    position = next;
  }
  return entries;
}

/** Adds to `diff` what became of `others` in `mine`. */
export function compare(mine: Entries, others: Entries, { added, changed, removed }: SnapshotDiff<unknown, unknown>): void {
  for (const [key, value] of mine) {
    const before = others.get(key);
    if (before === undefined && !others.has(key)) added.push([key, value]);
    else if (!isSame(value, before)) changed.push([key, value, before]);
  }
  for (const [key, value] of others) if (!mine.has(key)) removed.push([key, value]);
}

function isSame(a: unknown, b: unknown): boolean {
  if (!isBytes(a) || !isBytes(b)) return Object.is(a, b);
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
