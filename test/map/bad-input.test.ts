import { describe, expect, it } from 'vitest';
import { ClosedError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError, isWasmapError } from '../../src/index.js';
import { anyMap, engineKinds, isBig, keyKinds, misfits, numericKinds, thrownBy, valueOf } from '../support/workloads.js';
import type { Key } from '../support/workloads.js';

/** What the library throws for `misfit` of a kind: a range error for a number that does not fit, else a type error. */
function errorFor(kind: (typeof numericKinds)[number], misfit: unknown): unknown {
  return typeof misfit === (isBig(kind) ? 'bigint' : 'number') ? WasmapRangeError : WasmapTypeError;
}

describe.each(engineKinds)('on the %s engine', (engine) => {
  describe.each(keyKinds)('a map with %s keys', (key) => {
    it.each(misfits(key).map((misfit) => [misfit]))('refuses the key %s in every single call, and stays as it was', (misfit) => {
      const map = anyMap({ key, value: 'u32', engine, name: 'prices' });
      const bad = misfit as Key;
      for (const written of [false, true]) {
        if (written) map.set(valueOf(key, 1) as Key, 1);
        const { version } = map;
        const calls = [
          () => map.get(bad), () => map.getOr(bad, 1), () => map.has(bad), () => map.set(bad, 1), () => map.delete(bad),
          () => map.increment(bad), () => map.getOrInsert(bad, 1), () => map.getOrInsertComputed(bad, () => 1),
        ];
        for (const call of calls) {
          const error = thrownBy(call);
          expect(error).toBeInstanceOf(errorFor(key, misfit));
          expect(isWasmapError(error)).toBe(true);
          expect((error as Error).message).toMatch(new RegExp(`"prices".*key.*${key}`));
        }
        expect([map.size, map.version]).toEqual([written ? 1 : 0, version]);
      }
    });
  });

  it.each([
    ['a proxy', new Proxy(new Uint8Array(2), {})], ['what inherits from bytes', Object.create(Uint8Array.prototype) as Uint8Array],
  ])('refuses %s in the place of bytes by an error that says where, and what was expected', (_, bad) => {
    const map = new WasmMap<Uint8Array, Uint8Array>({ key: 'bytes', value: 'bytes', engine, name: 'prices' });
    const counts = new WasmMap<Uint8Array, number>({ key: 'bytes', value: 'u32', engine, name: 'prices' });
    const good = Uint8Array.of(1);
    const any = new WasmMap<string, Uint8Array>({ value: 'bytes', engine, name: 'prices' });
    const calls = [
      () => map.get(bad), () => map.getOr(bad, good), () => map.has(bad), () => map.set(bad, good), () => map.set(good, bad),
      () => map.delete(bad), () => counts.increment(bad), () => counts.set(bad, 1), () => counts.getOrInsert(bad, 1), () => any.set('key', bad),
    ];
    for (const call of calls) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(WasmapTypeError);
      expect((error as Error).message).toMatch(/"prices": (key|value): expected a Uint8Array \(kind bytes\), got /);
    }
    expect([map.size, counts.size, any.size]).toEqual([0, 0, 0]);
  });

  describe.each(numericKinds)('a map with %s values', (value) => {
    it.each(misfits(value).map((misfit) => [misfit]))('refuses the value %s in every single call, and stays as it was', (misfit) => {
      const map = anyMap({ key: 'u32', value, engine, name: 'prices' });
      for (const written of [false, true]) {
        if (written) map.set(2, valueOf(value, 1));
        const { version } = map;
        const calls = [
          () => map.set(1, misfit), () => map.set(2, misfit), () => map.getOrInsert(1, misfit), () => map.getOrInsertComputed(1, () => misfit),
        ];
        for (const call of calls) {
          if (!written && call === calls[1]) continue;
          const error = thrownBy(call);
          expect(error).toBeInstanceOf(errorFor(value, misfit));
          expect((error as Error).message).toMatch(new RegExp(`"prices".*value.*${value}`));
        }
        const stranger = misfit !== undefined && errorFor(value, misfit) === WasmapTypeError;
        if (stranger) expect(isWasmapError(thrownBy(() => map.increment(2, misfit)))).toBe(true);
        expect([map.size, map.version]).toEqual([written ? 1 : 0, version]);
        if (written) expect(map.get(2)).toBe(valueOf(value, 1));
      }
    });
  });

  it('an increment beyond the kind throws and changes nothing', () => {
    const extremes = { u32: [0xffffffff, 1], i32: [-0x80000000, -1], u64: [2n ** 64n - 1n, 1n], i64: [2n ** 63n - 1n, 1n], f32: [3.4e38, 3e37] } as const;
    for (const [value, [most, by]] of Object.entries(extremes)) {
      const map = anyMap({ key: 'u32', value: value as 'u32', engine });
      map.set(1, most);
      const before = map.get(1);
      expect(thrownBy(() => map.increment(1, by))).toBeInstanceOf(WasmapRangeError);
      expect([map.get(1), map.version, map.size]).toEqual([before, 1, 1]);
    }
    const unsigned = new WasmMap({ key: 'u32', value: 'u32', engine });
    expect(thrownBy(() => unsigned.increment(1, -1))).toBeInstanceOf(WasmapRangeError);
    expect(thrownBy(() => unsigned.increment(1, 0.5))).toBeInstanceOf(WasmapRangeError);
    expect([unsigned.size, unsigned.version]).toEqual([0, 0]);
  });

  it('an increment needs numeric values', () => {
    const map = new WasmMap<number, unknown>({ key: 'u32', engine }).set(1, 1);
    expect(thrownBy(() => map.increment(1, 1))).toBeInstanceOf(WasmapTypeError);
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 32])('reserve refuses %s with a range error', (entries) => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    expect(thrownBy(() => map.reserve(entries))).toBeInstanceOf(WasmapRangeError);
    expect(map.memoryUsage().bytes).toBe(0);
  });

  it.each([undefined, null, '5', 5n, {}])('reserve refuses %s with a type error', (entries) => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    expect(thrownBy(() => map.reserve(entries as number))).toBeInstanceOf(WasmapTypeError);
  });

  it.each([undefined, null, 5, {}])('forEach and getOrInsertComputed refuse the callback %s, even where there is nothing to call it for', (callback) => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    expect(thrownBy(() => map.forEach(callback as () => void))).toBeInstanceOf(WasmapTypeError);
    map.set(1, 1);
    expect(thrownBy(() => map.getOrInsertComputed(1, callback as () => number))).toBeInstanceOf(WasmapTypeError);
    const set = new WasmSet({ key: 'u32', engine });
    expect(thrownBy(() => set.forEach(callback as () => void))).toBeInstanceOf(WasmapTypeError);
  });

  it('a key that cannot even be shown is refused with a typed error', () => {
    const map = anyMap({ key: 'u32', value: 'u32', engine });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = { get [Symbol.toStringTag](): string { throw new Error('no tag'); } };
    for (const key of [proxy, hostile, Object.create(null) as object]) {
      expect(thrownBy(() => map.get(key as never))).toBeInstanceOf(WasmapTypeError);
    }
  });

  it('messages name the map, the kind and what was given', () => {
    const map = new WasmMap({ key: 'u32', value: 'f32', engine, name: 'prices' });
    expect(() => map.set(-1, 1)).toThrow('WasmMap "prices": key: expected an integer from 0 to 4294967295 (kind u32), got -1');
    expect(() => map.set(1, 1e39)).toThrow(/WasmMap "prices": value: expected .*f32.*1e\+39/);
    expect(() => new WasmSet({ key: 'i64', engine }).add(5 as never)).toThrow(/WasmSet: key: expected a bigint from -9223372036854775808/);
  });
});

