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

/** Of values that are the same, and of arrays of such; of anything else vitest has to tell. */
function isPlainlyEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isArray(one) || !isArray(other) || one.constructor !== other.constructor || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isPlainlyEqual(one[i], other[i])) return false;
  return true;
}

function isArray(value: unknown): value is Elements {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
