/** Maps in the hands of code that freezes, wraps, extends, compares or outwits them. */
import assert from 'node:assert';
import { describe, expect, it } from 'vitest';
import { ClosedError, Heap, PutAllError, WasmMap, WasmSet, WasmapRangeError, WasmapTypeError, isWasmapError } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';
import { linearTableOf } from '../support/tables.js';

type Numbers = WasmMap<number, number>;

describe.each(engineKinds)('on the %s engine', (engine) => {
  const make = (): Numbers => new WasmMap({ key: 'u32', value: 'u32', engine });
  const filled = (count: number): Numbers => {
    const map = make();
    for (let i = 0; i < count; i++) map.set(i, i);
    return map;
  };

  it('a frozen map works on and is disposed of once, as a frozen Map works on', () => {
    const [written, unwritten, other] = [filled(2), make(), make()];
    Object.freeze(written);
    Object.freeze(unwritten);
    expect(unwritten.get(1)).toBeUndefined();
    unwritten.set(1, 2);
    written.set(5, 5);
    written.dispose();
    other.set(9, 9);
    expect(() => written.set(5, 5)).toThrow(ClosedError);
    written.dispose();
    expect([...other]).toEqual([[9, 9]]);
    expect([...unwritten]).toEqual([[1, 2]]);
  });

  it('a proxy of a map writes to the map', () => {
    const map = make();
    new Proxy(map, {}).set(1, 1);
    expect(map.get(1)).toBe(1);
    map.dispose();
  });

  it('what a subclass makes of size, version, reserve and iteration stays out of batches', () => {
    class Odd extends WasmMap<number, number> {
      readonly #field = 1;
      override get size(): number { return 0; }
      override get version(): number { return this.#field; }
      override reserve(): void { throw new Error(String(this.#field)); }
      override entries(): never { throw new Error('none'); }
    }
    const map = new Odd({ key: 'u32', value: 'u32', engine, capacity: 10 });
    map.set(1, 1).set(2, 2);
    expect(() => map.putAll([[5, 0xffffffff], [5, 1]], { onConflict: 'add' })).toThrow(PutAllError);
    const seen: unknown[] = [];
    map.forEach((value, key) => seen.push([key, value]));
    expect(seen.sort()).toEqual([[1, 1], [2, 2]]);
  });

  it('the methods of the prototype work on every map', () => {
    const map = filled(2);
    expect(WasmMap.prototype.get.call(map, 1)).toBe(1);
    expect(WasmMap.prototype.has.call(map, 7)).toBe(false);
    expect(WasmMap.prototype[Symbol.iterator]).toBe(WasmMap.prototype.entries);
    expect(WasmSet.prototype[Symbol.iterator]).toBe(WasmSet.prototype.values);
    expect(WasmSet.prototype.keys).toBe(WasmSet.prototype.values);
  });

  it('an assertion that compares maps tells them apart, at once and in few words', () => {
    const [a, b] = [filled(1), filled(1)];
    b.set(1, 2);
    const error = (() => {
      try {
        assert.deepStrictEqual(a, b);
      } catch (thrown) {
        return thrown as Error;
      }
      return undefined;
    })();
    expect(error?.message.length).toBeLessThan(5000);
    expect(() => { assert.deepStrictEqual(make(), make()); }).toThrow();
    assert.deepStrictEqual(a, a);
    expect(Object.keys(a)).toEqual(['_table']);
    expect(() => structuredClone(a)).toThrow(/could not be cloned/);
  });

  it('forEach shows no removed entry and no former value though memory moves meanwhile', () => {
    const map = filled(100);
    const wrong: number[] = [];
    let first = true;
    map.forEach((value, key) => {
      if (first) {
        first = false;
        map.reserve(2_000_000);
        map.set(key, 5);
        for (let i = 0; i < 50; i++) map.delete(i);
        for (let i = 50; i < 100; i++) map.set(i, 777);
      } else if (map.get(key) !== value) wrong.push(key);
    });
    expect(wrong).toEqual([]);
    map.dispose();
  });

  it('columns are what they hold, not what a subclass of a typed array says of them', () => {
    class Late extends Uint32Array {
      override subarray(): never { throw new Error('late'); }
    }
    class Other extends Uint32Array {
      override subarray(): Uint32Array<ArrayBuffer> { return new Uint32Array(300_000).fill(0xdeadbeef); }
      static get [Symbol.species](): Uint32ArrayConstructor { return Uint8Array as never; }
    }
    class Liar extends Float64Array {
      override get [Symbol.toStringTag](): 'Float64Array' { return 'Uint32Array' as never; }
    }
    const values = new Uint32Array(5000);
    for (const Column of [Late, Other]) {
      const map = make();
      expect(map.putAll({ keys: Column.from({ length: 5000 }, (_, i) => i), values }).inserted).toBe(5000);
      expect(map.get(4999)).toBe(0);
      map.dispose();
    }
    expect(() => make().putAll({ keys: Liar.of(1.5, -1), values: [1, 2] })).toThrow(PutAllError);
    const longer = Object.defineProperty(Uint32Array.of(1, 2, 3), 'length', { value: 5 });
    const map = make();
    expect(() => map.putAll({ keys: longer, values: new Uint32Array(5) })).toThrow(WasmapTypeError);
    expect(map.size).toBe(0);
  });

  it('a detached column is refused, of whatever kind its values are', () => {
    const detached = Uint32Array.of(1);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    for (const value of ['u32', 'any'] as const) {
      const map = new WasmMap<number, unknown>({ key: 'u32', value, engine });
      expect(() => map.putAll({ keys: [], values: detached as never })).toThrow(WasmapTypeError);
      const keys = Uint32Array.of(1, 2);
      expect(() => map.getAll(keys, { get into() { structuredClone(keys.buffer, { transfer: [keys.buffer] }); return {}; } })).toThrow(WasmapTypeError);
    }
  });

  it('bulk reads and removals take iterables', () => {
    const map = filled(5);
    const { values, found, hits } = map.getAll(new Set([1, 3, 9]));
    expect([Array.from(values), Array.from(found), hits]).toEqual([[1, 3, 0], [1, 1, 0], 2]);
    expect(Array.from(map.hasAll([7, 1].values()))).toEqual([0, 1]);
    expect(map.deleteAll(new Set([0, 1]))).toBe(2);
    expect(() => map.getAll('12' as never)).toThrow(WasmapTypeError);
    map.putAll({ keys: new Set([20, 21]), values: [1, 2].values() });
    expect(map.get(21)).toBe(2);
  });

  it('getAll may fill an array that lies over its keys', () => {
    const map = make();
    const length = 10_000;
    map.putAll({ keys: Uint32Array.from({ length }, (_, i) => i), values: Uint32Array.from({ length }, (_, i) => i + 1) });
    const both = new Uint32Array(length + 4096);
    for (let i = 0; i < length; i++) both[i] = i;
    const { values, hits } = map.getAll(both.subarray(0, length), { into: { values: both.subarray(4096) } });
    expect(hits).toBe(length);
    for (let i = 0; i < length; i++) if (values[i] !== i + 1) expect([i, values[i]]).toEqual([i, i + 1]);
    map.dispose();
  });

  it('a setter of the array that getAll fills sees none of its own effects in it', () => {
    const map = new WasmMap<number, string>([[1, 'a'], [2, 'b']], { key: 'u32', value: 'any', engine });
    const values = new Proxy<string[]>(['', ''], { set(target, name, value: string) {
      map.delete(2);
      map.set(3, 'c');
      return Reflect.set(target, name, value);
    } });
    expect([...map.getAll([1, 2], { into: { values } }).values]).toEqual(['a', 'b']);
  });

  it('a failed batch leaves an empty map the room it had', () => {
    for (const room of [50, 1000, 100_000]) {
      const map = make();
      map.reserve(room);
      const { bytes } = map.memoryUsage();
      expect(() => map.putAll([[1, 1], [1, 2]], { onConflict: 'error' })).toThrow(PutAllError);
      expect(map.memoryUsage().bytes).toBe(bytes);
      expect([map.size, map.version]).toEqual([0, 0]);
      map.dispose();
    }
  });

  it('a batch of failures costs no error each, and says how many there were', () => {
    const map = make();
    const length = 100_000;
    const keys = Uint32Array.from({ length }, (_, i) => i);
    map.putAll({ keys, values: keys });
    const report = map.putAll({ keys, values: keys }, { onConflict: 'error', atomic: false, maxReported: 10 });
    expect([report.written, report.kept, report.failedCount]).toEqual([0, 0, length]);
    expect(report.failed.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const misfits = map.putAll({ keys: new Array<number>(length).fill(-1), values: keys }, { atomic: false, maxReported: 3 });
    expect([misfits.failedCount, misfits.failed.length]).toEqual([length, 3]);
    map.dispose();
  });

  it('an error of a batch counts as its result does', () => {
    const map = make();
    for (const source of [{ keys: [1, 2, -1, 5, 6], values: [1, 2, 3, 4, 5] }, { keys: [1, 2, 1, 5, 6], values: [1, 2, 3, 4, 5] }]) {
      try {
        map.putAll(source, { onConflict: 'error' });
        expect.unreachable();
      } catch (error) {
        assert(error instanceof PutAllError);
        expect([error.failedCount, error.result.failedCount, error.result.written, error.result.kept]).toEqual([5, 5, 0, 0]);
        expect(error.failed.map(({ index }) => index)).toEqual([2]);
        expect(error.result.durationMs).toBeGreaterThan(0);
      }
    }
  });

  it('a batch that need not be atomic reports every entry where there is no room for the header', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', heap: new Heap({ maximumBytes: 100, engine }) });
    const { written, failedCount, failed } = map.putAll([[1, 1], [2, 2]], { atomic: false });
    expect([written, failedCount, failed.map(({ index }) => index)]).toEqual([0, 2, [0, 1]]);
    expect(map.size).toBe(0);
  });

  it('a disposed heap takes no new maps, and its maps go on, written or not', () => {
    const heap = new Heap({ engine });
    const map = new WasmMap({ key: 'u32', value: 'u32', heap });
    heap.dispose();
    map.set(1, 2);
    expect(heap.memoryUsage().bytes).toBe(map.memoryUsage().bytes);
    expect(() => new WasmMap({ key: 'u32', value: 'u32', heap })).toThrow(ClosedError);
    map.dispose();
  });

  it('shrink lets go of the room of references, too', () => {
    const map = new WasmMap<number, object>({ key: 'u32', value: 'any', engine });
    const values = Array.from({ length: 10_000 }, (_, i) => ({ i }));
    values.forEach((value, i) => map.set(i, value));
    for (let i = 0; i < 10_000; i++) if (i % 100 !== 0) map.delete(i);
    map.shrink();
    const { store } = linearTableOf(map);
    expect(store.values.length).toBe(100);
    for (let i = 0; i < 10_000; i += 100) if (map.get(i) !== values[i]) expect(map.get(i)).toBe(values[i]);
    map.set(1, values[1]!);
    expect(store.values.length).toBe(101);
  });

  it('messages stay short, and errors typed, whatever is shown', () => {
    const long = new WasmMap({ key: 'u64', value: 'u32', engine });
    const tag = { [Symbol.toStringTag]: 'x'.repeat(1000) };
    const nameless = Object.defineProperty(Uint32Array.of(1), Symbol.toStringTag, { value: undefined });
    for (const wrong of [() => long.set(2n ** 100_000n, 1), () => make().set(tag as never, 1), () => make().putAll(tag as never)]) {
      try {
        wrong();
        expect.unreachable();
      } catch (error) {
        expect(isWasmapError(error)).toBe(true);
        expect((error as Error).message.length).toBeLessThan(200);
      }
    }
    expect(make().putAll({ keys: nameless, values: nameless }).written).toBe(1);
  });

  it('a seed beyond 64 bits is refused', () => {
    for (const seed of [2n ** 64n, -1n]) expect(() => new WasmMap({ key: 'u32', seed, engine })).toThrow(WasmapRangeError);
    expect(() => new WasmMap({ key: 'u32', capacity: null as never, engine })).toThrow(WasmapTypeError);
  });

  it('increment names the summand that does not fit, or the sum', () => {
    const map = new WasmMap([[1, 0xffffffff]], { key: 'u32', value: 'u32', engine });
    expect(() => map.increment(1)).toThrow(/increment: the sum overflows kind u32/);
    expect(() => map.increment(1, 0.5)).toThrow(/value: expected an integer from 0 to 4294967295 \(kind u32\), got 0.5/);
    expect(() => map.increment(1, NaN)).toThrow(/got NaN/);
    expect(map.increment(1, -1)).toBe(0xfffffffe);
  });
});