describe.each(engineKinds)('after dispose, on the %s engine', (engine) => {
  const source = { keys: Uint32Array.of(1), values: Uint32Array.of(1) };
  const uses: Record<string, (map: WasmMap<number, number>) => unknown> = {
    'get': (map) => map.get(1), 'getOr': (map) => map.getOr(1, 2), 'has': (map) => map.has(1), 'set': (map) => map.set(1, 1),
    'delete': (map) => map.delete(1), 'increment': (map) => map.increment(1), 'clear': (map) => map.clear(),
    'getOrInsert': (map) => map.getOrInsert(1, 1), 'getOrInsertComputed': (map) => map.getOrInsertComputed(1, () => 1),
    'size': (map) => map.size, 'version': (map) => map.version, 'forEach': (map) => map.forEach(() => 1),
    'entries': (map) => map.entries(), 'keys': (map) => map.keys(), 'values': (map) => map.values(), 'for of': (map) => [...map],
    'putAll columns': (map) => map.putAll(source), 'putAll pairs': (map) => map.putAll([[1, 1]]), 'putAll nothing': (map) => map.putAll([]),
    'getAll': (map) => map.getAll([1]), 'getAll nothing': (map) => map.getAll([]), 'hasAll': (map) => map.hasAll([1]),
    'deleteAll': (map) => map.deleteAll([1]), 'reserve': (map) => map.reserve(5), 'reserve nothing': (map) => map.reserve(0),
    'shrink': (map) => map.shrink(), 'stats': (map) => map.stats(), 'memoryUsage': (map) => map.memoryUsage(),
  };

  it.each(Object.keys(uses))('%s throws ClosedError, whether the map was ever written or not', (name) => {
    for (const written of [false, true]) {
      const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
      if (written) map.set(1, 1);
      map.dispose();
      map.dispose();
      expect(thrownBy(() => uses[name]!(map))).toBeInstanceOf(ClosedError);
      expect(thrownBy(() => uses[name]!(map))).toBeInstanceOf(ClosedError);
    }
  });

  it('a set is closed likewise', () => {
    const calls: ((set: WasmSet<number>) => unknown)[] = [
      (set) => set.has(1), (set) => set.add(1), (set) => set.delete(1), (set) => set.clear(), (set) => set.size, (set) => set.keys(),
      (set) => set.values(), (set) => set.entries(), (set) => [...set], (set) => set.forEach(() => 1), (set) => set.addAll([1]),
      (set) => set.addAll([]), (set) => set.hasAll([]), (set) => set.deleteAll([]), (set) => set.union(new Set([1])),
      (set) => set.intersection(new Set([1])), (set) => set.isSubsetOf(new Set([1])), (set) => set.isDisjointFrom(new Set([1])),
    ];
    for (const written of [false, true]) {
      const set = new WasmSet({ key: 'u32', engine });
      if (written) set.add(1);
      set.dispose();
      for (const call of calls) expect(thrownBy(() => call(set))).toBeInstanceOf(ClosedError);
    }
  });

  it('Symbol.dispose, where the runtime has it, is dispose', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    if (typeof Symbol.dispose === 'symbol') map[Symbol.dispose as unknown as 'dispose']();
    else map.dispose();
    expect(thrownBy(() => map.get(1))).toBeInstanceOf(ClosedError);
  });

  it('a map disposed in its own callback or source says so', () => {
    const make = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine }).set(1, 1);
    const computing = make();
    expect(thrownBy(() => computing.getOrInsertComputed(2, () => {
      computing.dispose();
      return 1;
    }))).toBeInstanceOf(ClosedError);
    const map = make();
    function* source(): Generator<[number, number]> {
      yield [3, 3];
      map.dispose();
    }
    expect(thrownBy(() => map.putAll(source()))).toBeInstanceOf(ClosedError);
  });
});
