/** What a guard is to look for, checked. */
import { checkCount, checkFunction, checkName, checkOptions, checkType } from '../arguments.js';
import type { GuardMode, GuardRule } from '../diagnostics/guard-message.js';
import { WasmapTypeError } from '../errors.js';
import type { GuardViolation } from './violation.js';

/** What guards of all maps have in common. */
export interface NativeMapPolicy {
  /** What is done about a write that breaks a rule, where the rule itself does not say; `'warn'` by default. */
  readonly mode?: GuardMode;
  /** What is done about writes that interleave, or that should have been one batch. */
  readonly atomic?: GuardMode;
  /**
   * As many single writes may come in one go, before the program's next microtask: more should have been one batch. 100 by default; `Infinity` for
   * any number.
   */
  readonly maxSingleWrites?: number;
  /** What messages call the map; its own name by default. */
  readonly name?: string;
  /** As many violations are remembered; 100 by default. */
  readonly maxRecent?: number;
  /** Told of each violation, before it is thrown where it is to be. What it throws itself is ignored. */
  readonly onViolation?: (violation: GuardViolation) => void;
}

/** What a guard is to look for. */
export interface GuardPolicy extends NativeMapPolicy {
  /** What is done about writes that, if they came again, would be applied again. */
  readonly idempotent?: GuardMode;
  /** What is done about writes that nobody could trace to whoever made them. */
  readonly observable?: GuardMode;
  /** Whether single writes, too, are to be idempotent (so that `increment` is not) and observable; `'batches'` by default: they are not. */
  readonly requireFor?: 'batches' | 'all';
  /**
   * What makes a batch idempotent. `'key'` (default): that it would be recognised, by `idempotencyKey`, `entryIds`, `revision`, or the version that
   * `compareAndPutAll` expects. `'effect'`: that or, without any of them, that nothing changes when it is applied twice; `increment` and
   * `onConflict: 'add'` alone are not so.
   */
  readonly idempotency?: 'key' | 'effect';
  /**
   * Gives the id of the trace that the caller is in, which makes a write observable as a `batchId` does; with OpenTelemetry
   * `() => trace.getActiveSpan()?.spanContext().traceId`.
   */
  readonly traceId?: () => string | undefined;
}

/** A policy in full. */
export interface GuardSettings {
  readonly modes: Readonly<Record<GuardRule, GuardMode>>;
  readonly maxSingleWrites: number;
  readonly name: string | undefined;
  readonly maxRecent: number;
  readonly onViolation: ((violation: GuardViolation) => void) | undefined;
  readonly requireFor: 'batches' | 'all';
  readonly idempotency: 'key' | 'effect';
  readonly traceId: (() => string | undefined) | undefined;
}

const MODES = ['off', 'count', 'warn', 'throw'] as const;
export const nativePolicyNames = ['mode', 'atomic', 'maxSingleWrites', 'name', 'maxRecent', 'onViolation'];
export const policyNames = [...nativePolicyNames, 'idempotent', 'observable', 'requireFor', 'idempotency', 'traceId'];

/** @throws WasmapTypeError, WasmapRangeError for a policy that makes no sense */
export function readPolicy(where: string, policy: GuardPolicy, known: readonly string[]): GuardSettings {
  const { mode = 'warn', ...rest } = checkOptions<GuardPolicy>(where, policy, known, `${where}: policy`);
  checkName(`${where}: mode`, mode, MODES);
  const { atomic = mode, idempotent = mode, observable = mode, requireFor = 'batches', idempotency = 'key', traceId, onViolation } = rest;
  const modes = { atomic, idempotent, observable };
  for (const [rule, value] of Object.entries(modes)) checkName(`${where}: ${rule}`, value, MODES);
  for (const [name, value] of Object.entries({ traceId, onViolation })) if (value !== undefined) checkFunction(`${where}: ${name}`, value);
  checkName(`${where}: requireFor`, requireFor, ['batches', 'all']);
  checkName(`${where}: idempotency`, idempotency, ['key', 'effect']);
  if (observable !== 'off' && requireFor === 'all' && traceId === undefined && known === policyNames) {
    throw new WasmapTypeError(`${where}: traceId: needed where single writes are to be observable, for they take no batchId`);
  }
  return {
    modes, requireFor, idempotency, traceId, onViolation,
    name: checkType<string>(`${where}: name`, rest.name, 'string'),
    maxSingleWrites: checkCount(`${where}: maxSingleWrites`, rest.maxSingleWrites ?? 100, Infinity),
    maxRecent: checkCount(`${where}: maxRecent`, rest.maxRecent ?? 100, Infinity),
  };
}
