/** What is observed before anybody has registered an SDK with the API, and after. */
import { context, metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { CrossStoreSpanProcessor, metricsForMaps, traceMaps } from '../../src/otel/index.js';
import { BATCH, recorder } from './support.js';

it('does nothing without an SDK, and begins when one is registered', async () => {
  const crossStore = new CrossStoreSpanProcessor();
  const stops = [traceMaps(), metricsForMaps()];
  const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
  expect(map.putAll([[1, 1]]).written).toBe(1);
  expect((await map.putAllAsync([[2, 2]])).written).toBe(1);
  expect(() => map.putAll([[3, -3]])).toThrow();

  const { tracerProvider, spans } = recorder({ processors: [crossStore] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })] });
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
  try {
    map.putAll([[4, 4]]);
    // Without a context manager nothing is active, and nobody minds.
    expect(spans().map(({ name }) => name)).toEqual([BATCH]);
    await meterProvider.forceFlush();
    const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics).flatMap((scope) => scope.metrics);
    const valueOf = (name: string): unknown => found.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0]?.value;
    expect([valueOf('cache.putall.count'), valueOf('wasmap.map.size')]).toEqual([1, 3]);
    expect(crossStore.count).toBe(0);
  } finally {
    for (const stop of stops) stop();
    context.disable();
    trace.disable();
    metrics.disable();
    await meterProvider.shutdown();
  }
});
