import { channel } from 'node:diagnostics_channel';
import { Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Heap, PutAllError, VersionError, WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';
import { collect } from '../heap/collect.js';
import { writeForEachResult } from '../support/batches.js';
import { engineKinds } from '../support/workloads.js';
import { labelled, libraries, scrape, shown } from './scrape.js';

describe.each(engineKinds.flatMap((engine) => libraries.map(([name, library]) => [engine, name, library] as const)))(
  'instrument on the %s engine, with a registry of %s', (engine, _name, { Registry }) => {
    const make = (name?: string): WasmMap<number, number> =>
      new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });

    it('shows what a map counts', async () => {
      const register = new Registry();
      const map = make('stock').set(1, 1);
      instrument(map, { register });
      map.get(1);
      map.get(2);
      map.has(1);
      const snapshot = map.snapshot();
      const found = await scrape(register);
      expect([found[labelled('hits_total', 'map="stock"')], found[labelled('misses_total', 'map="stock"')]]).toEqual([2, 1]);
      expect(found[labelled('entries', 'map="stock"')]).toBe(1);
      expect(found[labelled('memory_bytes', 'map="stock"')]).toBe(map.memoryUsage().bytes);
      expect(found[labelled('probe_length_max', 'map="stock"')]).toBe(1);
      expect(found[labelled('snapshots_open', 'map="stock"')]).toBe(1);
      snapshot.dispose();
      expect((await scrape(register))[labelled('snapshots_open', 'map="stock"')]).toBe(0);
      expect(Object.keys(found).filter((name) => name.includes('putall'))).toEqual([]);
      expect(found[labelled('engine_info', `engine="${engine}",simd="${engine === 'wasm'}",threads="true"`)]).toBe(1);
    });

    it('shows what batches came to', async () => {
      const register = new Registry();
      const map = make('stock');
      instrument(map, { register, shard: 3, labels: { team: 'a' } });
      await writeForEachResult(map);
      const found = await scrape(register);
      const labels = 'team="a",map="stock",shard="3"';
      const results = ['ok', 'partial', 'failed', 'rejected', 'deduplicated'].map((result) => found[labelled('putall_operations_total', `${labels},result="${result}"`)]);
      expect(results).toEqual([2, 1, 1, 1, 1]);
      expect(found[labelled('putall_entries_total', labels)]).toBe(5);
      expect(found[labelled('putall_batch_size', labels)]).toBe(1);
      expect(found[labelled('putall_batch_entries_count', labels)]).toBe(5);
      expect(found[labelled('putall_batch_entries_bucket', `${labels},le="2"`)]).toBe(3);
      expect(found[labelled('putall_duration_seconds_count', `${labels},result="ok"`)]).toBe(2);
      expect(found[labelled('rollbacks_total', labels)]).toBe(1);
      expect(found[labelled('concurrent_modifications_total', `${labels},kind="source"`)]).toBe(0);
    });

    it('shows the same as JSON, which other processes may get', async () => {
      const register = new Registry();
      instrument(make('stock').set(1, 1), { register });
      const metrics = await register.getMetricsAsJSON() as unknown as { name: string; values: { value: number; labels: object }[] }[];
      const entries = metrics.find(({ name }) => name === 'wasmap_entries')!.values;
      expect(JSON.parse(JSON.stringify(entries))).toEqual([{ value: 1, labels: { map: 'stock' } }]);
    });

    it('shows counters as OpenMetrics has them, and the labels that a registry adds', async () => {
      const register = new Registry();
      register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
      register.setDefaultLabels({ app: 'shop', map: 'not this' });
      instrument(make('stock').set(1, 1), { register });
      const text = await register.metrics();
      expect(text).toMatch(/^# TYPE wasmap_hits counter\nwasmap_hits_total\{app="shop",map="stock"\} 0$/m);
      expect(await register.metrics()).toBe(text);
    });
  });

