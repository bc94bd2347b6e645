/** Snapshots as read-only maps: what they answer, and what they refuse. */
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ClosedError, Heap, WasmMap, WasmapRangeError, WasmapTypeError, WriteBatcher } from '../../src/index.js';
import { collidingKeys, thrownBy } from '../support/workloads.js';

describe.each(['wasm', 'js'] as const)('snapshots, %s engine', (engine) => {
  const heaps: Heap[] = [];
  const newHeap = (): Heap => {
    const heap = new Heap({ engine, separate: true });
    heaps.push(heap);
    return heap;
  };
  afterEach(() => { for (const heap of heaps.splice(0)) heap.dispose(); });

  it('are read as maps are', () => {
    const map = new WasmMap([[1, 'one'], [2, 'two']], { key: 'u32', value: 'any', engine, name: 'numbers' });
    const snapshot = map.snapshot();
    map.set(1, 'uno').delete(2);
    expect([snapshot.size, snapshot.get(1), snapshot.getOr(3, 'none'), snapshot.has(2)]).toEqual([2, 'one', 'none', true]);
    expect([[...snapshot.keys()].sort(), [...snapshot.values()].sort()]).toEqual([[1, 2], ['one', 'two']]);
    expect(snapshot.getAll([2, 1, 5])).toEqual({ values: ['two', 'one', undefined], found: Uint8Array.of(1, 1, 0), hits: 2 });
    expect(snapshot.hasAll([2, 7])).toEqual(Uint8Array.of(1, 0));
    const seen: unknown[] = [];
    snapshot.forEach(function (this: unknown, value, key, of) { seen.push([value, key, of === snapshot, this]); }, 'self');
    expect(seen.length).toBe(2);
    expect(seen).toContainEqual(['two', 2, true, 'self']);
    expect(snapshot.version).toBeLessThan(map.version);
    expect(Object.prototype.toString.call(snapshot)).toBe('[object MapSnapshot]');
    expect(() => snapshot.get('1' as never)).toThrow(WasmapTypeError);
    expect(() => snapshot.forEach(1 as never)).toThrow(WasmapTypeError);
  });

  it('of a map never written to are empty, and stay so', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    const snapshot = map.snapshot();
    map.set(1, 2);
    expect([snapshot.size, [...snapshot], snapshot.get(1), snapshot.version]).toEqual([0, [], undefined, 0]);
    expect(map.snapshot().diff(snapshot)).toEqual({ added: [[1, 2]], changed: [], removed: [] });
  });

  it('throw ClosedError after dispose, twice of which is harmless', () => {
    const map = new WasmMap([[1, 2]], { key: 'u32', value: 'u32', engine });
    const [older, newer] = [map.snapshot(), map.snapshot()];
    older.dispose();
    older.dispose();
    for (const use of [() => older.get(1), () => older.size, () => [...older], () => older.diff(newer), () => newer.diff(older), () => older.memoryUsage()]) {
      expect(use).toThrow(ClosedError);
    }
    map.dispose();
    expect(() => map.snapshot()).toThrow(ClosedError);
    expect([...newer]).toEqual([[1, 2]]);
  });

  it('refuse a diff with another map, with a newer snapshot, or with what is none', () => {
    const map = new WasmMap([[1, 2]], { key: 'u32', value: 'u32', engine });
    const older = map.snapshot();
    map.set(1, 3);
    const newer = map.snapshot();
    expect(() => older.diff(newer)).toThrow(WasmapRangeError);
    expect(() => newer.diff(new WasmMap<number, number>({ key: 'u32', value: 'u32', engine }).snapshot())).toThrow(WasmapTypeError);
    expect(() => newer.diff(map as never)).toThrow(WasmapTypeError);
    expect(newer.diff(older)).toEqual({ added: [], changed: [[1, 3, 2]], removed: [] });
  });

  it('tell what became of keys that collide, wherever these are', () => {
    const keys = collidingKeys('u32', 9000, 5n) as number[];
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', seed: 5n, heap: newHeap() });
    for (const key of keys.slice(0, 3000)) map.set(key, 7);
    expect(map.stats().overflowed).toBeGreaterThan(0);
    const older = map.snapshot();
    // In another order, so that other keys overflow.
    map.clear();
    for (const key of keys.slice(1000).reverse()) map.set(key, key % 3 === 0 ? 8 : 7);
    const { added, changed, removed } = map.snapshot().diff(older);
    expect(new Set(added.map(([key]) => key))).toEqual(new Set(keys.slice(3000)));
    expect(new Set(changed.map(([key]) => key))).toEqual(new Set(keys.slice(1000, 3000).filter((key) => key % 3 === 0)));
    expect(new Set(removed.map(([key]) => key))).toEqual(new Set(keys.slice(0, 1000)));
    expect([added.length, removed.length]).toEqual([6000, 1000]);
  });

  it('are not written to by whatever call', () => {
    for (const [key, value] of [['u32', 'u32'], ['u32', 'any'], ['u32', 'string'], ['any', 'any']] as const) {
      const map = new WasmMap<number, unknown>([[1, value === 'u32' ? 1 : 'a']], { key, value, heap: newHeap() });
      const snapshot = map.snapshot() as unknown as typeof map;
      const { set, delete: remove, clear, putAll, deleteAll, reserve, shrink, compareAndPutAll } = WasmMap.prototype;
      const entry = [2, value === 'u32' ? 2 : 'b'] as const;
      for (const write of [
        () => set.call(snapshot, ...entry), () => remove.call(snapshot, 1), () => { clear.call(snapshot); }, () => putAll.call(snapshot, [entry] as never),
        () => deleteAll.call(snapshot, [1]), () => { reserve.call(snapshot, 100); }, () => { shrink.call(snapshot); }, () => compareAndPutAll.call(snapshot, snapshot.version, [entry] as never),
        () => new WriteBatcher(snapshot),
      ]) expect(thrownBy(write)).toBeInstanceOf(WasmapTypeError);
      expect([map.size, map.version, snapshot.size]).toEqual([1, 1, 1]);
      map.set(...entry);
      expect([...snapshot.keys()]).toEqual([1]);
    }
  });

  it('of keys of any kind are copied for nothing but removals of what they have', () => {
    const map = new WasmMap<unknown, number>(Array.from({ length: 1000 }, (_, i) => [i, i]), { engine });
    const taken = Array.from({ length: 1000 }, (_, i) => {
      map.set(i, -i).set(`added ${i}`, i);
      return map.snapshot();
    });
    const { Map: Native } = globalThis;
    let copies = 0;
    const Counting = class<K, V> extends Native<K, V> {
      constructor(entries?: Iterable<readonly [K, V]>) {
        super(entries);
        copies += Number(this.size >= 1000);
      }
    };
    globalThis.Map = Counting as MapConstructor;
    onTestFinished(() => { globalThis.Map = Native; });
    for (let i = 0; i < 1000; i++) map.set(i, NaN).set(`late ${i}`, i);
    for (let i = 0; i < 1000; i++) map.delete(`late ${i}`);
    expect(copies).toBe(0);
    taken.forEach((snapshot, i) => { expect([snapshot.size, snapshot.get(i), snapshot.get(999), snapshot.has(`added ${i + 1}`)]).toEqual([1001 + i, i === 0 ? -0 : -i, i === 999 ? -999 : 999, false]); });
    map.deleteAll([1, 2, 3]);
    expect(copies).toBe(1);
    expect([taken[0]!.size, taken[999]!.get(2), [...taken[500]!].length]).toEqual([1001, -2, 1501]);
    for (const snapshot of taken.reverse()) snapshot.dispose();
  });

  it('of keys of any kind leave nothing behind when newer ones go before older ones', () => {
    const map = new WasmMap<unknown, number>([['a', 0], ['b', 1]], { engine });
    const oldest = map.snapshot();
    for (let i = 0; i < 20_000; i++) {
      map.set('a', i).set(`added ${i % 10}`, i);
      const newer = map.snapshot();
      if (i % 2 === 0) map.set('b', i);
      newer.dispose();
    }
    const iterator = oldest.entries();
    expect([iterator.next().value, oldest.get('b'), oldest.size]).toEqual([['a', 0], 1, 2]);
    const others = Array.from({ length: 20_000 }, (_, i) => map.set('c', i).snapshot());
    expect([others[7]!.get('c'), others[19_999]!.get('c'), others[0]!.get('a')]).toEqual([7, 19_999, 19_999]);
    for (const each of others.filter((_, i) => i % 3 === 0)) each.dispose();
    expect(others[7]!.get('c')).toBe(7);
    map.delete('a');
    expect([others[8]!.get('a'), iterator.next().value, iterator.next().done]).toEqual([19_999, ['b', 1], true]);
    for (const each of others.reverse()) each.dispose();
    expect([...oldest]).toEqual([['a', 0], ['b', 1]]);
    oldest.dispose();
    expect(map.size).toBe(12);
  });

  it('of keys of any kind let iterations go on, theirs and the map\'s, whatever is written meanwhile', () => {
    const map = new WasmMap<unknown, number>(undefined, { engine });
    for (let i = 0; i < 100; i++) map.set(i % 2 === 0 ? i : `key ${i}`, i);
    const snapshot = map.snapshot();
    const expected = [...map];
    const [mine, others] = [map.entries(), snapshot.entries()];
    const [seenOfMap, seen] = [[], []] as [number, number][][];
    const visited: number[] = [];
    snapshot.forEach((value) => {
      visited.push(value);
      if (value === 50) map.delete(52);
      map.set('added', value);
    });
    expect(visited).toEqual(expected.map(([, value]) => value));
    for (let i = 0; i < 10; i++) {
      seenOfMap!.push(mine.next().value as [number, number]);
      seen!.push(others.next().value as [number, number]);
    }
    const later = map.snapshot();
    map.delete(20);
    map.delete('nowhere');
    map.set('last', -1);
    expect([...seen!, ...others]).toEqual(expected);
    expect([...seenOfMap!, ...mine]).toEqual([...expected.filter(([key]) => key !== 52 && key !== 20), ['added', 99], ['last', -1]]);
    const { added, changed, removed } = map.snapshot().diff(snapshot);
    expect([added, changed, removed]).toEqual([[['added', 99], ['last', -1]], [], [[20, 20], [52, 52]]]);
    expect(map.snapshot().diff(map.snapshot())).toEqual({ added: [], changed: [], removed: [] });
    map.dispose();
    expect([[...snapshot], later.get(20)]).toEqual([expected, 20]);
    snapshot.dispose();
    expect([later.has('added'), later.size]).toEqual([true, 100]);
  });
});
