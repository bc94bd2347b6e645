/**
 * Columns: the keys or values of a batch, checked, as one array that can be copied into linear memory chunk by chunk.
 *
 * A typed array of the kind itself is used where it lies, neither scanned nor copied; others are scanned. Arrays are read
 * once, into a typed array, so that getters cannot show one thing to the check and another to the copy.
 */
import type { Engine } from '../engine/engine.js';
import { unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { KeyKindInfo, NumericInfo, OrderedInfo, ValueKindInfo } from '../map/kinds.js';
import type { KeyCodec } from '../map/codec.js';
import { isBlob, isOrdered, keyProblem, numericProblem, orderedKinds, valueProblem } from '../map/kinds.js';
import { type NumericArray, plainView, typedArrayName } from '../typed-arrays.js';
import { StoredKeys } from './stored-keys.js';
import { EncodedKeys } from './encoded-keys.js';
import { type ArrowVector, type PackedColumn, PackedKeys, arrowNumbers, packedColumn } from './packed.js';

/** The keys of a batch, checked. */
export type Keys = NumericArray | readonly unknown[] | PackedKeys;
/** Keys that can be written: those of batches, and those of files. */
export type WritableKeys = Keys | StoredKeys;

/** The key at `index`, as users know it. */
export function keyAt(keys: WritableKeys, index: number): unknown {
  return keys instanceof PackedKeys || keys instanceof StoredKeys ? keys.at(index) : keys[index];
}

/** What a source of entries comes to once it has been read and checked. */
export interface Batch<Column extends WritableKeys = Keys> {
  readonly length: number;
  readonly keys: Column;
  /** Numbers to store, or references to make handles of; undefined where the table has no values. */
  readonly values: NumericArray | readonly unknown[] | undefined;
  /** Where each entry stood in the source; undefined where none was left out. */
  readonly positions: number[] | undefined;
}

/** The entries of a batch at `indices`, which ascend. */
export function pick({ keys, values, positions }: Batch, indices: readonly number[]): Batch {
  return {
    length: indices.length,
    keys: keys instanceof PackedKeys ? keys.pick(indices) : pickFrom(keys, indices),
    values: values && pickFrom(values, indices),
    positions: indices.map((i) => positions?.[i] ?? i),
  };
}

function pickFrom<List extends NumericArray | readonly unknown[]>(list: List, indices: readonly number[]): List {
  if (Array.isArray(list)) return indices.map((i) => (list as readonly unknown[])[i]) as unknown as List;
  const picked = new (list.constructor as new (length: number) => Uint32Array)(indices.length);
  indices.forEach((i, at) => { picked[at] = (list as Uint32Array)[i]!; });
  return picked as List;
}

/** Many keys or values: a typed array of numbers or bigints as the kind wants them, an array, an iterable, or packed text or bytes. */
export type Column<T> = ArrayLike<T> | Iterable<T> | ArrowVector<T> | (T extends string | Uint8Array ? PackedColumn : never);

/** What a column is read from. */
export type ColumnList = PackedColumn | NumericArray | unknown[];

/** A value of a column that does not fit, with its place. */
export class MisfitError extends Error {
  constructor(readonly index: number, override readonly cause: Error) {
    super(cause.message);
  }
}

/** Typed arrays whose every element fits a kind. A u64 column is bits, but an i64 array may hold negative numbers. */
const alwaysFits: Readonly<Record<NumericInfo['name'], RegExp>> = {
  u32: /^Uint/,
  i32: /^Int|^Uint(8|16)/,
  f32: /t(32|16)|^Int|^Uint/,
  f64: /./,
  u64: /^BigU/,
  i64: /^BigI/,
};

/** A typed array or an array as it is, an iterable as the array of what it gives. */
export function toList(source: unknown, where: string): NumericArray | unknown[] {
  if (typedArrayName(source) !== undefined || Array.isArray(source)) return source as NumericArray | unknown[];
  const numbers = typeof source === 'object' && source !== null ? arrowNumbers(source) : undefined;
  if (numbers !== undefined) return numbers as NumericArray;
  const { [Symbol.iterator]: iterator } = Object(source) as Partial<Iterable<unknown>>;
  if (typeof source === 'object' && typeof iterator === 'function') return Array.from(source as Iterable<unknown>);
  throw unexpected(where, 'a typed array, an array or an iterable', source);
}

/** As `toList`, for keys or values, which may be packed where their kind is text or bytes. */
export function toColumnList(kind: KeyKindInfo | ValueKindInfo, source: unknown, where: string): ColumnList {
  const packed = isBlob(kind) && typeof source === 'object' && source !== null ? packedColumn(source, where) : undefined;
  return packed ?? toList(source, where);
}

/** A checked column of `kind` from a list. `where` names it in messages. @throws MisfitError */
export function toColumn(kind: NumericInfo, list: NumericArray | unknown[], where: string, engine: Engine): NumericArray {
  if (!Array.isArray(list)) return fromTypedArray(kind, plainView(list, where), where, engine);
  const column = new kind.array(list.length);
  for (let i = 0; i < column.length; i++) {
    const value = list[i];
    if (!kind.fits(value)) throw misfit(kind, value, i, where);
    column[i] = value as never;
  }
  return column;
}

/** As `toColumn`, for values that a store will hold. @throws MisfitError */
export function toReferences(kind: ValueKindInfo, list: ColumnList, where: string, engine: Engine): unknown[] {
  const packed = 'offsets' in list ? PackedKeys.from(list, orderedKinds[kind.name as OrderedInfo['name']], where, engine.u8.buffer) : undefined;
  const values = packed?.toArray() ?? Array.from(Array.isArray(list) ? list : plainView(list as NumericArray, where) as ArrayLike<unknown>);
  for (let i = 0; i < values.length; i++) {
    if (!kind.fits(values[i])) throw new MisfitError(i, valueProblem(kind, values[i], `${where}[${i}]`)!);
  }
  return values;
}

/** What says how the keys of a table become columns. */
interface Keyed {
  readonly key: KeyKindInfo;
  readonly codec: KeyCodec | undefined;
  readonly engine: Engine;
}

/** As `toColumn`, for keys, which may be of a kind that no typed array holds. */
export function toKeys({ key: kind, codec, engine }: Keyed, list: ColumnList, where: string): Keys {
  if (!isOrdered(kind)) return toColumn(kind, list as NumericArray | unknown[], where, engine);
  if ('offsets' in list) return PackedKeys.from(list, kind, where, engine.u8.buffer);
  const keys: unknown[] = Array.isArray(list) ? [...list] : Array.from<unknown>(plainView(list, where) as Uint32Array);
  if (codec !== undefined) return toEncodedKeys(codec, keys, where);
  for (let i = 0; i < keys.length; i++) {
    if (!kind.fits(keys[i])) throw new MisfitError(i, keyProblem(kind, keys[i], `${where}[${i}]`)!);
  }
  return keys;
}

function toEncodedKeys(codec: KeyCodec, keys: readonly unknown[], where: string): PackedKeys {
  const encoded = new EncodedKeys(codec, where);
  for (let i = 0; i < keys.length; i++) {
    try {
      encoded.push(keys[i], i);
    } catch (error) {
      throw new MisfitError(i, error as Error);
    }
  }
  return encoded.finish();
}

function fromTypedArray(kind: NumericInfo, list: NumericArray, where: string, engine: Engine): NumericArray {
  const name = list[Symbol.toStringTag];
  if (name.startsWith('Big') !== kind.big) {
    throw new WasmapTypeError(`${where}: expected ${kind.big ? 'bigints' : 'numbers'} for kind ${kind.name}, got a ${name}`);
  }
  if (!alwaysFits[kind.name].test(name)) {
    for (let i = 0; i < list.length; i++) {
      if (!kind.fits(list[i])) throw misfit(kind, list[i], i, where);
    }
  }
  // A view of this very memory would change, or be detached, while the table grows.
  return list.buffer === engine.u8.buffer ? list.slice() : list;
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

