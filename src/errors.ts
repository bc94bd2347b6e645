/** Every error that wasmap throws: typed, with a `code`, recognisable across copies of the package. */

import type { FailedEntry, PutAllResult } from './bulk/result.js';
import { define } from './define.js';

const brand = Symbol.for('wasmap.error');

/**
 * Codes of the errors, `ERR_WASMAP_` in front.
 *
 * @category Errors
 */
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
  | 'ERR_WASMAP_UNSUPPORTED'
  | 'ERR_WASMAP_CROSS_STORE'
  | 'ERR_WASMAP_GUARD'
  | 'ERR_WASMAP_LOAD'
  | 'ERR_WASMAP_FETCH_ALL'
  | 'ERR_WASMAP_ROW';

/**
 * What all errors of this package have in common.
 *
 * @category Errors
 */
export interface WasmapError extends Error {
  /** Which error it is, also across copies of the package where `instanceof` fails. */
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
 *
 * @category Errors
 */
export function isWasmapError(error: unknown): error is WasmapError {
  return typeof error === 'object' && error !== null && brand in error;
}

/** Gives a class its name and the brand, on the prototype. */
export function mark(constructor: { prototype: Error }, name: string): void {
  define(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
  define(constructor.prototype, brand, { value: true });
}

/**
 * A value of the wrong JavaScript type, a missing argument, an unknown option.
 *
 * @example
 * ```ts
 * import { WasmapTypeError, WasmMap } from 'wasmap';
 * const ages = new WasmMap<unknown, number>({ key: 'u32', value: 'u32', name: 'ages' });
 * try {
 *   ages.set('Ada', 36);
 * } catch (error) {
 *   console.log(error instanceof WasmapTypeError && error.code); // ERR_WASMAP_TYPE
 *   console.log(error instanceof TypeError); // true
 * }
 * ```
 *
 * @category Errors
 */
export class WasmapTypeError extends TypeError implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_TYPE';
  static { mark(this, 'WasmapTypeError'); }
}

/**
 * A value of the right type outside the range of its kind.
 *
 * @example
 * ```ts
 * import { WasmapRangeError, WasmMap } from 'wasmap';
 * const ages = new WasmMap({ key: 'u32', value: 'u32', name: 'ages' });
 * try {
 *   ages.set(1, -1);
 * } catch (error) {
 *   console.log(error instanceof WasmapRangeError && error.message); // WasmMap "ages": value: expected an integer from 0 to 4294967295 (kind u32), got -1
 *   console.log(ages.size); // 0
 * }
 * ```
 *
 * @category Errors
 */
export class WasmapRangeError extends RangeError implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_RANGE';
  static { mark(this, 'WasmapRangeError'); }
}

/**
 * Linear memory, a heap's quota or a native Map is exhausted. Every map is intact and usable.
 *
 * @example
 * ```ts
 * import { CapacityError, Heap, WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'u32', heap: new Heap({ maximumBytes: 2 ** 16 }) });
 * try {
 *   for (let i = 0; ; i++) map.set(i, i);
 * } catch (error) {
 *   console.log(error instanceof CapacityError, map.get(0)); // true 0
 * }
 * ```
 *
 * @category Errors
 */
export class CapacityError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_CAPACITY';
  static { mark(this, 'CapacityError'); }
}

/**
 * A key was already there, or twice in the batch, under `onConflict: 'error'`.
 *
 * @example
 * ```ts
 * import { ConflictError, PutAllError, WasmMap } from 'wasmap';
 * const map = new WasmMap([[1, 10]], { key: 'u32', value: 'u32' });
 * try {
 *   map.putAll([[1, 20]], { onConflict: 'error' });
 * } catch (error) {
 *   console.log(error instanceof PutAllError && error.cause instanceof ConflictError, map.get(1)); // true 10
 * }
 * ```
 *
 * @category Errors
 */
export class ConflictError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_CONFLICT';
  static { mark(this, 'ConflictError'); }
}

/**
 * Who wrote to a map while a batch was under way: what the batch itself called, or, between two slices of it, anybody else.
 *
 * @category Errors
 */
export type Intruder = 'source' | 'codec' | 'validator' | 'interleaved';

/**
 * The map was written to while a batch was under way. The batch was not applied.
 *
 * @example
 * ```ts
 * import { ConcurrentModificationError, WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'u32' });
 * function* source() {
 *   map.set(1, 1);
 *   yield [2, 2] as const;
 * }
 * try {
 *   map.putAll(source());
 * } catch (error) {
 *   console.log(error instanceof ConcurrentModificationError && error.kind, map.has(2)); // source false
 * }
 * ```
 *
 * @category Errors
 */
