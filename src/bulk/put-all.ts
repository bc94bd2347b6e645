/**
 * `putAll`: a batch written in one go, all or nothing. First the source is read and checked (batch.ts), so that nothing is
 * written if an entry does not fit; then it is written chunk by chunk (write-batch.ts).
 */
import { ConcurrentModificationError, PutAllError, UnsupportedError, WasmapTypeError } from '../errors.js';
import { checkCount, checkName, checkOptions, checkType } from '../arguments.js';
import type { Table } from '../map/table.js';
import { readBatch } from './batch.js';
import { Report } from './report.js';
import type { PutAllResult } from './result.js';

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

export function putAll(table: Table, source: unknown, options: PutAllOptions): PutAllResult {
  const { report, mode, most } = readOptions(table, options);
  const { version } = table;
  const batch = readBatch(table, source, report, most);
  if (table.version !== version) {
    throw new ConcurrentModificationError(`${table.label}: putAll: its own source wrote to the map; nothing was written`);
  }
  if (batch.length === 0) return report.finish(0, 0);
  const { collisions, grown } = table.write(batch, mode, report);
  return report.finish(collisions, grown);
}

/** Fills a new map: an entry that does not fit throws what writing it alone would. */
export function fill(table: Table, source: unknown): void {
  try {
    putAll(table, source, {});
  } catch (error) {
    throw error instanceof PutAllError ? error.cause : error;
  }
}

function readOptions(table: Table, options: PutAllOptions): { report: Report; mode: number; most: number } {
  const where = `${table.label}: putAll`;
  const name = later.find((name) => Object.hasOwn(Object(options) as object, name));
  if (name !== undefined) throw new UnsupportedError(`${where}: option '${name}' is not available in this version`);
  const { atomic, onConflict = 'replace', maxReported = 1000, maxBatchEntries = Infinity } = checkOptions<PutAllOptions>(where, options, known);
  const mode = modes.indexOf(checkName(`${where}: onConflict`, onConflict, modes));
  if (mode > 2 && table.value.held) {
    throw new WasmapTypeError(`${where}: onConflict: '${onConflict}' needs numeric values, and this map's are of kind ${table.value.name}`);
  }
  const isAtomic = checkType<boolean>(`${where}: atomic`, atomic, 'boolean') ?? true;
  return {
    mode,
    report: new Report(isAtomic, checkCount(`${where}: maxReported`, maxReported, Infinity)),
    most: Math.min(table.maxBatchEntries, checkCount(`${where}: maxBatchEntries`, maxBatchEntries, Infinity)),
  };
}
