/** Every error that wasmap throws: typed, with a `code`, recognisable across copies of the package. */

import type { FailedEntry, PutAllResult } from './bulk/result.js';

const brand = Symbol.for('wasmap.error');

/** Codes of the errors, `ERR_WASMAP_` in front. */
export type WasmapErrorCode =
  | 'ERR_WASMAP_TYPE'
  | 'ERR_WASMAP_RANGE'
  | 'ERR_WASMAP_PUT_ALL'
  | 'ERR_WASMAP_CONFLICT'
  | 'ERR_WASMAP_CONCURRENT_MODIFICATION'
  | 'ERR_WASMAP_VERSION'
  | 'ERR_WASMAP_CAPACITY'
  | 'ERR_WASMAP_SNAPSHOT'
  | 'ERR_WASMAP_CLOSED'
  | 'ERR_WASMAP_UNSUPPORTED';

/** What all errors of this package have in common. */
export interface WasmapError extends Error {
  readonly code: WasmapErrorCode;
}

/**
 * Whether `error` was thrown by wasmap, by this copy of the package or another.
 *
 * @example
 * ```ts
 * import { WasmMap, isWasmapError } from 'wasmap';
 * try {
 *   new WasmMap({ key: 'u32', value: 'u32' }).set(-1, 0);
 * } catch (error) {
 *   console.log(isWasmapError(error) && error.code); // ERR_WASMAP_RANGE
 * }
 * ```
 */
export function isWasmapError(error: unknown): error is WasmapError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** Gives a class its name and the brand, on the prototype. */
function define(constructor: { prototype: Error }, name: string): void {
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(constructor.prototype, brand, { value: true });
}

/** A value of the wrong JavaScript type, a missing argument, an unknown option. */
export class WasmapTypeError extends TypeError implements WasmapError {
  readonly code = 'ERR_WASMAP_TYPE';
  static { define(this, 'WasmapTypeError'); }
}

/** A value of the right type outside the range of its kind. */
export class WasmapRangeError extends RangeError implements WasmapError {
  readonly code = 'ERR_WASMAP_RANGE';
  static { define(this, 'WasmapRangeError'); }
}

/** Linear memory, a heap's quota or a native Map is exhausted. Every map is intact and usable. */
export class CapacityError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_CAPACITY';
  static { define(this, 'CapacityError'); }
}

/** A key was already there, or twice in the batch, under `onConflict: 'error'`. */
export class ConflictError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_CONFLICT';
  static { define(this, 'ConflictError'); }
}

/** Who wrote to a map while a batch was under way: what the batch itself called, or, between two slices of it, anybody else. */
export type Intruder = 'source' | 'codec' | 'validator' | 'interleaved';

/** The map was written to while a batch was under way. The batch was not applied. */
export class ConcurrentModificationError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_CONCURRENT_MODIFICATION';
  readonly kind: Intruder;
  /** Stacks of both writers; on maps with the option `debug` only. */
  readonly writers: { readonly batch: string; readonly other: string } | undefined;

  constructor(message: string, kind: Intruder, writers?: { readonly batch: string; readonly other: string }) {
    super(message);
    this.kind = kind;
    this.writers = writers;
  }

  static { define(this, 'ConcurrentModificationError'); }
}

/** The map's version is not the one that was expected. Nothing was written. */
export class VersionError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_VERSION';
  readonly expected: number;
  readonly actual: number;

  constructor(message: string, expected: number, actual: number) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }

  static { define(this, 'VersionError'); }
}

/** What was to be a file that `serialize()` has written is none, or a damaged one. Nothing came of it. */
export class SnapshotError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_SNAPSHOT';
  static { define(this, 'SnapshotError'); }
}

/** Used after `dispose()`. */
export class ClosedError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_CLOSED';
  static { define(this, 'ClosedError'); }
}

/** This runtime cannot do what was asked; the message says what is missing. */
export class UnsupportedError extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_UNSUPPORTED';
  static { define(this, 'UnsupportedError'); }
}

/** A batch that was not applied. The map is as it was. `cause` is the first failure. */
export class PutAllError<K = unknown> extends Error implements WasmapError {
  readonly code = 'ERR_WASMAP_PUT_ALL';
  /** Entries of the batch, as far as its source was read: none was written. */
  readonly failedCount: number;
  /** The failure that the batch was given up for. */
  readonly failed: readonly FailedEntry<K>[];
  readonly result: PutAllResult<K>;

  constructor(message: string, result: PutAllResult<K>, options?: ErrorOptions) {
    super(message, options);
    this.result = result;
    this.failed = result.failed;
    this.failedCount = result.failedCount;
  }

  static { define(this, 'PutAllError'); }
}

/** How an offending value is shown in a message: short, never failing, whatever it is. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(short(value));
    // 64 bits take 20 digits; printing many times as many would take its time.
    case 'bigint': return BigInt.asIntN(128, value) === value ? `${value}n` : 'a bigint of more than 128 bits';
    case 'symbol': return value.toString();
    case 'function': return 'a function';
    case 'object': return value === null ? 'null' : describeObject(value);
    default: return Object.is(value, -0) ? '-0' : String(value);
  }
}

function describeObject(value: object): string {
  let tag = 'Object';
  try {
    tag = Object.prototype.toString.call(value).slice(8, -1);
  } catch {
    // A revoked proxy, or a getter of Symbol.toStringTag that throws.
  }
  return tag === 'Object' ? 'an object' : `a value of type ${short(tag)}`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** What was thrown, for the message of the error that it causes. */
export function reason(cause: unknown): string {
  try {
    return cause instanceof Error ? String(cause.message) : show(cause);
  } catch {
    return show(cause); // a revoked proxy, or a message that is no string
  }
}

/** The nearest of `known` to `name` by edit distance, for "did you mean". */
export function nearest(name: string, known: readonly string[]): string {
  let best = known[0]!;
  let least = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row[b.length]!;
}