export class ConcurrentModificationError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_CONCURRENT_MODIFICATION';
  /** Who wrote to the map. */
  readonly kind: Intruder;
  /** Stacks of both writers; on maps with the option `debug` only. */
  readonly writers: { readonly batch: string; readonly other: string } | undefined;

  /** As wasmap makes it: who wrote, and, with `debug`, from where. */
  constructor(message: string, kind: Intruder, writers?: { readonly batch: string; readonly other: string }) {
    super(message);
    this.kind = kind;
    this.writers = writers;
  }

  static { mark(this, 'ConcurrentModificationError'); }
}

/**
 * The map's version is not the one that was expected. Nothing was written.
 *
 * @example
 * ```ts
 * import { VersionError, WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'u32' });
 * const { version } = map;
 * map.set(1, 1);
 * try {
 *   map.compareAndPutAll(version, [[1, 2]]);
 * } catch (error) {
 *   console.log(error instanceof VersionError && error.actual - error.expected, map.get(1)); // 1 1
 * }
 * ```
 *
 * @category Errors
 */
export class VersionError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_VERSION';
  /** The version that was asked for. */
  readonly expected: number;
  /** The version that the map has. */
  readonly actual: number;

  /** As wasmap makes it. */
  constructor(message: string, expected: number, actual: number) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }

  static { mark(this, 'VersionError'); }
}

/**
 * What was to be a file that `serialize()` has written is none, or a damaged one. Nothing came of it.
 *
 * @example
 * ```ts
 * import { SnapshotError, WasmMap } from 'wasmap';
 * const file = new WasmMap([[1, 2]], { key: 'u32', value: 'u32' }).serialize();
 * file[file.length - 1]! ^= 1;
 * try {
 *   WasmMap.deserialize(file);
 * } catch (error) {
 *   console.log(error instanceof SnapshotError); // true
 * }
 * ```
 *
 * @category Errors
 */
export class SnapshotError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_SNAPSHOT';
  static { mark(this, 'SnapshotError'); }
}

/**
 * Used after `dispose()`.
 *
 * @example
 * ```ts
 * import { ClosedError, WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'u32' });
 * map.dispose();
 * try {
 *   map.get(1);
 * } catch (error) {
 *   console.log(error instanceof ClosedError); // true
 * }
 * ```
 *
 * @category Errors
 */
export class ClosedError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_CLOSED';
  static { mark(this, 'ClosedError'); }
}

/**
 * This runtime cannot do what was asked; the message says what is missing.
 *
 * @example
 * ```ts
 * import { UnsupportedError, WasmMap } from 'wasmap';
 * Reflect.deleteProperty(globalThis, 'WebAssembly');
 * try {
 *   new WasmMap({ key: 'u32', engine: 'wasm' });
 * } catch (error) {
 *   console.log(error instanceof UnsupportedError, new WasmMap({ key: 'u32' }).engine); // true js
 * }
 * ```
 *
 * @category Errors
 */
export class UnsupportedError extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_UNSUPPORTED';
  static { mark(this, 'UnsupportedError'); }
}

/**
 * A batch that was not applied. The map is as it was. `cause` is the first failure.
 *
 * @example
 * ```ts
 * import { PutAllError, WasmMap } from 'wasmap';
 * const map = new WasmMap({ key: 'u32', value: 'u32' });
 * try {
 *   map.putAll([[1, 10], [2, -1]]);
 * } catch (error) {
 *   if (error instanceof PutAllError) console.log(error.failed[0]?.index, map.size); // 1 0
 * }
 * ```
 *
 * @category Errors
 */
export class PutAllError<K = unknown> extends Error implements WasmapError {
  /** Tells this error from others: see {@link WasmapError.code}. */
  readonly code = 'ERR_WASMAP_PUT_ALL';
  /** Entries of the batch, as far as its source was read: none was written. */
  readonly failedCount: number;
  /** The failure that the batch was given up for. */
  readonly failed: readonly FailedEntry<K>[];
  /** What the batch came to: nothing written, and the failures. */
  readonly result: PutAllResult<K>;

  /** As wasmap makes it, of what the batch came to. */
  constructor(message: string, result: PutAllResult<K>, options?: ErrorOptions) {
    super(message, options);
    this.result = result;
    this.failed = result.failed;
    this.failedCount = result.failedCount;
  }

  static { mark(this, 'PutAllError'); }
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
