/** Key and value kinds: what they accept, how many bytes they take, through which view they are read. */
import type { Views } from '../engine/engine.js';
import { WasmapRangeError, WasmapTypeError, show } from '../errors.js';
import { type NumericArray, isBytes, isReadable, unreadable } from '../typed-arrays.js';

/** Kinds of keys. */
export type KeyKind = 'any' | 'u32' | 'i32' | 'f64' | 'u64' | 'i64' | 'string' | 'bytes';
/** Kinds of values. */
export type ValueKind = 'u32' | 'i32' | 'f32' | 'f64' | 'u64' | 'i64' | 'string' | 'bytes' | 'any';

/** The JavaScript type of a key of kind `Kind`. */
export type KeyOf<Kind> = Kind extends 'u64' | 'i64' ? bigint
  : Kind extends 'string' ? string
  : Kind extends 'bytes' ? Uint8Array
  : Kind extends NumericKind ? number : unknown;
/** The JavaScript type of a value of kind `Kind`. */
export type ValueOf<Kind> = Kind extends 'u64' | 'i64' ? bigint
  : Kind extends 'u32' | 'i32' | 'f32' | 'f64' ? number
  : Kind extends 'string' ? string
  : Kind extends 'bytes' ? Uint8Array : unknown;

/** The typed array, or array of references, in which `getAll` returns values. */
export type ValuesOf<V> = V extends number
  ? Uint32Array | Int32Array | Float32Array | Float64Array
  : V extends bigint ? BigUint64Array | BigInt64Array : V[];

/** Kinds of numbers, which are stored as their bits. */
export type NumericKind = Exclude<ValueKind, 'string' | 'bytes' | 'any'>;

/** A kind whose values are bits of a fixed width. */
export interface NumericInfo {
  readonly name: NumericKind;
  readonly bytes: 4 | 8;
  /** The view of linear memory that reads and writes it; its arrays are what columns of this kind come back as. */
  readonly view: keyof Views;
  readonly array: { new (length: number): NumericArray; readonly name: string; readonly BYTES_PER_ELEMENT: number };
  readonly big: boolean;
  /** For messages: "an integer from 0 to 4294967295". */
  readonly expected: string;
  fits(value: unknown): boolean;
}

/** A kind whose keys no typed array holds; they are visited in the order of insertion. */
export interface OrderedInfo {
  readonly name: 'any' | 'string' | 'bytes' | 'codec';
  /** For messages. */
  readonly expected: string;
  fits(value: unknown): boolean;
}

export type KeyKindInfo = NumericInfo | OrderedInfo;

/** Whether keys of `kind` are visited in the order of insertion. */
export function isOrdered(kind: KeyKindInfo): kind is OrderedInfo {
  return kind.name === 'any' || kind.name === 'codec' || isBlob(kind);
}

/** Whether keys or values of `kind` are text or bytes. */
export function isBlob(kind: KeyKindInfo | ValueKindInfo): kind is OrderedInfo {
  return kind.name === 'string' || kind.name === 'bytes';
}

/** What a map's values are. */
export interface ValueKindInfo {
  readonly name: ValueKind | 'none';
  readonly bytes: 0 | 4 | 8;
  /** What is stored: the kind itself, or the u32 handle of what a store holds. Undefined where there are no values. */
  readonly stored: NumericInfo | undefined;
  /** Whether values are held in a store, behind handles. */
  readonly held: boolean;
  /** For messages. */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** Index that engines and emitted methods switch on. */
  readonly index: number;
  /** The class of kinds that share emitted methods. */
  readonly hotClass: 'word' | 'double' | 'long' | 'blob' | 'any' | 'none';
}

function integer(name: NumericKind, array: NumericInfo['array'], low: number, high: number): NumericInfo {
  return {
    name, array, bytes: 4, view: name, big: false,
    expected: `an integer from ${low} to ${high}`,
    fits: (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
  };
}

function bigInteger(name: NumericKind, array: NumericInfo['array'], low: bigint, high: bigint): NumericInfo {
  return {
    name, array, bytes: 8, view: name, big: true,
    expected: `a bigint from ${low} to ${high}`,
    fits: (value) => typeof value === 'bigint' && value >= low && value <= high,
  };
}

/** By name. */
export const numericKinds: Readonly<Record<NumericKind, NumericInfo>> = {
  u32: integer('u32', Uint32Array, 0, 0xffffffff),
  i32: integer('i32', Int32Array, -0x80000000, 0x7fffffff),
  f32: {
    name: 'f32', array: Float32Array, bytes: 4, view: 'f32', big: false,
    expected: 'a number that is not finite beyond the range of f32',
    fits: (value) => typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value)),
  },
  f64: {
    name: 'f64', array: Float64Array, bytes: 8, view: 'f64', big: false, expected: 'a number',
    fits: (value) => typeof value === 'number',
  },
  u64: bigInteger('u64', BigUint64Array, 0n, 0xffffffffffffffffn),
  i64: bigInteger('i64', BigInt64Array, -0x8000000000000000n, 0x7fffffffffffffffn),
};

