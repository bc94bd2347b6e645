/** What a call of a batch's method was given, as far as those who observe it want to know. */
import type { PutAllOptions } from '../bulk/put-options.js';
import type { InterceptedCall } from './intercept.js';

/** Positions of the options. */
const places: Partial<Record<PropertyKey, number>> = { putAll: 1, putAllAsync: 1, compareAndPutAll: 2 };

/** Whether the method takes options at all. */
export const takesOptions = ({ method }: Pick<InterceptedCall, 'method'>): boolean => places[method] !== undefined;

/** The options of a batch; none where there are none, or they are of a kind that the map is about to refuse. */
export function batchOptions({ method, args }: Pick<InterceptedCall, 'method' | 'args'>): PutAllOptions {
  const place = places[method];
  const options: unknown = place === undefined ? undefined : args[place];
  return typeof options === 'object' && options !== null ? options : {};
}

/** One of them, of a type; undefined where it is not there, or reading it throws, which the map will find, too. */
export function optionOf<Name extends keyof PutAllOptions>(options: PutAllOptions, name: Name): PutAllOptions[Name] | undefined {
  try {
    return options[name];
  } catch {
    return undefined;
  }
}
