/** A batch: what a source of entries comes to once it has been read and checked, before anything is written. */
import { unexpected } from '../arguments.js';
import { PutAllError, WasmapRangeError, WasmapTypeError } from '../errors.js';
import type { FailedEntry } from './result.js';
import type { NumericArray, NumericInfo } from '../map/kinds.js';
import { keyProblem, valueProblem } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { MisfitError, toColumn } from './columns.js';

/** Keys and values side by side. */
export interface ColumnSource {
  readonly keys: unknown;
  readonly values: unknown;
}

export interface Batch {
  readonly length: number;
  readonly keys: NumericArray;
  /** Numbers to store, or references to make handles of; undefined where the table has no values. */
  readonly values: NumericArray | readonly unknown[] | undefined;
  /** Entries that did not fit, left out; only where the batch need not be atomic. */
  readonly failed: FailedEntry<unknown>[];
  /** Where each entry stood in the source; undefined where none was left out. */
  readonly positions: number[] | undefined;
}

/** Reads `source`: pairs or columns. @throws PutAllError for an entry that does not fit, if the batch is atomic. */
export function readBatch(table: Table, source: unknown, atomic: boolean, most: number): Batch {
  if ((typeof source !== 'object' && typeof source !== 'function') || source === null) throw notASource(table, source);
  if (Symbol.iterator in source) return readEntries(table, assertIterable(table, source), atomic, most);
  if (!('keys' in source) || !('values' in source)) throw notASource(table, source);
  return readColumns(table, source, atomic, most);
}

/** `source`, which has `Symbol.iterator`, but perhaps as no function. */
export function assertIterable(table: Table, source: object): Iterable<unknown> {
  if (typeof (source as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') return source as Iterable<unknown>;
  throw unexpected(table._label, 'an iterable', source, ', whose Symbol.iterator is no function');
}

function assertNotMore(table: Table, count: number, most: number): void {
  if (count > most) throw new WasmapRangeError(`${table._label}: putAll: expected at most ${most} entries, got more`);
}

function notASource(table: Table, source: unknown): WasmapTypeError {
  const hint = typeof source === 'object' && source !== null ? '; for a plain record pass Object.entries(record)' : '';
  return unexpected(`${table._label}: putAll`, 'an iterable of [key, value] or columns { keys, values }', source, hint);
}

function readColumns(table: Table, source: ColumnSource, atomic: boolean, most: number): Batch {
  const { keys, values } = source;
  assertSameLength(table, keys, values);
  assertNotMore(table, (keys as ArrayLike<unknown> | null | undefined)?.length ?? 0, most);
  try {
    // Reading an array may run getters, so it comes before the check of what is used where it lies.
    const early = Array.isArray(values) ? readValues(table, values) : undefined;
    const keyColumn = toColumn(table._key, keys, `${table._label}: keys`, table._engine);
    const valueColumn = early ?? readValues(table, values);
    if (valueColumn !== undefined) assertSameLength(table, keyColumn, valueColumn);
    return { length: keyColumn.length, keys: keyColumn, values: valueColumn, failed: [], positions: undefined };
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    return readEntries(table, pairs(keys as unknown[], values as unknown[]), atomic, most);
  }
}

function assertSameLength(table: Table, keys: unknown, values: unknown): void {
  const [keyCount, valueCount] = [keys, values].map((column) => (column as { length?: unknown } | null | undefined)?.length);
  if (typeof keyCount !== 'number' || typeof valueCount !== 'number' || keyCount === valueCount) return;
  throw new WasmapTypeError(`${table._label}: putAll: keys and values differ in length: ${keyCount} and ${valueCount}`);
}

function* pairs(keys: ArrayLike<unknown>, values: ArrayLike<unknown>): Iterable<[unknown, unknown]> {
  for (let i = 0; i < keys.length; i++) yield [keys[i], values[i]];
}

function readValues(table: Table, values: unknown): NumericArray | unknown[] | undefined {
  if (table._value.name === 'none') return undefined;
  if (table._value.name !== 'any') return toColumn(table._value.stored!, values, `${table._label}: values`, table._engine);
  if (Array.isArray(values) || ArrayBuffer.isView(values)) return Array.from(values as unknown as ArrayLike<unknown>);
  throw unexpected(`${table._label}: values`, 'a typed array or an array', values);
}

/** Collects a column whose length is not known beforehand. */
class GrowingColumn {
  #array: NumericArray;
  #length = 0;

  constructor(readonly kind: NumericInfo) {
    this.#array = new kind.array(64);
  }

  push(value: unknown): void {
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

function readEntries(table: Table, source: Iterable<unknown>, atomic: boolean, most: number): Batch {
  const { name, stored } = table._value;
  const keys = new GrowingColumn(table._key);
  const numbers = stored === undefined || name === 'any' ? undefined : new GrowingColumn(stored);
  const references: unknown[] = [];
  const failed: FailedEntry<unknown>[] = [];
  const positions: number[] = [];
  let index = 0;
  for (const entry of source) {
    assertNotMore(table, index + 1, most);
    const isPair = typeof entry === 'object' && entry !== null;
    // Each is read once: a getter may answer differently the second time.
    const key: unknown = isPair ? (entry as unknown[])[0] : undefined;
    const value: unknown = isPair ? (entry as unknown[])[1] : undefined;
    const error = isPair ? pairProblem(table, key, value, index) : notAPair(table, entry, index);
    if (error === undefined) {
      keys.push(key);
      if (numbers === undefined) references.push(value);
      else numbers.push(value);
      positions.push(index);
    } else if (atomic) {
      throw rejected(index, key, error, index + 1);
    } else {
      failed.push({ index, key, error });
    }
    index++;
  }
  const column = keys.finish();
  return {
    length: column.length, keys: column, values: numbers?.finish() ?? references, failed,
    positions: failed.length === 0 ? undefined : positions,
  };
}

function pairProblem(table: Table, key: unknown, value: unknown, index: number): Error | undefined {
  return keyProblem(table._key, key, `${table._label}: keys[${index}]`)
    ?? valueProblem(table._value, value, `${table._label}: values[${index}]`);
}

function notAPair(table: Table, entry: unknown, index: number): Error {
  return unexpected(`${table._label}: entry ${index}`, 'a pair [key, value]', entry);
}

/** The error of a batch of which nothing was applied. */
export function rejected(index: number, key: unknown, cause: Error, read: number): PutAllError {
  const failed = [{ index, key, error: cause }];
  const result = {
    written: 0, inserted: 0, replaced: 0, kept: 0, failedCount: read, failed, collisions: 0, grown: 0, durationMs: 0, deduplicated: false,
  };
  return new PutAllError(`${cause.message}; nothing of the batch was written`, failed, result, { cause });
}

/** Runs the batch that fills a new map: an entry that does not fit throws what writing it alone would. */
export function fill(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    throw error instanceof PutAllError ? error.cause : error;
  }
}
