/** Rows: what streams and cursors have, and how a key and a value are picked from one. */
import { isObject, unexpected } from '../../arguments.js';
import { reason, show } from '../../errors.js';
import { type AnyIterator, iteratorOf } from './iterate.js';
import { RowError } from './row-error.js';
import type { TextSource } from './text.js';

/** How a key or value is picked from a row: by the name of its column or property, by its position in a row that is an array, or by a function. */
export type Picker<Row, T> = string | number | ((row: Row) => T);

/** What is picked from rows. */
export interface PickOptions<K, V, Row> {
  /** The key: by default the property `key`, or the first place of a row that is an array. */
  readonly key?: Picker<Row, K>;
  /** The value: by default the property `value`, or the second place. */
  readonly value?: Picker<Row, V>;
}

/** A row that was read: an entry, whose value may be missing; or why it is none. */
export type ReadRow<K, V> =
  | { readonly line: number; readonly key: K; readonly value: V | undefined }
  | { readonly line: number; readonly problem: RowError };

/** The rows of a stream, as pairs of key and value; `prewarm` reads the bad ones, too, which iterating over it throws. */
export class RowSource<K, V> implements AsyncIterable<readonly [K, V]> {
  /** For messages: "csv: line". */
  readonly where: string;
  readonly #stream: TextSource;
  readonly #read: (parts: AnyIterator<string | Uint8Array>) => AsyncGenerator<ReadRow<K, V>, void, undefined>;

  /** @internal */
  constructor(where: string, stream: TextSource, read: (parts: AnyIterator<string | Uint8Array>) => AsyncGenerator<ReadRow<K, V>, void, undefined>) {
    this.where = where;
    this.#stream = stream;
    this.#read = read;
  }

  /**
   * The rows, bad ones included.
   * @throws WasmapTypeError where the stream is none.
   * @internal
   */
  open(): AnyIterator<ReadRow<K, V>> {
    const parts = iteratorOf<string | Uint8Array>(this.#label, this.#stream);
    const rows = this.#read(parts);
    // A generator that waits hears of its return only afterwards, so the stream is told itself.
    return { next: () => rows.next(), return: () => parts.return?.() };
  }

  get #label(): string {
    return this.where.split(':')[0]!;
  }

  /** @throws RowError for a row that is no entry. */
  async* [Symbol.asyncIterator](): AsyncGenerator<readonly [K, V], void, undefined> {
    for await (const row of this.#read(iteratorOf(this.#label, this.#stream))) {
      const entry = withValue(this.where, row);
      if ('problem' in entry) throw entry.problem;
      yield [entry.key, entry.value as V];
    }
  }
}

/** The row, if its value is there. */
export function withValue<K, V>(where: string, row: ReadRow<K, V>): ReadRow<K, V> {
  if ('problem' in row || row.value !== undefined) return row;
  return { line: row.line, problem: new RowError(where, row.line, 'a value', 'none') };
}

/** What picks keys and values. @throws WasmapTypeError for a way to pick that is none. */
export function pickerOf<K, V, Row>(
  label: string, where: string, { key = byDefault('key', 0), value = byDefault('value', 1) }: PickOptions<K, V, Row>,
): (row: Row, line: number) => ReadRow<K, V> {
  const pickKey = pickFunction<Row, K>(`${label}: key`, key);
  const pickValue = pickFunction<Row, V>(`${label}: value`, value);
  return (row, line) => {
    let part = 'key';
    try {
      const pickedKey = pickKey(row);
      part = 'value';
      const pickedValue = pickValue(row);
      if (pickedKey !== undefined) return { line, key: pickedKey, value: pickedValue };
      return { line, problem: new RowError(where, line, typeof key === 'function' ? 'a key' : `a key in ${show(key)}`, show(row)) };
    } catch (cause) {
      return { line, problem: new RowError(where, line, `a row with a ${part}`, `an error: ${reason(cause)}`, { cause }) };
    }
  };
}

function byDefault<T>(name: string, place: number): (row: unknown) => T {
  return (row) => (Array.isArray(row) ? (row as T[])[place] : (row as Record<string, T> | null)?.[name]) as T;
}

function pickFunction<Row, T>(where: string, pick: Picker<Row, T>): (row: Row) => T {
  if (typeof pick === 'function') return pick;
  if (typeof pick !== 'string' && typeof pick !== 'number') throw unexpected(where, 'the name or number of a column, or a function', pick);
  return (row) => (isObject(row) ? (row as Record<string | number, T>)[pick] : undefined) as T;
}
