/** `deserialize`: a map from a file, whose format is in FORMAT.md. */
import { checkOptions, checkType, unexpected } from '../arguments.js';
import { SnapshotError, UnsupportedError, WasmapTypeError, isWasmapError, reason, show } from '../errors.js';
import type { Collection } from '../map/collection.js';
import { LinearTable } from '../map/linear/linear-table.js';
import type { Table } from '../map/table.js';
import { type Validate, violation } from '../map/validate.js';
import { isBytes, plainView } from '../typed-arrays.js';
import { BODY_CACHE, BODY_TABLES, type FileHeader, HEADER_BYTES, isLittleEndian, readHeader } from './format.js';
import type { Broken } from './items.js';
import { readEntries } from './read-entries.js';
import { readTables } from './read-tables.js';

/** Options of `deserialize` that the map's constructor does not know. */
export interface TrustOptions {
  /**
   * Whether the file is known to be what `serialize()` wrote, by somebody who may do with this process what he likes: then its checksums are all
   * that is checked. Else (default) everything is, as if nobody had written it. Never `true` for bytes from outside.
   */
  readonly trusted?: boolean;
}

type CollectionClass = new (options: Record<string, unknown>) => Collection;

/** The options of `deserialize` as far as they can be checked without the file; `known` are those of the constructor. */
export function checkFileOptions(where: string, options: unknown, known: readonly string[]): Record<string, unknown> & { readonly trusted: boolean } {
  const checked = checkOptions<TrustOptions & Record<string, unknown>>(where, options, [...known, 'trusted']);
  return { ...checked, trusted: checkType<boolean>(`${where}: trusted`, checked.trusted, 'boolean') ?? false };
}

/**
 * An instance of `Class` with what `file` has. @throws SnapshotError for what is no such file, or a damaged one; CapacityError. Nothing is
 * left behind then.
 */
export function deserialize(Class: CollectionClass, type: 'WasmMap' | 'WasmSet', file: unknown, options: unknown, known: readonly string[]): Collection {
  const where = `${type}.deserialize`;
  const { trusted: isTrusted, ...rest } = checkFileOptions(where, options, known);
  if (!isBytes(file)) throw unexpected(where, 'a Uint8Array', file);
  if (!isLittleEndian) throw new UnsupportedError(`${where}: not on a platform whose byte order is big-endian`);
  const bytes = plainView(file, where) as Uint8Array;
  const header = readHeader(bytes, where);
  const kinds = kindsOf(header, type, rest, where);
  const result = new Class({ ...rest, ...kinds });
  const broken: Broken = (what) => { throw new SnapshotError(`${where}: the file ${what}`); };
  try {
    assertTaken(Class, result._table, header, kinds, where);
    fill(result._table, header, bytes.subarray(HEADER_BYTES), isTrusted, broken);
    return result;
  } catch (error) {
    result._table.dispose();
    throw fileError(error, where);
  }
}

/** What is thrown for `error`, by which reading a file has ended. */
export function fileError(error: unknown, where: string): unknown {
  if (isWasmapError(error) && (error instanceof SnapshotError || error instanceof SubclassError || error.code === 'ERR_WASMAP_CAPACITY')) return error;
  return new SnapshotError(`${where}: the file has what cannot be: ${reason(error)}`, { cause: error });
}

function fill(table: Table, header: FileHeader, body: Uint8Array, isTrusted: boolean, broken: Broken): void {
  if (header.body === BODY_TABLES) {
    if (!(table instanceof LinearTable)) return broken('has tables where it cannot');
    table.open();
    readTables(table, header, body, isTrusted, broken);
  } else readEntries(table, header, body, isTrusted, broken);
  const { rules: { validate } } = table;
  if (validate !== undefined) showAll(table, validate, broken);
  table.restoreVersion(header.version);
}

/** Shows what the file has to what the map's entries are to be shown to. */
function showAll(table: Table, validate: Validate, broken: Broken): void {
  for (const cursor = table.cursor(); cursor.advance();) {
    const error = violation(validate, cursor.key, cursor.value, (part) => `its ${part}`);
    if (error !== undefined) broken(`has what is not to be there: ${error.message}`);
  }
}

/** Thrown for subclasses that keep their options to themselves, for the file is not to blame. */
export class SubclassError extends WasmapTypeError {}

/** Makes sure that a subclass has given its options to the constructor of the class. */
function assertTaken(Class: CollectionClass, table: Table, header: FileHeader, { seed }: Record<string, unknown>, where: string): void {
  const isTaken = table.key.name === header.key && table.value.name === header.value && table.size === 0 && table.version === 0
    && (seed === undefined || (table instanceof LinearTable && table.map === 0 && table.seed === seed));
  if (!isTaken) throw new SubclassError(`${where}: expected the constructor of ${Class.name} to make an empty ${header.key} → ${header.value} by the options that it is given`);
}

/** Options for the kinds, and the hash, that the file has. @throws SnapshotError where others are asked for. */
export function kindsOf(header: FileHeader, type: string, { key, value, codec, valueCodec }: Record<string, unknown>, where: string): Record<string, unknown> {
  const fail = (what: string): never => { throw new SnapshotError(`${where}: ${what}`); };
  const isSet = header.value === 'none';
  const written = header.body === BODY_CACHE ? 'WasmCache' : isSet ? 'WasmSet' : 'WasmMap';
  if (written !== type) fail(`the file is of a ${written.slice(4).toLowerCase()}`);
  if (key !== undefined && key !== header.key) fail(`expected keys of kind ${show(key)}, and the file's are of kind ${header.key}`);
  if (value !== undefined && value !== header.value) fail(`expected values of kind ${show(value)}, and the file's are of kind ${header.value}`);
  if (header.key === 'codec' ? codec === undefined : codec !== undefined) fail(header.key === 'codec' ? 'the file\'s keys need the codec that wrote them' : `the file's keys are of kind ${header.key}, which takes no codec`);
  if (header.hasValueCodec && valueCodec === undefined) fail('the file\'s values need the valueCodec that wrote them');
  return {
    ...(header.key !== 'codec' && { key: header.key }),
    ...(!isSet && { value: header.value }),
    ...(header.isSiphash && { hash: 'siphash13' }),
    ...((header.hasCacheSeed || (header.body === BODY_TABLES && header.pages > 0)) && { seed: header.seed }),
  };
}
