/** Methods for single writes on maps that have validators, or are debugged: the emitted ones, with something before them. */
import type { HotMethods } from './hot-methods.js';
import { ownBytes } from './kinds.js';
import type { Rules } from './rules.js';
import { type Host, notWritable } from './slow-path.js';
import { type Validate, violation } from './validate.js';

/** What such methods need to know of their table. */
interface Checked {
  readonly rules: Rules;
  noteWrite(): void;
}

/** The methods of `table`: `hot`, but for what it asks for. */
export function checkedMethods(table: Checked, hot: HotMethods): HotMethods {
  const { validate, debug } = table.rules;
  const validated = validate === undefined ? hot : validating(hot, validate);
  return debug ? noting(validated, () => { table.noteWrite(); }) : validated;
}

/** The methods `hot`, whose writes are first shown to the validators. What does not fit its kind is left to `hot` to refuse. */
function validating(hot: HotMethods, validate: Validate): HotMethods {
  function set(this: Host, key: unknown, value: unknown): unknown {
    const { key: keyKind, value: valueKind, label } = this._table;
    if (keyKind.fits(key) && valueKind.fits(value)) {
      // Else validators, or others meanwhile, could change what was approved.
      [key, value] = [ownBytes(keyKind, key), ownBytes(valueKind, value)];
      const error = violation(validate, key, value, (part) => `${label}: ${part}`);
      if (error !== undefined) throw error;
    }
    return hot.set.call(this, key, value);
  }
  return { ...hot, set };
}

const writing = ['set', 'add', 'delete'] as const;

/** The methods `hot` of a snapshot, which a map's own methods may be called on. */
export function readOnlyMethods(hot: HotMethods): HotMethods {
  const refuse = function (this: Host): never { throw notWritable(this._table); };
  return { ...hot, set: refuse, add: refuse, delete: refuse };
}

/** The methods `hot`, after whose writes `noted` is called. */
function noting(hot: HotMethods, noted: () => void): HotMethods {
  const methods = Object.entries(hot).map(([name, method]: [string, (this: unknown, ...entry: unknown[]) => unknown]) => {
    if (!writing.some((each) => each === name)) return [name, method];
    return [name, function (this: unknown, ...entry: unknown[]) {
      const result = method.apply(this, entry);
      noted();
      return result;
    }];
  });
  return Object.fromEntries(methods) as HotMethods;
}
