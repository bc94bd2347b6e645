import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { WasmMap, WasmSet, WasmapRangeError, WasmapTypeError, isWasmapError } from '../../src/index.js';
import type { Key } from '../support/workloads.js';
import { columnOf, engineKinds, keyArbitrary, keyKinds, keyRange, misfits, runs, thrownBy } from '../support/workloads.js';

type Untyped = new (...given: readonly unknown[]) => WasmSet<number>;
const UntypedSet = WasmSet as unknown as Untyped;
const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

describe.each(engineKinds)('a set on the %s engine', (engine) => {
  const options = { key: 'u32', engine } as const;

  it.each([...keyKinds, 'string' as const, 'any' as const])('of %s keys does what Set does, whatever is called in whatever order', (kind) => {
    const key = keyArbitrary(kind);
    const keys = fc.array(key, { maxLength: 40 });
    const range = fc.record({ first: fc.nat(3000), count: fc.integer({ min: 500, max: 4000 }) }).map(({ first, count }) => keyRange(kind, first, count));
    const call = fc.oneof(
      { weight: 20, arbitrary: fc.record({ what: fc.constantFrom('add' as const, 'delete' as const, 'has' as const), keys: key.map((key) => [key]) }) },
      { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('addAll' as const, 'deleteAll' as const, 'hasAll' as const), keys }) },
      { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('addAll' as const, 'deleteAll' as const), keys: range }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('clear' as const, 'shrink' as const), keys: fc.constant<Key[]>([]) }) },
    );
    fc.assert(fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const set = new WasmSet({ key: kind, engine }) as WasmSet<Key>;
      const model = new Set<Key>();
      let version = 0;
      for (const { what, keys } of calls) {
        const [key] = keys as [Key];
        const present = keys.filter((key) => model.has(key));
        switch (what) {
          case 'add': expect(set.add(key)).toBe(set); model.add(key); version++; break;
          case 'delete': expect(set.delete(key)).toBe(model.delete(key)); version += present.length; break;
          case 'has': expect(set.has(key)).toBe(model.has(key)); break;
          case 'addAll': {
            const before = model.size;
            for (const key of keys) model.add(key);
            const result = set.addAll(columnOf(kind, keys) as Iterable<Key>);
            expect(result).toMatchObject({ inserted: model.size - before, written: keys.length, failedCount: 0, kept: 0 });
            if (keys.length > 0) version++;
            break;
          }
          case 'deleteAll':
            expect(set.deleteAll(keys)).toBe(new Set(present).size);
            for (const key of keys) model.delete(key);
            if (present.length > 0) version++;
            break;
          case 'hasAll': expect(Array.from(set.hasAll(keys))).toEqual(keys.map((key) => Number(model.has(key)))); break;
          case 'clear': if (model.size > 0) version++; set.clear(); model.clear(); break;
          case 'shrink': set.shrink();
        }
        expect([set.size, set.version]).toEqual([model.size, version]);
      }
      expect(new Set(set)).toEqual(model);
      expect([...set].length).toBe(model.size);
      set.dispose();
    }), { numRuns: runs(15) });
  });

  it('has every method and property of Set that this runtime has, and those of ES2025', () => {
    const set = new WasmSet(options) as unknown as Record<string, unknown>;
    const later = ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'];
    for (const name of [...Object.getOwnPropertyNames(Set.prototype), ...later]) {
      expect(typeof set[name], name).toBe(name === 'size' ? 'number' : 'function');
    }
  });

  it('says what it is, and so do its iterators', () => {
    const set = new WasmSet([1], options);
    expect(set).toBeInstanceOf(WasmSet);
    expect(set.constructor).toBe(WasmSet);
    expect(Object.prototype.toString.call(set)).toBe('[object WasmSet]');
    expect(set[Symbol.iterator]).toBeTypeOf('function');
    for (const iterator of [set.keys(), set.values(), set.entries(), set[Symbol.iterator]()]) {
      expect(Object.prototype.toString.call(iterator)).toBe('[object WasmSet Iterator]');
      expect(Object.prototype.isPrototypeOf.call(iteratorPrototype, iterator)).toBe(true);
      expect(iterator[Symbol.iterator]()).toBe(iterator);
    }
    expect(set.entries().next()).toEqual({ value: [1, 1], done: false });
    expect(set.values().next()).toEqual({ value: 1, done: false });
    expect(JSON.stringify(set)).toBe('{}');
  });

  it('calls forEach’s callback with key, key, set, and thisArg as this', () => {
    const set = new WasmSet([5], options);
    const self = {};
    const calls: unknown[] = [];
    set.forEach(function (this: unknown, ...given) {
      calls.push(this === self, ...given);
    }, self);
    expect(calls.slice(0, 3)).toEqual([true, 5, 5]);
    expect(calls[3]).toBe(set);
  });

  it('visits what is there throughout once while its callback changes it', () => {
    const set = new WasmSet(keyRange('u32', 0, 4000) as number[], options);
    const visited: number[] = [];
    set.forEach((key) => {
      visited.push(key);
      if (key < 4000 && key % 2 === 0) set.delete(key + 1);
      if (visited.length === 100) for (let i = 0; i < 4000; i++) set.add(10_000 + i);
    });
    expect(new Set(visited).size).toBe(visited.length);
    expect(visited.filter((key) => key < 4000 && key % 2 === 0).length).toBe(2000);
  });

  it('takes keys and options, or either, or null or undefined for keys', () => {
    expect([...new WasmSet([1, 1, 2], options)].sort()).toEqual([1, 2]);
    expect(new WasmSet(null, options).size).toBe(0);
    expect(new WasmSet(undefined, options).size).toBe(0);
    expect(new WasmSet(new Set([1, 2]), options).size).toBe(2);
    expect(new WasmSet(Uint16Array.of(7, 8), options).size).toBe(2);
    expect(new WasmSet(new WasmMap([[1, 2]], { key: 'u32', value: 'u32', engine }).keys(), options).has(1)).toBe(true);
    expect(new WasmSet([1, 2], options).version).toBe(1);
  });

  it.each([5, true, 1n, Symbol('s'), () => 1, {}, { length: 1, 0: 1 }, { [Symbol.iterator]: undefined }, { [Symbol.iterator]: 5 }])(
    'refuses %s for keys', (keys) => expect(thrownBy(() => new UntypedSet(keys, options))).toBeInstanceOf(WasmapTypeError));

  it('throws for a key that does not fit what add throws for it, and closes its source', () => {
    let closed = false;
    function* source(): Generator<number> {
      try {
        yield 1;
        yield -1;
      } finally {
        closed = true;
      }
    }
    expect(thrownBy(() => new WasmSet(source(), options))).toBeInstanceOf(WasmapRangeError);
    expect(closed).toBe(true);
    expect(thrownBy(() => new UntypedSet(['1'], options))).toBeInstanceOf(WasmapTypeError);
  });

  it('refuses unknown options, and those of maps', () => {
    expect(() => new UntypedSet({ ...options, capcity: 5 })).toThrow(/capcity.*capacity/);
    expect(thrownBy(() => new UntypedSet({ ...options, value: 'u32' }))).toBeInstanceOf(WasmapTypeError);
    expect(new UntypedSet({ engine })._table.key.name).toBe('any');
  });

  it.each(keyKinds)('refuses every key that does not fit %s, and stays as it was', (kind) => {
    const set = new WasmSet({ key: kind, engine }) as WasmSet<unknown>;
    for (const misfit of misfits(kind)) {
      for (const call of [() => set.add(misfit), () => set.has(misfit), () => set.delete(misfit), () => set.hasAll([misfit]), () => set.deleteAll([misfit]), () => set.addAll([misfit])]) {
        expect(isWasmapError(thrownBy(call))).toBe(true);
      }
    }
    expect([set.size, set.version]).toEqual([0, 0]);
  });

  it('combines with Sets, WasmSets and Maps as Set does', () => {
    const a = new WasmSet([1, 2, 3], options);
    for (const b of [new Set([3, 4]), new WasmSet([3, 4], options), new Map([[3, 0], [4, 0]])]) {
      const others = b as ReadonlySetLike<number>;
      expect(a.union(others)).toEqual(new Set([1, 2, 3, 4]));
      expect(a.intersection(others)).toEqual(new Set([3]));
      expect(a.difference(others)).toEqual(new Set([1, 2]));
      expect(a.symmetricDifference(others)).toEqual(new Set([1, 2, 4]));
      expect([a.isSubsetOf(others), a.isSupersetOf(others), a.isDisjointFrom(others)]).toEqual([false, false, false]);
    }
    expect(a.isSupersetOf(new Set([1, 'a' as never]))).toBe(false);
    expect(a.isSubsetOf(new Set([0, 1, 2, 3]))).toBe(true);
    expect(a.isSupersetOf(new Set([1]))).toBe(true);
    expect(a.isDisjointFrom(new Set([9]))).toBe(true);
    expect([...a].length).toBe(3);
  });

  it('combines with sets of other kinds, whose keys it merely does not have', () => {
    const halves = new WasmSet([1.5, 1], { key: 'f64', engine });
    const words = new WasmSet([1], options);
    const longs = new WasmSet([1n], { key: 'u64', engine });
    expect([halves.isSubsetOf(words), halves.isSupersetOf(words), halves.isDisjointFrom(longs)]).toEqual([false, true, true]);
    expect([...halves.difference(words)]).toEqual([1.5]);
    expect([...halves.intersection(words)]).toEqual([1]);
    expect(new Set<unknown>(words.symmetricDifference(longs))).toEqual(new Set<unknown>([1, 1n]));
  });

  it.each([
    [[10, 20]], [{}], [null], [5], ['ab'], [{ size: NaN, has: () => true, keys: () => [].values() }], [{ size: 1, has: 1, keys: () => [].values() }],
    [{ size: 1, has: () => true, keys: 1 }],
  ])('refuses to combine with %s, which is no set', (other) => {
    const set = new WasmSet([1, 2], options);
    const calls = ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'] as const;
    for (const call of calls) expect(thrownBy(() => set[call](other as never))).toBeInstanceOf(WasmapTypeError);
  });

  it('is a Set to TypeScript', () => {
    const set = new WasmSet([1n], { key: 'u64', engine });
    expectTypeOf(set).toExtend<Set<bigint>>();
    const plain: Set<bigint> = set;
    expect(plain.has(1n)).toBe(true);
  });
});
