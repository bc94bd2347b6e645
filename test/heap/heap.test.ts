import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClosedError, Heap, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import type { AnyMap, Key } from '../support/workloads.js';
import { anyMap, collidingKeys, engineKinds, keyKinds, keyRange, runs, numericKinds, thrownBy, valueOf } from '../support/workloads.js';

describe.each(engineKinds)('on the %s engine', (engine) => {
  it.each([[0], [-1], [NaN], [-Infinity]])('a heap refuses a maximum of %s bytes', (maximumBytes) => {
    expect(thrownBy(() => new Heap({ engine, maximumBytes }))).toBeInstanceOf(WasmapRangeError);
  });

  it.each([
    [{ maximumBytes: '5' }, /maximumBytes/], [{ maximumBytes: 5n }, /maximumBytes/], [{ maximumByts: 5 }, /maximumByts.*maximumBytes/],
    [{ separate: 1 }, /separate/], [{ engine: 'wsam' }, /wsam.*wasm/], [{ engine: 5 }, /engine/], [5, /options/], [null, /options/], ['text', /options/],
  ])('a heap refuses the options %o', (options, message) => {
    expect(thrownBy(() => new Heap(options as never))).toBeInstanceOf(WasmapTypeError);
    expect(() => new Heap(options as never)).toThrow(message);
  });

  it('a heap counts what its maps own, exactly, whatever they do', () => {
    const call = fc.record({ map: fc.nat(3), what: fc.nat(7), first: fc.nat(3000), count: fc.integer({ min: 1, max: 2500 }) });
    fc.assert(fc.property(fc.array(call, { maxLength: 25 }), (calls) => {
      const heap = new Heap({ engine });
      const options = [{ key: 'u32', value: 'u32' }, { key: 'u64', value: 'any' }, { key: 'f64', value: 'f64' }, { key: 'i32', value: 'f64' }] as const;
      const maps = options.map((kinds): AnyMap => anyMap({ ...kinds, heap }));
      const check = (): void => {
        expect(heap.memoryUsage().bytes).toBe(maps.reduce((sum, map) => sum + map.memoryUsage().bytes, 0));
      };
      for (const { map: index, what, first, count } of calls) {
        const map = maps[index]!;
        const { key, value } = options[index]!;
        const keys = keyRange(key, first, count);
        const pairs = keys.map((key, i): [Key, unknown] => [key, valueOf(value, i)]);
        if (what <= 1) for (const [key, value] of pairs) map.set(key, value);
        else if (what <= 3) map.putAll(pairs);
        else if (what === 4) map.deleteAll(keys);
        else if (what === 5) map.shrink();
        else if (what === 6) map.reserve(count);
        else map.clear();
        check();
      }
      for (const map of maps) map.dispose();
      expect(heap.memoryUsage().bytes).toBe(0);
    }), { numRuns: runs(15) });
  });

  it('heaps count apart, and share one memory unless separate', () => {
    const [a, b, separate] = [new Heap({ engine }), new Heap({ engine }), new Heap({ engine, separate: true })];
    const maps = [a, b, separate].map((heap) => new WasmMap({ key: 'u32', value: 'u32', heap }));
    for (let i = 0; i < 1000; i++) maps[0]!.set(i, i);
    expect(a.memoryUsage().bytes).toBe(maps[0]!.memoryUsage().bytes);
    expect([b.memoryUsage().bytes, separate.memoryUsage().bytes]).toEqual([0, 0]);
    expect(a.memoryUsage().committed).toBe(b.memoryUsage().committed);
    const { committed } = separate.memoryUsage();
    for (let i = 0; i < 200_000; i++) maps[1]!.set(i, i);
    expect(separate.memoryUsage().committed).toBe(committed);
    maps[2]!.set(1, 2);
    expect(maps[2]!.get(1)).toBe(2);
    for (const map of maps) map.dispose();
  });

  it('a heap says its maximum', () => {
    expect(new Heap({ engine }).memoryUsage().maximumBytes).toBe(Infinity);
    expect(new Heap({ engine, maximumBytes: 12_345 }).memoryUsage().maximumBytes).toBe(12_345);
    const heap = new Heap({ engine, maximumBytes: 2 ** 40 });
    expect(new WasmMap({ key: 'u32', value: 'u32', heap }).set(1, 1).size).toBe(1);
  });

  it('a disposed heap takes no new maps, and those it has go on', () => {
    const heap = new Heap({ engine });
    const map = new WasmMap({ key: 'u32', value: 'u32', heap }).set(1, 1);
    heap.dispose();
    heap.dispose();
    map.set(2, 2);
    expect(map.get(1)).toBe(1);
    expect(thrownBy(() => new WasmMap({ key: 'u32', value: 'u32', heap }).set(1, 1))).toBeInstanceOf(ClosedError);
    if (typeof Symbol.dispose === 'symbol') expect(typeof (heap as unknown as Record<symbol, unknown>)[Symbol.dispose]).toBe('function');
  });

  it('a map owns nothing before its first write', () => {
    for (const key of keyKinds) {
      const heap = new Heap({ engine });
      const map = anyMap({ key, value: 'u32', heap });
      const [absent] = keyRange(key, 5, 1) as [Key];
      map.get(absent);
      map.has(absent);
      map.delete(absent);
      map.getAll([absent]);
      map.hasAll([absent]);
      map.deleteAll([absent]);
      map.clear();
      map.shrink();
      map.reserve(0);
      map.putAll([]);
      expect([...map]).toEqual([]);
      expect(map.memoryUsage()).toMatchObject({ bytes: 0, bytesPerEntry: 0 });
      expect(heap.memoryUsage().bytes).toBe(0);
      expect(map.stats()).toMatchObject({ size: 0, capacity: 0, hits: 0, misses: 4, segments: 0 });
    }
  });

  it.each(keyKinds)('a map of 8 %s keys costs at most 400 bytes, whatever its values, if they have a width', (key) => {
    for (const value of ['any' as const, ...numericKinds]) {
      for (const bulk of [false, true]) {
        const map = anyMap({ key, value, engine });
        const pairs = keyRange(key, 0, 8).map((key, i): [Key, unknown] => [key, valueOf(value, i)]);
        if (bulk) map.putAll(pairs);
        else for (const [key, value] of pairs) map.set(key, value);
        expect(map.memoryUsage().bytes).toBeLessThanOrEqual(400);
        expect(map.memoryUsage().bytesPerEntry).toBe(map.memoryUsage().bytes / 8);
        map.dispose();
      }
    }
  });

  it('a cleared map owns its header only, and a shrunk one little more than it needs', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    const keys = Uint32Array.from({ length: 50_000 }, (_, i) => i * 77);
    map.putAll({ keys, values: keys });
    map.deleteAll(keys.subarray(1000));
    map.shrink();
    expect(map.memoryUsage().bytes).toBeLessThan(1000 * 24 + 400);
    expect(keys.subarray(0, 1000).every((key) => map.get(key) === key)).toBe(true);
    map.clear();
    expect(map.memoryUsage().bytes).toBeLessThanOrEqual(128);
    expect(map.set(1, 2).get(1)).toBe(2);
  });

  it('memory given back serves the next maps', () => {
    const heap = new Heap({ engine, separate: true });
    const keys = Uint32Array.from({ length: 100_000 }, (_, i) => i * 31);
    let committed = 0;
    for (let round = 0; round < 6; round++) {
      const map = round % 2 === 0
        ? new WasmMap({ key: 'u32', value: 'u32', heap })
        : new WasmMap({ key: 'u32', value: 'f64', heap });
      map.putAll({ keys: keys.subarray(0, round % 2 === 0 ? 100_000 : 60_000), values: keys.subarray(0, round % 2 === 0 ? 100_000 : 60_000) });
      if (round % 3 === 0) map.clear();
      map.dispose();
      if (round === 1) ({ committed } = heap.memoryUsage());
      if (round > 1) expect(heap.memoryUsage().committed).toBe(committed);
    }
  });

  it('a set costs less than a map', () => {
    const keys = Uint32Array.from({ length: 15_000 }, (_, i) => i * 3);
    const set = new WasmSet(keys, { key: 'u32', engine });
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    map.putAll({ keys, values: keys });
    expect(set.memoryUsage().bytes).toBeLessThan(map.memoryUsage().bytes);
    expect(set.memoryUsage().bytesPerEntry).toBeLessThan(21);
  });

  it('stats count hits, misses and batches', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    map.get(1);
    map.set(1, 1);
    map.get(1);
    map.has(2);
    map.getOr(1, 0);
    map.getAll([1, 2, 3]);
    map.putAll([[7, 7]]);
    expect(map.stats()).toMatchObject({ size: 2, hits: 3, misses: 4, putAlls: 1 });
    expect(map.stats().capacity).toBeGreaterThanOrEqual(2);
    expect(map.stats().loadFactor).toBeGreaterThan(0);
  });

  it.each(keyKinds)('stats tell how far %s keys are from home', (key) => {
    const map = anyMap({ key, value: 'u32', engine, seed: 5n });
    expect(map.stats().probeLengths).toEqual([]);
    const keys = keyRange(key, 0, 1300);
    for (const count of [1, 7, 100, 1300]) {
      keys.slice(0, count).forEach((key, i) => map.set(key, i));
      const { probeLengths } = map.stats();
      expect(probeLengths.reduce((sum, entries) => sum + entries, 0)).toBe(count);
      expect(probeLengths[0]).toBeGreaterThan(count * 0.8);
    }
    const colliding = collidingKeys(key, 3000, 5n);
    colliding.forEach((key, i) => map.set(key, i));
    expect(map.stats().overflowed).toBeGreaterThan(0);
    expect(map.stats().probeLengths.reduce((sum, entries) => sum + entries, 0)).toBeGreaterThan(1000);
  });

  it('stats look at a part of a large map only', () => {
    const keys = Uint32Array.from({ length: 200_000 }, (_, i) => i);
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    map.putAll({ keys, values: keys });
    const { probeLengths } = map.stats();
    const sampled = probeLengths.reduce((sum, entries) => sum + entries, 0);
    expect(sampled).toBeGreaterThan(5_000);
    expect(sampled).toBeLessThan(30_000);
    const groups = probeLengths.reduce((sum, entries, i) => sum + entries * (i + 1), 0);
    expect(groups / sampled).toBeLessThan(1.3);
  });
});
