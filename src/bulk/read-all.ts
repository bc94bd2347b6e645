/** `getAll`, `hasAll`, `deleteAll`: many keys in one go. */
import * as Header from '../engine/header.js';
import { CHUNK, OUTCOMES, VALUES } from '../engine/memory-map.js';
import { checkOptions, outOfRange, unexpected } from '../arguments.js';
import type { NumericArray } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { MisfitError, isTypedArray, toColumn, unstage, stageKeys } from './columns.js';

/** Arrays for `getAll` to fill instead of making new ones. */
export interface GetAllOptions<Values> {
  readonly into?: { readonly values?: Values; readonly found?: Uint8Array };
}

/** What `getAll` found. */
export interface GetAllResult<Values> {
  /** One for each key: its value, or 0 (undefined for references) where it is not there. */
  readonly values: Values;
  /** One for each key: 1 where it is there, else 0. */
  readonly found: Uint8Array;
  /** How many are there. */
  readonly hits: number;
}

/** A checked column of keys. @throws the kind's error, naming the position. */
function keyColumn(table: Table, keys: unknown): NumericArray {
  try {
    return toColumn(table._key, keys, `${table._label}: keys`, table._engine);
  } catch (error) {
    throw error instanceof MisfitError ? error.cause : error;
  }
}

/** Calls `each` for every chunk of `keys`, staged. */
function forChunks(table: Table, keys: NumericArray, each: (from: number, count: number) => void): void {
  for (let from = 0; from < keys.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, keys.length);
    stageKeys(table, keys, from, to);
    each(from, to - from);
  }
}

/** The arrays to fill, checked: `values` must be able to hold every value of the map as it is. */
function readInto(table: Table, options: GetAllOptions<unknown>): { values?: NumericArray | unknown[]; found?: Uint8Array } {
  const into = checkOptions<GetAllOptions<unknown>>(`${table._label}: getAll`, options, ['into']).into ?? {};
  const { values, found } = checkOptions<{ values?: NumericArray; found?: Uint8Array }>(`${table._label}: into`, into, ['values', 'found'], `${table._label}: into`);
  if (found !== undefined && !(isTypedArray(found) && found[Symbol.toStringTag] === 'Uint8Array')) {
    throw unexpected(`${table._label}: into.found`, 'a Uint8Array', found);
  }
  if (values !== undefined && !holds(table, values)) {
    throw unexpected(`${table._label}: into.values`, `an array for values of kind ${table._value.name}`, values);
  }
  return { ...(values && { values }), ...(found && { found }) };
}

function holds(table: Table, values: unknown): boolean {
  const { name, stored } = table._value;
  if (name === 'any') return Array.isArray(values);
  if (!isTypedArray(values)) return false;
  const type = values[Symbol.toStringTag];
  return type === stored!.array.name || (type === 'Float64Array' && !stored!.big);
}

function longEnough<Array extends { length: number }>(array: Array, length: number, where: string): Array {
  if (array.length >= length) return array;
  throw outOfRange(where, `room for ${length} elements`, array.length);
}

export function getAll(table: Table, source: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
  const { _engine: engine, _value: value, _store: store } = table;
  table._assertOpen();
  const keys = keyColumn(table, source);
  const into = readInto(table, options);
  const found = longEnough(into.found ?? new Uint8Array(keys.length), keys.length, `${table._label}: into.found`);
  const values = longEnough(
    (into.values ?? (value.name === 'any' ? new Array<unknown>(keys.length) : new value.stored!.array(keys.length))) as NumericArray,
    keys.length, `${table._label}: into.values`,
  );
  let hits = 0;
  forChunks(table, keys, (from, count) => {
    hits += engine.getMany(table._map, count);
    found.set(engine.u8.subarray(OUTCOMES, OUTCOMES + count), from);
    if (value.name === 'any') {
      const handles = unstage(engine, value.stored!, VALUES, count);
      for (let i = 0; i < count; i++) (values as unknown as unknown[])[from + i] = found[from + i] ? store.values[handles[i] as number] : undefined;
    } else {
      const first = VALUES >>> (value.bytes === 8 ? 3 : 2);
      (values as Uint32Array).set(engine[value.stored!.view].subarray(first, first + count) as Uint32Array, from);
    }
  });
  countEarlyMisses(table, keys.length);
  return { values, found, hits };
}

export function hasAll(table: Table, source: unknown): Uint8Array {
  const { _engine: engine } = table;
  table._assertOpen();
  const keys = keyColumn(table, source);
  const found = new Uint8Array(keys.length);
  forChunks(table, keys, (from, count) => {
    engine.hasMany(table._map, count);
    found.set(engine.u8.subarray(OUTCOMES, OUTCOMES + count), from);
  });
  countEarlyMisses(table, keys.length);
  return found;
}

export function deleteAll(table: Table, source: unknown): number {
  const { _engine: engine, _value: value, _store: store } = table;
  table._assertOpen();
  const keys = keyColumn(table, source);
  if (table._map === 0) return 0;
  let removed = 0;
  forChunks(table, keys, (_from, count) => {
    if (value.name !== 'any') {
      removed += engine.removeMany(table._map, count);
      return;
    }
    const reads = engine.u32.slice((table._map + Header.hits) >>> 2, (table._map + Header.collisions) >>> 2);
    engine.getMany(table._map, count);
    engine.u32.set(reads, (table._map + Header.hits) >>> 2); // no reads of the user's
    const handles = unstage(engine, value.stored!, VALUES, count);
    removed += engine.removeMany(table._map, count);
    const { u8 } = engine;
    for (let i = 0; i < count; i++) if (u8[OUTCOMES + i] === 1) store.release(handles[i] as number);
  });
  if (removed > 0) engine.advanceVersion(table._map);
  return removed;
}

function countEarlyMisses(table: Table, count: number): void {
  table._assertOpen();
  if (table._map === 0) table._earlyMisses += count;
}

