/** `serialize`: a map as a file, whose format is in FORMAT.md. */
import { checkName, checkOptions } from '../arguments.js';
import { UnsupportedError } from '../errors.js';
import { overflow, readAnnex } from '../engine/annex.js';
import { isOrdered } from '../map/kinds.js';
import { LinearTable } from '../map/linear/linear-table.js';
import { piecesIn } from '../map/linear/pieces.js';
import type { Table } from '../map/table.js';
import { WriteWatch } from '../bulk/write-watch.js';
import { BODY_ENTRIES, BODY_TABLES, type FileHeader, isLittleEndian, writeHeader } from './format.js';
import { rehashed } from './rehash.js';
import { writeEntries } from './write-entries.js';
import { writeTables } from './write-tables.js';

/** Options of `serialize`. */
export interface SerializeOptions {
  /**
   * `'keep'` (default) writes tables as they are, and the seed of their hash with them: who reads the file can make keys that collide in
   * this map. `'fresh'` hashes all entries anew, under a seed of the file's own: for bytes that leave your trust. O(entries) either way;
   * maps with keys of other kinds than numbers write no seed at all.
   */
  readonly seed?: 'keep' | 'fresh';
}

/** The file of `table`. @throws WasmapTypeError for a key or value that no file can hold, ConcurrentModificationError where a codec wrote to the map, CapacityError */
export function serialize(table: Table, options: unknown): Uint8Array {
  const parts = [...fileOf(table, readOptions(table, options))];
  return joined(parts, parts.reduce((sum, { length }) => sum + length, 0));
}

export function readOptions({ label }: Table, options: unknown): Required<SerializeOptions> {
  const where = `${label}: serialize`;
  const { seed = 'keep' } = checkOptions<SerializeOptions>(where, options, ['seed']);
  return { seed: checkName(`${where}: seed`, seed, ['keep', 'fresh']) };
}

/** The parts of a file, header first. */
export function* fileOf(table: Table, { seed }: Required<SerializeOptions>): Generator<Uint8Array> {
  table.assertOpen();
  if (!isLittleEndian) throw new UnsupportedError(`${table.label}: serialize: not on a platform whose byte order is big-endian`);
  if (!hasPlainTables(table)) {
    const watch = new WriteWatch(table);
    const pages: Uint8Array[] = [];
    for (const page of writeEntries(table, seed === 'fresh' && !isOrdered(table.key))) {
      watch.check('codec');
      pages.push(page);
    }
    watch.check('codec');
    yield writeHeader(headerOf(table, BODY_ENTRIES, 0n, pages.length));
    yield* pages;
    return;
  }
  const copy = seed === 'fresh' && table.map !== 0 ? rehashed(table) : undefined;
  const source = copy ?? table;
  try {
    const pages = piecesIn(source);
    yield writeHeader(headerOf(table, BODY_TABLES, pages === 0 ? 0n : source.fixSeed(), pages));
    if (pages > 0) yield* writeTables(source);
  } finally {
    copy?.dispose();
  }
}

/** Whether the tables of `table` can be written as they are. */
function hasPlainTables(table: Table): table is LinearTable {
  if (!(table instanceof LinearTable) || isOrdered(table.key) || table.value.held) return false;
  return table.map === 0 || readAnnex(table.engine.u32, table.map, overflow) === 0;
}

function headerOf(table: Table, body: FileHeader['body'], seed: bigint, pages: number): FileHeader {
  const { key, value, size: count, version, rules } = table;
  const isSiphash = table instanceof LinearTable && table.hash === 'siphash13';
  return { key: key.name, value: value.name, body, hasValueCodec: value.name === 'any' && rules.valueCodec !== undefined, isSiphash, hasCacheSeed: false, count, version, seed, pages };
}

/** One array of all parts, which have so many bytes. */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
