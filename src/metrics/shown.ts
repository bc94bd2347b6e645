/** All series of one kind of things, of maps or of caches, and what they came to at one moment. */
import type { Family } from './families/family.js';
import type { Lines } from './lines.js';
import type { LabelValues, Sample } from './registry.js';

/** A series as far as showing it is concerned. */
export interface ShownSeries<Figures> {
  linesOf(name: string, index: number): Lines;
  /** Undefined where nothing is left of it. */
  take(): Figures | undefined;
}

export class Shown<Figures, Series extends ShownSeries<Figures>> {
  readonly #series = new Map<string, Series>();
  readonly #make: (labels: LabelValues) => Series;
  readonly #begin: () => void;
  /** What all series came to when a metric was first asked for in this scrape: figures are to fit each other. */
  #taken: ReadonlyMap<Series, Figures> | undefined = undefined;

  /** `begin` is called when a scrape begins. */
  constructor(make: (labels: LabelValues) => Series, begin: () => void = () => undefined) {
    this.#make = make;
    this.#begin = begin;
  }

  seriesOf(labels: LabelValues): Series {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, series = this.#make(Object.freeze({ ...labels })));
    return series;
  }

  /** The lines of a metric, whose number is `index`. */
  samplesOf(family: Family<Figures>, index: number): Sample[] {
    const samples: Sample[] = [];
    for (const [series, figures] of this.#take()) family.show(figures, series.linesOf(family.name, index).into(samples));
    return samples;
  }

  /** What each series came to. */
  figures(): Iterable<Figures> {
    return this.#take().values();
  }

  #take(): ReadonlyMap<Series, Figures> {
    if (this.#taken !== undefined) return this.#taken;
    this.#begin();
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
