/**
 * Many keys in one call: `putAll`, `getAll`, `hasAll`, `deleteAll`. Each does what single calls would, in the same order. A plain cache's table does it in one
 * go, for nobody is told of anything; of others, as of those that are loading, each entry is dealt with by itself, since those who are told may call the cache.
 */
import { checkOptions, unexpected } from '../../arguments.js';
import { readSource } from '../../bulk/batch.js';
import type { Batch, Keys } from '../../bulk/columns.js';
import { PackedKeys } from '../../bulk/packed.js';
import { forChunks, keyColumn, readArguments } from '../../bulk/read-all.js';
import { Report } from '../../bulk/report.js';
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import type { Watch } from '../../bulk/target.js';
import { now } from '../../clock.js';
import { checkPositive, sizesNotKept } from '../rules.js';
import type { Store } from '../store.js';
import { absentValue } from '../table.js';
import type { Count, Milliseconds, Size } from '../types.js';
import { get, has } from './get.js';
import { deleteKey } from './remove.js';
import { type SetOutcome, set, setPlain } from './set.js';

/** Options of a cache's `putAll`: what `set` would be told of each entry. */
export interface CachePutAllOptions {
  /** Milliseconds for which the entries are fresh; 0 for ever. The cache's own when absent. */
  readonly ttl?: Milliseconds;
  /** The size of each entry; what `sizeCalculation` says when absent. */
  readonly size?: Size;
}

/** What a cache's `putAll` did. */
export interface CachePutAllResult {
  /** Values that were set: `inserted + replaced`. */
  readonly written: Count;
  /** Those whose key was not there before. */
  readonly inserted: Count;
  /** Those whose key was there. */
  readonly replaced: Count;
  /** Entries that were not kept, since they are larger than `maxEntrySize`. */
  readonly rejected: Count;
  /** Entries that went meanwhile to make room: others, or some of the batch itself. */
  readonly evicted: Count;
  /** Milliseconds from the call to its end. */
  readonly durationMs: Milliseconds;
}

type Outcomes = Pick<CachePutAllResult, 'inserted' | 'replaced' | 'rejected'>;

/** A source may write to the cache: that comes before the batch. */
const unwatched: Watch = { check() { /* Nothing is done about it. */ } };

export function putAll(store: Store, source: unknown, options: CachePutAllOptions): CachePutAllResult {
  const began = now();
  const { table } = store;
  table.assertOpen();
  const each = readOptions(store, options);
  const batch = readSource(table, source, { report: new Report(true, 1), most: Infinity, validators: [], watch: unwatched });
  checkText(store, batch.keys);
  const before = evictedOf(store);
  const isPlain = store.plain && each.ttl === undefined && each.size === undefined && !hasUndefined(batch);
  const outcomes = isPlain ? putPlain(store, batch) : putEach(store, batch, each);
  return {
    written: outcomes.inserted + outcomes.replaced, ...outcomes, evicted: evictedOf(store) - before, durationMs: now() - began,
  };
}

/** @throws WasmapTypeError for an unknown option, a time or a size that is none, or a size where sizes are not kept. */
function readOptions({ table: { label }, settings: { sized } }: Store, options: CachePutAllOptions): CachePutAllOptions {
  const where = `${label}: putAll`;
  const { ttl, size } = checkOptions<CachePutAllOptions>(where, options, ['ttl', 'size']);
  if (ttl !== undefined && !(typeof ttl === 'number' && ttl >= 0)) throw unexpected(`${where}: ttl`, 'a number of milliseconds', ttl);
  if (size !== undefined) {
    if (!sized) throw sizesNotKept(`${where}: size`);
    checkPositive(`${where}: size`, size, 'in the unit of maxSize');
  }
  return { ...(ttl !== undefined && { ttl }), ...(size !== undefined && { size }) };
}

/** @throws WasmapTypeError for packed text that is none: it is read again where it is staged, when others may have been dealt with. */
function checkText({ table }: Store, keys: Keys): void {
  if (keys instanceof PackedKeys && keys.originals === undefined) forChunks(table, keys, () => undefined);
  table.assertOpen(); // reading may have run code of the user's
}

