/** Entries on their way to a file, some thousands a page: what maps have whose tables cannot be written as they are. */
import type { Table } from '../map/table.js';
import { keyWriter, valueWriter } from './columns.js';
import { PAGE_CHECKSUM, PAGE_HEADER_BYTES, sumOf } from './format.js';

const MOST_ENTRIES = 4096;
/** A page that has so many bytes takes no more entries. */
const MOST_BYTES = 2 ** 20;

/** Pages of entries, in the order of iteration. @throws WasmapTypeError for a key or value that no file can hold. */
export function* writeEntries(table: Table): Generator<Uint8Array> {
  const cursor = table.cursor();
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
    yield pageOf(position - first, keys.finish(), values.finish());
  }
}

function pageOf(count: number, keys: Uint8Array, values: Uint8Array): Uint8Array {
  const page = new Uint8Array(PAGE_HEADER_BYTES + keys.length + values.length);
  const words = new Uint32Array(page.buffer, 0, PAGE_HEADER_BYTES / 4);
  words.set([count, keys.length, values.length]);
  page.set(keys, PAGE_HEADER_BYTES);
  page.set(values, PAGE_HEADER_BYTES + keys.length);
  words[PAGE_CHECKSUM / 4] = sumOf(page.subarray(PAGE_HEADER_BYTES), sumOf(page.subarray(0, PAGE_CHECKSUM)));
  return page;
}
