import { Gauge, Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { guard } from '../../src/guard/index.js';
import { WasmMap, WasmapTypeError } from '../../src/index.js';
import { instrument, instrumentAll } from '../../src/metrics/index.js';
import { Observed } from '../../src/metrics/observed.js';
import { ProbeBudget } from '../../src/metrics/probe-budget.js';
import { Series } from '../../src/metrics/series.js';
import { labelled, scrape } from './scrape.js';

const numbers = { key: 'u32', value: 'u32' } as const;

describe('a registry whose metrics are changed by others', () => {
  it.each([false, true])('goes on with the rest where some were removed, legacy names: %s', async (legacyNames) => {
    const register = new Registry();
    const stop = instrumentAll({ register, legacyNames });
    register.removeSingleMetric('wasmap_putall_duration_seconds');
    register.removeSingleMetric('go_map_batch_write_duration_seconds');
    const map = new WasmMap({ ...numbers, name: 'after-removal' });
    map.putAll([[1, 1]]);
    const found = await scrape(register);
    expect(found[labelled('entries', 'map="after-removal"')]).toBe(1);
    expect(Object.keys(found).some((name) => name.includes('duration_seconds'))).toBe(false);
    stop();
    map.dispose();
  });

  it('never keeps a map from being made', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const register = new Registry();
    const stop = instrumentAll({ register });
    register.clear();
    new Gauge({ name: 'wasmap_entries', help: 'of somebody else', registers: [register] });
    expect(new WasmMap({ ...numbers, name: 'made-anyway' }).size).toBe(0);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("'wasmap_entries'"), { type: 'WasmapMetricsWarning', code: 'WASMAP_METRICS' });
    warned.mockRestore();
    stop();
  });

  it('is refused at once, and not again at each map that is made', () => {
    const register = new Registry();
    new Gauge({ name: 'wasmap_entries', help: 'of somebody else', registers: [register] });
    const there = new WasmMap({ ...numbers, name: 'there' });
    expect(() => instrumentAll({ register })).toThrow(WasmapTypeError);
    there.dispose();
    expect(() => instrumentAll({ register })).toThrow(WasmapTypeError);
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    expect(new WasmMap({ ...numbers, name: 'later' }).size).toBe(0);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe('maps that are taken off and shown again', () => {
  it('count what they have counted once', async () => {
    const register = new Registry();
    const maps = [new WasmMap(numbers), new WasmMap(numbers)] as const;
    for (const map of maps) instrument(map, { register, name: 'again' });
    for (let i = 0; i < 3; i++) {
      const stop = instrument(maps[0], { register, name: 'again', shard: 0 });
      maps[0].get(1);
      stop();
    }
    maps[1].get(1);
    instrument(maps[0], { register, name: 'again', shard: 0 });
    const found = await scrape(register);
    expect([found[labelled('misses_total', 'map="again"')], found[labelled('misses_total', 'map="again",shard="0"')]]).toEqual([4, 3]);
  });

  it('count as before where they go between two scrapes', async () => {
    const register = new Registry();
    const map = new WasmMap(numbers);
    const other = new WasmMap(numbers);
    instrument(other, { register, name: 'off-and-on' });
    let stop = instrument(map, { register, name: 'off-and-on' });
    const misses: (number | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      map.get(1);
      if (i % 2 === 0) stop();
      misses.push((await scrape(register))[labelled('misses_total', 'map="off-and-on"')]);
      if (i % 2 === 0) stop = instrument(map, { register, name: 'off-and-on' });
    }
    expect(misses).toEqual([1, 2, 3, 4]);
  });
});

it('counts what comes through a proxy of a map, and shows that as the map itself', async () => {
  const register = new Registry();
  const map = new WasmMap({ ...numbers, name: 'behind-proxy' });
  const proxy = new Proxy(map, {});
  const stops = [instrument(map, { register }), instrument(proxy, { register })];
  proxy.putAll([[1, 1]]);
  map.putAll([[2, 2]]);
  const watched = guard(proxy, { mode: 'count', idempotent: 'off' });
  map.putAll([[3, 3]]);
  const found = await scrape(register);
  expect(found[labelled('entries', 'map="behind-proxy"')]).toBe(3);
  expect(found[labelled('putall_operations_total', 'map="behind-proxy",result="ok"')]).toBe(3);
  expect(found[labelled('guard_violations_total', 'map="behind-proxy",rule="observable"')]).toBe(1);
  watched.stop();
  for (const stop of stops) stop();
});

it('lets go of maps that are gone where nobody ever scrapes', () => {
  const series = new Series({ map: 'short-lived' });
  let released = 0;
  for (let i = 0; i < 1000; i++) {
    const map = new WasmMap(numbers);
    const { _table: table } = map as unknown as { readonly _table: ConstructorParameters<typeof Observed>[0] };
    series.add(table, { observed: new Observed(table, new ProbeBudget()), holders: 1, release: () => { released++; } });
    map.dispose();
  }
  expect(released).toBeGreaterThan(900);
});

it('is scraped where there is no queueMicrotask, as in worklets and bare contexts', async () => {
  const register = new Registry();
  const map = new WasmMap({ ...numbers, name: 'bare' });
  const stop = instrument(map, { register });
  vi.stubGlobal('queueMicrotask', undefined);
  const first = await scrape(register);
  map.set(1, 1);
  const second = await scrape(register);
  vi.unstubAllGlobals();
  expect([first, second].map((found) => found[labelled('entries', 'map="bare"')])).toEqual([0, 1]);
  stop();
});
