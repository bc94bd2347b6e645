/** `getAll`, `hasAll`, `deleteAll`: many keys in one go. */
import * as Header from '../engine/header.js';
import { CHUNK, OUTCOMES, VALUES } from '../engine/memory-map.js';
import { checkOptions, outOfRange, unexpected } from '../arguments.js';
import { type LinearState, hasSnapshots } from '../map/linear/linear-state.js';
import { exhausted } from '../map/slow-path.js';
import { type NumericArray, assertReadable, plainView, typedArrayName } from '../typed-arrays.js';
import { type Keys, MisfitError, toColumnList, toKeys, unstage } from './columns.js';
import type { GetAllOptions, GetAllResult } from './result.js';
import { PackedKeys, notText } from './packed.js';
import { callsFor, endStaging, stageKeys } from './stage-keys.js';
import type { BatchTarget } from './target.js';

/** A checked column of keys. @throws the kind's error, naming the position. */
export function keyColumn(table: BatchTarget, keys: unknown): Keys {
  const where = `${table.label}: keys`;
  try {
    const column = toKeys(table, toColumnList(table.key, keys, where), where);
    if (table.key.name === 'bytes' && !(column instanceof PackedKeys)) assertReadable(column, where);
    return column;
  } catch (error) {
    throw error instanceof MisfitError ? error.cause : error;
  } finally {
    table.assertOpen(); // reading may have run getters
  }
}

/** Calls `each` for every chunk of `keys`, staged. @throws WasmapTypeError for a key of packed text that is no valid UTF-8. */
export function forChunks(table: BatchTarget, keys: Keys, each: (from: number, count: number) => void): void {
  try {
    for (let from = 0; from < keys.length;) {
      const to = stageKeys(table, keys, from, Math.min(from + CHUNK, keys.length));
      if (to === from) throw notText(`${table.label}: keys[${from}]`);
      each(from, to - from);
      from = to;
    }
  } finally {
    endStaging(table.engine);
  }
}

interface Into {
  values?: unknown;
  found?: Uint8Array;
}

/** The arrays to fill, checked: `values` must be able to hold every value of the map as it is. */
function readInto(table: BatchTarget, options: GetAllOptions<unknown>): Into {
  const where = `${table.label}: into`;
  const { into = {} } = checkOptions<GetAllOptions<unknown>>(`${table.label}: getAll`, options, ['into']);
  const { values, found } = checkOptions<Into>(where, into, ['values', 'found'], where);
  if (found !== undefined && typedArrayName(found) !== 'Uint8Array') throw unexpected(`${where}.found`, 'a Uint8Array', found);
  if (values !== undefined && !holds(table, values)) {
    throw unexpected(`${where}.values`, `an array for values of kind ${table.value.name}`, values);
  }
  return { values, ...(found && { found }) };
}

function holds(table: BatchTarget, values: unknown): boolean {
  const { stored, held } = table.value;
  if (held) return Array.isArray(values);
  const type = typedArrayName(values);
  return type === stored!.array.name || (type === 'Float64Array' && !stored!.big);
}

/** The array to write to behind `array`, which must have room for `length` elements. */
function target(array: unknown, length: number, where: string): NumericArray | unknown[] {
  const elements = Array.isArray(array) ? (array as unknown[]) : plainView(array as NumericArray, where);
  if (elements.length < length) throw outOfRange(where, `room for ${length} elements`, elements.length);
  return elements;
}

/** What a `getAll` works on: its keys, the arrays to return, and those to write to behind them. */
export interface Reading {
  readonly keys: Keys;
  readonly values: unknown;
  readonly found: Uint8Array;
  readonly valuesAt: NumericArray | unknown[];
  readonly foundAt: Uint8Array;
}

