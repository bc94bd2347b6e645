/** What users ask of all writes to a map, checked; nothing in most maps, which share one object for it. */
import { checkCount, checkFunction, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { now } from '../clock.js';
import type { WindowOptions } from '../bulk/once/window.js';
import { KeyCodec, checkCodec } from './codec.js';
import { type Validate, checkValidate } from './validate.js';

/** How `idempotencyKey` and `entryIds` are remembered. */
export interface IdempotencyOptions {
  /** Milliseconds; 300 000, five minutes, by default. */
  readonly windowMs?: number;
  /** The most keys, and the most ids, to remember; 65 536 by default. The oldest go first. */
  readonly maxKeys?: number;
  /** The present in milliseconds; `performance.now` by default. */
  readonly clock?: () => number;
}

export interface Rules {
  readonly validate: Validate | undefined;
  /** How long keys and ids of batches are remembered, and how many. */
  readonly idempotency: WindowOptions;
  /** The present, in milliseconds. */
  readonly clock: () => number;
  /** The most bytes that a batch of pairs may take before it is written. */
  readonly maxStagedBytes: number;
  /** Whether every write leaves its place behind. */
  readonly debug: boolean;
  /** What writes values of kind `any` to a file. */
  readonly valueCodec: KeyCodec | undefined;
}

const fiveMinutes: WindowOptions = { windowMs: 300_000, maxKeys: 65_536 };
export const noRules: Rules = { validate: undefined, idempotency: fiveMinutes, clock: now, maxStagedBytes: Infinity, debug: false, valueCodec: undefined };

/** The rules among the options of a map of type `type`. */
export function readRules(type: string, { validate, idempotency, maxStagedBytes, debug, valueCodec }: Readonly<Record<string, unknown>>): Rules {
  if (validate === undefined && idempotency === undefined && maxStagedBytes === undefined && debug === undefined && valueCodec === undefined) return noRules;
  return {
    validate: checkValidate(`${type}: validate`, validate),
    ...checkIdempotency(`${type}: idempotency`, idempotency),
    maxStagedBytes: checkCount(`${type}: maxStagedBytes`, maxStagedBytes ?? Infinity, Infinity),
    debug: checkType<boolean>(`${type}: debug`, debug, 'boolean') ?? false,
    valueCodec: valueCodec === undefined ? undefined : new KeyCodec(checkCodec(`${type}: valueCodec`, valueCodec)),
  };
}

function checkIdempotency(where: string, value: unknown): Pick<Rules, 'idempotency' | 'clock'> {
  if (value === undefined) return { idempotency: fiveMinutes, clock: now };
  const known = ['windowMs', 'maxKeys', 'clock'];
  const { windowMs = fiveMinutes.windowMs, maxKeys = fiveMinutes.maxKeys, clock = now } =
    checkOptions<IdempotencyOptions>(where, value, known, where);
  if (typeof windowMs !== 'number') throw unexpected(`${where}.windowMs`, 'a number of milliseconds', windowMs);
  if (!(windowMs >= 0)) throw outOfRange(`${where}.windowMs`, 'a number of milliseconds', windowMs);
  checkFunction(`${where}.clock`, clock);
  return { idempotency: { windowMs, maxKeys: checkCount(`${where}.maxKeys`, maxKeys, Infinity) }, clock };
}
