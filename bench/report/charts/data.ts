/** From a report to the series of each chart: no drawing here, so that it can be tested and used elsewhere. */
import type { OperationName, RivalName } from '../../matrix/dimensions.js';
import { formatDuration, formatNumber, formatSize, RIVAL_TITLES } from '../names.js';
import type { CellResult, Report } from '../schema.js';
import { ofFirstKind, summarizeMeasures, type MeasureSummary } from '../summary.js';
import type { ChartOptions, Series } from './chart.js';

/** Below this, a pause is part of the crowd. */
const LEAST_PAUSE_MS = 0.02;
/** Where the slowest call of all stands on the axis of nines. */
const BEYOND_NINES = 5.7;
const WINDOW_MS = 10;

function seriesOf(rival: RivalName | 'none', values: readonly (number | null)[]): Series {
  return { label: RIVAL_TITLES[rival], color: `--rival-${rival}`, dashed: rival === 'floor', values };
}

/** Million operations a second by number of entries. */
export function throughputChart(cells: readonly CellResult[], operation: OperationName): ChartOptions {
  const shown = cells.filter((cell) => cell.operation === operation);
  const sizes = ascending(shown.map(({ entries }) => entries));
  const rivals = [...new Set(shown.map(({ rival }) => rival))];
  return {
    x: sizes,
    series: rivals.map((rival) =>
      seriesOf(
        rival,
        sizes.map((size) => {
          const cell = shown.find((result) => result.rival === rival && result.entries === size);
          // Net of noise that was greater than itself, a time can be below zero: there is no point to draw.
          return cell && cell.ns.median > 0 ? 1e3 / cell.ns.median : null;
        }),
      ),
    ),
    xLabel: 'entries',
    yLabel: 'million operations a second',
    xScale: 'logarithmic',
    yScale: 'logarithmic',
    xTicks: sizes,
    formatX: formatSize,
    formatY: formatNumber,
    style: 'lines',
  };
}

/** The cells that each set of throughput charts can show together: of every key kind, its first pattern and state. */
export function comparableGroups(report: Pick<Report, 'cells'>): readonly (readonly CellResult[])[] {
  const kinds = [...new Set(report.cells.map(({ keys }) => keys))];
  return kinds.map((kind) => {
    const ofKind = report.cells.filter(({ keys }) => keys === kind);
    const [first] = ofKind;
    return ofKind.filter(({ pattern, state }) => pattern === first.pattern && state === first.state);
  });
}

/** How long single calls take, by percentile: every nine gets the same room. */
export function latencyChart({ growth }: MeasureSummary): ChartOptions | undefined {
  const [first] = growth;
  if (first === undefined) return undefined;
  const position = (percentile: number): number => (percentile === 100 ? BEYOND_NINES : -Math.log10(1 - percentile / 100));
  const shown = first.percentiles.filter((percentile) => percentile >= 50);
  const ticks = [50, 90, 99, 99.9, 99.99, 99.999, 100];
  const labels = new Map(ticks.map((percentile) => [position(percentile), percentile === 100 ? 'max' : `P${percentile}`]));
  return {
    x: shown.map(position),
    series: growth.map((line) => seriesOf(line.rival, shown.map((percentile) => line.percentile(percentile)))),
    xLabel: 'percentile of all calls',
    yLabel: 'one set()',
    xScale: 'linear',
    yScale: 'logarithmic',
    xTicks: ticks.map(position),
    formatX: (value) => labels.get(value) ?? `P${formatNumber(100 * (1 - 10 ** -value))}`,
    formatY: formatDuration,
    style: 'lines',
  };
}

/** Every slow call, at the number of entries at which it happened. */
export function pauseChart({ growth }: MeasureSummary): ChartOptions | undefined {
  const pauses = growth.flatMap((line) => line.typical.pauses.filter(({ ms }) => ms >= LEAST_PAUSE_MS));
  if (pauses.length === 0) return undefined;
  const x = ascending(pauses.map(({ entries }) => entries));
  return {
    x,
    series: growth.map((line) => {
      const slow = new Map(line.typical.pauses.filter(({ ms }) => ms >= LEAST_PAUSE_MS).map(({ entries, ms }) => [entries, ms]));
      return seriesOf(line.rival, x.map((entries) => slow.get(entries) ?? null));
    }),
    xLabel: 'entries in the map',
    yLabel: 'one set()',
    xScale: 'linear',
    yScale: 'logarithmic',
    formatX: formatSize,
    formatY: (ms) => formatDuration(ms * 1e6),
    style: 'points',
  };
}

/** Entries added in every window of 10 ms, from the first call to the last. */
export function windowChart({ growth }: MeasureSummary): ChartOptions | undefined {
  const longest = Math.max(0, ...growth.map((line) => line.typical.windows.length));
  if (longest < 2) return undefined;
  const x = Array.from({ length: longest }, (_, window) => window * WINDOW_MS);
  return {
    x,
    series: growth.map((line) => seriesOf(line.rival, x.map((_, window) => line.typical.windows[window] ?? null))),
    xLabel: 'milliseconds since the first call',
    yLabel: `entries in ${WINDOW_MS} ms`,
    xScale: 'linear',
    yScale: 'linear',
    formatX: (ms) => formatNumber(ms),
    formatY: formatSize,
    style: 'lines',
  };
}

export function memoryChart({ memory }: MeasureSummary): ChartOptions | undefined {
  if (memory.length === 0) return undefined;
  const sizes = ascending(memory.map(({ size }) => size));
  const rivals = [...new Set(memory.map(({ rival }) => rival))];
  const find = (rival: string, size: number) => memory.find((line) => line.rival === rival && line.size === size);
  return {
    x: sizes,
    series: rivals.map((rival) => seriesOf(rival, sizes.map((size) => find(rival, size)?.bytesPerEntry ?? null))),
    xLabel: 'entries',
    yLabel: 'bytes an entry',
    xScale: 'logarithmic',
    yScale: 'linear',
    xTicks: thinned(sizes),
    formatX: formatSize,
    formatY: formatNumber,
    style: 'lines',
  };
}

/** One bar a rival. */
export function collectionChart({ collection }: MeasureSummary): ChartOptions | undefined {
  if (collection.length === 0) return undefined;
  const x = collection.map((_, index) => index);
  return {
    x,
    series: collection.map((line, index) => seriesOf(line.rival, x.map((at) => (at === index ? line.medianMs : null)))),
    xLabel: 'what is alive',
    yLabel: 'one full collection',
    xScale: 'linear',
    yScale: 'linear',
    xTicks: x,
    formatX: (index) => (collection[index] ? RIVAL_TITLES[collection[index].rival] : ''),
    formatY: (ms) => formatDuration(ms * 1e6),
    style: 'bars',
  };
}

/** All charts about measurements in fresh processes, by the id of their place on the page. */
export function measureCharts(report: Pick<Report, 'measures'>): readonly (readonly [id: string, chart: ChartOptions | undefined])[] {
  const summary = summarizeMeasures(ofFirstKind(report.measures));
  return [
    ['latency', latencyChart(summary)],
    ['pauses', pauseChart(summary)],
    ['windows', windowChart(summary)],
    ['memory', memoryChart(summary)],
    ['collections', collectionChart(summary)],
  ];
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** At most six of the values, the first and last among them. */
function thinned(values: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(values.length / 6));
  return values.filter((_, index) => index % step === 0);
}
