/** Entries on their way to a file, some thousands a page: what maps have whose tables cannot be written as they are. */
import type { EntryCursor, Table } from '../map/table.js';
import { keyWriter, valueWriter } from './columns.js';
import { writePage } from './pages.js';

export const MOST_ENTRIES = 4096;
/** A page that has so many bytes takes no more entries. */
export const MOST_BYTES = 2 ** 20;

/**
 * Pages of entries, in the order of iteration; in the order of their keys, which are numbers then, if `hidesOrder`: that of iteration tells
 * of the map's seed. @throws WasmapTypeError for a key or value that no file can hold.
 */
export function* writeEntries(table: Table, hidesOrder: boolean): Generator<Uint8Array> {
  const cursor = hidesOrder ? new SortedCursor(table) : table.cursor();
  let position = 0;
  for (let isMore = cursor.advance(); isMore;) {
    const [keys, values] = [keyWriter(table), valueWriter(table)];
    const first = position;
    while (isMore && position - first < MOST_ENTRIES && keys.bytes + values.bytes < MOST_BYTES) {
      const { value } = cursor; // first, for a codec that makes the key may change the map
      keys.add(cursor.key, `${table.label}: serialize: keys[${position}]`);
      values.add(value, `${table.label}: serialize: values[${position}]`);
      position++;
      isMore = cursor.advance();
    }
    yield writePage(position - first, 0, [keys.finish(), values.finish()]);
  }
}

/** Visits the entries of a table by their keys, which are numbers or bigints. O(entries × log entries) */
class SortedCursor implements EntryCursor {
  readonly #entries: (readonly [key: number | bigint, value: unknown])[] = [];
  #index = -1;

  constructor(table: Table) {
    for (const cursor = table.cursor(); cursor.advance();) this.#entries.push([cursor.key as number | bigint, cursor.value]);
    this.#entries.sort(([a], [b]) => (a < b || Number.isNaN(b) ? -1 : 1));
  }

  get key(): unknown {
    return this.#entries[this.#index]![0];
  }

  get value(): unknown {
    return this.#entries[this.#index]![1];
  }

  advance(): boolean {
    return ++this.#index < this.#entries.length;
  }
}
