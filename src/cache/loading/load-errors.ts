/** Errors of loading that are wasmap's own: what the functions that load throw reaches callers as it is. */
import { type WasmapError, mark } from '../../errors.js';

/** Why nothing was loaded: what was written meanwhile, or that there is no value. */
export type LoadErrorKind = 'replaced' | 'deleted' | 'not-found';

/**
 * A value was not loaded: its key was written to, deleted or cleared meanwhile, which aborts loading; or `forceFetch` found that there is none.
 *
 * @example
 * ```ts
 * import { LoadError, WasmCache } from 'wasmap/cache';
 * const cache = new WasmCache({ max: 10, key: 'string', value: 'u32', fetchMethod: () => undefined });
 * const error = await cache.forceFetch('a').catch((error: unknown) => error);
 * console.log(error instanceof LoadError && error.kind); // not-found
 * ```
 *
 * @category Errors
 */
export class LoadError extends Error implements WasmapError {
  /** Tells this error from others. */
  readonly code = 'ERR_WASMAP_LOAD';
  /** Why. */
  readonly kind: LoadErrorKind;

  /** As wasmap makes it. */
  constructor(message: string, kind: LoadErrorKind) {
    super(message);
    this.kind = kind;
  }

  static { mark(this, 'LoadError'); }
}

/** A key that `fetchAll` could not load. */
export interface FailedLoad<K> {
  /** Its position among the keys, from 0. */
  readonly index: number;
  /** The key, as it was given. */
  readonly key: K;
  /** What loading it has failed with. */
  readonly error: unknown;
}

/**
 * `fetchAll` could not load some of its keys. What it did load is in the cache, and in `values`. `cause` is the first failure.
 *
 * @example
 * ```ts
 * import { FetchAllError, WasmCache } from 'wasmap/cache';
 * const lengthOf = (key: string): number => {
 *   if (key === '') throw new RangeError('empty');
 *   return key.length;
 * };
 * const cache = new WasmCache({ max: 10, key: 'string', value: 'u32', fetchMethod: lengthOf });
 * const error = await cache.fetchAll(['four', '']).catch((error: unknown) => error);
 * if (error instanceof FetchAllError) console.log(error.values, error.failed[0]?.index); // [ 4, undefined ] 1
 * ```
 *
 * @category Errors
 */
export class FetchAllError<K = unknown, V = unknown> extends Error implements WasmapError {
  /** Tells this error from others. */
  readonly code = 'ERR_WASMAP_FETCH_ALL';
  /** One for each key, in their order: undefined where there is none, and where loading failed. */
  readonly values: readonly (V | undefined)[];
  /** The keys that could not be loaded, in their order. */
  readonly failed: readonly FailedLoad<K>[];

  /** As wasmap makes it. */
  constructor(message: string, values: readonly (V | undefined)[], failed: readonly FailedLoad<K>[]) {
    super(message, { cause: failed[0]?.error });
    this.values = values;
    this.failed = failed;
  }

  static { mark(this, 'FetchAllError'); }
}
