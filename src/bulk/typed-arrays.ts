/** Typed arrays as they are, whatever subclasses, properties of their own or other realms make of them. */
import { WasmapTypeError } from '../errors.js';
import type { NumericArray } from '../map/kinds.js';

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const getter = (name: keyof Uint8Array): (() => never) => (Object.getOwnPropertyDescriptor(typedArray, name) as { get: () => never }).get;
const tagOf = getter(Symbol.toStringTag);
const bufferOf = getter('buffer');
const offsetOf = getter('byteOffset');
const lengthOf = getter('length');

/** The name of the typed array that `value` is, whatever it says of itself and wherever it comes from; undefined for none. */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf.call(value as never);
}

/**
 * The elements of a typed array without what a subclass, or a property of its own, makes of them. @throws WasmapTypeError
 * where the buffer is detached, or has shrunk away: such an array looks empty, and must not pass for an empty column.
 */
export function plainView(source: NumericArray, where: string): NumericArray {
  const { [tagOf.call(source as never)]: Plain } = globalThis as unknown as Record<string, new (...view: unknown[]) => NumericArray>;
  try {
    typedArray.at.call(source as Uint8Array, 0);
    return new Plain!(bufferOf.call(source as never), offsetOf.call(source as never), lengthOf.call(source as never));
  } catch (cause) {
    throw new WasmapTypeError(`${where}: the array's buffer is detached or has become too small`, { cause });
  }
}

/**
 * Makes sure that arrays of bytes, which users still have, can be copied: once something is written it is too late. `places` are their
 * positions where these are not their indices.
 */
export function assertReadable(list: ArrayLike<unknown>, where: string, places?: readonly number[]): void {
  for (let i = 0; i < list.length; i++) {
    try {
      typedArray.at.call(list[i] as Uint8Array, 0);
    } catch (cause) {
      throw new WasmapTypeError(`${where}[${places?.[i] ?? i}]: the array's buffer is detached or has become too small`, { cause });
    }
  }
}
