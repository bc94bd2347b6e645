/** Values of text and bytes, which lie in linear memory of their own: what they take is given back, whatever becomes of them. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { CapacityError, ClosedError, Heap, PutAllError, WasmMap, WasmapTypeError } from '../../src/index.js';
import { type AnyMap, anyMap, engineKinds, keyRange, misfits, thrownBy, valueOf } from '../support/workloads.js';

const keyKindsHere = ['u32', 'u64', 'string'] as const;

describe.each(engineKinds)('on the %s engine', (engine) => {
  it('types follow the kinds', () => {
    expectTypeOf(new WasmMap({ key: 'u32', value: 'string', engine }).get(1)).toEqualTypeOf<string | undefined>();
    expectTypeOf(new WasmMap({ key: 'u32', value: 'bytes', engine }).getAll([1]).values).toEqualTypeOf<Uint8Array[]>();
  });

  it('bytes are copied in and out', () => {
    const map = new WasmMap({ key: 'u32', value: 'bytes', engine });
    const mine = Uint8Array.of(1, 2, 3);
    map.set(1, mine);
    mine[0] = 9;
    const first = map.get(1)!;
    expect(first).toEqual(Uint8Array.of(1, 2, 3));
    first[1] = 9;
    expect([map.get(1), map.getAll([1, 2]).values, [...map.values()]]).toEqual([Uint8Array.of(1, 2, 3), [Uint8Array.of(1, 2, 3), undefined], [Uint8Array.of(1, 2, 3)]]);
  });

  it('every string returns as it was', () => {
    const map = new WasmMap({ key: 'u32', value: 'string', engine });
    const texts = ['', '\0', 'é', '€', '\ud800', '\udc00\ud800', '😀', 'x'.repeat(100_000), '城'.repeat(50_000), 'y'.repeat(5_000_000)];
    texts.forEach((text, i) => map.set(i, text));
    texts.forEach((text, i) => expect(map.get(i) === text).toBe(true));
    expect([...map.values()].sort()).toEqual([...texts].sort());
  });

  describe.each(keyKindsHere)('with %s keys', (key) => {
    const heap = (maximumBytes?: number): Heap => new Heap({ engine, separate: true, ...(maximumBytes && { maximumBytes }) });
    const make = (value: 'string' | 'bytes', on = heap()): [AnyMap, Heap] => [anyMap({ key, value, heap: on }), on];
    const keys = keyRange(key, 0, 3000);

    it.each(['string', 'bytes'] as const)('%s values that are replaced, deleted, cleared or disposed give their memory back', (value) => {
      const [map, on] = make(value);
      const fill = (): unknown => map.putAll(keys.map((each, i) => [each, valueOf(value, i)]));
      fill();
      const { bytes } = map.memoryUsage();
      for (const each of keys) map.set(each, valueOf(value, 7));
      for (let i = 0; i < 3; i++) fill();
      expect(map.memoryUsage().bytes).toBe(bytes);
      map.putAll(keys.map((each) => [each, valueOf(value, 1)]), { onConflict: 'keep' });
      expect(thrownBy(() => map.putAll(keys.map((each) => [each, valueOf(value, 1)]), { onConflict: 'error' }))).toBeInstanceOf(PutAllError);
      expect(map.memoryUsage().bytes).toBe(bytes);
      map.deleteAll(keys.slice(0, 1000));
      for (const each of keys.slice(1000, 2000)) map.delete(each);
      const left = map.memoryUsage().bytes;
      expect(bytes - left).toBeGreaterThan(2000 * 16);
      expect(on.memoryUsage().bytes).toBe(left);
      map.clear();
      const empty = map.memoryUsage().bytes;
      expect(empty).toBeLessThanOrEqual(256);
      fill();
      map.dispose();
      expect(on.memoryUsage().bytes).toBe(0);
    });

    it('a quota that ends at any point leaves the map as it was, and memory counted', () => {
      for (let maximum = 1_000; maximum < 60_000; maximum += 3_571) {
        const [map, on] = make('string', heap(maximum));
        const held = new Map<unknown, unknown>();
        const add = (i: number): void => {
          map.set(keys[i]!, `${'long '.repeat(i % 40)}${i}`);
          held.set(keys[i]!, `${'long '.repeat(i % 40)}${i}`);
        };
        expect(thrownBy(() => { for (let i = 0; i < keys.length; i++) add(i); })).toBeInstanceOf(CapacityError);
        const { version } = map;
        expect(new Map(map)).toEqual(held);
        const batch = keys.slice(0, 900).map((each, i) => [each, `replaced ${i}`] as const);
        expect(thrownBy(() => map.putAll(batch))).toBeInstanceOf(CapacityError);
        expect([new Map(map), map.version]).toEqual([held, version]);
        const result = map.putAll(batch, { atomic: false });
        expect(result.failedCount).toBeGreaterThan(0);
        expect(result.failed.every(({ error }) => error instanceof CapacityError)).toBe(true);
        const failed = new Set(result.failed.map(({ index }) => index));
        batch.forEach(([each, text], i) => { if (!failed.has(i)) held.set(each, text); });
        expect(new Map(map)).toEqual(held);
        expect(on.memoryUsage().bytes).toBe(map.memoryUsage().bytes);
        map.dispose();
        expect(on.memoryUsage().bytes).toBe(0);
      }
    });
  });

  it('columns of values may be packed', () => {
    const map = new WasmMap({ key: 'u32', value: 'string', engine });
    const values = { data: new TextEncoder().encode('aébc'), offsets: Uint32Array.of(0, 3, 3, 5) };
    map.putAll({ keys: Uint32Array.of(1, 2, 3), values });
    expect([...map].sort()).toEqual([[1, 'aé'], [2, ''], [3, 'bc']]);
    const broken = { ...values, offsets: Uint32Array.of(0, 2, 3, 5) };
    expect(() => map.putAll({ keys: [1, 2, 3], values: broken })).toThrow(/values\[0\]: expected valid UTF-8/);
    expect(map.putAll({ keys: [1, 2, 3], values: broken }, { atomic: false })).toMatchObject({ replaced: 1, failedCount: 2 });
    expect(() => map.putAll({ keys: [1, 2], values })).toThrow(/differ in length: 2 and 3/);
  });

  it.each(['string', 'bytes'] as const)('values that are no %s are refused everywhere, naming their place', (value) => {
    for (const misfit of misfits(value)) {
      const map = anyMap({ key: 'u32', value, engine, name: 'names' });
      map.set(1, valueOf(value, 1));
      const calls = [
        () => map.set(2, misfit), () => map.getOrInsert(2, misfit), () => map.getOrInsertComputed(2, () => misfit), () => map.increment(1, misfit),
      ];
      for (const call of calls) expect(thrownBy(call)).toBeInstanceOf(WasmapTypeError);
      const error = thrownBy(() => map.putAll([[2, valueOf(value, 2)], [3, misfit]])) as PutAllError;
      expect(error.message).toMatch(new RegExp(`"names".*values\\[1\\].*${value}`));
      expect([map.size, map.version]).toEqual([1, 1]);
    }
    const map = anyMap({ key: 'u32', value, engine });
    for (const onConflict of ['add', 'min', 'max'] as const) expect(() => map.putAll([], { onConflict })).toThrow(/needs numeric values.*kind (string|bytes)/);
  });
});

describe.each(engineKinds)('arrays that misbehave on the %s engine', (engine) => {
  const gone = (): Uint8Array => {
    const detached = new Uint8Array(4);
    structuredClone(detached, { transfer: [detached.buffer] });
    return detached;
  };

  it('a batch with a detached array is refused before anything is written', () => {
    const heap = new Heap({ engine, maximumBytes: 2 ** 24 });
    const values = new WasmMap({ key: 'u32', value: 'bytes', heap }).set(99_999, Uint8Array.of(1));
    const many = Array.from({ length: 5_000 }, (_, i) => [i, Uint8Array.of(i, i >> 8)] as const);
    expect(() => values.putAll([...many, [5_000, gone()]])).toThrow(/values\[5000\].*detached/);
    expect(values.size).toBe(1);
    values.dispose();
    const keys = new WasmMap({ key: 'bytes', value: 'u32', heap }).set(Uint8Array.of(0, 0), 7);
    expect(() => keys.putAll([...many.map(([i, key]) => [key, i] as const), [gone(), 1]])).toThrow(/keys\[5000\].*detached/);
    expect(() => keys.deleteAll([...many.map(([, key]) => key), gone()])).toThrow(/keys\[5000\].*detached/);
    expect([...keys]).toEqual([[Uint8Array.of(0, 0), 7]]);
    keys.dispose();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it('an array that lies about its length is taken at its true one', () => {
    const map = new WasmMap({ key: 'bytes', value: 'bytes', engine });
    const liar = new Uint8Array(300_000).fill(7);
    Object.defineProperty(liar, 'length', { value: 3 });
    map.set(liar, liar).putAll([[Uint8Array.of(1), liar]]);
    expect([...map.values()].map((value) => value.length)).toEqual([300_000, 300_000]);
  });

  it('a setter that is handed a value cannot change the keys still to be read, nor revive a map that it disposes of', () => {
    const map = new WasmMap({ key: 'bytes', value: 'any', engine }).set(new Uint8Array(4), 1);
    const count = 9_000;
    const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => 4 * i);
    const values: unknown[] = new Array(count).fill(0);
    Object.defineProperty(values, 0, { set() { offsets.fill(0xffff0000, 4_000); map.dispose(); } });
    expect(map.getAll({ data: new Uint8Array(4 * count), offsets }, { into: { values: values } }).hits).toBe(count);
    expect(() => map.size).toThrow(ClosedError);
  });
});
