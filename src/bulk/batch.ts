/** A batch: what a source of entries comes to once it has been read and checked, before anything is written. */
import { isObject, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { KeyKindInfo, OrderedInfo, ValueKindInfo } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { type NumericArray, assertReadable, plainView } from '../typed-arrays.js';
import {
  type Batch, type Column, type ColumnList, type Keys, MisfitError, toColumn, toColumnList, toKeys, toReferences,
} from './columns.js';
import { PackedKeys } from './packed.js';
import type { PutAllSettings } from './put-options.js';
import { type BatchReading, assertNotMore, readEntries } from './read-entries.js';
import type { BatchTarget } from './target.js';
import { WriteWatch } from './write-watch.js';

/** Keys and values side by side: typed arrays, arrays, iterables, or packed keys of text or bytes. */
export interface ColumnSource<K = unknown, V = unknown> {
  /** One for each entry. */
  readonly keys: Column<K>;
  /** As many as there are keys. */
  readonly values: Column<V>;
}

/**
 * Reads `source`: pairs or columns. @throws PutAllError for an entry that does not fit, if the batch is atomic;
 * ConcurrentModificationError where reading it wrote to the map.
 */
export function readBatch(table: Table, source: unknown, settings: PutAllSettings): Batch {
  const watch = new WriteWatch(table);
  const batch = readSource(table, source, { ...settings, watch });
  watch.check('source');
  return batch;
}

/** Makes sure of arrays of bytes at the end, for reading one entry may run code that detaches another's buffer. */
export function assertAllReadable(table: BatchTarget, { keys, values, positions }: Batch): void {
  if (table.key.name === 'bytes' && !(keys instanceof PackedKeys)) assertReadable(keys, `${table.label}: keys`, positions);
  if (table.value.name === 'bytes') assertReadable(values!, `${table.label}: values`, positions);
}

/** As `readBatch`, for any target, watched as `reading` says. */
export function readSource(table: BatchTarget, source: unknown, reading: BatchReading): Batch {
  const batch = readAny(table, source, reading);
  assertAllReadable(table, batch);
  return batch;
}

function readAny(table: BatchTarget, source: unknown, reading: BatchReading): Batch {
  if (!isObject(source)) throw notASource(table, source);
  if (Symbol.iterator in source) return readEntries(table, assertIterable(table, source), reading, sizeOf(source));
  if (!('keys' in source) || !('values' in source)) throw notASource(table, source);
  return readColumns(table, openColumns(table, source as ColumnSource, reading), reading);
}

/** How many entries `source` has, where that is known beforehand. */
function sizeOf(source: object): number | undefined {
  if (Array.isArray(source)) return source.length;
  return source instanceof Map ? source.size : undefined;
}

/** `source`, which has `Symbol.iterator`, but perhaps as no function. */
export function assertIterable(table: BatchTarget, source: object): Iterable<unknown> {
  if (typeof (source as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') return source as Iterable<unknown>;
  throw unexpected(table.label, 'an iterable', source);
}

/** The error for what is no batch. */
export function notASource(table: BatchTarget, source: unknown, isAsync = false): WasmapTypeError {
  const hint = typeof source === 'object' && source !== null ? '; for a plain record pass Object.entries(record)' : '';
  const [call, iterable] = isAsync ? ['putAllAsync', 'an iterable, async iterable or stream'] : ['putAll', 'an iterable'];
  return unexpected(`${table.label}: ${call}`, `${iterable} of [key, value] or columns { keys, values }`, source, hint);
}

/** Columns as they come, which are as long as each other. */
export interface Columns {
  readonly keys: ColumnList;
  readonly values: ColumnList;
  readonly length: number;
}

/** The columns of `source`, whose entries have not been looked at yet. @throws WasmapTypeError, WasmapRangeError */
export function openColumns(table: BatchTarget, source: ColumnSource, { most }: BatchReading): Columns {
  const { name } = table.value;
  const keys = toColumnList(table.key, source.keys, `${table.label}: keys`);
  const values = name === 'none' ? [] : toColumnList(table.value, source.values, `${table.label}: values`);
  const length = lengthOf(keys);
  if (name !== 'none') assertSameLength(table, length, lengthOf(values));
  assertNotMore(table, length, most);
  return { keys, values, length };
}

/** The entries of columns one by one. */
export function pairsOf(table: BatchTarget, { keys, values }: Columns): Iterable<[unknown, unknown]> {
  const list = (column: ColumnList, kind: KeyKindInfo | ValueKindInfo, what: string): Keys =>
    ('offsets' in column ? PackedKeys.from(column, kind as OrderedInfo, `${table.label}: ${what}`, table.engine.u8.buffer)
      : Array.isArray(column) ? column : plainView(column, `${table.label}: ${what}`));
  return pairs(list(keys, table.key, 'keys'), list(values, table.value, 'values'));
}

/** Reads columns. @throws As `readBatch`. */
export function readColumns(table: BatchTarget, columns: Columns, reading: BatchReading): Batch {
  const { name, stored, held } = table.value;
  const { keys, values, length } = columns;
  const readValues = (): NumericArray | unknown[] => {
    const where = `${table.label}: values`;
    if (!held) return toColumn(stored!, values as NumericArray, where, table.engine);
    return toReferences(table.value, values, where, table.engine);
  };
  const asEntries = (): Batch => readEntries(table, pairsOf(table, columns), reading, length);
  if (reading.validators.length > 0) return asEntries();
  try {
    // Reading an array may run getters, so it comes before the check of what is used where it lies.
    const early = Array.isArray(values) && name !== 'none' ? readValues() : undefined;
    const keyColumn = toKeys(table, keys, `${table.label}: keys`);
    if (table.codec !== undefined) reading.watch.check('codec');
    const valueColumn = name === 'none' ? undefined : early ?? readValues();
    if (valueColumn !== undefined) assertSameLength(table, keyColumn.length, valueColumn.length);
    return { length: keyColumn.length, keys: keyColumn, values: valueColumn, positions: undefined };
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    return asEntries();
  }
}

function lengthOf(keys: ColumnList): number {
  return 'offsets' in keys ? Math.max(0, keys.offsets.length - 1) : keys.length;
}

function assertSameLength(table: BatchTarget, keys: number, values: number): void {
  if (keys === values) return;
  throw new WasmapTypeError(`${table.label}: putAll: keys and values differ in length: ${keys} and ${values}`);
}

function* pairs(keys: Keys, values: Keys): Iterable<[unknown, unknown]> {
  const at = (column: Keys, i: number): unknown => (column instanceof PackedKeys ? column.valid(i) : column[i]);
  for (let i = 0; i < keys.length; i++) yield [at(keys, i), at(values, i)];
}
