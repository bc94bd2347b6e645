/** Metrics of batches, and of maps with a name. */
import type { BatchObservableCallback, Counter, Histogram, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import { checkOptions } from '../arguments.js';
import { now } from '../clock.js';
import { resultOf } from '../diagnostics/batch-result.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { DURATION_SECONDS, ENTRIES } from '../diagnostics/buckets.js';
import { listenToNamedMaps } from '../diagnostics/named-maps.js';
import { Instruments } from './instruments.js';
import { mapFigures } from './map-figures.js';
import { safely } from './safely.js';
import { Attribute } from './scope.js';
import { listenToSettled } from './settled.js';
import { type WhichMaps, mapFilter } from './which-maps.js';

/** Options of `metricsForMaps`. */
export interface MetricsForMapsOptions {
  /** Gives the meter; by default the one that is registered with the API, be that later than this is called. */
  readonly meterProvider?: MeterProvider;
  /** Which maps are counted; by default all. */
  readonly maps?: WhichMaps;
}

/**
 * Counts batches, and observes maps that have a name, until the function that is returned is called.
 *
 * | metric | instrument | unit | |
 * |---|---|---|---|
 * | `cache.putall.count` | counter | `{batch}` | batches, by what came of them |
 * | `cache.putall.batch_size` | histogram | `{entry}` | entries of batches that were read |
 * | `cache.putall.duration` | histogram | `s` | how long batches took |
 * | `wasmap.map.size` | up-down counter | `{entry}` | entries of maps |
 * | `wasmap.map.memory` | up-down counter | `By` | linear memory that they own |
 * | `wasmap.map.hits`, `wasmap.map.misses` | counters | `{read}` | reads that found their key, and that did not |
 *
 * Attributes are `wasmap.map`, `wasmap.engine` and, of batches, `wasmap.result`, never anything of an entry. There is a series for each name that maps
 * are given, so a name must be one of few; maps without one share theirs, and are not observed. Both histograms advise the bounds of their buckets.
 *
 * A batch takes some two microseconds more, a map that is observed a few at each collection. No map is kept alive. Runtimes without
 * `node:diagnostics_channel`, which is to say browsers, count no batches. Call it once: what is counted twice is twice as much.
 *
 * @throws WasmapTypeError where an option is not what it is to be
 *
 * @example
 * ```ts
 * import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
 * import { WasmMap } from 'wasmap';
 * import { metricsForMaps } from 'wasmap/otel';
 * const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
 * const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
 * const stop = metricsForMaps({ meterProvider });
 * new WasmMap({ key: 'u32', value: 'u32', name: 'stock' }).putAll([[1, 10], [2, 20]]);
 * await meterProvider.forceFlush();
 * for (const { descriptor, dataPoints } of exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? []) {
 *   if (descriptor.name === 'cache.putall.count') console.log(dataPoints[0]?.value, dataPoints[0]?.attributes['wasmap.result']); // 1 ok
 * }
 * stop();
 * await meterProvider.shutdown();
 * ```
 *
 * @category OpenTelemetry
 */
export function metricsForMaps(options: MetricsForMapsOptions = {}): () => void {
  const where = 'metricsForMaps';
  const { meterProvider, maps } = checkOptions<MetricsForMapsOptions>(where, options, ['meterProvider', 'maps']);
  const isCounted = mapFilter(where, maps);
  const figures = mapFigures(isCounted);
  const batches = new Instruments(where, meterProvider, makeBatchInstruments);
  const observed = new Instruments(where, meterProvider, (meter) => observe(meter, figures), (stopObserving) => { stopObserving(); });
  observed.get();
  // A provider that is registered later is noticed when something happens.
  const stopNoticing = listenToNamedMaps(() => { safely('a map with a name', () => observed.get(), undefined); });
  const stopListening = listenToSettled((message) => {
    observed.get();
    if (isCounted(message.map)) record(batches.get(), message);
  });
  return () => {
    stopNoticing();
    stopListening();
    observed.stop();
  };
}

interface BatchInstruments {
  readonly count: Counter;
  readonly batchSize: Histogram;
  readonly duration: Histogram;
}

function makeBatchInstruments(meter: Meter): BatchInstruments {
  return {
    count: meter.createCounter('cache.putall.count', { unit: '{batch}', description: 'Batches, by what came of them.' }),
    batchSize: meter.createHistogram('cache.putall.batch_size', {
      unit: '{entry}', description: 'Entries of batches.', advice: { explicitBucketBoundaries: [...ENTRIES] },
    }),
    duration: meter.createHistogram('cache.putall.duration', {
      unit: 's', description: 'How long batches took.', advice: { explicitBucketBoundaries: [...DURATION_SECONDS] },
    }),
  };
}

function record({ count, batchSize, duration }: BatchInstruments, message: PutAllMessage): void {
  const { name, engine, entries, began } = message;
  const seconds = (now() - began) / 1e3;
  const attributes = { ...(name !== undefined && { [Attribute.map]: name }), [Attribute.engine]: engine, [Attribute.result]: resultOf(message) };
  count.add(1, attributes);
  duration.record(seconds, attributes);
  if (entries !== undefined) batchSize.record(entries, attributes);
}

/** Has `figures` collected whenever `meter`'s readers collect, until what is returned is called. */
function observe(meter: Meter, figures: ReturnType<typeof mapFigures>): () => void {
  const size = meter.createObservableUpDownCounter('wasmap.map.size', { unit: '{entry}', description: 'Entries of maps.' });
  const memory = meter.createObservableUpDownCounter('wasmap.map.memory', { unit: 'By', description: 'Linear memory that maps own.' });
  const hits = meter.createObservableCounter('wasmap.map.hits', { unit: '{read}', description: 'Reads that found their key.' });
  const misses = meter.createObservableCounter('wasmap.map.misses', { unit: '{read}', description: 'Reads that did not find their key.' });
  const instruments: Observable[] = [size, memory, hits, misses];
  const callback: BatchObservableCallback = (result) => {
    for (const { attributes, gauges, counters } of figures.collect()) {
      result.observe(size, gauges.size, attributes);
      result.observe(memory, gauges.bytes, attributes);
      result.observe(hits, counters.hits, attributes);
      result.observe(misses, counters.misses, attributes);
    }
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => { meter.removeBatchObservableCallback(callback, instruments); };
}
