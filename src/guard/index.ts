/**
 * A guard for the writes to a map: that they are atomic, idempotent and observable.
 *
 * @module wasmap/guard
 */
import { unexpected } from '../arguments.js';
import { tableOf } from '../diagnostics/intercept.js';
import { type Guard, MapGuard } from './map-guard.js';
import { type GuardPolicy, type NativeMapPolicy, nativePolicyNames, policyNames, readPolicy } from './policy.js';

export type { GuardMessage, GuardMode, GuardRule } from '../diagnostics/guard-message.js';
export { GuardError } from './guard-error.js';
export type { WriteGroup } from './groups.js';
export type { Guard } from './map-guard.js';
export type { GuardPolicy, NativeMapPolicy } from './policy.js';
export type { GuardViolation, ViolationKind, WriteLoop } from './violation.js';

/**
 * Looks at each write to a map or set before it is done, and counts, warns of, or refuses what breaks one of three rules:
 *
 * - `atomic`: no write comes while a `putAllAsync` is under way, unless it is one that waits its turn; none comes between the writes of somebody
 *   else's group (see {@link Guard.group}), nor is lost by a group that has read before; no more than `maxSingleWrites` single writes come in one go,
 *   for these should be one batch. Who only reads a half-written group is not noticed, nor are loops that await something for each write, unless they
 *   are made a group.
 * - `idempotent`: a batch would be recognised if it came again. Writes that change nothing when they come again, as `set` and `delete`, need nothing.
 * - `observable`: a batch has a `batchId`, or is in a trace. `addAll`, `deleteAll` and a WriteBatcher's batches, which take no id, are to be in a trace
 *   where the policy can tell.
 *
 * What is refused (`'throw'`) has not been written at all. A `delete` of what is absent, a `clear` of an empty map and `getOrInsert` of what is there
 * write nothing and are not looked at; what a source, a subclass's method or the like writes from within another write is part of that.
 *
 * The map's methods are covered by some of its own until `stop()`: its writes take longer by a fraction of a microsecond, and by some ten for each
 * violation, whose place in the code is looked for; reads do while a group is open; other maps are as they were. Not seen are writes by the class's
 * methods, `WasmMap.prototype.set.call(map, …)`. A warning is one of the process where there is such a thing, else the console's, once for each
 * place. Several guards may watch one map.
 *
 * @throws WasmapTypeError for what is no map or set, or a frozen one, and for a policy that makes no sense; WasmapRangeError for the latter
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { guard } from 'wasmap/guard';
 * const stock = new WasmMap({ key: 'u32', value: 'u32', name: 'stock' });
 * const watched = guard(stock, { mode: 'count', idempotent: 'throw' });
 * stock.putAll([[1, 10], [2, 20]], { idempotencyKey: 'order-17' });
 * console.log(watched.violations); // { atomic: 0, idempotent: 0, observable: 1 }
 * try {
 *   stock.putAll([[1, 11]], { batchId: 'nightly' });
 * } catch {
 *   console.log(stock.get(1), watched.recent.at(-1)?.kind); // 10 no-key
 * }
 * watched.stop();
 * ```
 *
 * @category Guard
 */
export function guard(map: object, policy: GuardPolicy = {}): Guard {
  const where = 'guard';
  const settings = readPolicy(where, policy, policyNames);
  const { label, name } = tableOf(where, map);
  const type = label.split(' ', 1)[0]!;
  return new MapGuard(where, map, settings, settings.name === undefined ? label : `${type} ${JSON.stringify(settings.name)}`, settings.name ?? name);
}

/**
 * As `guard`, for a native Map or Set that is about to become a WasmMap or WasmSet: only the rule `atomic`, for single writes are all that these have.
 * Its `loops` say where in the code `putAll` would go.
 *
 * @throws WasmapTypeError for what is neither, or frozen, and for a policy that makes no sense; WasmapRangeError for the latter
 *
 * @example
 * ```ts
 * import { guardNativeMap } from 'wasmap/guard';
 * const prices = new Map<number, number>();
 * const watched = guardNativeMap(prices, { mode: 'count', maxSingleWrites: 10 });
 * for (let i = 0; i < 1000; i++) prices.set(i, i);
 * await undefined;
 * console.log(watched.violations.atomic, watched.loops[0]?.writes); // 1 1000
 * watched.stop();
 * ```
 *
 * @category Guard
 */
export function guardNativeMap<K, V>(map: Map<K, V> | Set<K>, policy: NativeMapPolicy = {}): Guard {
  const where = 'guardNativeMap';
  const settings = readPolicy(where, policy, nativePolicyNames);
  const type = typeOf(map);
  if (type === undefined) throw unexpected(`${where}: map`, 'a Map or Set', map);
  const { name } = settings;
  return new MapGuard(where, map, { ...settings, modes: { ...settings.modes, idempotent: 'off', observable: 'off' } }, name === undefined ? type : `${type} ${JSON.stringify(name)}`, name);
}

/** Whatever it says of itself, and wherever it comes from. */
function typeOf(map: unknown): 'Map' | 'Set' | undefined {
  for (const [type, { prototype }] of [['Map', Map], ['Set', Set]] as const) {
    try {
      prototype.has.call(map as never, undefined);
      return type;
    } catch {
      // A proxy of one is none either: its methods refuse that.
    }
  }
  return undefined;
}
