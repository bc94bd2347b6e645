/** Validators: what users ask of keys and values beyond their kinds. */
import { checkOptions, unexpected } from '../arguments.js';
import { WasmapRangeError, reason, show } from '../errors.js';

/**
 * Functions that every key, or value, to be written is shown to. `false`, or throwing, refuses it; anything else lets it pass.
 *
 * @example
 * ```ts
 * import { WasmMap, isWasmapError } from 'wasmap';
 * const ages = new WasmMap({ key: 'string', value: 'u32', validate: { value: (age: number) => age < 150 } });
 * try {
 *   ages.putAll([['Ada', 36], ['Methuselah', 969]]);
 * } catch (error) {
 *   console.log(isWasmapError(error) && error.message); // WasmMap: values[1]: validate.value refused 969; nothing of the batch was written
 * }
 * ```
 */
export interface Validate<K = unknown, V = unknown> {
  // Methods, for their parameters may then be of the narrower types that a map's kinds have.
  /** Shown every key. */
  key?(key: K): unknown;
  /** Shown every value. */
  value?(value: V): unknown;
}

export function checkValidate(where: string, value: unknown): Validate | undefined {
  if (value === undefined) return undefined;
  const validate: Validate = { ...checkOptions<Validate>(where, value, ['key', 'value'], where) };
  for (const [part, validator] of Object.entries(validate)) {
    if (validator !== undefined && typeof validator !== 'function') throw unexpected(`${where}.${part}`, 'a function', validator);
  }
  return validate;
}

/** What a validator has against an entry, whose key and value messages call `key` and `value`; undefined if nothing. */
export function violation(validate: Validate, key: unknown, value: unknown, names: EntryNames): Error | undefined {
  return refused(validate, 'key', key, names) ?? refused(validate, 'value', value, names);
}

/** What messages call the key and the value of an entry. */
export type EntryNames = (part: 'key' | 'value') => string;

function refused(validate: Validate, part: 'key' | 'value', value: unknown, names: EntryNames): Error | undefined {
  try {
    if (validate[part]?.(value) !== false) return undefined;
  } catch (cause) {
    return new WasmapRangeError(`${names(part)}: validate.${part} refused ${show(value)}: ${reason(cause)}`, { cause });
  }
  return new WasmapRangeError(`${names(part)}: validate.${part} refused ${show(value)}`);
}
