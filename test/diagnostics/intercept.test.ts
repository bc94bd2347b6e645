import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet } from '../../src/index.js';
import { BATCH_WRITES, type InterceptedCall, SINGLE_WRITES, intercept } from '../../src/diagnostics/intercept.js';
import { guard, guardNativeMap } from '../../src/guard/index.js';
import { logMap, logWrites } from '../../src/log/index.js';
import { collect } from '../heap/collect.js';
import { runs } from '../support/workloads.js';

const all = [...SINGLE_WRITES, ...BATCH_WRITES];
const pass = (_: InterceptedCall, proceed: () => unknown): unknown => proceed();

/** Two maps that are observed in every way, and what ends that. */
function observe() {
  const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
  const native = new Map<number, number>();
  const guards = [guard(map, { mode: 'count' }), guardNativeMap(native, { mode: 'count' })];
  const logs = [logMap(map, { sink }), logWrites({ sink, maps: [map] })];
  map.set(1, 1).putAll([[2, 2]]);
  native.set(1, 1);
  guards[0]!.group('group', () => map.set(map.get(1)!, 5));
  return { references: [new WeakRef(map), new WeakRef(native)], guards, logs };
}
const sink = (): void => undefined;

describe('intercept', () => {
  it('lets observers come and go in any order, and leaves the map as it was', () => {
    const steps = fc.array(fc.record({ who: fc.nat(4), outside: fc.boolean() }), { maxLength: 20 });
    fc.assert(fc.property(steps, fc.boolean(), (steps, hasOwn) => {
      const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
      const calls: string[] = [];
      if (hasOwn) {
        Object.defineProperty(map, 'set', {
          value(this: typeof map, key: number, value: number) { calls.push('own'); return WasmMap.prototype.set.call(this, key, value); },
          enumerable: true, configurable: true,
        });
      }
      const before = Object.getOwnPropertyDescriptors(map);
      const stops = new Map<number, () => void>();
      let expected: number[] = [];
      for (const { who, outside } of steps) {
        const stop = stops.get(who);
        if (stop !== undefined) {
          stop();
          stop();
          stops.delete(who);
          expected = expected.filter((each) => each !== who);
        } else {
          stops.set(who, intercept('test', map, all, (_, proceed) => { calls.push(String(who)); return proceed(); }, outside ? 'outside' : 'inside'));
          expected = outside ? [who, ...expected] : [...expected, who];
        }
        calls.length = 0;
        map.set(1, 1);
        expect(calls).toEqual([...expected.map(String), ...(hasOwn ? ['own'] : [])]);
      }
      for (const stop of stops.values()) stop();
      expect(Object.getOwnPropertyDescriptors(map)).toEqual(before);
    }), { numRuns: runs(100) });
  });

  it('covers what is there alone, so that its own properties do not show', () => {
    const set = new WasmSet<number>({ key: 'u32' });
    intercept('test', set, all, pass, 'inside');
    expect(Object.keys(set)).toEqual(['_table']);
    expect('increment' in set || 'putAll' in set).toBe(false);
    expect(set.add(1).addAll([1, 2]).written).toBe(2);
    const native = new Map();
    intercept('test', native, ['set', 'putAll'], pass, 'inside');
    expect([Reflect.ownKeys(native), native]).toEqual([['set'], new Map()]);
  });

  it('stays out of the way of others who cover the methods, whoever goes first', () => {
    const map = new WasmMap<number, number>();
    const events: string[] = [];
    const cover = (name: string): (() => void) => {
      const { set } = map;
      map.set = function (key, value) { events.push(name); return set.call(this, key, value); };
      return () => { map.set = set; };
    };
    const stop = intercept('test', map, all, (_, proceed) => { events.push('ours'); return proceed(); }, 'inside');
    const uncover = cover('theirs');
    map.set(1, 1);
    expect(events).toEqual(['theirs', 'ours']);
    stop();
    map.set(1, 1);
    expect(events).toEqual(['theirs', 'ours', 'theirs']);
    const again = intercept('test', map, all, (_, proceed) => { events.push('again'); return proceed(); }, 'inside');
    events.length = 0;
    map.set(1, 1);
    expect(events).toEqual(['again', 'theirs']);
    again();
    uncover();
    // What they put back is of no use to anybody, and goes with the next call.
    map.set(2, 2);
    expect([Reflect.ownKeys(map), map.size]).toEqual([['_table'], 2]);
  });

  it('sees methods that are put on the class later, and accessors', () => {
    class Own extends WasmMap<number, number> {}
    const map = new Own();
    let calls = 0;
    intercept('test', map, ['set', 'delete'], (_, proceed) => { calls++; return proceed(); }, 'inside');
    Own.prototype.set = function (key, value) { WasmMap.prototype.set.call(this, key + 100, value); return this; };
    map.set(1, 1);
    expect([[...map.keys()], calls]).toEqual([[101], 1]);
    const accessor = new WasmMap<number, number>();
    Object.defineProperty(accessor, 'set', { get: () => () => 'computed', configurable: true });
    const stop = intercept('test', accessor, ['set'], pass, 'inside');
    expect(accessor.set(1, 1)).toBe('computed');
    stop();
    expect(typeof Object.getOwnPropertyDescriptor(accessor, 'set')?.get).toBe('function');
  });

  it('passes on what is thrown, and knows what comes from within another write', () => {
    const map = new WasmMap<number, number>();
    const seen: [string, boolean][] = [];
    intercept('test', map, all, ({ method, isNested }, proceed) => { seen.push([String(method), isNested]); return proceed(); }, 'inside');
    map.getOrInsertComputed(1, () => { map.set(2, 2); return 1; });
    expect(() => map.getOrInsertComputed(3, () => { throw new Error('no'); })).toThrow('no');
    map.set(4, 4);
    expect(seen).toEqual([['getOrInsertComputed', false], ['set', true], ['getOrInsertComputed', false], ['set', false]]);
  });

  it('covers nothing of a map that takes only some of it', () => {
    const sealed = Object.seal(new WasmMap<number, number>());
    expect(() => intercept('test', sealed, all, pass, 'inside')).toThrow('test: map: its methods cannot be covered');
    const partly = new WasmMap<number, number>();
    Object.defineProperty(partly, 'delete', { value: () => true, configurable: false });
    expect(() => intercept('test', partly, all, pass, 'inside')).toThrow(TypeError);
    expect(Reflect.ownKeys(partly)).toEqual(['_table', 'delete']);
    partly.set(1, 1);
    expect(partly.size).toBe(1);
  });

  it('keeps no map alive, nor do those who end it', async () => {
    const observed = [observe(), observe()];
    await collect();
    expect(observed.flatMap(({ references }) => references.map((reference) => reference.deref()))).toEqual(Array(4).fill(undefined));
    for (const { guards, logs } of observed) {
      for (const each of guards) each.stop();
      for (const stop of logs) stop();
    }
  });

  it('shows a log what a guard refuses, whichever was there first', () => {
    for (const isLogFirst of [true, false]) {
      const map = new WasmMap<number, number>();
      const results: (string | undefined)[] = [];
      const log = (): unknown => logMap(map, { sink: ({ error_code: code }) => { results.push(code); } });
      if (isLogFirst) log();
      const watched = guard(map, { mode: 'throw' });
      if (!isLogFirst) log();
      expect(() => map.putAll([[1, 1]])).toThrow();
      expect(results).toEqual(['ERR_WASMAP_GUARD']);
      expect(watched.violations.idempotent).toBe(1);
    }
  });
});
