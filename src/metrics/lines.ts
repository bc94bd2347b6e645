/**
 * The lines of one metric that have the labels of one series. Each is one object from scrape to scrape, whose value alone changes: registries
 * write labels once for each object that they are in, and that takes longer than all else of a scrape.
 */
import type { Histogram } from './histogram.js';
import type { LabelValues, Sample } from './registry.js';

const none: LabelValues = Object.freeze({});

export class Lines {
  #only: Sample | undefined = undefined;
  readonly #byOwnLabel = new Map<string, Sample>();
  readonly #histograms = new Map<string, Sample[]>();
  /** What this scrape has of all series. */
  #shown: Sample[] = [];

  constructor(readonly name: string, readonly labels: LabelValues) {}

  /** Whatever is put from now on goes to the end of `shown`. */
  into(shown: Sample[]): this {
    this.#shown = shown;
    return this;
  }

  /** Shows `value`. */
  put(value: number): void {
    this.#only ??= this.#line(this.name, none);
    this.#only.value = value;
    this.#shown.push(this.#only);
  }

  /** Shows `value` under one more label. */
  putBy(label: string, of: string, value: number): void {
    let line = this.#byOwnLabel.get(of);
    if (line === undefined) this.#byOwnLabel.set(of, line = this.#line(this.name, { [label]: of }));
    line.value = value;
    this.#shown.push(line);
  }

  putHistogram(histogram: Histogram, label?: string, of = ''): void {
    let lines = this.#histograms.get(of);
    if (lines === undefined) this.#histograms.set(of, lines = this.#histogramLines(histogram, label === undefined ? none : { [label]: of }));
    const { bounds, sum, count } = histogram;
    histogram.cumulative((upTo, i) => { lines[i]!.value = upTo; });
    [count, sum, count].forEach((value, i) => { lines[bounds.length + i]!.value = value; });
    for (const line of lines) this.#shown.push(line);
  }

  #histogramLines({ bounds }: Histogram, own: LabelValues): Sample[] {
    const buckets = [...bounds, '+Inf'].map((le) => this.#line(`${this.name}_bucket`, { ...own, le }));
    return [...buckets, this.#line(`${this.name}_sum`, own), this.#line(`${this.name}_count`, own)];
  }

  #line(metricName: string, own: LabelValues): Sample {
    const line = { value: 0, labels: none, sharedLabels: { ...this.labels, ...own } };
    return metricName === this.name ? line : { ...line, metricName };
  }
}
