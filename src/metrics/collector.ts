/** The metrics of one registry: registered there when its first map is shown, and asked for at each scrape. */
import { WasmapTypeError } from '../errors.js';
import type { Family, Figures } from './families/family.js';
import { legacy } from './families/legacy.js';
import { ofBatches } from './families/of-batches.js';
import { engineFamily, engineLabels, ofMaps } from './families/of-maps.js';
import { Lines } from './lines.js';
import { ProbeBudget } from './probe-budget.js';
import { PulledMetric } from './pulled-metric.js';
import type { LabelValues, MetricsRegistry, Sample } from './registry.js';
import { Series } from './series.js';

const families: readonly Family[] = [...ofBatches, ...ofMaps];

export class Collector {
  readonly probes = new ProbeBudget();
  readonly #series = new Map<string, Series>();
  readonly #engines = new Map<string, Lines>();
  #families = 0;
  /** What all series came to when a metric was first asked for in this scrape: figures are to fit each other. */
  #taken: ReadonlyMap<Series, Figures> | undefined = undefined;

  constructor(register: MetricsRegistry) {
    checkFree(register, [...families, engineFamily]);
    this.#show(register, families);
    register.registerMetric(new PulledMetric(engineFamily, () => this.#engineSamples()) as never);
  }

  showLegacy(register: MetricsRegistry): void {
    if (isShownIn(register, legacy)) return;
    checkFree(register, legacy);
    this.#show(register, legacy);
  }

  seriesOf(labels: LabelValues): Series {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, series = new Series(Object.freeze({ ...labels })));
    return series;
  }

  #show(register: MetricsRegistry, families: readonly Family[]): void {
    for (const family of families) {
      const index = this.#families++;
      register.registerMetric(new PulledMetric(family, () => this.#samplesOf(family, index)) as never);
    }
  }

  #samplesOf(family: Family, index: number): Sample[] {
    const samples: Sample[] = [];
    for (const [series, figures] of this.#take()) family.show(figures, series.linesOf(family.name, index).into(samples));
    return samples;
  }

  #engineSamples(): Sample[] {
    const samples: Sample[] = [];
    for (const engine of new Set([...this.#take().values()].flatMap(({ health }) => health.engines))) {
      let lines = this.#engines.get(engine);
      if (lines === undefined) this.#engines.set(engine, lines = new Lines(engineFamily.name, engineLabels(engine)));
      lines.into(samples).put(1);
    }
    return samples;
  }

  #take(): ReadonlyMap<Series, Figures> {
    if (this.#taken !== undefined) return this.#taken;
    this.probes.begin();
    const taken = new Map<Series, Figures>();
    for (const [key, series] of this.#series) {
      const figures = series.take();
      if (figures === undefined) this.#series.delete(key);
      else taken.set(series, figures);
    }
    // Registries ask all metrics for their values before they wait for any.
    // Not by queueMicrotask, which worklets and bare contexts lack.
    void Promise.resolve().then(() => { this.#taken = undefined; });
    return this.#taken = taken;
  }
}

/** Whether any is there: who has removed some of them does not want those. */
function isShownIn(register: MetricsRegistry, families: readonly Pick<Family, 'name'>[]): boolean {
  return families.some(({ name }) => register.getSingleMetric(name) instanceof PulledMetric);
}

/** @throws WasmapTypeError where a metric of one of the names is there; nothing is registered then. */
function checkFree(register: MetricsRegistry, families: readonly Pick<Family, 'name'>[]): void {
  const taken = families.find(({ name }) => register.getSingleMetric(name) !== undefined);
  if (taken !== undefined) throw new WasmapTypeError(`register: it has a metric '${taken.name}' already, which is not this wasmap's`);
}

const collectors = new WeakMap<MetricsRegistry, Collector>();

/** The one collector of a registry. @throws WasmapTypeError where it has metrics of these names from elsewhere */
export function collectorOf(register: MetricsRegistry): Collector {
  let collector = collectors.get(register);
  // Registries can be cleared.
  if (collector === undefined || !isShownIn(register, families)) collectors.set(register, collector = new Collector(register));
  return collector;
}
