/** The error of a write that its map's guard has refused. */
import type { GuardRule } from '../diagnostics/guard-message.js';
import { type WasmapError, mark } from '../errors.js';
import type { GuardViolation } from './violation.js';

/**
 * A write breaks a rule of its map's guard, whose mode is `'throw'`. Nothing of it was written.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { GuardError, guard } from 'wasmap/guard';
 * const stock = new WasmMap({ key: 'u32', value: 'u32' });
 * guard(stock, { mode: 'throw' });
 * try {
 *   stock.putAll([[1, 10]], { idempotencyKey: 'order-17' });
 * } catch (error) {
 *   console.log(error instanceof GuardError && error.rule, stock.size); // observable 0
 * }
 * ```
 *
 * @category Guard
 */
export class GuardError extends Error implements WasmapError {
  /** Tells this error from others. */
  readonly code = 'ERR_WASMAP_GUARD';
  /** The rule that was broken. */
  readonly rule: GuardRule;
  /** What was wrong, and where. */
  readonly violation: GuardViolation;

  /** As a guard makes it. */
  constructor(violation: GuardViolation) {
    super(`${violation.message}; nothing was written`);
    this.rule = violation.rule;
    this.violation = violation;
  }

  static { mark(this, 'GuardError'); }
}
