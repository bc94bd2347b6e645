import { AggregationTemporality, type Histogram, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Attributes } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { WasmCache } from '../../src/cache/index.js';
import { type MetricsForCachesOptions, metricsForCaches } from '../../src/otel/index.js';
import { load, loaded } from '../support/loads.js';
import { engineKinds } from '../support/workloads.js';

const ends: (() => unknown)[] = [];
afterEach(async () => { for (const end of ends.splice(0)) await end(); });

type Points = readonly (readonly [value: unknown, attributes: Attributes])[];

/** Counts until the test is over; gives values and attributes of a metric. */
function counted(options: MetricsForCachesOptions = {}): (metric: string) => Promise<Points> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })] });
  ends.push(metricsForCaches({ meterProvider, ...options }), () => meterProvider.shutdown());
  return async (metric) => {
    exporter.reset();
    await meterProvider.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics: those }) => those);
    return metrics.find(({ descriptor }) => descriptor.name === metric)?.dataPoints.map(({ value, attributes }) => [value, attributes] as const) ?? [];
  };
}

describe.each(engineKinds)('metricsForCaches on the %s engine', (engine) => {
  let names = 0;
  const unused = (): string => `cache on ${engine} ${String(names++)}`;
  const make = (name: string, max = 2): WasmCache<number, number> => new WasmCache<number, number>({ max, key: 'u32', value: 'u32', policy: 'lru', engine, name });
  const of = (points: Points, name: string): Points => points.filter(([, attributes]) => attributes['wasmap.cache'] === name);

  it('observes caches that have a name, made before or later', async () => {
    const [name, later] = [unused(), unused()];
    const cache = make(name);
    const points = counted({ tier: (called) => (called === later ? 'l2' : 'l1') });
    make(later);
    cache.set(1, 1).set(2, 2).set(3, 3);
    cache.get(3);
    cache.get(1);
    cache.delete(3);
    const labels = { 'wasmap.cache': name, 'wasmap.cache.tier': 'l1', 'wasmap.engine': engine };
    expect(of(await points('wasmap.cache.size'), name)).toEqual([[1, labels]]);
    expect(of(await points('wasmap.cache.memory'), name)).toEqual([[cache._store.table.bytes, labels]]);
    expect(of(await points('wasmap.cache.hits'), name)).toEqual([[1, labels]]);
    expect(of(await points('wasmap.cache.misses'), name)).toEqual([[1, labels]]);
    expect(of(await points('wasmap.cache.insertions'), name)).toEqual([[3, labels]]);
    expect(of(await points('wasmap.cache.evictions'), name)).toEqual([
      [1, { ...labels, 'wasmap.cache.cause': 'evict' }], [0, { ...labels, 'wasmap.cache.cause': 'expire' }], [1, { ...labels, 'wasmap.cache.cause': 'delete' }],
    ]);
    expect(of(await points('wasmap.cache.size'), later)).toEqual([[0, { ...labels, 'wasmap.cache': later, 'wasmap.cache.tier': 'l2' }]]);
  });

  it('adds up what has the same name, and lets no counter fall', async () => {
    const name = unused();
    const [first, second] = [make(name).set(1, 1), make(name).set(1, 1)];
    const points = counted();
    const values = async (): Promise<unknown[]> => [of(await points('wasmap.cache.size'), name)[0]![0], of(await points('wasmap.cache.hits'), name)[0]![0]];
    for (const cache of [first, second]) cache.get(1);
    expect(await values()).toEqual([2, 2]);
    second.close();
    expect(await values()).toEqual([1, 2]);
    first.close();
    expect(await values()).toEqual([0, 2]);
  });

  it('counts loads by what came of them, and measures them', async () => {
    const name = unused();
    const cache = make(name);
    const points = counted({ caches: [cache] });
    await load(cache, loaded(1));
    await load(cache, loaded(1));
    await load(cache, () => Promise.reject(new Error('gone'))).catch(() => undefined);
    await load(make(unused()), loaded(1));
    const labels = { 'wasmap.cache': name, 'wasmap.cache.tier': 'l1', 'wasmap.engine': engine };
    expect(await points('cache.load.count')).toEqual([[2, { ...labels, 'wasmap.result': 'loaded' }], [1, { ...labels, 'wasmap.result': 'failed' }]]);
    expect((await points('cache.load.duration')).map(([value]) => (value as Histogram).count)).toEqual([2, 1]);
    expect((await points('wasmap.cache.size')).map(([, attributes]) => attributes['wasmap.cache'])).toEqual([name]);
  });
});
