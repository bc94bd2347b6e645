import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ClosedError, WasmMap, WasmSet, WriteBatcher } from '../../src/index.js';
import type { Watcher } from '../../src/watch/index.js';
import { watch } from '../../src/watch/index.js';
import { collect } from '../heap/collect.js';
import { anyMap, collidingKeys, engineKinds, runs } from '../support/workloads.js';
import { type Numbers, expectSane, read, watchByHand } from './watching.js';

describe.each(engineKinds)('watch on the %s engine', (engine) => {
  const make = (): Numbers => new WasmMap<number, number>([[1, 1]], { key: 'u32', value: 'u32', engine, name: 'stock' });

  it('says what a window came to', () => {
    const map = make();
    read(map, 5, 5);
    const watcher = watchByHand(map);
    read(map, 300, 100);
    for (let i = 0; i < 25; i++) map.set(1, i);
    map.putAll([[2, 2], [3, 3], [4, 4]]);
    const report = watcher.sample();
    expectSane(report);
    expect(report).toEqual({
      name: 'stock', state: 'ok', since: 2000, time: 3000, durationMs: 1000, windows: 1, isQuiet: false,
      hits: 300, misses: 100, reads: 400, writes: 28, writesCounted: 'entries', contention: expect.closeTo(1 - (4 / 3) ** -0.72, 12) as number,
      size: 4, loadFactor: map.stats().loadFactor, probeLength: undefined,
      signals: {
        missRatio: { state: 'ok', since: 2000, value: 1 / 3, thresholds: { warning: 1.61, critical: 2.3 } },
        writeShare: { state: 'ok', since: 2000, value: 28 / 428, thresholds: { warning: 0.15, critical: 0.25 } },
        probeLength: { state: 'ok', since: 2000, value: undefined, thresholds: { warning: 1.5, critical: 2 } },
        load: { state: 'ok', since: 2000, value: undefined, thresholds: { warning: 0.65, critical: 1 } },
      },
    });
    expect(watcher.report()).toBe(report);
  });

  it('is critical when misses are more than 2.3 times the hits, and a warning at 0.7 of that', () => {
    const map = make();
    const watcher = watchByHand(map);
    const states = [[100, 161], [100, 162], [100, 230], [100, 231], [0, 1000], [100, 0]].map(([hits, misses]) => {
      read(map, hits!, misses!);
      const { state, contention, signals } = watcher.sample();
      return [state, signals.missRatio?.value, contention?.toFixed(3)];
    });
    expect(states).toEqual([
      ['ok', 1.61, '0.499'], ['warning', 1.62, '0.500'], ['warning', 2.3, '0.577'], ['critical', 2.31, '0.578'], ['critical', undefined, '1.000'], ['ok', 0, '0.000'],
    ]);
  });

  it('is a warning past 15 % of writes, and critical past 25 %', () => {
    const map = make();
    const watcher = watchByHand(map);
    const states = [15, 16, 25, 26].map((writes) => {
      read(map, 100 - writes, 0);
      for (let i = 0; i < writes; i++) map.set(1, i);
      return watcher.sample().state;
    });
    expect(states).toEqual(['ok', 'warning', 'warning', 'critical']);
  });

  it('counts what batches of every sort write by entries', async () => {
    const map = make();
    const watcher = watchByHand(map);
    const keys = Uint32Array.from({ length: 200 }, (_, i) => i);
    const columns = { keys, values: keys };
    const written = (): number => watcher.sample().writes;
    map.putAll(columns);
    expect(written()).toBe(200);
    map.putAll(columns, { onConflict: 'keep' });
    expect(written()).toBe(0);
    map.compareAndPutAll(map.version, columns);
    expect(written()).toBe(200);
    expect(() => map.putAll([[7, 7], [8, -8]])).toThrow();
    expect(written()).toBe(0);
    await map.putAllAsync(columns);
    await wait(0);
    expect(written()).toBe(200);
    const batcher = new WriteBatcher(map);
    void batcher.write(1, 1);
    void batcher.write(2, 2);
    await batcher.close();
    expect(written()).toBe(2);
    map.deleteAll(keys);
    expect(written()).toBe(1);
    const set = new WasmSet<number>({ key: 'u32', engine });
    const other = watchByHand(set);
    set.addAll(keys);
    expect([other.sample().writes, written()]).toEqual([200, 0]);
  });

  it('notices keys that collide by their probe lengths, and again when they are gone', () => {
    const map = anyMap({ key: 'u32', value: 'u32', engine, seed: 7n });
    for (let i = 0; i < 5000; i++) map.set(i, i);
    const watcher = watchByHand(map, { thresholds: { writeShare: false, missRatio: false } });
    map.getAll(Uint32Array.from({ length: 1000 }));
    expect(watcher.sample()).toMatchObject({ state: 'ok', signals: { probeLength: { value: 1 }, load: { state: 'ok' } } });
    const keys = collidingKeys('u32', 1000, 7n);
    map.putAll(keys.map((key) => [key, 0]));
    const flooded = watcher.sample();
    expect(flooded).toMatchObject({ state: 'critical', signals: { probeLength: { state: 'critical' }, load: { state: 'ok' } } });
    expect(flooded.probeLength).toBeGreaterThan(3);
    map.deleteAll(Uint32Array.from(keys as number[]));
    map.getAll(Uint32Array.from({ length: 1000 }));
    const probed = vi.spyOn((map as unknown as { _table: { stats(): unknown } })._table, 'stats');
    expect(watcher.sample()).toMatchObject({ state: 'ok', signals: { probeLength: { state: 'ok' } } });
    map.getAll(Uint32Array.from({ length: 1000 }));
    watcher.sample();
    expect(probed).toHaveBeenCalledTimes(1); // nothing was written since
  });

  it('takes a crowd that was there before for no baseline', () => {
    const map = anyMap({ key: 'u32', value: 'u32', engine, seed: 7n });
    map.putAll(collidingKeys('u32', 1000, 7n).map((key) => [key, 0]));
    const watcher = watchByHand(map);
    map.getAll(Uint32Array.from({ length: 1000 }));
    expect(watcher.sample().signals.probeLength?.state).toBe('critical');
  });

  it('notices by its load that a map has little left', () => {
    const map = anyMap({ key: 'u32', value: 'u32', engine });
    map.putAll(Array.from({ length: 1400 }, (_, i) => [i, i]));
    const watcher = watchByHand(map, { thresholds: { writeShare: false, missRatio: false } });
    const loadAfter = (change: () => void): unknown => {
      change();
      map.getAll(new Uint32Array(1000));
      return watcher.sample().signals.load?.state;
    };
    expect(loadAfter(() => map.deleteAll(Uint32Array.from({ length: 700 }, (_, i) => i)))).toBe('ok');
    expect(loadAfter(() => map.deleteAll(Uint32Array.from({ length: 1390 }, (_, i) => i)))).toBe('warning');
    expect(loadAfter(() => map.shrink())).toBe('ok');
  });

  it('takes neither growth nor room that is being filled for a drift', () => {
    for (const capacity of [0, 20_000]) {
      const map = new WasmMap<number, number>({ key: 'f64', value: 'u32', engine, capacity });
      const watcher = watchByHand(map, { thresholds: { writeShare: false, missRatio: false } });
      for (let i = 0; i < 20_000; i++) {
        map.set(i, i);
        if (i % 500 === 499) expect(watcher.sample().state).toBe('ok');
      }
    }
  });

  it('goes on after the map was cleared', () => {
    const map = make();
    const watcher = watchByHand(map);
    read(map, 100, 0);
    map.putAll(Array.from({ length: 5000 }, (_, i) => [i, i]));
    watcher.sample();
    map.clear();
    read(map, 0, 100);
    const report = watcher.sample();
    expectSane(report);
    expect([report.misses, report.writes, report.size, report.signals.missRatio?.state]).toEqual([100, 1, 0, 'critical']);
  });

  it('says nothing of idle maps, nor what is no number, whatever happens to them', () => {
    const calls: ((map: Numbers) => unknown)[] = [
      (map) => map.clear(), (map) => map.get(9), (map) => map.set(1, 1), (map) => map.delete(1), (map) => map.shrink(), (map) => map.reserve(5000),
      (map) => map.putAll([]), (map) => map.putAll([[1, 2], [5, 6]]), (map) => map.getAll([1, 2, 3]), (map) => map.snapshot().dispose(), () => undefined,
    ];
    fc.assert(fc.property(fc.array(fc.nat(calls.length - 1), { maxLength: 30 }), fc.boolean(), (numbers, isIdle) => {
      const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
      const watcher = watchByHand(map, { minOperations: isIdle ? 100 : 1 });
      const heard: unknown[] = [];
      for (const event of ['signal', 'change'] as const) watcher.on(event, (change) => heard.push(change));
      for (const number of numbers) {
        calls[number]!(map);
        expectSane(watcher.sample());
      }
      if (isIdle) expect([watcher.report().state, heard]).toEqual(['ok', []]);
    }), { numRuns: runs(20) });
  });

  it('keeps its state while a map is idle, and counts idle windows neither for nor against', () => {
    const map = make();
    const watcher = watchByHand(map, { sustain: 2 });
    const after = (hits: number, misses: number): unknown[] => {
      read(map, hits, misses);
      const { state, isQuiet, signals, contention } = watcher.sample();
      return [state, isQuiet, signals.missRatio?.value, contention === undefined];
    };
    expect(after(1, 999)).toEqual(['ok', false, 999, false]);
    expect(after(0, 99)).toEqual(['ok', true, undefined, true]);
    expect(after(1, 999)).toEqual(['critical', false, 999, false]);
    expect(after(99, 0)).toEqual(['critical', true, undefined, true]);
    expect(after(100, 0)[0]).toBe('critical');
    expect(after(0, 0)[0]).toBe('critical');
    expect(after(100, 0)[0]).toBe('ok');
  });

  it('watches of a map with keys of any kind what such a map counts', () => {
    const map = new WasmMap<unknown, unknown>([[1, 1]], { engine });
    const watcher = watchByHand(map);
    read(map as Numbers, 50, 200);
    map.putAll(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i]));
    const report = watcher.sample();
    expectSane(report);
    expect(Object.keys(report.signals)).toEqual(['missRatio', 'writeShare']);
    expect([report.hits, report.misses, report.writes, report.state, report.loadFactor, report.probeLength]).toEqual([50, 200, 100, 'critical', 0, undefined]);
  });

  it('tells those who listen, by events', () => {
    const map = make();
    const watcher = watchByHand(map);
    const heard: unknown[] = [];
    watcher.on('sample', ({ windows }) => heard.push(['sample', windows]));
    watcher.on('signal', ({ signal, previous, state, report }) => heard.push([signal, previous, state, report.windows]));
    const off = watcher.on('change', ({ previous, state, report }) => heard.push(['change', previous, state, report === watcher.report()]));
    watcher.on('stop', ({ reason, report }) => heard.push(['stop', reason, report.windows]));
    read(map, 100, 162);
    watcher.sample();
    read(map, 100, 231);
    for (let i = 0; i < 900; i++) map.set(1, i);
    watcher.sample();
    off();
    off();
    read(map, 1000, 0);
    watcher.sample();
    watcher.stop();
    watcher.stop();
    expect(heard).toEqual([
      ['sample', 1], ['missRatio', 'ok', 'warning', 1], ['change', 'ok', 'warning', true],
      ['sample', 2], ['missRatio', 'warning', 'critical', 2], ['writeShare', 'ok', 'critical', 2], ['change', 'warning', 'critical', true],
      ['sample', 3], ['missRatio', 'critical', 'ok', 3], ['writeShare', 'critical', 'ok', 3], ['stop', 'stopped', 3],
    ]);
    expect([watcher.sample().windows, watcher.stopped]).toEqual([3, 'stopped']);
  });

  it('is stopped by the end of its map', () => {
    const map = make();
    const watcher = watchByHand(map, {});
    const heard: string[] = [];
    watcher.on('stop', ({ reason }) => heard.push(reason));
    read(map, 500, 0);
    const report = watcher.sample();
    map.dispose();
    expect(watcher.sample()).toBe(report);
    expect([watcher.stopped, heard]).toEqual(['disposed', ['disposed']]);
    expect(() => watch(map)).toThrow(ClosedError);
  });

  it('keeps no map alive, and notices that it was collected', async () => {
    const known = (): { watcher: Watcher; map: WeakRef<object> } => {
      const map = make();
      read(map, 200, 0);
      const watcher = watch(map, { window: 5 });
      watcher.sample();
      return { watcher, map: new WeakRef(map) };
    };
    const { watcher, map } = known();
    const ended = new Promise((resolve) => { watcher.on('stop', resolve); });
    await collect();
    expect(map.deref()).toBeUndefined();
    expect(await ended).toMatchObject({ reason: 'collected' });
    expect([watcher.stopped, watcher.isTimed]).toEqual(['collected', false]);
  });
});
