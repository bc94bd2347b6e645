/** Options of `putAll`, checked. */
import { checkCount, checkName, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { BatchTrace } from '../diagnostics/batch-trace.js';
import type { Table } from '../map/table.js';
import { type Validate, checkValidate } from '../map/validate.js';
import type { EntryId } from './once/history.js';
import { toList } from './columns.js';
import { Report } from './report.js';

/** What a batch does where a key is already there. */
export type OnConflict = 'replace' | 'keep' | 'error' | 'add' | 'min' | 'max';

/** Options of `putAll`. */
export interface PutAllOptions<K = unknown, V = unknown> {
  /** All or nothing (default); else entries that do not fit are left out and reported. */
  readonly atomic?: boolean;
  /** `'replace'` by default. `'error'` also objects to a key twice in the batch; the last three are for numeric values. */
  readonly onConflict?: OnConflict;
  /** The most entries this batch may have. */
  readonly maxBatchEntries?: number;
  /** What every key, and every value, is shown to before anything is written, after the map's own validators. */
  readonly validate?: Validate<K, V>;
  /** The most failures to report one by one; 1 000 by default. */
  readonly maxReported?: number;
  /**
   * Tells this batch from others. One that comes again with the same key within the window (the map's option `idempotency`; five
   * minutes by default) is recognised: nothing is written, and the first one's result comes back, `deduplicated`.
   */
  readonly idempotencyKey?: string;
  /** An id for each entry. An entry whose id was applied within the window is left out, and counted as kept. */
  readonly entryIds?: ArrayLike<EntryId> | Iterable<EntryId>;
  /** A number that grows from batch to batch. One that is not greater than the last applied batch's discards the batch. */
  readonly revision?: number;
  /** What those who observe batches are to call this one: it is in the messages of `wasmap:putall`, and in spans and logs. */
  readonly batchId?: string;
}

const modes: readonly OnConflict[] = ['replace', 'keep', 'error', 'add', 'min', 'max'];
/** What they are called. */
export const putOptionNames = [
  'atomic', 'onConflict', 'maxBatchEntries', 'validate', 'maxReported', 'idempotencyKey', 'entryIds', 'revision', 'batchId',
];

/** What a call of `putAll` asks for. */
export interface PutAllSettings {
  readonly report: Report;
  /** The engines' number of `onConflict`. */
  readonly mode: number;
  /** The most entries. */
  readonly most: number;
  readonly validators: readonly Validate[];
  readonly idempotencyKey: string | undefined;
  readonly entryIds: ArrayLike<unknown> | undefined;
  readonly revision: number | undefined;
}

/** `trace` is told what others need to know of the batch. */
export function readPutOptions(table: Table, options: PutAllOptions, trace?: BatchTrace): PutAllSettings {
  const where = `${table.label}: putAll`;
  const {
    atomic, onConflict = 'replace', maxReported = 1000, maxBatchEntries = Infinity, validate, idempotencyKey, entryIds, revision, batchId,
  } = checkOptions<PutAllOptions>(where, options, putOptionNames);
  const mode = modes.indexOf(checkName(`${where}: onConflict`, onConflict, modes));
  if (mode > 2 && table.value.held) {
    throw new WasmapTypeError(`${where}: onConflict: '${onConflict}' needs numeric values, and this map's are of kind ${table.value.name}`);
  }
  const isAtomic = checkType<boolean>(`${where}: atomic`, atomic, 'boolean') ?? true;
  const batchKey = checkType<string>(`${where}: idempotencyKey`, idempotencyKey, 'string');
  const batchRevision = checkRevision(`${where}: revision`, revision);
  const id = checkType<string>(`${where}: batchId`, batchId, 'string');
  trace?.identify(id, batchKey, batchRevision);
  return {
    mode,
    report: new Report(isAtomic, checkCount(`${where}: maxReported`, maxReported, Infinity), trace),
    most: Math.min(table.maxBatchEntries, checkCount(`${where}: maxBatchEntries`, maxBatchEntries, Infinity)),
    validators: [table.rules.validate, checkValidate(`${where}: validate`, validate)].filter((one) => one !== undefined),
    idempotencyKey: batchKey,
    entryIds: entryIds === undefined ? undefined : copyIds(`${where}: entryIds`, entryIds),
    revision: batchRevision,
  };
}

/** The ids as they are now, yet to be checked one by one. */
function copyIds(where: string, source: unknown): ArrayLike<unknown> {
  const list = toList(source, where) as ArrayLike<unknown>;
  return Array.isArray(list) ? [...list as unknown[]] : Array.from(list);
}

function checkRevision(where: string, revision: unknown): number | undefined {
  if (revision === undefined) return undefined;
  if (typeof revision !== 'number') throw unexpected(where, 'a number', revision);
  if (!Number.isFinite(revision)) throw outOfRange(where, 'a finite number', revision);
  return revision;
}
