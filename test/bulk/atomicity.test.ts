import { describe, expect, it } from 'vitest';
import { CapacityError, ConflictError, Heap, PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import type { AnyMap, Key } from '../support/workloads.js';
import { anyMap, columnOf, engineKinds, isBig, keyKinds, keyRange, thrownBy, valueKinds, valueOf, isSame } from '../support/workloads.js';

interface State {
  readonly size: number;
  readonly version: number;
  readonly contents: Map<Key, unknown>;
}

/** Everything that a failed batch must leave as it was. */
function state(map: AnyMap): State {
  return { size: map.size, version: map.version, contents: new Map(map) };
}

/** Fails unless `map` is as it was `before`. */
function expectState(map: AnyMap, before: State): void {
  expect([map.size, map.version]).toEqual([before.size, before.version]);
  const changed = [...map].filter(([key, value]) => !before.contents.has(key) || !isSame(before.contents.get(key), value));
  expect(changed).toEqual([]);
}

describe.each(engineKinds)('on the %s engine', (engine) => {
  describe.each(keyKinds)('a batch of %s keys', (key) => {
    it.each(valueKinds)('and %s values that meets a quota is taken back whole, and the map goes on', (value) => {
      for (const present of [0, 5, 1200]) {
        const heap = new Heap({ engine, maximumBytes: 100_000 });
        const map = anyMap({ key, value, heap });
        const neighbour = anyMap({ key: 'u32', value: 'u32', heap }).set(1, 1);
        const own = keyRange(key, 0, present);
        if (present > 0) map.putAll({ keys: columnOf(key, own), values: columnOf(value, own.map((_, i) => valueOf(value, i))) });
        const before = state(map);
        const more = keyRange(key, present >>> 1, 10_000);
        const source = { keys: columnOf(key, more), values: columnOf(value, more.map((_, i) => valueOf(value, i + 7))) };
        for (const onConflict of ['replace', 'keep'] as const) {
          expect(thrownBy(() => map.putAll(source, { onConflict }))).toBeInstanceOf(CapacityError);
          expectState(map, before);
        }
        expect(new Map(neighbour)).toEqual(new Map([[1, 1]]));
        const single = keyRange(key, 100_000, 1)[0]!;
        map.set(single, valueOf(value, 1));
        expect(map.get(single)).toEqual(valueOf(value, 1));
        expect(map.putAll({ keys: columnOf(key, own), values: columnOf(value, own.map((_, i) => valueOf(value, i + 9))) }).replaced).toBe(present);
        expect(map.size).toBe(present + 1);
        map.dispose();
        neighbour.dispose();
        expect(heap.memoryUsage().bytes).toBe(0);
      }
    });
  });

  it('single writes at a quota throw CapacityError, change nothing, and every map stays whole', () => {
    const heap = new Heap({ engine, maximumBytes: 200_000 });
    const maps = Array.from({ length: 3 }, () => new WasmMap({ key: 'u32', value: 'u32', heap }));
    const counts = [0, 0, 0];
    let error: unknown;
    let refused = 0;
    for (let i = 0; error === undefined; i++) {
      refused = i;
      try {
        maps[i % 3]!.set(i, i * 2);
        counts[i % 3]!++;
      } catch (thrown) {
        error = thrown;
      }
    }
    expect(error).toBeInstanceOf(CapacityError);
    expect(heap.memoryUsage().bytes).toBeLessThanOrEqual(200_000);
    maps.forEach((map, m) => {
      expect([map.size, map.version]).toEqual([counts[m], counts[m]]);
      for (let i = m; i < counts[m]! * 3; i += 3) if (map.get(i) !== i * 2) expect(map.get(i)).toBe(i * 2);
    });
    const full = maps[refused % 3]!;
    const calls = [() => full.set(refused, 1), () => full.increment(refused), () => full.getOrInsert(refused, 1), () => full.getOrInsertComputed(refused, () => 1)];
    for (const call of calls) expect(thrownBy(call)).toBeInstanceOf(CapacityError);
    expect([full.version, full.size, full.has(refused)]).toEqual([counts[refused % 3], counts[refused % 3], false]);
    expect(thrownBy(() => full.reserve(1_000_000))).toBeInstanceOf(CapacityError);
    maps[(refused + 1) % 3]!.clear();
    maps[(refused + 2) % 3]!.dispose();
    for (let i = 0; i < 1000; i++) full.set(10_000_000 + i, i);
    expect(full.size).toBe(counts[refused % 3]! + 1000);
    expect(thrownBy(() => new WasmMap({ key: 'u32', value: 'u32', heap: new Heap({ engine, maximumBytes: 50 }) }).set(1, 1))).toBeInstanceOf(CapacityError);
  });

  it('a refused reserve changes nothing', () => {
    for (const present of [0, 10, 3000]) {
      const heap = new Heap({ engine, maximumBytes: 300_000 });
      const map = anyMap({ key: 'u32', value: 'u32', heap });
      for (let i = 0; i < present; i++) map.set(i, i);
      map.set(present, 1);
      const before = [state(map), map.memoryUsage().bytes, heap.memoryUsage().bytes];
      expect(thrownBy(() => map.reserve(1_000_000))).toBeInstanceOf(CapacityError);
      expect([state(map), map.memoryUsage().bytes, heap.memoryUsage().bytes]).toEqual(before);
    }
  });

  it('a batch that need not be atomic keeps what fits into a quota and reports the rest', () => {
    const heap = new Heap({ engine, maximumBytes: 200_000 });
    const map = new WasmMap({ key: 'u32', value: 'u32', heap });
    const keys = Uint32Array.from({ length: 30_000 }, (_, i) => i);
    const result = map.putAll({ keys, values: keys }, { atomic: false });
    expect(result.failedCount).toBeGreaterThan(0);
    expect(result.written + result.kept + result.failedCount).toBe(30_000);
    expect(result.failed.length).toBe(Math.min(1000, result.failedCount));
    expect(result.failed[0]!.error).toBeInstanceOf(CapacityError);
    expect(map.size).toBe(result.inserted);
    expect(map.version).toBe(1);
    expect(map.has(result.failed[0]!.key)).toBe(false);
  });

  it.each(valueKinds)('a conflict late in a batch takes all of it back, with %s values', (value) => {
    for (const present of [0, 3, 2000]) {
      const map = anyMap({ key: 'u32', value, engine });
      const pairs = (first: number, count: number, add: number): [number, unknown][] =>
        Array.from({ length: count }, (_, i) => [first + i, valueOf(value, i + add)]);
      map.putAll(pairs(0, present, 0));
      const before = state(map);
      const batch = [...pairs(10_000, 9000, 5), ...pairs(10_000, 1, 6)];
      const error = thrownBy(() => map.putAll(batch as [Key, unknown][], { onConflict: 'error' })) as PutAllError;
      expect(error).toBeInstanceOf(PutAllError);
      expect(error.cause).toBeInstanceOf(ConflictError);
      expect(error.failed).toMatchObject([{ index: 9000, key: 10_000 }]);
      expectState(map, before);
      if (present === 0) continue;
      const present2 = thrownBy(() => map.putAll([[20_000, valueOf(value, 1)], [1, valueOf(value, 1)]] as [Key, unknown][], { onConflict: 'error' }));
      expect((present2 as PutAllError).failed[0]).toMatchObject({ index: 1, key: 1 });
      expectState(map, before);
    }
  });

  it('a sum that overflows takes the batch back, or fails alone where it need not be atomic', () => {
    const most = { u32: 0xffffffff, i32: 0x7fffffff, u64: 2n ** 64n - 1n, i64: 2n ** 63n - 1n, f32: 3.4e38 } as const;
    for (const [value, high] of Object.entries(most)) {
      const kind = value as keyof typeof most;
      const one = kind === 'f32' ? 3e37 : isBig(kind) ? 1n : 1;
      for (const present of [false, true]) {
        const map = anyMap({ key: 'u32', value: kind, engine });
        if (present) map.set(50, one);
        const before = state(map);
        const batch: [Key, unknown][] = [[1, one], [2, high], [50, one], [2, one], [1, one]];
        const error = thrownBy(() => map.putAll(batch, { onConflict: 'add' })) as PutAllError;
        expect(error.cause).toBeInstanceOf(WasmapRangeError);
        expect(error.failed).toMatchObject([{ index: 3, key: 2 }]);
        expectState(map, before);
        const result = map.putAll(batch, { onConflict: 'add', atomic: false });
        expect([result.failedCount, result.failed[0]!.index, result.written]).toEqual([1, 3, 4]);
        expect(map.version).toBe(present ? 2 : 1);
        expect(map.get(2)).toBe(kind === 'f32' ? Math.fround(3.4e38) : high);
      }
    }
  });

  it('min and max keep NaN and tell -0 from 0, as Math.min and Math.max do', () => {
    for (const value of ['f32', 'f64'] as const) {
      for (const [a, b] of [[NaN, 1], [1, NaN], [0, -0], [-0, 0], [1, 2], [-Infinity, 5]] as const) {
        for (const onConflict of ['min', 'max'] as const) {
          const map = anyMap({ key: 'u32', value, engine }).set(1, a);
          map.putAll([[1, b]], { onConflict });
          expect(map.get(1)).toBe(Math[onConflict](a, b));
        }
      }
    }
  });

  it('add, min and max need numeric values', () => {
    const map = new WasmMap<number, unknown>({ key: 'u32', engine });
    for (const onConflict of ['add', 'min', 'max'] as const) {
      expect(thrownBy(() => map.putAll([[1, 1]], { onConflict }))).toBeInstanceOf(WasmapTypeError);
    }
  });

  it('a kept batch changes no version, and counts what it kept', () => {
    const map = new WasmMap<number, number>([[1, 1], [2, 2]], { key: 'u32', value: 'u32', engine });
    const result = map.putAll([[1, 5], [2, 5], [1, 6]], { onConflict: 'keep' });
    expect([result.kept, result.written, map.version, map.get(1)]).toEqual([3, 0, 1, 1]);
    expect(map.putAll([[3, 5], [3, 6]], { onConflict: 'keep' })).toMatchObject({ inserted: 1, kept: 1, written: 1 });
    expect([map.get(3), map.version]).toEqual([5, 2]);
  });

  it('failures are reported up to maxReported and counted all', () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
    const batch = Array.from({ length: 3000 }, (_, i): [number, number] => [i % 2 === 0 ? i : -1, i]);
    expect(map.putAll(batch, { atomic: false })).toMatchObject({ failedCount: 1500, inserted: 1500 });
    expect(map.putAll(batch, { atomic: false }).failed.length).toBe(1000);
    expect(map.putAll(batch, { atomic: false, maxReported: 2 }).failed.map(({ index, key }) => [index, key])).toEqual([[1, -1], [3, -1]]);
    expect(map.putAll(batch, { atomic: false, maxReported: 0 })).toMatchObject({ failedCount: 1500, failed: [] });
  });

  it('a failed batch says what it did not do: the error carries a result of nothing', () => {
    const map = new WasmMap<number, number>([[1, 1]], { key: 'u32', value: 'u32', engine });
    const sources: [[number, number][], 'replace' | 'error'][] = [[[[5, 5], [6, -1], [7, 7]], 'replace'], [[[5, 5], [1, 1], [7, 7]], 'error']];
    for (const [source, onConflict] of sources) {
      const { result, failed, failedCount } = thrownBy(() => map.putAll(source, { onConflict })) as PutAllError;
      expect(failed.map(({ index }) => index)).toEqual([1]);
      expect(failedCount).toBe(result.failedCount);
      expect(result).toMatchObject({ written: 0, inserted: 0, replaced: 0, kept: 0, failed, failedCount: 3 });
    }
  });

  it('deleteAll counts keys that are there, a repeated one once, as one change', () => {
    for (const value of valueKinds) {
      const map = anyMap({ key: 'u32', value, engine });
      map.putAll(Array.from({ length: 6000 }, (_, i): [Key, unknown] => [i, valueOf(value, i)]));
      expect(map.deleteAll([1, 2, 2, 9999, 1])).toBe(2);
      expect(map.version).toBe(2);
      expect(map.deleteAll([1, 2, 9999])).toBe(0);
      expect(map.version).toBe(2);
      expect(map.deleteAll(Uint32Array.from({ length: 12_000 }, (_, i) => i % 6000))).toBe(5998);
      expect([map.size, map.version]).toEqual([0, 3]);
    }
  });

  it('getAll fills the arrays it is given and no more of them than there are keys', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine }).set(1, 10).set(2, 20);
    const values = new Uint32Array(4).fill(7);
    const found = new Uint8Array(5).fill(7);
    const result = map.getAll([1, 3, 2], { into: { values, found } });
    expect([result.values, result.found, result.hits]).toEqual([values, found, 2]);
    expect(result.values).toBe(values);
    expect([...values]).toEqual([10, 0, 20, 7]);
    expect([...found]).toEqual([1, 0, 1, 7, 7]);
    expect(thrownBy(() => map.getAll([1, 2, 3], { into: { values: new Uint32Array(2) } }))).toBeInstanceOf(WasmapRangeError);
    expect(thrownBy(() => map.getAll([1, 2, 3], { into: { found: new Uint8Array(2) } }))).toBeInstanceOf(WasmapRangeError);
    for (const wrong of [new Uint8Array(3), new Int32Array(3), new BigUint64Array(3), [0, 0, 0], 5]) {
      expect(thrownBy(() => map.getAll([1], { into: { values: wrong as never } }))).toBeInstanceOf(WasmapTypeError);
    }
    for (const wrong of [[0], new Uint32Array(3), 5]) {
      expect(thrownBy(() => map.getAll([1], { into: { found: wrong as never } }))).toBeInstanceOf(WasmapTypeError);
    }
    const references = new WasmMap<number, unknown>({ key: 'u32', engine }).set(1, 'a');
    const array: unknown[] = ['x', 'y'];
    expect(references.getAll([2, 1], { into: { values: array } }).values).toBe(array);
    expect(array).toEqual([undefined, 'a']);
  });

  it('a set takes batches, all or nothing', () => {
    const set = new WasmSet([1, 2], { key: 'u32', engine });
    expect(set.addAll(new Set([2, 3, 4]))).toMatchObject({ inserted: 2, replaced: 1, written: 3, failedCount: 0 });
    expect(set.addAll(Uint8Array.of(9, 9))).toMatchObject({ inserted: 1, replaced: 1 });
    expect(set.addAll([7])).toMatchObject({ inserted: 1 });
    const { version } = set;
    for (const keys of [[5, -1], new Set([5, '6']), Int8Array.of(5, -1)]) {
      expect(thrownBy(() => set.addAll(keys as number[]))).toBeInstanceOf(PutAllError);
      expect([set.has(5), set.version]).toEqual([false, version]);
    }
    for (const keys of [5, null, undefined, {}, { length: 2 }, { [Symbol.iterator]: undefined }, () => 1]) {
      expect(thrownBy(() => set.addAll(keys as never))).toBeInstanceOf(WasmapTypeError);
    }
    expect(set.hasAll([1, 5, 9])).toEqual(Uint8Array.of(1, 0, 1));
    expect(set.deleteAll([1, 5, 9, 9])).toBe(2);
  });
});
