import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality, DataPointType, type Histogram, InMemoryMetricExporter, MeterProvider, type MetricData, PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { PutAllError, WasmMap, WasmSet, WasmapTypeError, WriteBatcher } from '../../src/index.js';
import { type MetricsForMapsOptions, metricsForMaps } from '../../src/otel/index.js';
import { writeForEachResult } from '../support/batches.js';
import { engineKinds } from '../support/workloads.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

type Point = readonly [value: unknown, attributes: Attributes];

interface Recorder {
  readonly meterProvider: MeterProvider;
  /** Collects; what came of it, by the names of metrics. */
  collect(): Promise<Record<string, MetricData>>;
  /** Collects; values and attributes of a metric. */
  points(name: string): Promise<readonly Point[]>;
}

const ends: (() => unknown)[] = [];
afterEach(async () => { for (const end of ends.splice(0)) await end(); });

function recorder(): Recorder {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })] });
  ends.push(() => meterProvider.shutdown());
  const collect = async (): Promise<Record<string, MetricData>> => {
    exporter.reset();
    await meterProvider.forceFlush();
    const [scope, ...others] = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    expect(others).toEqual([]);
    if (scope !== undefined) expect(scope.scope.name).toBe('wasmap');
    return Object.fromEntries((scope?.metrics ?? []).map((metric) => [metric.descriptor.name, metric]));
  };
  return {
    meterProvider,
    collect,
    points: async (name) => (await collect())[name]?.dataPoints.map(({ value, attributes }) => [value, attributes] as const) ?? [],
  };
}

/** Counts until the test is over. */
function counted(options: MetricsForMapsOptions = {}): Recorder {
  const to = recorder();
  ends.push(metricsForMaps({ meterProvider: to.meterProvider, ...options }));
  return to;
}

