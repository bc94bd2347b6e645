/** The methods that are emitted once for every kind and engine: `src/build/emit-hot-methods.mjs` says why. */
import { anyMethods, hotMethods } from './hot-methods.generated.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import type { Visitor } from './slow-path.js';

/** Sets have no `get`, maps no `add`. */
export interface HotMethods {
  get(key: unknown): unknown;
  getOr(key: unknown, fallback: unknown): unknown;
  has(key: unknown): boolean;
  set(key: unknown, value: unknown): unknown;
  add(key: unknown): unknown;
  delete(key: unknown): boolean;
  readonly _visit: (count: number, keys: ArrayLike<unknown>, values: ArrayLike<unknown>, callback: Visitor, thisArg: unknown) => number;
}

/** The emitted methods for tables of these kinds. */
export function hotMethodsOf(engine: 'wasm' | 'js', key: KeyKindInfo, value: ValueKindInfo): HotMethods {
  const methods = key.name === 'any' ? anyMethods : hotMethods[engine]![key.name]!;
  return methods[value.hotClass] as HotMethods;
}
