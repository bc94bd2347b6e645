/** A batch: what a source of entries comes to once it has been read and checked, before anything is written. */
import { isObject, unexpected } from '../arguments.js';
import { WasmapRangeError, WasmapTypeError } from '../errors.js';
import type { KeyKindInfo, NumericArray, NumericInfo, OrderedInfo, ValueKindInfo } from '../map/kinds.js';
import { isOrdered, keyProblem, valueProblem } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import {
  type Batch, type Column, type ColumnList, type Keys, MisfitError, keyAt, toColumn, toColumnList, toKeys, toReferences,
} from './columns.js';
import { PackedKeys } from './packed.js';
import { assertReadable } from './typed-arrays.js';
import { EncodedKeys } from './encoded-keys.js';
import type { Report } from './report.js';

/** Keys and values side by side: typed arrays, arrays, iterables, or packed keys of text or bytes. */
export interface ColumnSource<K = unknown, V = unknown> {
  readonly keys: Column<K>;
  readonly values: Column<V>;
}

/** Reads `source`: pairs or columns. @throws PutAllError for an entry that does not fit, if the batch is atomic. */
export function readBatch(table: Table, source: unknown, report: Report, most: number): Batch {
  const batch = readSource(table, source, report, most);
  const { keys, values, positions } = batch;
  // At the end, for reading one entry may run code that detaches another's buffer.
  if (table.key.name === 'bytes' && !(keys instanceof PackedKeys)) assertReadable(keys, `${table.label}: keys`, positions);
  if (table.value.name === 'bytes') assertReadable(values!, `${table.label}: values`, positions);
  return batch;
}

function readSource(table: Table, source: unknown, report: Report, most: number): Batch {
  if (!isObject(source)) throw notASource(table, source);
  if (Symbol.iterator in source) return readEntries(table, assertIterable(table, source), report, most);
  if (!('keys' in source) || !('values' in source)) throw notASource(table, source);
  return readColumns(table, source as ColumnSource, report, most);
}

