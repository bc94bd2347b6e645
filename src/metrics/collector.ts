/** The metrics of one registry: registered there when its first map is observed, and asked for at each scrape. */
import { type Family, engineSample, families } from './families.js';
import type { LabelValues, MetricsRegistry, RegistryMetric, Sample } from './registry.js';
import { Series } from './series.js';

/** A metric whose values are asked for: as registries know them. */
class PulledMetric implements RegistryMetric {
  name: string;
  readonly help: string;
  readonly type;
  readonly aggregator;

  constructor({ name, help, type, aggregator }: Omit<Family, 'collect'>, readonly samples: () => Sample[]) {
    // Registries of OpenMetrics write the suffix of counters themselves, and change this.
    this.name = name;
    this.help = help;
    this.type = type;
    this.aggregator = aggregator;
  }

  get(): object {
    const values = this.samples().map(({ sharedLabels, labels, ...sample }) => ({ ...sample, labels: { ...sharedLabels, ...labels } }));
    return { ...this.#head(), values };
  }

  /** Registries write shared labels once, and keep the text. */
  getForPromString(): object {
    return { ...this.#head(), values: this.samples() };
  }

  /** What maps count themselves nobody else sets back. */
  reset(): void {
    // Nothing to do.
  }

  #head(): object {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator };
  }
}

export class Collector {
  readonly #series = new Map<string, Series>();

  constructor(register: MetricsRegistry) {
    for (const family of families) register.registerMetric(new PulledMetric(family, () => this.#samplesOf(family)) as never);
    const info = { name: 'wasmap_engine_info', help: 'The engine that maps take by themselves.', type: 'gauge', aggregator: 'first' } as const;
    register.registerMetric(new PulledMetric(info, () => [engineSample()]) as never);
  }

  seriesOf(labels: LabelValues): Series {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, series = new Series(Object.freeze({ ...labels })));
    return series;
  }

  #samplesOf(family: Family): Sample[] {
    const samples: Sample[] = [];
    for (const [key, series] of this.#series) {
      if (series.health === undefined) this.#series.delete(key);
      else family.collect(series, samples);
    }
    return samples;
  }
}

const collectors = new WeakMap<MetricsRegistry, Collector>();

/** The one collector of a registry. @throws Error as the registry does, where another has registered one of the names */
export function collectorOf(register: MetricsRegistry): Collector {
  let collector = collectors.get(register);
  if (collector === undefined || register.getSingleMetric(families[0]!.name) === undefined) {
    collectors.set(register, collector = new Collector(register));
  }
  return collector;
}
