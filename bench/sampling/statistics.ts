/** Medians and quartiles: what a shared machine leaves of a distribution worth reporting. Means and deviations, where a total matters. */

/** The `fraction` quantile by linear interpolation; NaN of nothing. */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the values as a sample: of one alone it is NaN. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length > 1 ? values.length - 1 : Number.NaN));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Not `Math.min(...values)`: every value would be an argument, and a file can hold more than a call takes. */
export function least(values: readonly number[]): number {
  return values.reduce((known, value) => Math.min(known, value), Number.POSITIVE_INFINITY);
}

export function greatest(values: readonly number[]): number {
  return values.reduce((known, value) => Math.max(known, value), Number.NEGATIVE_INFINITY);
}

/** A median with the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

/**
 * How many times faster than the baseline: the ratio is taken round by round, because the rounds of two rivals were
 * measured next to each other and share whatever the machine was doing.
 */
export function ratioByRound(baseline: readonly (readonly number[])[], rival: readonly (readonly number[])[]): Spread {
  const rounds = Math.min(baseline.length, rival.length);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) ratios.push(median(baseline[round]) / median(rival[round]));
  return spread(ratios);
}
