/**
 * What a cache does where a call does not say otherwise. lru-cache lets these be changed while the cache is in use, as plain properties of it; here each is an
 * accessor that checks what is assigned.
 */
import { checkFunction, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { FetchRules, GetRules, HasRules, Milliseconds, Size, SizeCalculator } from './types.js';

/** The rules of one cache. */
export interface Rules extends Required<GetRules>, Required<HasRules>, Required<FetchRules> {
  ttl: Milliseconds;
  ttlResolution: Milliseconds;
  ttlAutopurge: boolean;
  noUpdateTTL: boolean;
  noDisposeOnSet: boolean;
  /** 0 for no such bound. */
  maxEntrySize: Size;
  sizeCalculation: SizeCalculator<unknown, unknown> | undefined;
  backgroundFetchSize: number;
}

/** Checks a value for a rule, and says what it comes to; of an absent one, what it is by default. */
type Check = (where: string, value: unknown) => unknown;

const flag: Check = (where, value = false) => {
  if (typeof value === 'boolean') return value;
  throw unexpected(where, 'a boolean', value);
};

export function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** As lru-cache throws a TypeError for numbers out of range, too, so that whoever catches those catches these. */
export function checkPositive(where: string, value: unknown, unit: string): number {
  if (isPositive(value)) return value;
  throw unexpected(where, `a positive integer (${unit})`, value);
}

/** As `checkPositive`; 0 for what is absent or 0. */
export function checkWhole(where: string, value: unknown, unit: string): number {
  return value === undefined || value === 0 ? 0 : checkPositive(where, value, unit);
}

const sizeCalculation: Check = (where, value) => {
  if (value !== undefined) checkFunction(where, value);
  return value;
};

/** Every rule, with its check. */
export const rules: Readonly<Record<keyof Rules, Check>> = {
  ttl: (where, value) => checkWhole(where, value, 'milliseconds; 0 for no end'),
  ttlResolution: (where, value = 1) => checkWhole(where, value, 'milliseconds; 0 for the exact time'),
  ttlAutopurge: flag,
  updateAgeOnGet: flag,
  updateAgeOnHas: flag,
  allowStale: flag,
  noDisposeOnSet: flag,
  noUpdateTTL: flag,
  noDeleteOnStaleGet: flag,
  noDeleteOnFetchRejection: flag,
  allowStaleOnFetchRejection: flag,
  allowStaleOnFetchAbort: flag,
  ignoreFetchAbort: flag,
  maxEntrySize: (where, value) => checkWhole(where, value, 'in the unit of sizes; 0 for maxSize alone'),
  sizeCalculation,
  backgroundFetchSize: (where, value = 1) => checkPositive(where, value, 'in the unit of sizes'),
};

/** The names of all rules. */
export const ruleNames = Object.keys(rules) as (keyof Rules)[];

/** The rules among the options of a cache of type `type`. */
export function readRules(type: string, options: Readonly<Record<string, unknown>>): Rules {
  return Object.fromEntries(ruleNames.map((name) => [name, rules[name](`${type}: ${name}`, options[name])])) as unknown as Rules;
}

/** Changes one rule. @throws WasmapTypeError for a value that the constructor would not take; nothing changes then. */
export function changeRule<Name extends keyof Rules>(current: Rules, name: Name, value: unknown, label: string, sized: boolean): void {
  const checked = rules[name](`${label}: ${name}`, value) as Rules[Name];
  if (!sized && (name === 'maxEntrySize' || name === 'sizeCalculation') && Boolean(checked)) throw sizesNotKept(`${label}: ${name}`);
  current[name] = checked;
}

/** The error for a size where the cache was made without a bound of sizes. */
export function sizesNotKept(where: string): WasmapTypeError {
  return new WasmapTypeError(`${where}: sizes are kept only where the cache was made with maxSize or maxEntrySize`);
}
