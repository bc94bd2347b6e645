/** Entries on their way from a file into a map, page by page, through the same call that batches take. */
import { Report } from '../bulk/report.js';
import { MODE_REPLACE } from '../engine/js/bulk/conflict.js';
import { isOrdered } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import type { Batch, WritableKeys } from '../bulk/columns.js';
import type { StoredKeys } from '../bulk/stored-keys.js';
import type { KeyCodec } from '../map/codec.js';
import { exhausted } from '../map/slow-path.js';
import type { FileHeader } from './format.js';
import { readItems, readNumbers } from './columns.js';
import { type Broken, ItemReader } from './items.js';
import { readPage } from './pages.js';

/** Fills `table`, which is empty, from the pages behind a file's header. @throws CapacityError */
export function readEntries(table: Table, header: FileHeader, body: Uint8Array, isTrusted: boolean, broken: Broken): void {
  // No more than the file can hold, whatever it says.
  if (header.count > 0) table.reserve(Math.min(header.count, body.length >>> 3));
  let at = 0;
  for (let i = 0; i < header.pages; i++) at += readEntriesPage(table, header, body.subarray(at), isTrusted, (what) => broken(`has a page ${i} that ${what}`));
  if (at !== body.length) broken('goes on behind its last page');
  if (table.size !== header.count) broken(`has ${table.size} entries, and its header says ${header.count}`);
}

/** Returns the bytes of the page at the beginning of `rest`. */
function readEntriesPage(table: Table, header: FileHeader, rest: Uint8Array, isTrusted: boolean, broken: Broken): number {
  const { words, first: keys, second: values, bytes } = readPage(rest, broken);
  const count = words[0]!;
  if (table.value.name === 'none' && values.length > 0) broken('says of itself what it cannot');
  // Each entry of a set takes a bit of a key, so there are never more than bytes; nothing is made for those that there cannot be.
  if (count === 0 || count > keys.length) broken('says that it has more entries than it can');
  const before = table.size;
  const batch = readBatch(table, header, count, keys, values, isTrusted, broken);
  // Not atomic, for the map is dropped as a whole where something fails: so no journal is kept.
  const report = new Report(false, 0);
  table.write(batch, MODE_REPLACE, report);
  if (report.failedCount > 0) throw exhausted(table);
  if (table.size !== before + count) broken('has a key that is there already');
  return bytes;
}

function readBatch(table: Table, { hasValueCodec }: FileHeader, count: number, keys: Uint8Array, values: Uint8Array, isTrusted: boolean, broken: Broken): Batch<WritableKeys> {
  const { value, rules } = table;
  const stored = value.stored === undefined ? undefined
    : value.held ? readItems(value, values, count, hasValueCodec ? rules.valueCodec : undefined, broken) : readNumbers(value.stored, values, count, broken);
  return { length: count, keys: readKeys(table, count, keys, isTrusted, broken), values: stored, positions: undefined };
}

function readKeys({ key, codec, label }: Table, count: number, column: Uint8Array, isTrusted: boolean, broken: Broken): WritableKeys {
  if (!isOrdered(key)) return readNumbers(key, column, count, broken);
  if (key.name === 'any') return readItems(key, column, count, undefined, broken);
  const items = new ItemReader(column, count, broken);
  const keys = items.stored(count, key.name === 'string');
  items.end();
  if (codec !== undefined && !isTrusted) checkCodec(codec, keys, `${label}: deserialize: keys`, broken);
  return keys;
}

/** Makes sure that the codec reads and writes the keys as they are: else they would not be found. */
function checkCodec(codec: KeyCodec, keys: StoredKeys, where: string, broken: Broken): void {
  for (let i = 0; i < keys.length; i++) {
    const bytes = keys.bytesAt(i);
    if (!isSame(codec.encode(codec.decode(bytes.slice(), where), where), bytes)) broken('has a key that its codec writes otherwise');
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
