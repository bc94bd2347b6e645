/**
 * `putAll`: a batch written in one go, all or nothing. First the source is read and checked (batch.ts), so that nothing is
 * written if an entry does not fit; then it is written chunk by chunk (write-batch.ts).
 */
import * as Header from '../engine/header.js';
import { ConcurrentModificationError, UnsupportedError, WasmapTypeError } from '../errors.js';
import { checkCount, checkName, checkOptions, checkType } from '../arguments.js';
import type { Table } from '../map/table.js';
import { readBatch } from './batch.js';
import type { FailedEntry, PutAllResult } from './result.js';
import { BatchWriter, Tally } from './write-batch.js';

/** What a batch does where a key is already there. */
export type OnConflict = 'replace' | 'keep' | 'error' | 'add' | 'min' | 'max';

/** Options of `putAll`. */
export interface PutAllOptions {
  /** All or nothing (default); else entries that do not fit are left out and reported. */
  readonly atomic?: boolean;
  /** `'replace'` by default. `'error'` also objects to a key twice in the batch; the last three are for numeric values. */
  readonly onConflict?: OnConflict;
  /** The most entries this batch may have. */
  readonly maxBatchEntries?: number;
  /** The most failures to report one by one; 1 000 by default. */
  readonly maxReported?: number;
}

const modes: readonly OnConflict[] = ['replace', 'keep', 'error', 'add', 'min', 'max'];
const later = ['idempotencyKey', 'entryIds', 'revision'];
const known = ['atomic', 'onConflict', 'maxBatchEntries', 'maxReported'];

export function putAll(table: Table, source: unknown, options: PutAllOptions, mostEntries: number): PutAllResult {
  const began = performance.now();
  const { atomic, mode, maxReported, most } = readOptions(table, options, mostEntries);
  const version = table.version;
  const batch = readBatch(table, source, atomic, most);
  if (table.version !== version) {
    throw new ConcurrentModificationError(`${table._label}: putAll: its own source wrote to the map; nothing was written`);
  }
  if (batch.length === 0 && batch.failed.length === 0) return finish(began, new Tally(), [], maxReported, 0, 0);
  const map = table._map || table._open();
  const bytes = table.memoryUsage().bytes;
  const collisions = table._read64(Header.collisions);
  const tally = new BatchWriter(table, batch, mode, atomic).write();
  table._putAlls++;
  if (tally.inserted + tally.replaced > 0) table._engine.advanceVersion(map);
  const grown = table.memoryUsage().bytes - bytes;
  return finish(began, tally, batch.failed, maxReported, table._read64(Header.collisions) - collisions, Math.max(0, grown));
}

function finish(
  began: number, tally: Tally, failed: readonly FailedEntry<unknown>[], maxReported: number, collisions: number,
  grown: number,
): PutAllResult {
  return {
    written: tally.inserted + tally.replaced,
    inserted: tally.inserted,
    replaced: tally.replaced,
    kept: tally.kept,
    failedCount: failed.length,
    // Misfits were found first, conflicts later.
    failed: [...failed].sort((a, b) => a.index - b.index).slice(0, maxReported),
    collisions,
    grown,
    durationMs: performance.now() - began,
    deduplicated: false,
  };
}

function readOptions(table: Table, options: PutAllOptions, mostEntries: number): { atomic: boolean; mode: number; maxReported: number; most: number } {
  const where = `${table._label}: putAll`;
  const name = later.find((name) => Object.hasOwn(Object(options) as object, name));
  if (name !== undefined) throw new UnsupportedError(`${where}: option '${name}' is not available in this version`);
  const { atomic, onConflict = 'replace', maxReported = 1000 } = checkOptions<PutAllOptions>(where, options, known);
  const mode = modes.indexOf(checkName(`${where}: onConflict`, onConflict, modes));
  if (mode > 2 && table._value.hotClass === 'any') {
    throw new WasmapTypeError(`${where}: onConflict: '${onConflict}' needs numeric values, and this map's are of kind any`);
  }
  const most = Math.min(mostEntries, checkCount(`${where}: maxBatchEntries`, options.maxBatchEntries ?? Infinity, Infinity));
  return {
    atomic: checkType<boolean>(`${where}: atomic`, atomic, 'boolean') ?? true,
    mode,
    maxReported: checkCount(`${where}: maxReported`, maxReported, Infinity),
    most,
  };
}
