/** From a report to the series of each chart: no drawing here, so that it can be tested and used elsewhere. */
import type { OperationName, RivalName } from '../../matrix/dimensions.js';
import type { GrowthResult } from '../../measures/measure.js';
import { greatest, type Spread } from '../../sampling/statistics.js';
import { formatDuration, formatNumber, formatSize, RIVAL_TITLES, SHORT_TITLES } from '../names.js';
import type { CellResult, Report } from '../schema.js';
import { ofFirstKind, summarizeMeasures, type GrowthLine, type MeasureSummary } from '../summary.js';
import type { ChartOptions, Marker, Series } from './options.js';
import { ascending } from './overlay.js';

/** Below this, a pause is part of the crowd; so is, of groups of calls, what takes less than so many usual ones. */
const LEAST_PAUSE_MS = 0.02;
const LEAST_PAUSE_GROUPS = 3;
/** Where the slowest call of all stands on the axis of nines; of groups there are fewer. */
const BEYOND_NINES = { calls: 5.7, groups: 4.7 };
const WINDOW_MS = 10;

const MARKERS: Readonly<Record<RivalName | 'none', Marker>> = {
  wasmap: 'circle',
  'wasmap-js': 'square',
  map: 'triangle',
  mnemonist: 'diamond',
  'lru-cache': 'circle',
  assemblyscript: 'square',
  boost: 'triangle',
  floor: 'none',
  none: 'none',
};
/** Of what is no rival. */
const THIN_DASH = 2;

function seriesOf(rival: RivalName | 'none', values: readonly (number | null)[]): Series {
  return { label: RIVAL_TITLES[rival], color: `--rival-${rival}`, marker: MARKERS[rival], dash: rival === 'floor' ? THIN_DASH : 0, values };
}

