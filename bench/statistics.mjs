/** What the scripts of the bench show of many numbers. */

/** The `fraction` quantile by linear interpolation. */
export function quantile(values, fraction) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  return sorted[below] + ((sorted[below + 1] ?? sorted[below]) - sorted[below]) * (position - below);
}

export const median = (values) => quantile(values, 0.5);

/** Three digits; nothing for what was not measured. */
export const rounded = (value) => (value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(3))));
