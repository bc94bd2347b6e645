import { describe, expect, test } from 'vitest';
import type { GrowthResult, MemoryResult } from '../measures/measure.js';
import { asTable } from '../report/charts/as-table.js';
import { latencyChart, memoryChart, pauseChart, throughputChart } from '../report/charts/data.js';
import type { ChartOptions, Series } from '../report/charts/options.js';
import { overlay } from '../report/charts/overlay.js';
import { headlines } from '../report/headlines.js';
import { table } from '../report/html.js';
import type { CellResult, MeasureRecord } from '../report/schema.js';
import { summarizeMeasures } from '../report/summary.js';

const SERIES: Series = { label: 'Map', color: '--rival-map', marker: 'triangle', dash: 0, values: [] };

const LINES: ChartOptions = {
  x: [1, 3], series: [{ ...SERIES, values: [10, 30], lower: [9, null], upper: [11, 33] }], xLabel: 'entries', yLabel: 'speed', xScale: 'linear',
  yScale: 'linear', xTicks: [1, 3], formatX: String, formatY: String, style: 'lines',
};
const BARS: ChartOptions = { ...LINES, x: [0], series: [{ ...SERIES, values: [5] }], xTicks: [0], formatX: () => 'Map', style: 'bars' };

function cell(rival: CellResult['rival'], more: Partial<CellResult> = {}): CellResult {
  return {
    operation: 'get-hit', size: 1000, keys: 'u32', pattern: 'random', state: 'recycled-clean', machine: 'a machine', seed: 42, rival, entries: 1000,
    units: 1000, ns: { median: 10, lower: 8, upper: 20 }, ratio: { median: 2, lower: 1, upper: 3 }, rounds: [[10]], bytes: undefined, agrees: true,
    ...more,
  };
}

function record(repeat: GrowthResult | MemoryResult): MeasureRecord {
  return { machine: 'a machine', seed: 42, size: 1000, state: 'fresh-clean', rival: 'wasmap', keys: 'u32', values: 'u32', repeats: [repeat] };
}

const GROWTH: GrowthResult = {
  measure: 'growth', percentiles: [{ percentile: 50, ns: 90 }, { percentile: 99, ns: 300 }, { percentile: 100, ns: 4000 }], clockNs: 50,
  pauses: [{ entries: 256, ms: 0.3 }, { entries: 512, ms: 5 }], slowestMs: 5, windows: [1, 2], worstWindow: 0.5,
};
const GROUPED: GrowthResult = {
  ...GROWTH, group: 256, resolutionNs: 100_000,
  percentiles: [{ percentile: 50, ns: 0 }, { percentile: 99, ns: 200_000 }, { percentile: 100, ns: 5_000_000 }],
};

describe('throughput', () => {
  test('has the quartiles of the times the other way round', () => {
    const chart = throughputChart([cell('map'), cell('map', { entries: 2000, ns: { median: 20, lower: 10, upper: 40 } })], 'get-hit');
    expect(chart.style).toBe('lines');
    expect(chart.series[0]).toMatchObject({ values: [100, 50], lower: [50, 25], upper: [125, 100] });
  });

  test('is bars where there is one number of entries, and only what agrees with Map', () => {
    const chart = throughputChart([cell('wasmap'), cell('wasmap-js', { agrees: false }), cell('map')], 'get-hit');
    expect(chart).toMatchObject({ style: 'bars', x: [0, 1], xLabel: '1 k entries' });
    expect(chart.series.map(({ label, values, lower, upper }) => [label, values, lower, upper])).toEqual([
      ['wasmap (WASM)', [100, null], [50, null], [125, null]],
      ['Map', [null, 100], [null, 50], [null, 125]],
    ]);
    expect(chart.x.map(chart.formatX)).toEqual(['WASM', 'Map']);
  });
});

describe('growth', () => {
  test('of single calls is called so and has no line of the clock', () => {
    const chart = latencyChart(summarizeMeasures([record(GROWTH)]));
    expect(chart?.yLabel).toBe('one set()');
    expect(chart?.series.map(({ values }) => values)).toEqual([[90, 300, 4000]]);
  });

  test('of groups says how many calls, has no point below what the clock tells, and a line there', () => {
    const chart = latencyChart(summarizeMeasures([record(GROUPED)]));
    expect(chart?.yLabel).toBe('256 set() in a row');
    expect(chart?.series.map(({ label, values }) => [label, values])).toEqual([
      ['wasmap (WASM)', [null, 200_000, 5_000_000]],
      ['the clock tells 100 µs', [100_000, 100_000, 100_000]],
    ]);
  });

  test('shows pauses of groups only where they stand out', () => {
    expect(pauseChart(summarizeMeasures([record(GROWTH)]))?.x).toEqual([256, 512]);
    const usual = { ...GROUPED, percentiles: [{ percentile: 50, ns: 150_000 }, { percentile: 100, ns: 5_000_000 }] };
    expect(pauseChart(summarizeMeasures([record(usual)]))?.x).toEqual([512]);
  });
});