function evictedOf({ counts, table }: Store): number {
  return counts.evicted + table.dropped;
}

/** Whether some entries are to be deleted rather than set. */
function hasUndefined({ values }: Batch): boolean {
  return Array.isArray(values) && values.includes(undefined);
}

function putPlain(store: Store, batch: Batch): Outcomes {
  const { table, counts } = store;
  const { writes } = counts;
  const { insertions } = table;
  try {
    table.writeMany(batch, counts);
  } finally {
    store.noteForced();
  }
  const inserted = table.insertions - insertions;
  return { inserted, replaced: counts.writes - writes - inserted, rejected: 0 };
}

function putEach(store: Store, { keys, values, length }: Batch, options: CachePutAllOptions): Outcomes {
  const outcomes = { add: 0, update: 0, replace: 0, miss: 0 };
  const [keyList, valueList] = [ownList(keys), ownList(values!)];
  for (let i = 0; i < length; i++) {
    const [key, value] = [keyList[i], valueList[i]];
    if (value === undefined) deleteKey(store, key);
    else outcomes[setOne(store, key, value, options)]++;
  }
  return { inserted: outcomes.add, replaced: outcomes.update + outcomes.replace, rejected: outcomes.miss };
}

/** As `set` of a cache chooses its way. */
function setOne(store: Store, key: unknown, value: unknown, options: CachePutAllOptions): SetOutcome {
  if (!store.plain || options.ttl !== undefined || options.size !== undefined) return set(store, key, value, options);
  const { insertions } = store.table;
  setPlain(store, key, value);
  return store.table.insertions > insertions ? 'add' : 'replace';
}

/** What nobody else can change while others are called. */
function ownList(column: Keys): readonly unknown[] {
  if (column instanceof PackedKeys) return column.toArray();
  return Array.isArray(column) ? column as readonly unknown[] : Array.from<unknown>(column as Uint32Array);
}

export function getAll(store: Store, source: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
  const { table } = store;
  const { keys, values, found, valuesAt, foundAt } = readArguments(table, source, options);
  checkText(store, keys);
  if (store.plain && !table.value.held) return { values, found, hits: table.readMany(keys, valuesAt, foundAt) };
  // All are read before the first is handed out, which may run a setter, as reading may run other code that has these arrays.
  const read = new Array<unknown>(keys.length);
  const isThere = new Uint8Array(keys.length);
  const hits = store.plain ? table.readMany(keys, read, isThere) : getEach(store, keys, read, isThere);
  for (let i = 0; i < read.length; i++) {
    foundAt[i] = isThere[i]!;
    (valuesAt as unknown[])[i] = read[i];
  }
  return { values, found, hits };
}

const freshOnly = { allowStale: false };

function getEach(store: Store, keys: Keys, values: unknown[], found: Uint8Array): number {
  const absent = absentValue(store.table.value);
  const list = ownList(keys);
  let hits = 0;
  for (let i = 0; i < list.length; i++) {
    const value = get(store, list[i], freshOnly);
    hits += found[i] = Number(value !== undefined);
    values[i] = value === undefined ? absent : value;
  }
  return hits;
}

export function hasAll(store: Store, source: unknown): Uint8Array {
  const { table } = store;
  table.assertOpen();
  const keys = keyColumn(table, source);
  checkText(store, keys);
  const found = new Uint8Array(keys.length);
  if (store.plain) table.findMany(keys, found);
  else ownList(keys).forEach((key, i) => { found[i] = Number(has(store, key, {})); });
  return found;
}

export function deleteAll(store: Store, source: unknown): number {
  const { table, counts } = store;
  table.assertOpen();
  const keys = keyColumn(table, source);
  checkText(store, keys);
  let removed = 0;
  if (store.plain) counts.deleted += removed = table.removeMany(keys);
  else {
    for (const key of ownList(keys)) removed += Number(deleteKey(store, key));
  }
  return removed;
}
