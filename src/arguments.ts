/** Checks of arguments: each error names where, what was expected, and what came instead. */
import { WasmapRangeError, WasmapTypeError, nearest, show } from './errors.js';

/** The error for a value of the wrong type. */
export function unexpected(where: string, expected: string, value: unknown, hint = ''): WasmapTypeError {
  return new WasmapTypeError(`${where}: expected ${expected}, got ${show(value)}${hint}`);
}

/** The error for a value of the right type that is out of range. */
export function outOfRange(where: string, expected: string, value: unknown): WasmapRangeError {
  return new WasmapRangeError(`${where}: expected ${expected}, got ${show(value)}`);
}

/** Options, which must be an object, and have known names only. */
export function checkOptions<Options>(where: string, options: unknown, known: readonly string[], label = `${where}: options`): Options {
  if (typeof options !== 'object' || options === null) throw unexpected(label, 'an object', options);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new WasmapTypeError(`${where}: unknown option ${show(name)}; did you mean '${nearest(name, known)}'?`);
  }
  return options as Options;
}

/** One of some names. */
export function checkName<Name extends string>(where: string, value: unknown, names: readonly Name[]): Name {
  if (names.includes(value as Name)) return value as Name;
  throw unexpected(where, `one of ${names.join(', ')}`, value, typeof value === 'string' ? `; did you mean '${nearest(value, names)}'?` : '');
}

/** A value of the type `type`, or undefined. */
export function checkType<Value>(where: string, value: unknown, type: 'string' | 'bigint' | 'boolean'): Value | undefined {
  if (value === undefined || typeof value === type) return value as Value | undefined;
  throw unexpected(where, `a ${type}`, value);
}

/** A number of entries. */
export function checkCount(where: string, value: unknown, most: number): number {
  if (typeof value !== 'number') throw unexpected(where, 'a number of entries', value);
  if (value >= 0 && value <= most && (Number.isInteger(value) || value === Infinity)) return value;
  throw outOfRange(where, most === Infinity ? 'an integer from 0' : `an integer from 0 to ${most}`, value);
}

/** Whether `value` is an Object as the specification of JavaScript has it: functions are. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A function. */
export function checkFunction(where: string, value: unknown): void {
  if (typeof value !== 'function') throw unexpected(where, 'a function', value);
}
