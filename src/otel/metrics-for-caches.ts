/** Metrics of loads, and of caches with a name. */
import type { Attributes, BatchObservableCallback, Counter, Histogram, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import { checkOptions } from '../arguments.js';
import { now } from '../clock.js';
import { LOAD_SECONDS } from '../diagnostics/buckets.js';
import type { CacheLoadMessage } from '../diagnostics/load-trace.js';
import { listenToNamedCaches } from '../diagnostics/named-caches.js';
import { cacheFigures } from './cache-figures.js';
import { Instruments } from './instruments.js';
import { safely } from './safely.js';
import { Attribute } from './scope.js';
import { listenToSettledLoads } from './settled-loads.js';
import { type WhichCaches, type WhichTier, cacheFilter, tierReader } from './which-caches.js';

/** Options of `metricsForCaches`. */
export interface MetricsForCachesOptions {
  /** Gives the meter; by default the one that is registered with the API, be that later than this is called. */
  readonly meterProvider?: MeterProvider;
  /** Which caches are counted; by default all. */
  readonly caches?: WhichCaches;
  /** The attribute `wasmap.cache.tier`; 'l1' by default. */
  readonly tier?: WhichTier;
}

/**
 * Counts loads, and observes caches that have a name, until the function that is returned is called.
 *
 * | metric | instrument | unit | |
 * |---|---|---|---|
 * | `cache.load.count` | counter | `{load}` | loads, by what came of them |
 * | `cache.load.duration` | histogram | `s` | how long they took |
 * | `wasmap.cache.size` | up-down counter | `{entry}` | entries, those included whose time is over |
 * | `wasmap.cache.weight` | up-down counter | | the sum of their sizes, in the unit of `maxSize` |
 * | `wasmap.cache.memory` | up-down counter | `By` | linear memory that caches own |
 * | `wasmap.cache.hits`, `wasmap.cache.misses` | counters | `{read}` | reads that found a fresh entry, and that did not |
 * | `wasmap.cache.insertions` | counter | `{entry}` | values set under keys that were not there |
 * | `wasmap.cache.evictions` | counter | `{entry}` | entries that left, by `wasmap.cache.cause`: `evict`, `expire` or `delete` |
 *
 * Attributes are `wasmap.cache`, `wasmap.cache.tier`, `wasmap.engine` and, of loads, `wasmap.result`, never anything of an entry. There is a series for each
 * name that caches are given, so a name must be one of few; caches without one share theirs, and are not observed.
 *
 * A cache that is observed takes a few microseconds at each collection, and none is kept alive. Runtimes without `node:diagnostics_channel`, which is to say
 * browsers, count no loads. Call it once: what is counted twice is twice as much.
 *
 * @throws WasmapTypeError where an option is not what it is to be
 *
 * @example
 * ```ts
 * import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
 * import { WasmCache } from 'wasmap/cache';
 * import { metricsForCaches } from 'wasmap/otel';
 * const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
 * const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
 * const stop = metricsForCaches({ meterProvider });
 * const prices = new WasmCache({ max: 1000, key: 'u32', value: 'f64', name: 'prices' });
 * prices.set(1, 9.5).get(1);
 * await meterProvider.forceFlush();
 * for (const { descriptor, dataPoints } of exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? []) {
 *   if (descriptor.name === 'wasmap.cache.hits') console.log(dataPoints[0]?.value, dataPoints[0]?.attributes['wasmap.cache']); // 1 prices
 * }
 * stop();
 * await meterProvider.shutdown();
 * ```
 *
 * @category OpenTelemetry
 */
export function metricsForCaches(options: MetricsForCachesOptions = {}): () => void {
  const where = 'metricsForCaches';
  const { meterProvider, caches, tier } = checkOptions<MetricsForCachesOptions>(where, options, ['meterProvider', 'caches', 'tier']);
  const isCounted = cacheFilter(where, caches);
  const tierOf = tierReader(where, tier);
  const figures = cacheFigures(isCounted, tierOf);
  const loads = new Instruments(where, meterProvider, makeLoadInstruments);
  const observed = new Instruments(where, meterProvider, (meter) => observe(meter, figures), (stopObserving) => { stopObserving(); });
  observed.get();
  // A provider that is registered later is noticed when something happens.
  const stopNoticing = listenToNamedCaches(() => { safely('a cache with a name', () => observed.get(), undefined); });
  const stopListening = listenToSettledLoads((message) => {
    observed.get();
    if (isCounted(message.cache)) record(loads.get(), message, tierOf(message.cache));
  });
  return () => {
    stopNoticing();
    stopListening();
    observed.stop();
  };
}

interface LoadInstruments {
  readonly count: Counter;
  readonly duration: Histogram;
}

function makeLoadInstruments(meter: Meter): LoadInstruments {
  return {
    count: meter.createCounter('cache.load.count', { unit: '{load}', description: 'Loads, by what came of them.' }),
    duration: meter.createHistogram('cache.load.duration', {
      unit: 's', description: 'How long loads took.', advice: { explicitBucketBoundaries: [...LOAD_SECONDS] },
    }),
  };
}

function record({ count, duration }: LoadInstruments, { name, engine, began, outcome }: CacheLoadMessage, tier: string): void {
  const seconds = (now() - began) / 1e3;
  const attributes: Attributes = {
    ...(name !== undefined && { [Attribute.cache]: name }), [Attribute.tier]: tier, [Attribute.engine]: engine, ...(outcome !== undefined && { [Attribute.result]: outcome }),
  };
  count.add(1, attributes);
  duration.record(seconds, attributes);
}

/** Has `figures` collected whenever `meter`'s readers collect, until what is returned is called. */
function observe(meter: Meter, figures: ReturnType<typeof cacheFigures>): () => void {
  const size = meter.createObservableUpDownCounter('wasmap.cache.size', { unit: '{entry}', description: 'Entries of caches.' });
  const weight = meter.createObservableUpDownCounter('wasmap.cache.weight', { description: 'The sum of the sizes of entries.' });
  const memory = meter.createObservableUpDownCounter('wasmap.cache.memory', { unit: 'By', description: 'Linear memory that caches own.' });
  const hits = meter.createObservableCounter('wasmap.cache.hits', { unit: '{read}', description: 'Reads that found a fresh entry.' });
  const misses = meter.createObservableCounter('wasmap.cache.misses', { unit: '{read}', description: 'Reads that found none.' });
  const insertions = meter.createObservableCounter('wasmap.cache.insertions', { unit: '{entry}', description: 'Values set under keys that were not there.' });
  const evictions = meter.createObservableCounter('wasmap.cache.evictions', { unit: '{entry}', description: 'Entries that left, by what for.' });
  const instruments: Observable[] = [size, weight, memory, hits, misses, insertions, evictions];
  const callback: BatchObservableCallback = (result) => {
    for (const { attributes, gauges, counters } of figures.collect()) {
      result.observe(size, gauges.size, attributes);
      result.observe(weight, gauges.weight, attributes);
      result.observe(memory, gauges.bytes, attributes);
      result.observe(hits, counters.hits, attributes);
      result.observe(misses, counters.misses, attributes);
      result.observe(insertions, counters.added, attributes);
      result.observe(evictions, counters.evicted, { ...attributes, [Attribute.cause]: 'evict' });
      result.observe(evictions, counters.expired, { ...attributes, [Attribute.cause]: 'expire' });
      result.observe(evictions, counters.deleted, { ...attributes, [Attribute.cause]: 'delete' });
    }
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => { meter.removeBatchObservableCallback(callback, instruments); };
}
