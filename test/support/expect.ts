/** Expectations for inner loops and long columns: vitest's own take microseconds each, and are called here only to tell what is wrong. */
import { expect } from 'vitest';

/** As `expect(actual).toBe(expected)`. */
export function expectSame(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) expect(actual, message).toBe(expected);
}

/** As `expect(actual).toEqual(expected)`. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (!isPlainlyEqual(actual, expected)) expect(actual).toEqual(expected);
}

type Elements = ArrayLike<unknown>;
type Properties = Readonly<Record<string, unknown>>;

/** Of values that are the same, and of arrays, maps and plain objects of such; of anything else vitest has to tell. */
function isPlainlyEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (isArray(one) && isArray(other)) return areElementsEqual(one, other);
  if (one instanceof Map && other instanceof Map) return areEntriesEqual(one, other);
  return isPlainObject(one) && isPlainObject(other) && arePropertiesEqual(one, other);
}

function areElementsEqual(one: Elements, other: Elements): boolean {
  if (one.constructor !== other.constructor || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isPlainlyEqual(one[i], other[i])) return false;
  return true;
}

/** In any order, as vitest has it. */
function areEntriesEqual(one: ReadonlyMap<unknown, unknown>, other: ReadonlyMap<unknown, unknown>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, value] of one) if (!other.has(key) || !isPlainlyEqual(value, other.get(key))) return false;
  return true;
}

function arePropertiesEqual(one: Properties, other: Properties): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && isPlainlyEqual(one[name], other[name]));
}

function isArray(value: unknown): value is Elements {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** As literals make them, and iterators their results. */
function isPlainObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.getOwnPropertySymbols(value).length === 0;
}
