/** Counts of observations by upper bounds: what a Prometheus histogram is, without the labels. */

export class Histogram {
  sum = 0;
  count = 0;
  /** Observations up to each bound and above the one before. */
  readonly #counts: Float64Array;

  /** `bounds` ascend. */
  constructor(readonly bounds: readonly number[]) {
    this.#counts = new Float64Array(bounds.length);
  }

  observe(value: number): void {
    this.sum += value;
    this.count++;
    const at = this.bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at]!++;
  }

  /** Observations up to each bound. */
  cumulative(): number[] {
    let total = 0;
    return Array.from(this.#counts, (count) => (total += count));
  }

  /** Adds what `other` has, whose bounds are the same. */
  add(other: Histogram): void {
    this.sum += other.sum;
    this.count += other.count;
    other.#counts.forEach((count, i) => { this.#counts[i]! += count; });
  }
}
