import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { WasmMap, isWasmapError } from '../../src/index.js';
import { type Guard, guardNativeMap } from '../../src/guard/index.js';
import { thrownBy } from '../support/workloads.js';

const microtask = (): Promise<void> => Promise.resolve();
const kinds = ({ recent }: Guard): string[] => recent.map(({ operation, kind }) => `${operation} ${kind}`);

describe('guardNativeMap', () => {
  it('tells where putAll would go', async () => {
    const map = new Map<number, number>();
    const watched = guardNativeMap(map, { mode: 'count', maxSingleWrites: 10 });
    function fill(count: number): void { for (let i = 0; i < count; i++) map.set(i, i); }
    fill(10);
    await microtask();
    fill(25);
    await microtask();
    fill(15);
    await microtask();
    expect(watched.loops).toEqual([{ site: expect.stringMatching(/^fill \(.*native\.test\.ts/) as string, runs: 2, writes: 40, longest: 25 }]);
    expect(watched.violations).toEqual({ atomic: 2, idempotent: 0, observable: 0 });
    expect(watched.recent[0]!.message).toBe('Map: set is one of more than 10 single writes in one go, which putAll would write all or nothing');
    watched.stop();
    expect(Reflect.ownKeys(map)).toEqual([]);
    expect(map.size).toBe(25);
  });

  it('notices groups that interleave and updates that are lost', async () => {
    const map = new Map([[1, 100]]);
    const watched = guardNativeMap(map, { mode: 'count', name: 'balances' });
    const withdraw = (amount: number): Promise<void> => watched.group('withdraw', async () => {
      const balance = map.get(1)!;
      await microtask();
      map.set(1, balance - amount);
      await microtask();
      map.set(2, amount);
    });
    await Promise.all([withdraw(1), withdraw(2)]);
    expect(kinds(watched)).toContain('set interleaved');
    expect(watched.recent[0]!.message).toMatch(/^Map "balances": set /);
  });

  it('guards sets, subclasses and maps of other realms', () => {
    class Registry extends Map<string, number> {
      add(key: string): this { return this.set(key, 1); }
    }
    const registry = new Registry();
    const others = runInNewContext('({ map: new Map([[1, 1]]), set: new Set([1]) })') as { map: Map<number, number>; set: Set<number> };
    const set = new Set([1]);
    const all = [registry, set, others.map, others.set].map((each) => guardNativeMap(each as Set<never>, { mode: 'count', maxSingleWrites: 0 }));
    registry.add('a');
    set.delete(2);
    set.add(2);
    others.map.delete(5);
    others.map.delete(1);
    others.set.clear();
    expect(all.map((each) => each.recent.map(({ operation }) => operation))).toEqual([['add'], ['add'], ['delete'], ['clear']]);
    expect([registry.size, set.size, others.map.size, others.set.size]).toEqual([1, 2, 0, 0]);
    for (const each of all) each.stop();
    expect([registry, set, others.map, others.set].flatMap((each) => Reflect.ownKeys(each))).toEqual([]);
  });

  it('throws before anything is written, if told so', () => {
    const map = new Map<number, number>();
    guardNativeMap(map, { mode: 'throw', maxSingleWrites: 1 });
    expect(map.set(1, 1)).toBe(map);
    expect(() => map.set(2, 2)).toThrow(/^Map: set is one of more than 1 single writes/);
    expect([...map]).toEqual([[1, 1]]);
    expect([structuredClone(map), Object.keys(map)]).toEqual([new Map([[1, 1]]), []]);
  });

  it('refuses what is no native Map or Set', () => {
    const refused: unknown[] = [new WasmMap(), new WeakMap(), {}, undefined, new Proxy(new Map(), {}), Object.create(Map.prototype)];
    for (const each of refused) {
      const error = thrownBy(() => guardNativeMap(each as Map<never, never>));
      expect(isWasmapError(error) && error.message).toMatch(/^guardNativeMap: map: expected a Map or Set, got /);
    }
    expect(isWasmapError(thrownBy(() => guardNativeMap(new Map(), { observable: 'count' } as never)))).toBe(true);
  });
});
