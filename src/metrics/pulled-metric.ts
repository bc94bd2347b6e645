/** A metric whose values are asked for at each scrape: as registries know metrics. */
import type { Family } from './families/family.js';
import type { Sample } from './registry.js';

export class PulledMetric {
  /** Registries of OpenMetrics write the suffix of counters themselves, and change this. */
  name: string;
  readonly help: string;
  readonly type;
  readonly aggregator;

  constructor({ name, help, type, aggregator }: Omit<Family, 'show'>, readonly samples: () => Sample[]) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.aggregator = aggregator;
  }

  /** As JSON, which other processes may get: nothing of it changes any more. */
  get(): object {
    const values = this.samples().map(({ sharedLabels, labels: _none, ...sample }) => ({ ...sample, labels: { ...sharedLabels } }));
    return { ...this.#head(), values };
  }

  /** As what registries make text of. */
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
