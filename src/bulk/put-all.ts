/**
 * `putAll`: a batch written in one go, all or nothing. First the source is read and checked (batch.ts), so that nothing is
 * written if an entry does not fit; then what was applied before is left out (once/); then the rest is written chunk by chunk
 * (write-batch.ts).
 */
import { PutAllError, VersionError } from '../errors.js';
import { checkCount } from '../arguments.js';
import type { Table } from '../map/table.js';
import { readBatch } from './batch.js';
import { EntryFilter } from './once/entry-filter.js';
import { type PutAllOptions, type PutAllSettings, readPutOptions } from './put-options.js';
import type { PutAllResult } from './result.js';

export function putAll(table: Table, source: unknown, options: PutAllOptions): PutAllResult {
  return apply(table, source, readPutOptions(table, options));
}

/** As `putAll`, if the table's version is `expected`. @throws VersionError where it is not; the source has not been read then. */
export function compareAndPutAll(table: Table, expected: unknown, source: unknown, options: PutAllOptions): PutAllResult {
  const where = `${table.label}: compareAndPutAll`;
  const version = checkCount(`${where}: expected`, expected, Number.MAX_SAFE_INTEGER);
  const settings = readPutOptions(table, options);
  if (table.version !== version) throw new VersionError(`${where}: expected version ${version}, the map has ${table.version}`, version, table.version);
  return apply(table, source, settings);
}

/** As `putAll`, for entries that have been shown to the table's validators. */
export function putChecked(table: Table, source: unknown): PutAllResult {
  return apply(table, source, { ...readPutOptions(table, {}), validators: [] });
}

/** Fills a new map: an entry that does not fit throws what writing it alone would. */
export function fill(table: Table, source: unknown): void {
  try {
    putAll(table, source, {});
  } catch (error) {
    throw error instanceof PutAllError ? error.cause : error;
  }
}

function apply(table: Table, source: unknown, settings: PutAllSettings): PutAllResult {
  const { report, mode, idempotencyKey, entryIds, revision } = settings;
  const all = readBatch(table, source, settings);
  const before = idempotencyKey === undefined ? undefined : table.record.history.recall(table, idempotencyKey, all);
  if (before !== undefined) return before;
  if (revision !== undefined && table.record.history.isOutdated(revision)) return report.discarded();
  const filter = entryIds && new EntryFilter(table, all, entryIds, report);
  const batch = filter?.batch ?? all;
  const { collisions, grown } = batch.length === 0 ? { collisions: 0, grown: 0 } : table.write(batch, mode, report);
  const result = report.finish(collisions, grown);
  table.noteWrite();
  filter?.remember();
  if (revision !== undefined) table.record.history.addRevision(revision);
  if (idempotencyKey !== undefined) table.record.history.addBatch(table, idempotencyKey, all, result);
  return result;
}
