/** From a report to the series of its charts: hit ratios and throughput as curves over capacity. */
import type { ChartOptions, Marker, Series } from '../../report/charts/options.js';
import { ascending } from '../../report/charts/overlay.js';
import { formatNumber, formatSize } from '../../report/names.js';
import { formatPercent, KEY_TITLES, titleOf } from './names.js';
import type { CacheReport, RatioRow, RatioTable, ThroughputResult } from './schema.js';

export interface CacheChart {
  readonly title: string;
  readonly text: string;
  readonly options: ChartOptions;
}

const MARKERS: Readonly<Record<RatioRow['name'], Marker>> = {
  optimal: 'none',
  lru: 'none',
  's3-fifo': 'none',
  wasmap: 'circle',
  'wasmap-s3-fifo': 'square',
  'wasmap-lru': 'triangle',
  'wasmap-js': 'diamond',
  'wasmap-batches': 'square',
  'lru-cache': 'circle',
  mnemonist: 'diamond',
  'quick-lru': 'square',
  'tiny-lru': 'triangle',
  'sieve-cache': 'diamond',
  transitory: 'circle',
};
/** References are drawn broken, each in a way of its own. */
const DASHES: Partial<Record<RatioRow['name'], number>> = { optimal: 1, lru: 2, 's3-fifo': 3 };

function seriesOf(name: RatioRow['name'], values: readonly (number | null)[]): Series {
  return { label: titleOf(name), color: `--cache-${name}`, marker: MARKERS[name], dash: DASHES[name] ?? 0, values };
}

export function ratioChart({ capacities, rows }: RatioTable): ChartOptions {
  return {
    x: capacities,
    series: rows.filter(({ absent }) => absent === undefined).map(({ name, ratios }) => seriesOf(name, ratios)),
    xLabel: 'entries that fit',
    yLabel: 'hits, %',
    xScale: 'logarithmic',
    yScale: 'linear',
    xTicks: capacities,
    formatX: formatSize,
    formatY: formatPercent,
    style: 'lines',
  };
}

/** Nanoseconds a request by capacity, of one exponent and kind of key. */
export function throughputChart(results: readonly ThroughputResult[]): ChartOptions {
  const x = ascending(results.map(({ capacity }) => capacity));
  const rivals = [...new Set(results.map(({ rival }) => rival))];
  const column = (rival: string, of: 'median' | 'lower' | 'upper'): (number | null)[] =>
    x.map((capacity) => results.find((result) => result.rival === rival && result.capacity === capacity)?.ns[of] ?? null);
  return {
    x,
    series: rivals.map((rival) => ({ ...seriesOf(rival, column(rival, 'median')), lower: column(rival, 'lower'), upper: column(rival, 'upper') })),
    xLabel: 'entries that fit',
    yLabel: 'ns a request',
    xScale: 'logarithmic',
    yScale: 'linear',
    xTicks: x,
    formatX: formatSize,
    formatY: formatNumber,
    style: 'lines',
  };
}

/** In the order in which the page has them. Of a trace, the first seed's table has all rivals, and is drawn. */
export function cacheCharts({ ratios, throughput }: Pick<CacheReport, 'ratios' | 'throughput'>): CacheChart[] {
  const workloads = new Map<string, ThroughputResult[]>();
  for (const result of throughput) {
    const title = `Zipf ${result.exponent}, ${KEY_TITLES[result.keys]}`;
    workloads.set(title, [...(workloads.get(title) ?? []), result]);
  }
  return [
    ...ratios.filter((table) => ratios.find(({ trace }) => trace === table.trace) === table).map((table) => ({
      title: `Hit ratios: ${table.trace}`,
      text: `${table.requests} requests for ${table.distinct} keys. Nobody can be above the optimal curve, which knows the future. Higher is better.`,
      options: ratioChart(table),
    })),
    ...[...workloads].map(([title, results]) => ({
      title,
      text: 'A get, then a set on a miss, over ten times as many keys as entries fit; whiskers are quartiles. Lower is better.',
      options: throughputChart(results),
    })),
  ];
}
