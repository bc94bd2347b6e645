/** Charts of several runs in one, as far as they show the same thing. */
import type { ChartOptions, Series } from './options.js';

export interface RunChart {
  /** What tells the run apart in labels; empty where there is only one. */
  readonly mark: string;
  /** Its place among the runs: the same in all charts. */
  readonly dash: number;
  readonly chart: ChartOptions | undefined;
}

/** One chart for all that have the same axes, in the order of the first of each. */
export function overlay(charts: readonly RunChart[]): ChartOptions[] {
  const alike = new Map<string, ChartOptions>();
  for (const { mark, dash, chart } of charts) {
    if (chart === undefined) continue;
    const marked = { ...chart, series: chart.series.map((series) => markedBy(series, mark, dash)) };
    const key = JSON.stringify([chart.style, chart.xLabel, chart.yLabel, chart.xScale, chart.yScale]);
    const known = alike.get(key);
    alike.set(key, known === undefined ? marked : joined(known, marked));
  }
  return [...alike.values()];
}

function markedBy(series: Series, mark: string, dash: number): Series {
  if (series.shared) return series;
  return { ...series, label: mark === '' ? series.label : `${series.label}, ${mark}`, dash: dash === 0 ? series.dash : dash };
}

function joined(first: ChartOptions, second: ChartOptions): ChartOptions {
  return first.style === 'bars' ? besideEachOther(first, second) : overEachOther(first, second);
}

/** Bars of the second to the right of those of the first. */
function besideEachOther(first: ChartOptions, second: ChartOptions): ChartOptions {
  const offset = first.x.length;
  const pad = <T>(values: readonly T[], before: number, after: number): (T | null)[] => [
    ...new Array<null>(before).fill(null), ...values, ...new Array<null>(after).fill(null),
  ];
  const spaced = ({ series }: ChartOptions, before: number, after: number): Series[] =>
    series.map((one) => mapColumns(one, (values) => pad(values, before, after)));
  return {
    ...first,
    x: [...first.x, ...second.x.map((at) => at + offset)],
    series: [...spaced(first, 0, second.x.length), ...spaced(second, offset, 0)],
    ...(first.xTicks && second.xTicks && { xTicks: [...first.xTicks, ...second.xTicks.map((at) => at + offset)] }),
    formatX: (at) => (at < offset ? first.formatX(at) : second.formatX(at - offset)),
  };
}

/** All values of both on one axis, with gaps where one has no value. */
function overEachOther(first: ChartOptions, second: ChartOptions): ChartOptions {
  const x = ascending([...first.x, ...second.x]);
  const aligned = (chart: ChartOptions): Series[] => {
    const at = new Map(chart.x.map((value, index) => [value, index]));
    return chart.series.map((one) => mapColumns(one, (values) => x.map((value) => values[at.get(value) ?? -1] ?? null)));
  };
  const alignedFirst = aligned(first);
  return {
    ...first,
    x,
    series: [...alignedFirst, ...aligned(second).filter((one) => !one.shared || alignedFirst.every(({ label }) => label !== one.label))],
    ...(first.xTicks && second.xTicks && { xTicks: ascending([...first.xTicks, ...second.xTicks]) }),
  };
}

type Values = readonly (number | null)[];

function mapColumns(series: Series, map: (values: Values) => Values): Series {
  const { lower, upper } = series;
  return { ...series, values: map(series.values), ...(lower && { lower: map(lower) }), ...(upper && { upper: map(upper) }) };
}

export function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
