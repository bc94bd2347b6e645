/** What another set is to the methods that combine sets. */
import { unexpected } from '../arguments.js';
import { Collection } from '../map/collection.js';

/** What sets can be combined with: sets, and maps by their keys. */
export interface SetLike<T> {
  /** How many keys it has. */
  readonly size: number;
  /** Whether `value` is one of its keys. */
  has(value: T): boolean;
  /** Its keys. */
  keys(): Iterator<T>;
}

interface SetRecord<U> {
  readonly size: number;
  readonly has: (key: unknown) => boolean;
  readonly keys: Iterable<U>;
}

/**
 * `other` as the specification's GetSetRecord reads it. @throws WasmapTypeError where it is no set. A map or set of this package
 * would refuse keys that are none of its kind: here it does not have them.
 */
export function setRecord<U>(set: Collection, other: SetLike<U>): SetRecord<U> {
  const { size } = Object(other) as SetLike<U>;
  if (typeof other !== 'object' || Number.isNaN(Number(size)) || typeof other.has !== 'function' || typeof other.keys !== 'function') {
    throw unexpected(set._table.label, 'a set, or a map', other);
  }
  return {
    size,
    has: (key) => (!(other instanceof Collection) || other._table.key.fits(key)) && other.has(key as U),
    keys: { [Symbol.iterator]: () => other.keys() },
  };
}
