/** The error of a row that a stream or cursor has and that is no entry. */
import { type WasmapError, mark } from '../../errors.js';

/**
 * A row of a source is none, or not one that an entry can be made of. What came before it has been written.
 *
 * @example
 * ```ts
 * import { RowError, ndjson, prewarm } from 'wasmap/prewarm';
 * const lines = ['{"id":1,"name":"Ada"}\n', '{"id":2,"name"\n'];
 * const names = new Map<number, string>();
 * try {
 *   await prewarm(names, ndjson<number, string>(lines, { key: 'id', value: 'name' }));
 * } catch (error) {
 *   console.log(error instanceof RowError && error.line, names.size); // 2 1
 * }
 * ```
 *
 * @category Caches
 */
export class RowError extends Error implements WasmapError {
  /** Tells this error from others. */
  readonly code = 'ERR_WASMAP_ROW';
  /** The line that the row begins in, from 1; of sources without lines, its number, from 1. */
  readonly line: number;
  /** What should have been there. */
  readonly expected: string;

  /** As wasmap makes it. */
  constructor(where: string, line: number, expected: string, got: string, options?: ErrorOptions) {
    super(`${where} ${line}: expected ${expected}, got ${got}`, options);
    this.line = line;
    this.expected = expected;
  }

  static { mark(this, 'RowError'); }
}
