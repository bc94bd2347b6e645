/** Typed arrays as they are, whatever subclasses, properties of their own or other realms make of them. */
import { WasmapTypeError } from './errors.js';

/** A typed array that holds numbers or bigints. */
export type NumericArray =
  | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const getter = <Result>(name: keyof Uint8Array): (() => Result) => (Object.getOwnPropertyDescriptor(typedArray, name) as { get: () => Result }).get;
const tagOf = getter<string | undefined>(Symbol.toStringTag);
const bufferOf = getter<ArrayBufferLike>('buffer');
const offsetOf = getter<number>('byteOffset');
const lengthOf = getter<number>('length');

/** The name of the typed array that `value` is, whatever it says of itself and wherever it comes from; undefined for none. */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf.call(value);
}

/** Whether `value` is a Uint8Array, whatever it says of itself. */
export function isBytes(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array';
}

/** How many bytes `array` has, whatever a subclass or a property of its own says: as many are copied. 0 where it is detached. */
export function byteLength(array: Uint8Array): number {
  return lengthOf.call(array);
}

/** Whether a buffer is there behind `value`: detached arrays, and those that their buffers have become too small for, look empty. */
export function isReadable(value: unknown): boolean {
  try {
    typedArray.at.call(value as Uint8Array, 0);
    return true;
  } catch {
    return false;
  }
}

/** The error for a typed array, which messages call `where`, that is not readable. */
export function unreadable(where: string, options?: ErrorOptions): WasmapTypeError {
  return new WasmapTypeError(`${where}: the array's buffer is detached or has become too small`, options);
}

/**
 * The elements of a typed array without what a subclass, or a property of its own, makes of them. @throws WasmapTypeError
 * where the buffer is detached, or has shrunk away: such an array looks empty, and must not pass for an empty column.
 */
export function plainView(source: NumericArray, where: string): NumericArray {
  if (!isReadable(source)) throw unreadable(where);
  const { [typedArrayName(source)!]: Plain } = globalThis as unknown as Record<string, new (...view: unknown[]) => NumericArray>;
  return new Plain!(bufferOf.call(source), offsetOf.call(source), lengthOf.call(source));
}

/**
 * Makes sure that arrays of bytes, which users still have, can be copied: once something is written it is too late. `places` are their
 * positions where these are not their indices.
 */
export function assertReadable(list: ArrayLike<unknown>, where: string, places?: readonly number[]): void {
  for (let i = 0; i < list.length; i++) if (!isReadable(list[i])) throw unreadable(`${where}[${places?.[i] ?? i}]`);
}
