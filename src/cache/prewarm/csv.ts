/** Rows of CSV, with or without a header. */
import { checkOptions, unexpected } from '../../arguments.js';
import { WasmapTypeError, nearest, show } from '../../errors.js';
import { CsvParser, type CsvRecord } from './csv-parser.js';
import type { AnyIterator } from './iterate.js';
import { LONGEST_ROW } from './ndjson.js';
import { RowError } from './row-error.js';
import { type PickOptions, RowSource, pickerOf } from './rows.js';
import { type TextSource, textOf } from './text.js';

/** Options of `csv`. A row is an object with a string for each column, or, without a header, an array of strings. */
export interface CsvOptions<K, V> extends PickOptions<K, V, never> {
  /** Whether the first record has the names of the columns, as by default; or these names. */
  readonly header?: boolean | readonly string[];
  /** What is between fields, one character; a comma by default. */
  readonly delimiter?: string;
}

type Row = Readonly<Record<string, string>> | readonly string[];

const WHERE = 'csv: line';

/**
 * The entries of a stream of CSV, as RFC 4180 has it: fields may be in quotation marks, and have delimiters, line ends and doubled quotation marks in them
 * then. All fields are strings; a function as `key` or `value` makes of them what the cache takes. Empty lines are no rows. Read when it is iterated over, by
 * `prewarm` or others: once, as the stream is.
 *
 * @param stream parts of the text, or of its bytes in UTF-8: a web stream, a Node stream, or any iterable of such parts.
 * @throws WasmapTypeError for options that make no sense. Later, WasmapTypeError for a header that lacks a column which is to be picked; RowError for a row
 * that is not as the RFC has it or has not as many fields as the first, and for bytes that are not UTF-8.
 *
 * @example
 * ```ts
 * import { csv, prewarm } from 'wasmap/prewarm';
 * const cities = new Map<string, number>();
 * const text = ['name,people\r\n"Paris, Texas",', '24171\r\nUlm,129000\r\n'];
 * await prewarm(cities, csv<string, number>(text, { key: 'name', value: (row: { people: string }) => Number(row.people) }));
 * console.log(cities.get('Paris, Texas')); // 24171
 * ```
 *
 * @category Caches
 */
export function csv<K, V>(stream: TextSource, options: CsvOptions<K, V> = {}): RowSource<K, V> {
  const { header = true, delimiter = ',', ...picks } = checkOptions<CsvOptions<K, V>>('csv', options, ['key', 'value', 'header', 'delimiter']);
  if (!isHeader(header)) throw unexpected('csv: header', 'a boolean, or names of columns', header);
  if (!isDelimiter(delimiter)) throw unexpected('csv: delimiter', 'one character, no quotation mark or line end', delimiter);
  const pick = pickerOf<K, V, Row>('csv', WHERE, picks as PickOptions<K, V, Row>);
  return new RowSource(WHERE, stream, async function* rows(parts) {
    const columns = new Columns(header, picks);
    for await (const record of recordsOf(parts, delimiter)) {
      const row = 'fields' in record ? columns.rowOf(record.fields, record.line) : new RowError(WHERE, record.line, record.expected, record.got);
      if (row instanceof RowError) yield { line: record.line, problem: row };
      else if (row !== undefined) yield pick(row, record.line);
    }
  });
}

function isHeader(header: unknown): boolean {
  return typeof header === 'boolean' || (Array.isArray(header) && header.every((name) => typeof name === 'string'));
}

function isDelimiter(delimiter: unknown): boolean {
  return typeof delimiter === 'string' && delimiter.length === 1 && !'"\r\n'.includes(delimiter);
}

/** The names and number of the columns: given, or those of the first record. */
class Columns {
  #names: readonly string[] | undefined;
  #count: number | undefined;
  readonly #hasHeader: boolean;
  readonly #wanted: readonly unknown[];

  constructor(header: boolean | readonly string[], { key = 'key', value = 'value' }: { readonly key?: unknown; readonly value?: unknown }) {
    this.#hasHeader = header === true;
    this.#wanted = [key, value];
    if (typeof header !== 'boolean') this.#name(header, 'csv: header');
  }

  /** The row that `fields` are; undefined for the header itself. @throws WasmapTypeError for a header that is none. */
  rowOf(fields: readonly string[], line: number): Row | RowError | undefined {
    if (this.#hasHeader && this.#names === undefined) {
      this.#name(fields, `${WHERE} ${line}`);
      return undefined;
    }
    const count = this.#count ??= fields.length;
    if (fields.length !== count) return new RowError(WHERE, line, `${count} fields`, String(fields.length));
    return this.#names === undefined ? fields : Object.fromEntries(this.#names.map((name, i) => [name, fields[i]!]));
  }

  #name(names: readonly string[], where: string): void {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new WasmapTypeError(`${where}: expected columns of different names, got ${show(twice)} twice`);
    // A value by default is one that may be missing: where keys alone are to be read.
    const missing = this.#wanted.find((name): name is string => typeof name === 'string' && name !== 'value' && !names.includes(name));
    if (missing !== undefined) throw new WasmapTypeError(`${where}: expected a column ${show(missing)}; did you mean '${nearest(missing, names)}'?`);
    this.#names = names;
    this.#count = names.length;
  }
}

async function* recordsOf(parts: AnyIterator<string | Uint8Array>, delimiter: string): AsyncGenerator<CsvRecord, void, undefined> {
  const parser = new CsvParser(delimiter);
  for await (const part of textOf('csv', parts, (cause) => new RowError(WHERE, parser.line, 'text in UTF-8, from here on', 'other bytes', { cause }))) {
    yield* parser.push(part);
    if (parser.pending > LONGEST_ROW) throw new RowError(WHERE, parser.line, `at most ${LONGEST_ROW} characters in a field`, 'more');
  }
  const last = parser.end();
  if (last !== undefined) yield last;
}
