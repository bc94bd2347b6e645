/**
 * `putAll`: a batch written in one go, all or nothing. First the source is read and checked (batch.ts), so that nothing is
 * written if an entry does not fit; then what was applied before is left out (commit.ts); then the rest is written chunk by chunk
 * (write-batch.ts).
 */
import { PutAllError, VersionError } from '../errors.js';
import { checkCount } from '../arguments.js';
import { BATCHER_WRITE, type BatchCall, tracedBatch } from '../diagnostics/batch-trace.js';
import type { Written } from '../map/written.js';
import type { Table } from '../map/table.js';
import { readBatch } from './batch.js';
import { Commit, timeFor, timeOf } from './commit.js';
import { type PutAllOptions, type PutAllSettings, readPutOptions } from './put-options.js';
import type { PutAllResult } from './result.js';

/** A map whose observer wants to see the batches of WriteBatchers. */
interface Observed extends Written {
  [BATCHER_WRITE](write: () => PutAllResult): PutAllResult;
}

export function putAll(map: Written, source: unknown, options: PutAllOptions, call: BatchCall = 'putAll'): PutAllResult {
  const { _table: table } = map;
  return tracedBatch(map, call, (trace) => apply(table, source, readPutOptions(table, options, trace)));
}

/** As `putAll`, if the table's version is `expected`. @throws VersionError where it is not; the source has not been read then. */
export function compareAndPutAll(map: Written, expected: unknown, source: unknown, options: PutAllOptions): PutAllResult {
  return tracedBatch(map, 'compareAndPutAll', (trace) => {
    const settings = readPutOptions(map._table, options, trace);
    assertVersion(map._table, expected, settings);
    return apply(map._table, source, settings);
  });
}

/** @throws VersionError where the table's version is not `expected` and the batch is no repeat */
function assertVersion(table: Table, expected: unknown, settings: PutAllSettings): void {
  const where = `${table.label}: compareAndPutAll`;
  const version = checkCount(`${where}: expected`, expected, Number.MAX_SAFE_INTEGER);
  // What was applied is recognised although it has changed the version itself.
  const isRepeat = settings.idempotencyKey !== undefined && table.record.history.hasBatch(settings.idempotencyKey, timeOf(table));
  if (!isRepeat && table.version !== version) throw new VersionError(`${where}: expected version ${version}, the map has ${table.version}`, version, table.version);
}

/** As `putAll`, for entries of a WriteBatcher, which have been shown to the table's validators. */
export function putChecked(map: Written, source: unknown): PutAllResult {
  const { _table: table } = map;
  const write = (): PutAllResult =>
    tracedBatch(map, 'batcher', (trace) => apply(table, source, { ...readPutOptions(table, {}, trace), validators: [] }));
  return BATCHER_WRITE in map ? (map as Observed)[BATCHER_WRITE](write) : write();
}

/** Fills a new map: an entry that does not fit throws what writing it alone would. */
export function fill(table: Table, source: unknown): void {
  try {
    apply(table, source, readPutOptions(table, {}));
  } catch (error) {
    throw error instanceof PutAllError ? error.cause : error;
  }
}

function apply(table: Table, source: unknown, settings: PutAllSettings): PutAllResult {
  const now = timeFor(table, settings);
  const batch = readBatch(table, source, settings);
  settings.report.trace?.read(batch.length + settings.report.failedCount);
  const commit = new Commit(table, batch, settings, now);
  return commit.run((batch) => table.write(batch, settings.mode, settings.report));
}
