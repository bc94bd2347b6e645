/**
 * Columns: the keys or values of a batch, checked, as one array that can be copied into linear memory chunk by chunk.
 *
 * A typed array of the kind itself is used where it lies, neither scanned nor copied; others are scanned. Arrays are read
 * once, into a typed array, so that getters cannot show one thing to the check and another to the copy.
 */
import type { Engine } from '../engine/engine.js';
import { KEYS } from '../engine/memory-map.js';
import { unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { NumericArray, NumericInfo } from '../map/kinds.js';
import { numericProblem } from '../map/kinds.js';
import type { Table } from '../map/table.js';

/** A value of a column that does not fit, with its place. */
export class MisfitError extends Error {
  constructor(readonly index: number, override readonly cause: Error) {
    super(cause.message);
  }
}

/** Typed arrays whose every element fits a kind. A u64 column is bits, but an i64 array may hold negative numbers. */
const alwaysFits: Readonly<Record<NumericInfo['name'], readonly string[]>> = {
  u32: ['Uint32Array', 'Uint16Array', 'Uint8Array', 'Uint8ClampedArray'],
  i32: ['Int32Array', 'Int16Array', 'Int8Array', 'Uint16Array', 'Uint8Array', 'Uint8ClampedArray'],
  f32: ['Float32Array', 'Int32Array', 'Uint32Array', 'Int16Array', 'Int8Array', 'Uint16Array', 'Uint8Array', 'Uint8ClampedArray'],
  f64: ['Float64Array', 'Float32Array', 'Int32Array', 'Uint32Array', 'Int16Array', 'Int8Array', 'Uint16Array', 'Uint8Array', 'Uint8ClampedArray'],
  u64: ['BigUint64Array'],
  i64: ['BigInt64Array'],
};

/** Whether `value` is a typed array (and no DataView). */
export function isTypedArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** A checked column of `kind` from a typed array or an array. `where` names it in messages. @throws MisfitError */
export function toColumn(kind: NumericInfo, source: unknown, where: string, engine: Engine): NumericArray {
  if (isTypedArray(source)) return fromTypedArray(kind, source, where, engine);
  if (!Array.isArray(source)) {
    throw unexpected(where, 'a typed array or an array', source);
  }
  const column = new kind.array(source.length);
  for (let i = 0; i < column.length; i++) {
    const value: unknown = source[i];
    if (!kind.fits(value)) throw misfit(kind, value, i, where);
    column[i] = value as never;
  }
  return column;
}

function fromTypedArray(kind: NumericInfo, source: NumericArray, where: string, engine: Engine): NumericArray {
  assertUsable(source, where);
  const name = source[Symbol.toStringTag];
  const big = name.startsWith('Big');
  if (big !== kind.big) {
    throw new WasmapTypeError(`${where}: expected ${kind.big ? 'bigints' : 'numbers'} for kind ${kind.name}, got a ${name}`);
  }
  if (!alwaysFits[kind.name].includes(name)) {
    for (let i = 0; i < source.length; i++) {
      if (!kind.fits(source[i])) throw misfit(kind, source[i], i, where);
    }
  }
  // A view of this very memory would change, or be detached, while the table grows.
  return source.buffer === engine.u8.buffer ? source.slice() : source;
}

/** A detached array, or one whose resizable buffer has shrunk away, looks empty: it must not pass for an empty column. */
function assertUsable(source: NumericArray, where: string): void {
  if (source.length > 0) return;
  try {
    source.at(0);
  } catch (cause) {
    throw new WasmapTypeError(`${where}: the array's buffer is detached or has become too small`, { cause });
  }
}

function misfit(kind: NumericInfo, value: unknown, index: number, where: string): MisfitError {
  return new MisfitError(index, numericProblem(kind, value, `${where}[${index}]`)!);
}

/** Copies the entries `from` to `to` of a column to `address` of linear memory. */
export function stage(engine: Engine, kind: NumericInfo, column: NumericArray, from: number, to: number, address: number): void {
  const view = engine[kind.view] as Uint32Array;
  view.set(column.subarray(from, to) as Uint32Array, address >>> (kind.bytes === 8 ? 3 : 2));
}

/** A copy of `count` values of `kind` at `address` of linear memory. */
export function unstage(engine: Engine, kind: NumericInfo, address: number, count: number): NumericArray {
  const first = address >>> (kind.bytes === 8 ? 3 : 2);
  return engine[kind.view].slice(first, first + count);
}

/** Copies keys to the key column; f64 keys are made canonical there. */
export function stageKeys(table: Table, keys: NumericArray, from: number, to: number): void {
  stage(table._engine, table._key, keys, from, to, KEYS);
  if (table._key.name === 'f64') table._engine.canonicalizeMany(to - from);
}
