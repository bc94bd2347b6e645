import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet, WasmapRangeError, WasmapTypeError } from '../../src/index.js';
import type { EngineKind } from '../support/workloads.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

/** A map that sees its own reads and writes, as subclasses of Map do. */
class Watched extends WasmMap<number, number> {
  readonly log: string[] = [];

  override set(key: number, value: number): this {
    // Map's constructor calls set before a subclass's own fields are there, and so does this one's.
    (this.log as string[] | undefined)?.push(`set ${key}`);
    return super.set(key, value * 2);
  }

  override get(key: number): number | undefined {
    this.log.push(`get ${key}`);
    return super.get(key);
  }
}

class Lying extends WasmMap<number, number> {
  override has(): boolean { return true; }
  override set(): this { return this; }
  override get(): number { return 99; }
}

describe.each(engineKinds)('a subclass of WasmMap on the %s engine', (engine: EngineKind) => {
  const options = { key: 'u32', value: 'u32', engine } as const;

  it('is an instance of both and has the kind’s methods', () => {
    class Named extends WasmMap<number, number> {}
    const map = new Named(options);
    expect(map).toBeInstanceOf(Named);
    expect(map).toBeInstanceOf(WasmMap);
    expect(map.constructor).toBe(Named);
    expect(map.set(1, 2).set(3, 4)).toBe(map);
    expect([map.get(1), map.getOr(2, 7), map.has(3), map.increment(1), map.delete(3), map.size]).toEqual([2, 7, true, 3, true, 1]);
    expect(thrownBy(() => map.set(-1, 0))).toBeInstanceOf(WasmapRangeError);
    map.putAll({ keys: Uint32Array.of(8, 9), values: Uint32Array.of(1, 2) });
    expect(new Map(map)).toEqual(new Map([[1, 3], [8, 1], [9, 2]]));
    const sums: number[] = [];
    map.forEach((value, key) => sums.push(value + key));
    expect(sums.sort((a, b) => a - b)).toEqual([4, 9, 11]);
  });

  it('is filled through its own set, as Map’s subclasses are', () => {
    const map = new Watched([[1, 10], [2, 20]], options);
    expect([...map.values()].sort((a, b) => a - b)).toEqual([20, 40]);
    map.set(3, 1);
    expect(map.get(3)).toBe(2);
    expect(map.log).toEqual(['set 3', 'get 3']);
    expect(thrownBy(() => new Watched([5] as never, options))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => new Watched(5 as never, options))).toBeInstanceOf(WasmapTypeError);
    expect(thrownBy(() => new Watched({ [Symbol.iterator]: undefined } as never, options))).toBeInstanceOf(WasmapTypeError);
  });

  it('closes the iterator of its entries when its set throws', () => {
    let closed = false;
    class Full extends WasmMap<number, number> {
      override set(): this { throw new Error('full'); }
    }
    function* source(): Generator<[number, number]> {
      try {
        yield [1, 1];
      } finally {
        closed = true;
      }
    }
    expect(() => new Full(source(), options)).toThrow('full');
    expect(closed).toBe(true);
  });

  it('cannot mislead the methods that Map too does without set, has and get', () => {
    const map = new Lying(options);
    expect(map.getOrInsert(1, 5)).toBe(5);
    expect(map.getOrInsertComputed(2, (key) => key * 10)).toBe(20);
    expect(new Map(map.entries())).toEqual(new Map([[1, 5], [2, 20]]));
  });

  it('may override increment, and may need numeric values for it', () => {
    class Twice extends WasmMap<number, number> {
      override increment(key: number, by = 1): number { return super.increment(key, by * 2); }
    }
    expect(new Twice(options).increment(1)).toBe(2);
    class Named extends WasmMap<number, unknown> {}
    expect(thrownBy(() => new Named({ key: 'u32', engine }).increment(1, 1))).toBeInstanceOf(WasmapTypeError);
  });

  it('works for sets', () => {
    class Even extends WasmSet<number> {
      override add(key: number): this { return key % 2 === 0 ? super.add(key) : this; }
    }
    const set = new Even([1, 2, 3, 4], { key: 'u32', engine });
    expect([...set].sort()).toEqual([2, 4]);
    expect([set.has(2), set.delete(2), set.size]).toEqual([true, true, 1]);
    expect(thrownBy(() => new Even(5 as never, { key: 'u32', engine }))).toBeInstanceOf(WasmapTypeError);
  });
});

describe.each(engineKinds)('looking at a map on the %s engine', (engine) => {
  it('console.log shows kinds, size, engine and the first entries', () => {
    const map = new WasmMap({ key: 'u32', value: 'f64', engine, name: 'prices' }).set(7, 0.5);
    expect(inspect(map)).toBe(`WasmMap "prices"(1) [u32 → f64, ${engine}] { 7 => 0.5 }`);
    expect(inspect({ map })).toContain('7 => 0.5');
    for (let i = 0; i < 100; i++) map.set(i, i);
    expect(inspect(map)).toMatch(/… 80 more \}$/);
    expect(inspect(new WasmMap({ key: 'i64', engine }))).toBe(`WasmMap(0) [i64 → any, ${engine}] { }`);
  });

  it('console.log shows a set, a subclass, and a disposed map', () => {
    expect(inspect(new WasmSet([5n], { key: 'u64', engine }))).toBe(`WasmSet(1) [u64, ${engine}] { 5n }`);
    expect(inspect(new Watched([[1, 2]], { key: 'u32', value: 'u32', engine }))).toContain('1 => 4');
    const map = new WasmMap({ key: 'u32', engine });
    map.dispose();
    expect(inspect(map)).toContain('disposed');
  });

  it('console.log survives values that cannot be shown', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const map = new WasmMap<number, unknown>({ key: 'u32', engine });
    [proxy, { get [Symbol.toStringTag](): string { throw new Error('no tag'); } }, Symbol('s'), 'x'.repeat(1000)].forEach((value, i) => map.set(i, value));
    expect(inspect(map).length).toBeLessThan(300);
  });

  it('deep equality tells different maps apart', () => {
    const make = (value: number): WasmMap<number, number> => new WasmMap({ key: 'u32', value: 'u32', engine }).set(1, value);
    const map = make(1);
    expect(isDeepStrictEqual(map, map)).toBe(true);
    expect(isDeepStrictEqual(map, make(2))).toBe(false);
    expect(isDeepStrictEqual([map], [make(2)])).toBe(false);
    expect(isDeepStrictEqual(map, new WasmMap({ key: 'u32', value: 'u32', engine }))).toBe(false);
    expect(map).not.toEqual(make(2));
    expect(map).toEqual(map);
    expect(new WasmSet([1], { key: 'u32', engine })).not.toEqual(new WasmSet([2], { key: 'u32', engine }));
  });

  it('a failed comparison prints quickly and briefly', () => {
    const [a, b] = [1, 2].map((value) => new WasmMap({ key: 'u32', value: 'u32', engine }).set(1, value));
    const began = performance.now();
    const error = thrownBy(() => expect(a).toEqual(b)) as Error & { diff?: string };
    expect(performance.now() - began).toBeLessThan(2000);
    expect(error.message.length).toBeLessThan(1000);
  });
});