describe.each(engineKinds)('metricsForMaps on the %s engine', (engine) => {
  let names = 0;
  /** A name that no other test has, for what has the same is added up. */
  const unused = (): string => `${engine} ${String(names++)}`;
  const make = (name?: string): WasmMap<number, number> =>
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });
  const of = (points: readonly Point[], map: string): readonly Point[] => points.filter(([, attributes]) => attributes['wasmap.map'] === map);

  it('counts batches by what came of them', async () => {
    const { points, collect } = counted();
    const name = unused();
    const map = make(name);
    await writeForEachResult(map);
    await expect(map.putAllAsync([[9, -9]])).rejects.toThrow(PutAllError);
    const expected = { ok: 2, deduplicated: 1, partial: 1, failed: 2, rejected: 1 };
    const labels = (result: string): Attributes => ({ 'wasmap.map': name, 'wasmap.engine': engine, 'wasmap.result': result });
    expect(await points('cache.putall.count')).toEqual(Object.entries(expected).map(([result, count]) => [count, labels(result)]));
    const durations = (await collect())['cache.putall.duration']!;
    expect(durations.dataPoints.map(({ value, attributes }) => [(value as Histogram).count, attributes])).toEqual(
      Object.entries(expected).map(([result, count]) => [count, labels(result)]),
    );
    // What was refused before it was read has no size.
    const sizes = (await points('cache.putall.batch_size')).map(([value, attributes]) => [attributes['wasmap.result'], (value as Histogram).count, (value as Histogram).sum]);
    expect(sizes).toEqual([['ok', 2, 4], ['deduplicated', 1, 3], ['partial', 1, 2], ['failed', 2, 3]]);
  });

  it('says units, and advises bounds', async () => {
    const { collect } = counted();
    make(unused()).putAll([[1, 1]]);
    const found = await collect();
    expect(Object.fromEntries(Object.entries(found).map(([name, { descriptor: { unit }, dataPointType }]) => [name, [unit, dataPointType]]))).toEqual({
      'cache.putall.count': ['{batch}', DataPointType.SUM],
      'cache.putall.batch_size': ['{entry}', DataPointType.HISTOGRAM],
      'cache.putall.duration': ['s', DataPointType.HISTOGRAM],
      'wasmap.map.size': ['{entry}', DataPointType.SUM],
      'wasmap.map.memory': ['By', DataPointType.SUM],
      'wasmap.map.hits': ['{read}', DataPointType.SUM],
      'wasmap.map.misses': ['{read}', DataPointType.SUM],
    });
    expect(Object.values(found).every(({ descriptor: { description } }) => description.endsWith('.'))).toBe(true);
    const { boundaries } = (found['cache.putall.duration']!.dataPoints[0]!.value as Histogram).buckets;
    expect([boundaries[0], boundaries.at(-1)]).toEqual([0.0001, 2.5]);
    expect((found['cache.putall.batch_size']!.dataPoints[0]!.value as Histogram).buckets.boundaries.at(-1)).toBe(2 ** 20);
  });

  it('measures how long a batch took, in seconds', async () => {
    const { points } = counted();
    function* slow(): Iterable<[number, number]> {
      const until = performance.now() + 3;
      while (performance.now() < until);
      yield [1, 1];
    }
    const before = performance.now();
    make(unused()).putAll(slow());
    const most = (performance.now() - before) / 1e3;
    const [[value]] = await points('cache.putall.duration') as [Point];
    expect((value as Histogram).sum).toBeGreaterThan(0.0029);
    expect((value as Histogram).sum).toBeLessThan(most);
  });

  it('counts what sets and WriteBatchers write, and maps without a name together', async () => {
    const { points } = counted();
    new WasmSet({ key: 'u32', engine }).addAll([1, 2]);
    make().putAll([[1, 1]]);
    const batcher = new WriteBatcher(make());
    await Promise.all([batcher.write(1, 1), batcher.close()]);
    expect(await points('cache.putall.count')).toEqual([[3, { 'wasmap.engine': engine, 'wasmap.result': 'ok' }]]);
  });

  it('observes maps that have a name, made before or later', async () => {
    const [name, later] = [unused(), unused()];
    const map = make(name).set(1, 1);
    const { points } = counted();
    make(later);
    make().set(1, 1);
    map.get(1);
    map.get(2);
    map.has(3);
    const labels = { 'wasmap.map': name, 'wasmap.engine': engine };
    expect(of(await points('wasmap.map.size'), name)).toEqual([[1, labels]]);
    expect(of(await points('wasmap.map.memory'), name)).toEqual([[map.memoryUsage().bytes, labels]]);
    expect(of(await points('wasmap.map.hits'), name)).toEqual([[1, labels]]);
    expect(of(await points('wasmap.map.misses'), name)).toEqual([[2, labels]]);
    expect(of(await points('wasmap.map.size'), later)).toEqual([[0, { ...labels, 'wasmap.map': later }]]);
    expect((await points('wasmap.map.size')).every(([, attributes]) => 'wasmap.map' in attributes)).toBe(true);
  });

  it('adds up what has the same name, and lets no counter fall', async () => {
    const name = unused();
    const [first, second] = [make(name).set(1, 1), make(name)];
    const { points } = counted();
    first.get(1);
    second.get(1);
    second.get(2);
    expect([of(await points('wasmap.map.hits'), name)[0]![0], of(await points('wasmap.map.misses'), name)[0]![0]]).toEqual([1, 2]);
    second.dispose();
    first.get(3);
    expect([of(await points('wasmap.map.size'), name)[0]![0], of(await points('wasmap.map.misses'), name)[0]![0]]).toEqual([1, 3]);
    expect(of(await points('wasmap.map.misses'), name)[0]![0]).toBe(3);
    first.dispose();
    // SDKs go on with the last value of what is no longer observed.
    expect(of(await points('wasmap.map.size'), name)[0]![0]).toBe(0);
    expect(of(await points('wasmap.map.memory'), name)[0]![0]).toBe(0);
    make(name).get(1);
    expect(of(await points('wasmap.map.misses'), name)[0]![0]).toBe(4);
  });

  it('keeps no map alive', async () => {
    const name = unused();
    const { points } = counted();
    (() => { for (let i = 0; i < 100; i++) make(name).putAll([[1, 1]]); })();
    expect(of(await points('wasmap.map.size'), name)[0]![0]).toBe(100);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    collectGarbage();
    expect(Number(of(await points('wasmap.map.size'), name)[0]![0])).toBeLessThan(5);
  });

  it('counts and observes the maps that it is asked for', async () => {
    const name = unused();
    const [one, other] = [make(name), make(unused())];
    const { points } = counted({ maps: [one] });
    for (const map of [one, other]) map.putAll([[1, 1]]);
    for (const metric of ['cache.putall.count', 'wasmap.map.size']) {
      expect((await points(metric)).map(([value, attributes]) => [value, attributes['wasmap.map']])).toEqual([[1, name]]);
    }
    const failing = counted({ maps: () => { throw new Error('out of order'); } });
    expect(one.putAll([[1, 1]]).written).toBe(1);
    expect(await failing.collect()).toEqual({});
  });

  it('stops when it is told to', async () => {
    const { meterProvider, points } = recorder();
    const stop = metricsForMaps({ meterProvider });
    const map = make(unused());
    map.putAll([[1, 1]]);
    stop();
    stop();
    map.putAll([[1, 1]]);
    expect((await points('cache.putall.count')).map(([count]) => count)).toEqual([1]);
    expect(await points('wasmap.map.size')).toEqual([]);
  });
});

describe('metricsForMaps', () => {
  it('lets no failing meter come between a batch and its caller', () => {
    const throwing = (): never => { throw new Error('out of order'); };
    const { meterProvider } = recorder();
    const meter = meterProvider.getMeter('x');
    const failing = Object.create(meter, { createCounter: { value: () => ({ add: throwing }) } }) as typeof meter;
    ends.push(metricsForMaps({ meterProvider: { getMeter: () => failing } }));
    expect(new WasmMap({ key: 'u32', value: 'u32', name: 'stock' }).putAll([[1, 1]]).written).toBe(1);
  });

  it('takes what its options are to be, and nothing else', () => {
    expect(() => metricsForMaps({ meterProviders: 1 } as never)).toThrow("metricsForMaps: unknown option \"meterProviders\"; did you mean 'meterProvider'?");
    expect(() => metricsForMaps({ meterProvider: {} as never })).toThrow('metricsForMaps: meterProvider: expected a MeterProvider, got an object');
    expect(() => metricsForMaps({ maps: 1 as never })).toThrow(WasmapTypeError);
  });
});