/** Reads and checks the arguments of `getAll`. */
export function readArguments(table: BatchTarget, source: unknown, options: GetAllOptions<unknown>): Reading {
  const { value } = table;
  table.assertOpen();
  const into = readInto(table, options);
  let keys = keyColumn(table, source);
  const {
    found = new Uint8Array(keys.length),
    values = value.held ? new Array<unknown>(keys.length) : new value.stored!.array(keys.length),
  } = into;
  const foundAt = target(found, keys.length, `${table.label}: into.found`) as Uint8Array;
  const valuesAt = target(values, keys.length, `${table.label}: into.values`);
  table.assertOpen(); // an array may be a proxy
  // What is filled may lie over keys still to be read.
  if (liesIn(keys, foundAt.buffer) || liesIn(keys, (valuesAt as NumericArray).buffer)) keys = keys.slice();
  return { keys, values, found, valuesAt, foundAt };
}

export function getAll(table: LinearState, source: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
  const { engine, value, store } = table;
  const { keys, values, found, valuesAt, foundAt } = readArguments(table, source, options);
  // References are handed out when all are read, which may run setters.
  const references = value.held ? new Array<unknown>(keys.length) : [];
  let hits = 0;
  forChunks(table, keys, (from, count) => {
    hits += engine[callsFor(table).get](table.map, count);
    const hit = engine.u8.slice(OUTCOMES, OUTCOMES + count);
    (foundAt).set(hit, from);
    if (value.held) {
      const handles = unstage(engine, value.stored!, VALUES, count) as Uint32Array;
      handles.forEach((handle, i) => { references[from + i] = hit[i] ? store.read(handle) : undefined; });
    } else {
      const first = VALUES >>> (value.bytes === 8 ? 3 : 2);
      (valuesAt as Uint32Array).set(engine[value.stored!.view].subarray(first, first + count) as Uint32Array, from);
    }
  });
  countEarlyMisses(table, keys.length);
  references.forEach((reference, i) => { (valuesAt as unknown[])[i] = reference; });
  return { values, found, hits };
}

function liesIn(keys: Keys, buffer: ArrayBufferLike): boolean {
  if (keys instanceof PackedKeys) return keys.liesIn(buffer);
  return !Array.isArray(keys) && (keys as NumericArray).buffer === buffer;
}

export function hasAll(table: LinearState, source: unknown): Uint8Array {
  const { engine } = table;
  table.assertOpen();
  const keys = keyColumn(table, source);
  const found = new Uint8Array(keys.length);
  forChunks(table, keys, (from, count) => {
    engine[callsFor(table).has](table.map, count);
    found.set(engine.u8.subarray(OUTCOMES, OUTCOMES + count), from);
  });
  countEarlyMisses(table, keys.length);
  return found;
}

export function deleteAll(table: LinearState, source: unknown): number {
  const { engine, value, store } = table;
  table.assertOpen();
  const keys = keyColumn(table, source);
  if (table.map === 0) return 0;
  // Nothing is removed where a key turns out to be none.
  if (keys instanceof PackedKeys) forChunks(table, keys, () => undefined);
  const calls = callsFor(table);
  if (hasSnapshots(table)) {
    forChunks(table, keys, (_from, count) => { if (engine[calls.own](table.map, count, 1) < count) throw exhausted(table); });
  }
  let removed = 0;
  forChunks(table, keys, (_from, count) => {
    if (!value.held) {
      removed += engine[calls.remove](table.map, count);
      return;
    }
    const reads = engine.u32.slice((table.map + Header.hits) >>> 2, (table.map + Header.collisions) >>> 2);
    engine[calls.get](table.map, count);
    engine.u32.set(reads, (table.map + Header.hits) >>> 2); // no reads of the user's
    const handles = unstage(engine, value.stored!, VALUES, count);
    removed += engine[calls.remove](table.map, count);
    const { u8 } = engine;
    for (let i = 0; i < count; i++) if (u8[OUTCOMES + i] === 1) store.release(handles[i] as number);
  });
  if (removed > 0) engine.advanceVersion(table.map);
  return removed;
}

function countEarlyMisses(table: LinearState, count: number): void {
  if (table.map === 0) table.earlyMisses += count;
}
