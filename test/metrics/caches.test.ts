import { Gauge, Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { WasmCache } from '../../src/cache/index.js';
import { LRUCache } from '../../src/cache/lru-cache.js';
import { prewarm } from '../../src/cache/prewarm/index.js';
import { WasmMap, WasmapTypeError } from '../../src/index.js';
import { instrument, instrumentAll } from '../../src/metrics/index.js';
import { collect } from '../heap/collect.js';
import { engineKinds } from '../support/workloads.js';
import { libraries, scrape, shown } from './scrape.js';

const labels = (cache: string, tier = 'l1', more = ''): string => `{cache="${cache}",tier="${tier}"${more}}`;

describe.each(engineKinds.flatMap((engine) => libraries.map(([name, library]) => [engine, name, library] as const)))(
  'instrument of a cache on the %s engine, with a registry of %s', (engine, _name, { Registry }) => {
    it('shows what a cache counts, with its tier', async () => {
      const register = new Registry();
      const cache = new WasmCache({ max: 2, key: 'u32', value: 'u32', policy: 'lru', engine, name: 'prices' });
      instrument(cache, { register });
      cache.set(1, 1).set(2, 2).set(3, 3);
      cache.get(3);
      cache.get(1);
      cache.delete(2);
      const found = await scrape(register);
      expect(found).toEqual({
        [`wasmap_cache_hits_total${labels('prices')}`]: 1,
        [`wasmap_cache_misses_total${labels('prices')}`]: 1,
        [`wasmap_cache_insertions_total${labels('prices')}`]: 3,
        [`wasmap_cache_evictions_total${labels('prices', 'l1', ',cause="evict"')}`]: 1,
        [`wasmap_cache_evictions_total${labels('prices', 'l1', ',cause="expire"')}`]: 0,
        [`wasmap_cache_evictions_total${labels('prices', 'l1', ',cause="delete"')}`]: 1,
        [`wasmap_cache_entries${labels('prices')}`]: 1,
        [`wasmap_cache_max_entries${labels('prices')}`]: 2,
        [`wasmap_cache_bytes${labels('prices')}`]: cache._store.table.bytes,
        [`wasmap_engine_info{engine="${engine}",simd="${engine === 'wasm'}",threads="true"}`]: 1,
      });
      expect(cache._store.table.bytes).toBeGreaterThan(0);
      expect(await register.metrics()).not.toContain('wasmap_putall');
    });
  });

describe.each(engineKinds)('instrument of a cache on the %s engine', (engine) => {
  const make = (name?: string, max = 10): WasmCache<number, number> =>
    new WasmCache<number, number>({ max, key: 'u32', value: 'u32', policy: 'lru', engine, ...(name !== undefined && { name }) });

  it('shows what filled it beforehand, once that has ended, and nothing of it before', async () => {
    const register = new Registry();
    const [cache, other] = [make('warm'), make('other')];
    instrument(cache, { register });
    instrument(other, { register });
    expect(await register.metrics()).not.toContain('{cache="warm",tier="l1",result');
    const rows = [[1, 1], [2, -2], [3, 3]] as const;
    await prewarm(cache, rows);
    await prewarm(cache, [4, 5, 6], { load: (key) => (key === 4 ? undefined : key) });
    const found = await scrape(register);
    expect([found[`wasmap_cache_prewarm_entries_total${labels('warm', 'l1', ',result="written"')}`],
      found[`wasmap_cache_prewarm_entries_total${labels('warm', 'l1', ',result="failed"')}`],
      found[`wasmap_cache_prewarm_entries_total${labels('warm', 'l1', ',result="skipped"')}`]]).toEqual([4, 1, 1]);
    expect(found[`wasmap_cache_prewarm_seconds_total${labels('warm')}`]).toBeGreaterThan(0);
    expect(Object.keys(found).filter((name) => name.startsWith('wasmap_cache_prewarm') && name.includes('other'))).toEqual([]);
    cache.close();
    other.close();
  });

  it('shows sizes where entries have some', async () => {
    const register = new Registry();
    const cache = new WasmCache({ maxSize: 10, key: 'u32', value: 'string', sizeCalculation: (text) => text.length, engine });
    instrument(cache, { register, name: 'texts', tier: 'l2', shard: 1, labels: { team: 'a' } });
    cache.set(1, 'four').set(2, 'much too long');
    const found = await scrape(register);
    const own = '{team="a",cache="texts",tier="l2",shard="1"}';
    expect([found[`wasmap_cache_weight${own}`], found[`wasmap_cache_max_weight${own}`], found[`wasmap_cache_rejections_total${own}`]]).toEqual([4, 10, 1]);
    expect(found).not.toHaveProperty([`wasmap_cache_max_entries${own}`]);
  });

  it('adds up what has the same labels, and lets no counter fall while one of them is there', async () => {
    const register = new Registry();
    const [first, second] = [make('stock', 10).set(1, 1), make('stock', 20)];
    for (const cache of [first, second, new Proxy(first, {})]) instrument(cache, { register });
    first.get(1);
    second.get(1);
    const now = async (): Promise<unknown> => {
      const found = await scrape(register);
      return ['hits_total', 'misses_total', 'entries', 'max_entries'].map((name) => found[`wasmap_cache_${name}${labels('stock')}`]);
    };
    expect(await now()).toEqual([1, 1, 1, 30]);
    second.close();
    expect(await now()).toEqual([1, 1, 1, 10]);
    first.close();
    expect(await shown(register)).toEqual([]);
  });

  it('shows an unbounded cache, or one among others, without a bound', async () => {
    const register = new Registry();
    instrument(make('both'), { register });
    instrument(new WasmCache({ ttl: 1000, ttlAutopurge: true, engine, name: 'both' }), { register });
    const found = await scrape(register);
    expect(found).not.toHaveProperty([`wasmap_cache_max_bytes${labels('both')}`]);
    expect(found[`wasmap_cache_entries${labels('both')}`]).toBe(0);
    expect(found).not.toHaveProperty([`wasmap_cache_max_entries${labels('both')}`]);
  });

  it('shows a bound of bytes, as it is now', async () => {
    const register = new Registry();
    const cache = new WasmCache({ maxBytes: 50_000, key: 'u32', value: 'u32', engine, name: 'bytes' });
    instrument(cache, { register });
    const shownBound = async (): Promise<unknown> => (await scrape(register))[`wasmap_cache_max_bytes${labels('bytes')}`];
    expect(await shownBound()).toBe(50_000);
    cache.resize({ maxBytes: 60_000 });
    expect(await shownBound()).toBe(60_000);
  });

  it.each(['fetchMethod', 'fetchAllMethod'])('shows that nothing is being loaded, of a cache with a %s', async (method) => {
    const register = new Registry();
    instrument(new WasmCache({ max: 10, engine, [method]: () => undefined }), { register, name: 'idle' });
    const found = await scrape(register);
    expect([found[`wasmap_cache_loads_in_flight${labels('idle')}`], found[`wasmap_cache_loads_total${labels('idle', 'l1', ',result="loaded"')}`]]).toEqual([0, 0]);
  });

  it('shows loads of what loads, from the beginning', async () => {
    const register = new Registry();
    const cache = new WasmCache({ max: 10, engine, name: 'loading', fetchMethod: (key) => (key === 'gone' ? Promise.reject(new Error('gone')) : 1) });
    instrument(cache, { register });
    const value = async (name: string): Promise<number | undefined> => (await scrape(register))[`wasmap_cache_${name}`];
    expect(await value(`loads_total${labels('loading', 'l1', ',result="loaded"')}`)).toBe(0);
    expect(await value(`load_seconds_count${labels('loading')}`)).toBe(0);
    await cache.fetch(1);
    await cache.fetch('gone').catch(() => undefined);
    expect(await value(`load_seconds_count${labels('loading')}`)).toBe(2);
    expect(await value(`load_seconds_bucket${labels('loading', 'l1', ',le="10"')}`)).toBe(2);
    expect(await value(`loads_total${labels('loading', 'l1', ',result="loaded"')}`)).toBe(1);
    expect(await value(`loads_total${labels('loading', 'l1', ',result="failed"')}`)).toBe(1);
  });

  it('lets a cache go that is collected, and stops when it is told to', async () => {
    const register = new Registry();
    instrument(make('passing').set(1, 1), { register });
    const staying = make('staying');
    const stop = instrument(staying, { register });
    expect(await shown(register)).not.toEqual([]);
    await collect();
    expect((await shown(register)).filter((name) => name.includes('passing'))).toEqual([]);
    stop();
    stop();
    expect(await shown(register)).toEqual([]);
    expect(staying.size).toBe(0);
  });

  it('says what is wrong', () => {
    const register = new Registry();
    expect(() => instrument(make(), { register })).toThrow('instrument: name: the cache was made without one');
    expect(() => instrument(make('a'), { register, tier: '' })).toThrow('instrument: tier: expected a label that says something');
    expect(() => instrument(make('a'), { register, tier: {} as never })).toThrow(WasmapTypeError);
    expect(() => instrument(make('a'), { register, labels: { tier: 'l2' } })).toThrow(/'tier' is set by wasmap itself/);
    expect(() => instrument(new WasmMap({ name: 'm' }), { register, tier: 'l2' })).toThrow('instrument: tier: only caches have one');
    expect(instrument(new LRUCache({ max: 1 }), { register, name: 'lru' })).toBeTypeOf('function');
  });

  it('registers nothing where the registry has one of its metrics from elsewhere', async () => {
    const register = new Registry();
    new Gauge({ name: 'wasmap_cache_entries', help: 'of somebody else', registers: [register] });
    expect(() => instrument(make('a'), { register })).toThrow("it has a metric 'wasmap_cache_entries' already");
    expect(() => instrumentAll({ register })).toThrow(WasmapTypeError);
    expect((await register.getMetricsAsJSON()).map(({ name }) => name)).toEqual(['wasmap_cache_entries']);
    // Maps have nothing to do with it.
    expect(instrument(new WasmMap({ name: 'm' }), { register })).toBeTypeOf('function');
  });
});

describe('instrumentAll', () => {
  it('shows caches that have a name beside maps: what was there, and what is made later', async () => {
    const register = new Registry();
    const earlier = new WasmCache({ max: 10, name: 'cache-earlier' }).set(1, 1);
    const stop = instrumentAll({ register, tier: (name) => (name.endsWith('far') ? 'l2' : 'l1') });
    const later = [new WasmCache({ max: 10, name: 'cache-far' }), new WasmMap({ name: 'map-beside' }), new WasmCache({ max: 10 })];
    const found = await scrape(register);
    expect(found[`wasmap_cache_entries${labels('cache-earlier')}`]).toBe(1);
    expect(found[`wasmap_cache_entries${labels('cache-far', 'l2')}`]).toBe(0);
    expect(found['wasmap_entries{map="map-beside"}']).toBe(0);
    stop();
    const unheard = new WasmCache({ max: 10, name: 'cache-unheard' });
    expect(await shown(register)).toEqual([]);
    expect([earlier.size, unheard.size, later.length]).toEqual([1, 0, 3]);
  });

  it('never keeps a cache from being made', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const register = new Registry();
    const stop = instrumentAll({ register, tier: (name) => (name === 'tierless' ? (undefined as never) : 'l1') });
    expect(new WasmCache({ max: 1, name: 'tierless' }).size).toBe(0);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('tier: expected a string or number'), expect.anything());
    warned.mockRestore();
    stop();
    expect(() => instrumentAll({ register, tier: 1n as never })).toThrow('instrumentAll: tier: expected a string or number');
  });
});

it('needs no more for maps where there are no caches', async () => {
  const register = new Registry();
  instrument(new WasmMap({ key: 'u32', value: 'u32', name: 'alone' }), { register });
  expect(await register.metrics()).not.toContain('wasmap_cache');
});
