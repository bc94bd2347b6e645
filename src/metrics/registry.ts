/** What is used of a registry of prom-client, or of whatever takes its place: nothing is imported from there. */
import { WasmapTypeError } from '../errors.js';
import { show } from '../errors.js';

export type LabelValues = Readonly<Record<string, string | number>>;

/** One line of an exposition. */
export interface Sample {
  readonly value: number;
  readonly labels: LabelValues;
  /** Labels that many samples have in common, beside their own: registries write them once. */
  readonly sharedLabels?: LabelValues;
  /** Where it is not the metric's own. */
  readonly metricName?: string;
}

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** How the values of several processes become one, by the names that prom-client has for it. */
export type Aggregator = 'sum' | 'max' | 'average' | 'first';

/** A metric as registries ask for it. */
export interface RegistryMetric {
  name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly aggregator: Aggregator;
}

/** What is used of a registry. */
export interface MetricsRegistry {
  /** As of prom-client's Registry. */
  registerMetric(metric: never): void;
  /** As of prom-client's Registry. */
  removeSingleMetric(name: string): void;
  /** As of prom-client's Registry. */
  getSingleMetric(name: string): unknown;
}

const used = ['registerMetric', 'removeSingleMetric', 'getSingleMetric'] as const;

/** @throws WasmapTypeError where `register` is no registry */
export function checkRegistry(where: string, register: unknown): MetricsRegistry {
  const isRegistry = typeof register === 'object' && register !== null
    && used.every((method) => typeof (register as Record<string, unknown>)[method] === 'function');
  if (!isRegistry) throw new WasmapTypeError(`${where}: register: expected a Registry of prom-client, got ${show(register)}`);
  return register as MetricsRegistry;
}
