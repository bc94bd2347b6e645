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
    const { bounds } = this;
    let at = 0;
    while (at < bounds.length && value > bounds[at]!) at++;
    if (at < bounds.length) this.#counts[at]!++;
  }

  /** What all of `others`, which have the same bounds, have observed. */
  static joined(bounds: readonly number[], others: Iterable<Histogram>): Histogram {
    const all = new Histogram(bounds);
    for (const other of others) {
      all.sum += other.sum;
      all.count += other.count;
      other.#counts.forEach((count, i) => { all.#counts[i]! += count; });
    }
    return all;
  }

  /** Tells the observations up to each bound. */
  cumulative(tell: (upTo: number, index: number) => void): void {
    let upTo = 0;
    for (let i = 0; i < this.bounds.length; i++) tell(upTo += this.#counts[i]!, i);
  }

  /**
   * The value that a share of `quantile` of the observations does not exceed, as PromQL's `histogram_quantile` has it: within its bucket by linear
   * interpolation, the largest bound where it is above all; 0 where nothing was observed.
   */
  quantile(quantile: number): number {
    const rank = quantile * this.count;
    if (rank === 0) return 0;
    let below = 0;
    for (const [i, bound] of this.bounds.entries()) {
      const within = this.#counts[i]!;
      const floor = this.bounds[i - 1] ?? 0;
      if (below + within >= rank) return floor + (bound - floor) * ((rank - below) / within);
      below += within;
    }
    return this.bounds.at(-1)!;
  }
}
