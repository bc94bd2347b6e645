/** What is used of a registry of prom-client, or of whatever takes its place: nothing is imported from there. */
import { WasmapTypeError, show } from '../errors.js';

/** Labels by name. */
export type LabelValues = Readonly<Record<string, string | number>>;

/** One line of an exposition, as registries read it. */
export interface Sample {
  value: number;
  /** None: registries write these anew at each scrape. */
  readonly labels: LabelValues;
  /** All labels: registries write these once, and keep the text by the object's identity. */
  readonly sharedLabels: LabelValues;
  /** Where it is not the metric's own. */
  readonly metricName?: string;
}

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** How the values of several processes become one, by the names that prom-client has for it. */
export type Aggregator = 'sum' | 'max' | 'average' | 'first';

/** A registry of prom-client 15, or of `@prometheus-io/client`. */
export interface MetricsRegistry {
  /** As of prom-client's Registry. */
  registerMetric(metric: never): void;
  /** As of prom-client's Registry. */
  getSingleMetric(name: string): unknown;
}

const used = ['registerMetric', 'getSingleMetric'] as const;

/** @throws WasmapTypeError where `register` is no registry */
export function checkRegistry(where: string, register: unknown): MetricsRegistry {
  const isRegistry = typeof register === 'object' && register !== null
    && used.every((method) => typeof (register as Record<string, unknown>)[method] === 'function');
  if (!isRegistry) throw new WasmapTypeError(`${where}: register: expected a Registry of prom-client, got ${show(register)}`);
  return register as MetricsRegistry;
}
