/** Quantiles of histograms, as PromQL's `histogram_quantile` finds them. */

/** Observations up to a bound; the last bound is Infinity. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/**
 * The value below which a share `q` of the observations is, as if these were spread evenly over their bucket, the lowest of which begins at 0.
 * Above the last bound it is that bound; undefined where nothing was observed. `buckets` ascend.
 */
export function quantile(q: number, buckets: readonly Bucket[]): number | undefined {
  const last = buckets.at(-1);
  if (last === undefined || last.bound !== Infinity || !(last.count > 0)) return undefined;
  const rank = q * last.count;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const below = at > 0 ? buckets[at - 1] : { bound: 0, count: 0 };
  const { bound, count } = buckets[at];
  if (bound === Infinity) return at > 0 ? below.bound : undefined;
  const inBucket = count - below.count;
  return inBucket > 0 ? below.bound + (bound - below.bound) * ((rank - below.count) / inBucket) : bound;
}