interface Bar {
  readonly rival: RivalName | 'none';
  readonly value: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** Bars beside each other, one a rival, with whiskers where quartiles are known. */
function barChart(bars: readonly Bar[], options: Pick<ChartOptions, 'xLabel' | 'yLabel' | 'formatY'>): ChartOptions {
  const x = bars.map((_, index) => index);
  const alone = (value: number | null, index: number): (number | null)[] => x.map((at) => (at === index ? value : null));
  return {
    x,
    series: bars.map(({ rival, value, lower, upper }, index) => ({
      ...seriesOf(rival, alone(value, index)),
      ...(lower !== undefined && upper !== undefined && { lower: alone(lower, index), upper: alone(upper, index) }),
    })),
    xScale: 'linear',
    yScale: 'linear',
    xTicks: x,
    formatX: (index) => (bars[index] ? SHORT_TITLES[bars[index].rival] : ''),
    style: 'bars',
    ...options,
  };
}

/** Million operations a second of a time in nanoseconds; net of noise that was greater than itself, it can be below zero: nothing to draw. */
function throughputOf(ns: number | undefined): number | null {
  return ns !== undefined && ns > 0 ? 1e3 / ns : null;
}

/** Million operations a second by number of entries, with quartiles; bars where there is only one number. */
export function throughputChart(cells: readonly CellResult[], operation: OperationName): ChartOptions {
  const shown = cells.filter((cell) => cell.operation === operation && cell.agrees);
  const sizes = ascending(shown.map(({ entries }) => entries));
  const rivals = [...new Set(shown.map(({ rival }) => rival))];
  const yLabel = 'million operations a second';
  const of = (rival: RivalName, size: number) => shown.find((cell) => cell.rival === rival && cell.entries === size)?.ns;
  const column = (rival: RivalName, quartile: keyof Spread) => sizes.map((size) => throughputOf(of(rival, size)?.[quartile]));
  // The longest times are the lowest throughput.
  if (sizes.length === 1) {
    const bars = rivals.map((rival) => ({
      rival, value: column(rival, 'median')[0], lower: column(rival, 'upper')[0], upper: column(rival, 'lower')[0],
    }));
    return barChart(bars, { xLabel: `${formatSize(sizes[0])} entries`, yLabel, formatY: formatNumber });
  }
  return {
    x: sizes,
    series: rivals.map((rival) => ({
      ...seriesOf(rival, column(rival, 'median')), lower: column(rival, 'upper'), upper: column(rival, 'lower'),
    })),
    xLabel: 'entries',
    yLabel,
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

/** What was timed: one call, or so many that the clock can tell. */
function timedCalls({ group = 1 }: GrowthResult): string {
  return group === 1 ? 'one set()' : `${group} set() in a row`;
}

/** Nothing where the clock could not tell the duration from none. */
function resolved(ns: number, { resolutionNs = 0 }: GrowthResult): number | null {
  return ns > 0 && ns >= resolutionNs ? ns : null;
}

/** A line at what the clock tells apart, where that is coarse. */
function clockLine({ resolutionNs }: GrowthResult, length: number): Series[] {
  if (resolutionNs === undefined) return [];
  const label = `the clock tells ${formatDuration(resolutionNs)}`;
  const values = new Array<number>(length).fill(resolutionNs);
  return [{ label, color: '--rival-none', marker: 'none', dash: THIN_DASH, shared: true, values }];
}

/** How long single calls take, by percentile: every nine gets the same room. */
export function latencyChart({ growth }: MeasureSummary): ChartOptions | undefined {
  const [first] = growth;
  if (first === undefined) return undefined;
  const beyond = first.typical.group === undefined ? BEYOND_NINES.calls : BEYOND_NINES.groups;
  const position = (percentile: number): number => (percentile === 100 ? beyond : -Math.log10(1 - percentile / 100));
  const shown = first.percentiles.filter((percentile) => percentile >= 50);
  const ticks = [50, 90, 99, 99.9, 99.99, 99.999, 100].filter((percentile) => percentile === 100 || position(percentile) < beyond);
  const labels = new Map(ticks.map((percentile) => [position(percentile), percentile === 100 ? 'max' : `P${percentile}`]));
  return {
    x: shown.map(position),
    series: [
      ...growth.map((line) => seriesOf(line.rival, shown.map((percentile) => resolved(line.percentile(percentile), line.typical)))),
      ...clockLine(first.typical, shown.length),
    ],
    xLabel: first.typical.group === undefined ? 'percentile of all calls' : 'percentile of all groups',
    yLabel: timedCalls(first.typical),
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
  const pausesOf = (line: GrowthLine) => line.typical.pauses.filter(({ ms }) => ms >= leastPauseMs(line));
  const x = ascending(growth.flatMap((line) => pausesOf(line).map(({ entries }) => entries)));
  if (x.length === 0) return undefined;
  return {
    x,
    series: growth.map((line) => {
      const slow = new Map(pausesOf(line).map(({ entries, ms }) => [entries, ms]));
      return seriesOf(line.rival, x.map((entries) => slow.get(entries) ?? null));
    }),
    xLabel: 'entries in the map',
    yLabel: timedCalls(growth[0].typical),
    xScale: 'linear',
    yScale: 'logarithmic',
    formatX: formatSize,
    formatY: (ms) => formatDuration(ms * 1e6),
    style: 'points',
  };
}

function leastPauseMs({ typical, percentile }: GrowthLine): number {
  if (typical.group === undefined) return LEAST_PAUSE_MS;
  return Math.max(LEAST_PAUSE_MS, ((typical.resolutionNs ?? 0) * 2) / 1e6, (LEAST_PAUSE_GROUPS * percentile(50)) / 1e6);
}

/** Entries added in every window of 10 ms, from the first call to the last. */
export function windowChart({ growth }: MeasureSummary): ChartOptions | undefined {
  const longest = greatest(growth.map((line) => line.typical.windows.length));
  if (longest < 2) return undefined;
  const x = Array.from({ length: longest }, (_, window) => window * WINDOW_MS);
  return {
    x,
    series: growth.map((line) => seriesOf(line.rival, x.map((_, window) => line.typical.windows[window] ?? null))),
    xLabel: 'milliseconds since the first call',
    yLabel: `entries in ${WINDOW_MS} ms`,
    xScale: 'linear',
    yScale: 'linear',
    formatX: (ms) => String(Math.round(ms)),
    formatY: formatSize,
    style: 'lines',
  };
}

const MEMORY_SOURCES = { browser: 'bytes an entry, as the browser counts', map: 'bytes an entry, as the map says' } as const;

export function memoryChart({ memory }: MeasureSummary): ChartOptions | undefined {
  if (memory.length === 0) return undefined;
  const [{ source }] = memory;
  const yLabel = source === undefined ? 'bytes an entry' : MEMORY_SOURCES[source];
  const sizes = ascending(memory.map(({ size }) => size));
  const rivals = [...new Set(memory.map(({ rival }) => rival))];
  const find = (rival: string, size: number) => memory.find((line) => line.rival === rival && line.size === size)?.bytesPerEntry ?? null;
  if (sizes.length === 1) {
    const bars = rivals.map((rival) => ({ rival, value: find(rival, sizes[0]) }));
    return barChart(bars, { xLabel: `${formatSize(sizes[0])} entries`, yLabel, formatY: formatNumber });
  }
  return {
    x: sizes,
    series: rivals.map((rival) => seriesOf(rival, sizes.map((size) => find(rival, size)))),
    xLabel: 'entries',
    yLabel,
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
  const bars = collection.map(({ rival, medianMs }) => ({ rival, value: medianMs }));
  return barChart(bars, { xLabel: 'what is alive', yLabel: 'one full collection', formatY: (ms) => formatDuration(ms * 1e6) });
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

/** At most six of the values, the first and last among them. */
function thinned(values: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(values.length / 6));
  return values.filter((_, index) => index % step === 0);
}
