/** Rows of JSON, one a line (NDJSON, JSON Lines). */
import { checkOptions } from '../../arguments.js';
import { show } from '../../errors.js';
import type { AnyIterator } from './iterate.js';
import { RowError } from './row-error.js';
import { type PickOptions, type ReadRow, RowSource, pickerOf } from './rows.js';
import { type TextSource, textOf } from './text.js';

/** Options of `ndjson`. A row is what `JSON.parse` makes of its line. */
export type NdjsonOptions<K, V> = PickOptions<K, V, never>;

/** Characters of a row at most: a stream that never ends a line is none of lines, and must not fill the memory. */
export const LONGEST_ROW = 2 ** 26;

const WHERE = 'ndjson: line';

/**
 * The entries of a stream of JSON, one value a line; lines of white space are none. Read when it is iterated over, by `prewarm` or others: once, as the stream
 * is.
 *
 * @param stream parts of the text, or of its bytes in UTF-8: a web stream, a Node stream, or any iterable of such parts.
 * @throws WasmapTypeError for options that make no sense. Later, RowError for a line that is no JSON or has no key, and for bytes that are not UTF-8.
 *
 * @example
 * ```ts
 * import { ndjson, prewarm } from 'wasmap/prewarm';
 * const prices = new Map<string, number>();
 * const stream = new Blob(['{"sku":"a","price":{"eur":3}}\n{"sku":"b","price":{"eur":5}}\n']).stream();
 * await prewarm(prices, ndjson<string, number>(stream, { key: 'sku', value: (row: { price: { eur: number } }) => row.price.eur }));
 * console.log(prices.get('b')); // 5
 * ```
 *
 * @category Caches
 */
export function ndjson<K, V>(stream: TextSource, options: NdjsonOptions<K, V> = {}): RowSource<K, V> {
  const pick = pickerOf<K, V, never>('ndjson', WHERE, checkOptions<NdjsonOptions<K, V>>('ndjson', options, ['key', 'value']));
  return new RowSource(WHERE, stream, async function* rows(parts) {
    for await (const { line, text } of linesOf(parts)) {
      if (text.trim() !== '') yield rowOf(line, text, pick);
    }
  });
}

function rowOf<K, V>(line: number, text: string, pick: (row: never, line: number) => ReadRow<K, V>): ReadRow<K, V> {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (cause) {
    return { line, problem: new RowError(WHERE, line, 'a value in JSON', show(text), { cause }) };
  }
  return pick(row as never, line);
}

async function* linesOf(parts: AnyIterator<string | Uint8Array>): AsyncGenerator<{ readonly line: number; readonly text: string }, void, undefined> {
  let line = 1;
  let rest = '';
  for await (const part of textOf('ndjson', parts, (cause) => new RowError(WHERE, line, 'text in UTF-8, from here on', 'other bytes', { cause }))) {
    let from = 0;
    for (let end = part.indexOf('\n'); end >= 0; end = part.indexOf('\n', from)) {
      yield { line, text: rest + part.slice(from, end) };
      line++;
      rest = '';
      from = end + 1;
    }
    rest += part.slice(from);
    if (rest.length > LONGEST_ROW) throw new RowError(WHERE, line, `at most ${LONGEST_ROW} characters`, 'more');
  }
  yield { line, text: rest };
}