describe.each(engineKinds)('instrument on the %s engine', (engine) => {
  const make = (name?: string): WasmMap<number, number> =>
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });

  it('adds up what has the same labels, and lets no counter fall while one of them is there', async () => {
    const register = new Registry();
    const [first, second] = [make('stock').set(1, 1), make('stock')];
    instrument(first, { register });
    instrument(second, { register });
    first.get(1);
    second.get(1);
    second.putAll([[1, 1]]);
    const before = await scrape(register);
    expect([before['wasmap_hits_total{map="stock"}'], before['wasmap_misses_total{map="stock"}'], before['wasmap_entries{map="stock"}']]).toEqual([1, 1, 2]);
    second.dispose();
    const after = await scrape(register);
    expect([after['wasmap_misses_total{map="stock"}'], after['wasmap_entries{map="stock"}'], after['wasmap_putall_entries_total{map="stock"}']]).toEqual([1, 1, 1]);
    first.dispose();
    expect(await shown(register)).toEqual([]);
  });

  it('lets a map go that is collected, and what it was shown as', async () => {
    const register = new Registry();
    instrument(make('passing').set(1, 1), { register });
    expect(await shown(register)).not.toEqual([]);
    await collect();
    expect(await shown(register)).toEqual([]);
  });

  it('stops when it is told to, by all who asked for it', async () => {
    const register = new Registry();
    const map = make('stock');
    const [stop, stopToo] = [instrument(map, { register }), instrument(map, { register })];
    map.putAll([[1, 1]]);
    stop();
    stop();
    expect((await scrape(register))[labelled('putall_entries_total', 'map="stock"')]).toBe(1);
    stopToo();
    map.putAll([[1, 1]]);
    expect(await shown(register)).toEqual([]);
  });

  it('shows maps and sets of every kind', async () => {
    const register = new Registry();
    const heap = new Heap({ engine });
    const kinds = ['any', 'string', 'bytes', 'u32', 'i32', 'f64', 'u64', 'i64'] as const;
    const all = kinds.flatMap((key) => [new WasmMap({ key, heap, name: `map of ${key}` }), new WasmSet({ key, heap, name: `set of ${key}` })]);
    for (const one of all) instrument(one, { register });
    const found = await scrape(register);
    for (const { _table: { name } } of all) expect(found[labelled('entries', `map="${name}"`)]).toBe(0);
  });

  it('shows guards once a write broke a rule of one', async () => {
    const register = new Registry();
    const map = make('stock');
    instrument(map, { register });
    expect((await shown(register)).filter((name) => name.includes('guard'))).toEqual([]);
    channel('wasmap:guard').publish({ map, rule: 'atomic' });
    const found = await scrape(register);
    const rules = ['atomic', 'idempotent', 'observable'].map((rule) => found[labelled('guard_violations_total', `map="stock",rule="${rule}"`)]);
    expect(rules).toEqual([1, 0, 0]);
  });

  it('takes the name of the map, or that which is given, and nothing that is no map or registry', () => {
    const register = new Registry();
    expect(() => instrument(make(), { register })).toThrow(WasmapTypeError);
    expect(() => instrument(make(), { register })).toThrow('instrument: name: the map was made without one');
    expect(() => instrument({}, { register })).toThrow('instrument: map: expected a WasmMap, WasmSet or cache');
    expect(() => instrument(undefined as never, { register })).toThrow('instrument: map: expected a WasmMap, WasmSet or cache');
    expect(() => instrument(make('a'), { register: {} as never })).toThrow('instrument: register: expected a Registry of prom-client');
    expect(() => instrument(make('a'), { register, labels: { map: 'b' } })).toThrow(/'map' is set by wasmap itself/);
    expect(() => instrument(make('a'), { register, labels: { 'a-b': 'b' } })).toThrow(/'a-b' is no name/);
    expect(() => instrument(make('a'), { register, shard: {} as never })).toThrow('instrument: shard: expected a string or number');
    expect(() => instrument(make('a'), { register, shard: NaN })).toThrow('instrument: shard: expected a label that says something');
    expect(() => instrument(make('a'), { register, legacyNaming: true } as never)).toThrow("did you mean 'legacyNames'?");
    expect(instrument(make(), { register, name: 'given' })).toBeTypeOf('function');
  });

  it('registers nothing where the registry has one of its metrics from elsewhere', () => {
    const register = new Registry();
    new Gauge({ name: 'wasmap_segments', help: 'mine', registers: [register] });
    expect(() => instrument(make('a'), { register })).toThrow("it has a metric 'wasmap_segments' already");
    expect(register.getMetricsAsArray()).toHaveLength(1);
  });

  it('begins anew in a registry that was cleared', async () => {
    const register = new Registry();
    instrument(make('before'), { register });
    register.clear();
    const after = make('after');
    instrument(after, { register });
    expect((await shown(register)).every((name) => name.includes('map="after"'))).toBe(true);
    expect(after.size).toBe(0);
  });

  it('shows the names of the articles where they are asked for', async () => {
    const register = new Registry();
    const map = make('stock');
    instrument(map, { register, legacyNames: true });
    map.putAll([[1, 1], [2, 2]]);
    expect(() => map.putAll([[1, -1]])).toThrow(PutAllError);
    expect(() => { map.putAll(function* () { map.set(9, 9); yield [3, 3]; }()); }).toThrow();
    const found = await scrape(register);
    const value = (name: string): number | undefined => found[`${name}{map="stock"}`];
    expect(value('go_map_batch_write_duration_seconds_count')).toBe(3);
    expect(value('go_map_concurrent_modifications_total')).toBe(1);
    expect(value('putall_failure_rate')).toBeCloseTo(2 / 3);
    expect(value('putall_p99_latency')).toBeGreaterThan(0);
    expect(value('putall_batch_size')).toBe(1);
    expect(value('putall_collision_rate')).toBe(0);
    expect(value('putall_gc_trigger_count')).toBeGreaterThanOrEqual(0);
  });

  it('means by the names of the articles what the rules of the same names mean', async () => {
    const register = new Registry();
    const map = make('stock');
    instrument(map, { register, legacyNames: true });
    const value = async (name: string): Promise<number | undefined> => (await scrape(register))[`${name}{map="stock"}`];
    expect(() => map.compareAndPutAll(99, [[1, 1]])).toThrow(VersionError);
    expect(await value('putall_p99_latency')).toBe(0); // was not begun
    map.putAll([[1, 1], [2, -1]], { atomic: false });
    map.putAll([[3, 3]]);
    expect(await value('putall_failure_rate')).toBeCloseTo(2 / 3);
    expect(await value('putall_p99_latency')).toBeGreaterThan(0);
  });

  it('has the names of the articles in OpenMetrics, too', async () => {
    const register = new Registry<OpenMetricsContentType>();
    register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const map = make('stock');
    instrument(map, { register, legacyNames: true });
    map.putAll([[1, 1]]);
    const text = await register.metrics();
    for (const name of ['putall_failure_rate', 'putall_p99_latency', 'putall_batch_size', 'putall_collision_rate', 'putall_gc_trigger_count']) {
      expect(text).toContain(`\n${name}{map="stock"} `);
    }
  });
});
