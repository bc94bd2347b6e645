/** What the declarations must say without a cast. Compiled, never run: see .ci/checks/consumer.mjs. */
import { Heap, WasmMap, WasmSet, engineInfo, isWasmapError } from 'wasmap';
import type { GetAllResult, PutAllResult } from 'wasmap';
import { WasmCache, statsBetween } from 'wasmap/cache';
import { LRUCache } from 'wasmap/lru-cache';
import { csv, prewarm } from 'wasmap/prewarm';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Accepts a value of exactly the type that is named. */
function exactly<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void {
  return () => undefined;
}

const numbers = new WasmMap({ key: 'u32', value: 'f64' });
exactly<number | undefined>()(numbers.get(1), true);
exactly<number>()(numbers.getOr(1, 0), true);
exactly<number>()(numbers.increment(1), true);
exactly<boolean>()(numbers.delete(1), true);

const mixed = new WasmMap({ key: 'i64', value: 'u32' });
exactly<number | undefined>()(mixed.get(1n), true);
// @ts-expect-error keys of a 64-bit kind are bigints
mixed.get(1);

const big = new WasmMap({ key: 'u64', value: 'u64', capacity: 10, name: 'big', heap: new Heap({ maximumBytes: 2 ** 20 }) });
exactly<bigint | undefined>()(big.get(1n), true);
exactly<PutAllResult<bigint>>()(big.putAll([[1n, 2n]]), true);
// @ts-expect-error values of a 64-bit kind are bigints
big.set(1n, 2);

const filled = new WasmMap([[1, 2], [3, 4]], { key: 'i32', value: 'f32' });
exactly<number | undefined>()(filled.get(1), true);

const references = new WasmMap<number, { name: string }>([[1, { name: 'one' }]], { key: 'u32', value: 'any' });
exactly<{ name: string } | undefined>()(references.get(1), true);
const unnamed = new WasmMap({ key: 'f64' });
exactly<unknown>()(unnamed.get(0.5), true);

const inferred = new WasmMap([['a', 1]]);
exactly<number | undefined>()(inferred.get('a'), true);
// @ts-expect-error keys are strings
inferred.get(1);
exactly<number | undefined>()(new WasmMap({ value: 'f64' }).get(Symbol('any key')), true);
exactly<unknown>()(new WasmMap().get({}), true);
exactly<string | undefined>()(new WasmMap<object, string>().get({}), true);

// @ts-expect-error no such kind
new WasmMap({ key: 'u31' });
// @ts-expect-error no such engine
new WasmMap({ key: 'u32', engine: 'native' });

const asMap: Map<number, number> = numbers;
const back: Map<number, number> = new Map(numbers);
for (const [key, value] of numbers) exactly<number>()(key + value, true);
exactly<number[]>()([...numbers.keys(), ...numbers.values()], true);
numbers.forEach((value, key) => exactly<number[]>()([value, key], true));

const put = numbers.putAll({ keys: Uint32Array.of(1), values: Float64Array.of(1) }, { onConflict: 'add' });
exactly<number>()(put.inserted + put.replaced + put.written, true);
const read = numbers.getAll(Uint32Array.of(1));
exactly<Uint8Array['length']>()(read.found.length, true);
const { hits }: GetAllResult<unknown> = read;

class Counters extends WasmMap<number, number> {
  constructor() {
    super({ key: 'u32', value: 'u32' });
  }

  override set(key: number, value: number): this {
    return super.set(key, value + 1);
  }
}
exactly<Counters>()(new Counters().set(1, 2), true);

const unknown: unknown = numbers;
if (unknown instanceof WasmMap) exactly<number>()(unknown.size, true);

const sessions = new WasmCache({ max: 100, ttl: 1000, key: 'string', value: 'f64', policy: 's3-fifo', heap: new Heap() });
exactly<number | undefined>()(sessions.get('a'), true);
exactly<number>()(statsBetween(sessions.stats(), sessions.stats()).hitRatio, true);
// @ts-expect-error values are numbers
sessions.set('a', 'b');
const names = new LRUCache<number, string>({
  max: 10,
  dispose(value, key, reason) {
    exactly<string>()(value, true);
    exactly<number>()(key, true);
    exactly<LRUCache.DisposeReason>()(reason, true);
  },
});
exactly<string | undefined>()(names.get(1), true);
// @ts-expect-error a cache has a bound
new LRUCache<number, string>({ ttl: 10 });
prewarm(names, csv<number, string>(['id,name'], { key: 'id', value: 'name' })).then(({ written }) => { exactly<number>()(written, true); });

const set = new WasmSet({ key: 'u32' });
const asSet: Set<number> = set.add(1);
exactly<boolean>()(set.has(1), true);

class Seen extends WasmSet<number> {
  override add(key: number): this {
    return super.add(key + 1);
  }
}
exactly<Seen>()(new Seen([1], { key: 'u32' }).add(2), true);

exactly<'wasm' | 'js'>()(engineInfo().engine, true);
try {
  numbers.reserve(1);
} catch (error: unknown) {
  if (isWasmapError(error)) exactly<string>()(`${error.code}`, true);
}

export { asMap, asSet, back, hits };
// @ts-expect-error no such option; `value` is meant
new WasmMap({ key: 'u32', values: 'f64' });
// @ts-expect-error columns hold keys and values
new WasmMap({ key: 'u32', value: 'u32' }).putAll({ keys: 'nonsense', values: 5 });
// @ts-expect-error numbers are wanted
new WasmMap({ key: 'u32', value: 'f64' }).putAll({ keys: [1], values: ['x'] });