/** `source`, which has `Symbol.iterator`, but perhaps as no function. */
export function assertIterable(table: Table, source: object): Iterable<unknown> {
  if (typeof (source as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') return source as Iterable<unknown>;
  throw unexpected(table.label, 'an iterable', source);
}

function assertNotMore(table: Table, count: number, most: number): void {
  if (count > most) throw new WasmapRangeError(`${table.label}: putAll: expected at most ${most} entries, got more`);
}

function notASource(table: Table, source: unknown): WasmapTypeError {
  const hint = typeof source === 'object' && source !== null ? '; for a plain record pass Object.entries(record)' : '';
  return unexpected(`${table.label}: putAll`, 'an iterable of [key, value] or columns { keys, values }', source, hint);
}

function readColumns(table: Table, source: ColumnSource, report: Report, most: number): Batch {
  const { name, stored, held } = table.value;
  const keys = toColumnList(table.key, source.keys, `${table.label}: keys`);
  const values = name === 'none' ? [] : toColumnList(table.value, source.values, `${table.label}: values`);
  const length = lengthOf(keys);
  if (name !== 'none') assertSameLength(table, length, lengthOf(values));
  assertNotMore(table, length, most);
  const readValues = (): NumericArray | unknown[] => {
    const where = `${table.label}: values`;
    if (!held) return toColumn(stored!, values as NumericArray, where, table.engine);
    return toReferences(table.value, values, where, table.engine);
  };
  try {
    // Reading an array may run getters, so it comes before the check of what is used where it lies.
    const early = Array.isArray(values) && name !== 'none' ? readValues() : undefined;
    const keyColumn = toKeys(table, keys, `${table.label}: keys`);
    const valueColumn = name === 'none' ? undefined : early ?? readValues();
    if (valueColumn !== undefined) assertSameLength(table, keyColumn.length, valueColumn.length);
    return { length: keyColumn.length, keys: keyColumn, values: valueColumn, positions: undefined };
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    const list = (column: ColumnList, kind: KeyKindInfo | ValueKindInfo, what: string): Keys =>
      ('offsets' in column ? PackedKeys.from(column, kind as OrderedInfo, `${table.label}: ${what}`, table.engine.u8.buffer) : column);
    return readEntries(table, pairs(list(keys, table.key, 'keys'), list(values, table.value, 'values')), report, most, length);
  }
}

function lengthOf(keys: ColumnList): number {
  return 'offsets' in keys ? Math.max(0, keys.offsets.length - 1) : keys.length;
}

function assertSameLength(table: Table, keys: number, values: number): void {
  if (keys === values) return;
  throw new WasmapTypeError(`${table.label}: putAll: keys and values differ in length: ${keys} and ${values}`);
}

function* pairs(keys: Keys, values: Keys): Iterable<[unknown, unknown]> {
  for (let i = 0; i < keys.length; i++) yield [keyAt(keys, i), keyAt(values, i)];
}

/** Collects a column whose length is not known beforehand. */
class GrowingColumn {
  #array: NumericArray;
  #length = 0;

  constructor(readonly kind: NumericInfo) {
    this.#array = new kind.array(64);
  }

  push(value: unknown, _index?: number): void {
    if (this.#length === this.#array.length) {
      const larger = new this.kind.array(this.#length * 2);
      (larger as Uint32Array).set(this.#array as Uint32Array);
      this.#array = larger;
    }
    this.#array[this.#length++] = value as never;
  }

  finish(): NumericArray {
    return this.#array.subarray(0, this.#length);
  }
}

/** The same for what no typed array holds. */
class GrowingList {
  readonly #list: unknown[] = [];

  push(value: unknown, _index?: number): void {
    this.#list.push(value);
  }

  finish(): readonly unknown[] {
    return this.#list;
  }
}

function readEntries(table: Table, source: Iterable<unknown>, report: Report, most: number, size?: number): Batch {
  const { value: kind } = table;
  const { stored, held } = kind;
  const numeric = held ? undefined : stored;
  const keys = growingKeys(table);
  const numbers = numeric && new GrowingColumn(numeric);
  const references: unknown[] = [];
  const positions: number[] = [];
  let index = 0;
  for (const entry of source) {
    assertNotMore(table, index + 1, most);
    const isPair = isObject(entry);
    // Each is read once: a getter may answer differently the second time.
    const key: unknown = isPair ? (entry as unknown[])[0] : undefined;
    const value: unknown = isPair ? (entry as unknown[])[1] : undefined;
    const problem = isPair && table.key.fits(key) && kind.fits(value) ? refusal(keys, key, index) : misfit(table, entry, key, value, index);
    if (problem === undefined) {
      if (numbers === undefined) references.push(value);
      else numbers.push(value);
      if (!report.atomic) positions.push(index);
    } else {
      if (report.atomic) throw report.rejection(index, key, problem(), size ?? index + 1);
      report.fail(index, key, problem);
    }
    index++;
  }
  const column = keys.finish();
  return {
    length: column.length, keys: column, values: numbers?.finish() ?? references,
    positions: report.failedCount === 0 ? undefined : positions,
  };
}

function growingKeys(table: Table): EncodedKeys | GrowingList | GrowingColumn {
  if (table.codec !== undefined) return new EncodedKeys(table.codec, `${table.label}: keys`);
  return isOrdered(table.key) ? new GrowingList() : new GrowingColumn(table.key);
}

/** Makes the error of an entry, which is shown only where it will be reported. */
type Problem = () => Error;

/** Adds a key; what says why not where a codec cannot encode it. */
function refusal(keys: EncodedKeys | GrowingList | GrowingColumn, key: unknown, index: number): Problem | undefined {
  try {
    keys.push(key, index);
    return undefined;
  } catch (error) {
    return () => error as Error;
  }
}

function misfit(table: Table, entry: unknown, key: unknown, value: unknown, index: number): Problem {
  return () => (isObject(entry) ? pairProblem(table, key, value, index) : notAPair(table, entry, index));
}

function pairProblem(table: Table, key: unknown, value: unknown, index: number): Error {
  return keyProblem(table.key, key, `${table.label}: keys[${index}]`)
    ?? valueProblem(table.value, value, `${table.label}: values[${index}]`)!;
}

function notAPair(table: Table, entry: unknown, index: number): Error {
  return unexpected(`${table.label}: entry ${index}`, 'a pair [key, value]', entry);
}
