/** The metrics of one registry: registered there when its first map or cache is shown, and asked for at each scrape. */
import { WasmapTypeError } from '../errors.js';
import type { CacheFigures } from './cache-figures.js';
import { CacheSeries } from './cache-series.js';
import type { Family, Figures } from './families/family.js';
import { legacy } from './families/legacy.js';
import { ofBatches } from './families/of-batches.js';
import { ofCaches } from './families/of-caches.js';
import { engineFamily, engineLabels, ofMaps } from './families/of-maps.js';
import { Lines } from './lines.js';
import { ProbeBudget } from './probe-budget.js';
import { PulledMetric } from './pulled-metric.js';
import type { MetricsRegistry, Sample } from './registry.js';
import { Series } from './series.js';
import { Shown } from './shown.js';

/** What may be shown: metrics that nobody needs are not registered. */
export type Kind = 'maps' | 'caches' | 'legacy';

type Named = Pick<Family, 'name'>;

const mapFamilies: readonly Family[] = [...ofBatches, ...ofMaps];
const families: Readonly<Record<Kind, readonly Named[]>> = { maps: mapFamilies, caches: ofCaches, legacy };

export class Collector {
  readonly probes = new ProbeBudget();
  readonly maps = new Shown<Figures, Series>((labels) => new Series(labels), () => { this.probes.begin(); });
  readonly caches = new Shown<CacheFigures, CacheSeries>((labels) => new CacheSeries(labels));
  readonly #engines = new Map<string, Lines>();
  #families = 0;

  /** @throws WasmapTypeError where the registry has metrics of these names from elsewhere; nothing is registered then */
  show(register: MetricsRegistry, kinds: readonly Kind[]): void {
    const missing = kinds.filter((kind) => !isShownIn(register, families[kind]));
    if (missing.length === 0) return;
    const needsEngine = !isShownIn(register, [engineFamily]);
    checkFree(register, [...missing.flatMap((kind) => families[kind]), ...(needsEngine ? [engineFamily] : [])]);
    if (missing.includes('maps')) this.#register(register, mapFamilies, this.maps);
    if (missing.includes('legacy')) this.#register(register, legacy, this.maps);
    if (missing.includes('caches')) this.#register(register, ofCaches, this.caches);
    if (needsEngine) register.registerMetric(new PulledMetric(engineFamily, () => this.#engineSamples()) as never);
  }

  #register<Of>(register: MetricsRegistry, those: readonly Family<Of>[], shown: Readonly<{ samplesOf(family: Family<Of>, index: number): Sample[] }>): void {
    for (const family of those) {
      const index = this.#families++;
      register.registerMetric(new PulledMetric(family, () => shown.samplesOf(family, index)) as never);
    }
  }

  #engineSamples(): Sample[] {
    const samples: Sample[] = [];
    const engines = new Set([...this.maps.figures(), ...this.caches.figures()].flatMap(({ health }) => health.engines));
    for (const engine of engines) {
      let lines = this.#engines.get(engine);
      if (lines === undefined) this.#engines.set(engine, lines = new Lines(engineFamily.name, engineLabels(engine)));
      lines.into(samples).put(1);
    }
    return samples;
  }
}

/** Whether any is there: who has removed some of them does not want those. */
function isShownIn(register: MetricsRegistry, those: readonly Named[]): boolean {
  return those.some(({ name }) => register.getSingleMetric(name) instanceof PulledMetric);
}

/** @throws WasmapTypeError where a metric of one of the names is there; nothing is registered then. */
function checkFree(register: MetricsRegistry, those: readonly Named[]): void {
  const taken = those.find(({ name }) => register.getSingleMetric(name) !== undefined);
  if (taken !== undefined) throw new WasmapTypeError(`register: it has a metric '${taken.name}' already, which is not this wasmap's`);
}

const collectors = new WeakMap<MetricsRegistry, Collector>();

/** The one collector of a registry, with `kinds` registered. @throws WasmapTypeError where it has metrics of these names from elsewhere */
export function collectorOf(register: MetricsRegistry, kinds: readonly Kind[]): Collector {
  let collector = collectors.get(register);
  // Registries can be cleared.
  if (collector === undefined || !isShownIn(register, [...mapFamilies, ...ofCaches])) collector = new Collector();
  collector.show(register, kinds);
  collectors.set(register, collector);
  return collector;
}
