/** A chart's numbers as rows of text, for those who cannot see it or want to read off exactly. */
import type { ChartOptions, Series } from './options.js';

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function asTable(chart: ChartOptions): TextTable {
  const { series, xLabel, yLabel } = chart;
  // Bars and clouds have one value at each place: a column for each series would be empty but for that.
  if (chart.style === 'bars') return { head: [xLabel, yLabel], rows: single(chart).map(([, name, value]) => [name, value]) };
  if (chart.style === 'points') return { head: [xLabel, 'of', yLabel], rows: single(chart) };
  return {
    head: [xLabel, ...series.map(({ label }) => label)],
    rows: chart.x.map((at, index) => [chart.formatX(at), ...series.map((one) => text(chart, one, index))]),
  };
}

/** Every value that there is, in the order of the axis: where, of whom, what. */
function single(chart: ChartOptions): [string, string, string][] {
  return chart.x.flatMap((at, index) =>
    chart.series.flatMap((one): [string, string, string][] =>
      one.values[index] === null || one.values[index] === undefined ? [] : [[chart.formatX(at), one.label, text(chart, one, index)]],
    ),
  );
}

function text({ formatY }: ChartOptions, { values, lower, upper }: Series, index: number): string {
  const value = values[index] ?? null;
  if (value === null) return '–';
  const [low, high] = [lower?.[index] ?? null, upper?.[index] ?? null];
  return low === null || high === null ? formatY(value) : `${formatY(value)} (${formatY(low)}–${formatY(high)})`;
}