test('memory says who counted', () => {
  const memory: MemoryResult = { measure: 'memory', bytesPerEntry: 20, ownBytesPerEntry: 20, tables: 1 };
  const labels = [memory, { ...memory, source: 'browser' as const }, { ...memory, source: 'map' as const }].map(
    (result) => memoryChart(summarizeMeasures([record(result)]))?.yLabel,
  );
  expect(labels).toEqual(['bytes an entry', 'bytes an entry, as the browser counts', 'bytes an entry, as the map says']);
});

describe('charts of several runs', () => {
  test('have one axis with the values of all', () => {
    const second: ChartOptions = { ...LINES, x: [2, 3], xTicks: [2, 3], series: [{ ...SERIES, values: [20, 31] }] };
    const [chart, ...others] = overlay([{ mark: 'A', dash: 0, chart: LINES }, { mark: 'B', dash: 1, chart: second }]);
    expect(others).toEqual([]);
    expect(chart).toMatchObject({ x: [1, 2, 3], xTicks: [1, 2, 3] });
    expect(chart.series).toMatchObject([
      { label: 'Map, A', dash: 0, values: [10, null, 30], lower: [9, null, null], upper: [11, null, 33] },
      { label: 'Map, B', dash: 1, values: [null, 20, 31] },
    ]);
  });

  test('have bars beside each other', () => {
    const [chart] = overlay([{ mark: 'A', dash: 0, chart: BARS }, { mark: 'B', dash: 1, chart: { ...BARS, formatX: () => 'second' } }]);
    expect(chart.series.map(({ values }) => values)).toEqual([[5, null], [null, 5]]);
    expect(chart.x.map(chart.formatX)).toEqual(['Map', 'second']);
  });

  test('are apart where their axes differ, and as they are where there is one run', () => {
    const apart = overlay([{ mark: 'A', dash: 0, chart: LINES }, { mark: 'B', dash: 1, chart: { ...LINES, yLabel: 'something else' } }]);
    expect(apart.map(({ series }) => series.map(({ label }) => label))).toEqual([['Map, A'], ['Map, B']]);
    expect(overlay([{ mark: '', dash: 0, chart: LINES }, { mark: '', dash: 1, chart: undefined }])[0].series).toEqual(LINES.series);
  });

  test('have once what is the same in all', () => {
    const shared: ChartOptions = { ...LINES, series: [...LINES.series, { ...SERIES, label: 'clock', shared: true, values: [1, 1] }] };
    const [chart] = overlay([{ mark: 'A', dash: 0, chart: shared }, { mark: 'B', dash: 1, chart: shared }]);
    expect(chart.series.map(({ label }) => label)).toEqual(['Map, A', 'clock', 'Map, B']);
  });
});

describe('charts as tables', () => {
  test('have a column for each line, with quartiles', () => {
    expect(asTable(LINES)).toEqual({ head: ['entries', 'Map'], rows: [['1', '10 (9–11)'], ['3', '30']] });
  });

  test('have a line for each point or bar', () => {
    const rows = [['1', 'Map', '10 (9–11)'], ['3', 'Map', '30']];
    expect(asTable({ ...LINES, style: 'points' })).toEqual({ head: ['entries', 'of', 'speed'], rows });
    expect(asTable(BARS)).toEqual({ head: ['entries', 'speed'], rows: [['Map', '5']] });
  });

  test('are HTML with a caption, headings, and nothing that came from a file as markup', () => {
    const html = table(['', '<b>'], [['Map', '<script>']], 'a & b');
    expect(html).toContain('<caption>a &amp; b</caption>');
    expect(html).toContain('<td></td><th scope="col">&lt;b&gt;</th>');
    expect(html).toContain('<th scope="row">Map</th><td>&lt;script&gt;</td>');
  });
});

test('headlines are the ratios at the largest size, those first that people ask for first', () => {
  const cells = [
    cell('wasmap', { operation: 'iterate', ratio: { median: 1.5, lower: 1, upper: 2 } }), cell('wasmap'),
    cell('wasmap', { entries: 2000, ratio: { median: 3, lower: 2, upper: 4 } }), cell('wasmap', { operation: 'iterate', entries: 2000 }),
  ];
  const ratios = (html: string): string[] => [...html.matchAll(/<strong>(.*?)</g)].map(([, ratio]) => ratio);
  expect(ratios(headlines({ cells }))).toEqual(['3.00×']);
  expect(ratios(headlines({ cells }, ['iterate']))).toEqual(['3.00×', '2.00×']);
  expect(headlines({ cells })).not.toContain('run');
  expect(headlines({ cells }, [], 'B')).toContain('2 k u32 keys, run B<');
});