export const orderedKinds: Readonly<Record<OrderedInfo['name'], OrderedInfo>> = {
  any: { name: 'any', expected: 'anything', fits: () => true },
  codec: { name: 'codec', expected: 'what the codec can encode', fits: () => true },
  string: { name: 'string', expected: 'a string', fits: (value) => typeof value === 'string' },
  bytes: { name: 'bytes', expected: 'a Uint8Array', fits: (value) => isBytes(value) && isReadable(value) },
};

/** By name. */
export const keyKinds: Readonly<Record<KeyKind, KeyKindInfo>> = { ...numericKinds, ...orderedKinds };

export const keyKindNames: readonly KeyKind[] = ['any', 'u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes'];
export const valueKindNames: readonly ValueKind[] = ['any', 'u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes'];

function numericValue(stored: NumericInfo, index: number): ValueKindInfo {
  const hotClass = stored.big ? 'long' : stored.bytes === 4 ? 'word' : 'double';
  const { name, bytes, expected } = stored;
  return { name, bytes, stored, held: false, expected, fits: (value) => stored.fits(value), index, hotClass };
}

function blobValue(kind: OrderedInfo, name: 'string' | 'bytes', index: number): ValueKindInfo {
  return { ...kind, name, bytes: 4, stored: numericKinds.u32, held: true, index, hotClass: 'blob' };
}

const anything = { expected: 'anything', fits: (): boolean => true };

/** By name. The index is what emitted methods and the engines' conflict modes switch on. */
export const valueKinds: Readonly<Record<ValueKind | 'none', ValueKindInfo>> = {
  u32: numericValue(numericKinds.u32, 0),
  i32: numericValue(numericKinds.i32, 1),
  f32: numericValue(numericKinds.f32, 2),
  f64: numericValue(numericKinds.f64, 3),
  u64: numericValue(numericKinds.u64, 4),
  i64: numericValue(numericKinds.i64, 5),
  any: { name: 'any', bytes: 4, stored: numericKinds.u32, held: true, ...anything, index: 6, hotClass: 'any' },
  none: { name: 'none', bytes: 0, stored: undefined, held: false, ...anything, index: 7, hotClass: 'none' },
  string: blobValue(orderedKinds.string, 'string', 8),
  bytes: blobValue(orderedKinds.bytes, 'bytes', 9),
};

/** What comes back of a number that fits `kind` once it is stored. */
export function asStored(kind: ValueKindInfo, value: unknown): unknown {
  if (typeof value !== 'number' || kind.held || kind.name === 'f64') return value;
  return kind.name === 'f32' ? Math.fround(value) : value + 0; // -0 has no place among integers
}

/** `value` itself, or, for it is bytes that others may write to, a copy; not by a subclass's `slice`, which makes views of Buffers. */
export function ownBytes<T>({ name }: { readonly name: string }, value: T): T {
  return name === 'bytes' && value !== undefined ? new Uint8Array(value as Uint8Array) as T : value;
}

/** The error for a value that does not fit `kind`, or undefined where it fits. `where` names map and position. */
export function numericProblem(kind: NumericInfo, value: unknown, where: string): Error | undefined {
  if (kind.fits(value)) return undefined;
  const message = `${where}: expected ${kind.expected} (kind ${kind.name}), got ${show(value)}`;
  return typeof value === (kind.big ? 'bigint' : 'number') ? new WasmapRangeError(message) : new WasmapTypeError(message);
}

/** As `numericProblem`, for a key. */
export function keyProblem(kind: KeyKindInfo, key: unknown, where: string): Error | undefined {
  return isOrdered(kind) ? typeProblem(kind, key, where) : numericProblem(kind, key, where);
}

/** As `numericProblem`, for a value; anything fits kind `any`. */
export function valueProblem(kind: ValueKindInfo, value: unknown, where: string): Error | undefined {
  return kind.held || kind.stored === undefined ? typeProblem(kind, value, where) : numericProblem(kind.stored, value, where);
}

function typeProblem(kind: OrderedInfo | ValueKindInfo, value: unknown, where: string): Error | undefined {
  if (kind.fits(value)) return undefined;
  if (kind.name === 'bytes' && isBytes(value)) return unreadable(where);
  return misfit(kind, value, where);
}

/** The error for a value of a type that `kind` does not take. */
export function misfit(kind: KeyKindInfo | ValueKindInfo, value: unknown, where: string): WasmapTypeError {
  return new WasmapTypeError(`${where}: expected ${kind.expected} (kind ${kind.name}), got ${show(value)}`);
}
