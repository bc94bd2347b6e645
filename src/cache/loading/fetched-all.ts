/** What a fetchAllMethod has returned, told apart by key. */
import { isObject } from '../../arguments.js';
import { WasmapTypeError, show } from '../../errors.js';
import type { Load, Outcome } from './load.js';

/** One outcome for each of `loads`. @throws WasmapTypeError for what is neither pairs nor an array with one place for each. */
export function outcomesOf<K, V>(where: string, result: unknown, loads: readonly Load<K, V, never>[], identity: (key: K) => unknown): Outcome<V>[] {
  if (Array.isArray(result)) {
    if (result.length !== loads.length) throw new WasmapTypeError(`${where}: expected an array of ${loads.length} values, one for each key, got one of ${result.length}`);
    return result.map((value: V | Error | undefined) => outcomeOf<V>(value));
  }
  if (!isObject(result) || !(Symbol.iterator in result)) {
    throw new WasmapTypeError(`${where}: expected a Map, pairs, or an array with a value for each key, got ${show(result)}`);
  }
  const found = new Map<unknown, V | Error | undefined>();
  for (const pair of result as Iterable<readonly [K, V]>) {
    if (!isObject(pair)) throw new WasmapTypeError(`${where}: expected pairs of key and value, got ${show(pair)}`);
    found.set(identity(pair[0]), pair[1]);
  }
  return loads.map((load) => outcomeOf(found.get(load.identity)));
}

function outcomeOf<V>(value: V | Error | undefined): Outcome<V> {
  return value instanceof Error ? { error: value } : { value };
}
