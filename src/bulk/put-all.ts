/**
 * `putAll`: a batch written in one go, all or nothing. First the source is read and checked (batch.ts), so that nothing is
 * written if an entry does not fit; then what was applied before is left out (commit.ts); then the rest is written chunk by chunk
 * (write-batch.ts).
 */
import { PutAllError, VersionError } from '../errors.js';
import { checkCount } from '../arguments.js';
import type { Table } from '../map/table.js';
import { readBatch } from './batch.js';
import { Commit, timeFor, timeOf } from './commit.js';
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
  // What was applied is recognised although it has changed the version itself.
  const isRepeat = settings.idempotencyKey !== undefined && table.record.history.hasBatch(settings.idempotencyKey, timeOf(table));
  if (!isRepeat && table.version !== version) throw new VersionError(`${where}: expected version ${version}, the map has ${table.version}`, version, table.version);
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
  const now = timeFor(table, settings);
  const commit = new Commit(table, readBatch(table, source, settings), settings, now);
  return commit.run((batch) => table.write(batch, settings.mode, settings.report));
}
