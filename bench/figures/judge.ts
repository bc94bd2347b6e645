/** Compares what was measured with the bars. */
import type { Cell, RivalName } from '../matrix/dimensions.js';
import type { BatchWay, CollectionResult, GrowthResult, MeasureResult, MeasureTask, MixedWay, SustainedResult } from '../measures/measure.js';
import { formatDuration, formatMegabytes, formatNumber, formatRatio } from '../report/names.js';
import type { CellResult, FigureResult, MeasureRecord } from '../report/schema.js';
import { median, ratioByRound, spread, type Spread } from '../sampling/statistics.js';
import type { Figure, MeasureFigure, MeasureVerdict, RatioFigure } from './figure.js';

export function judge(figures: readonly Figure[], cells: readonly CellResult[], measures: readonly MeasureRecord[]): FigureResult[] {
  return figures.map((figure) => (figure.type === 'ratio' ? judgeRatio(figure, cells) : judgeMeasure(figure, measures)));
}

function judgeRatio(figure: RatioFigure, cells: readonly CellResult[]): FigureResult {
  const least = typeof figure.bar === 'number' ? figure.bar : partOf(figure, figure.bar, cells);
  const reached = ratioIn(figure.cell, figure.rival, figure.against, cells);
  return {
    section: figure.section,
    row: figure.row,
    size: figure.cell.size,
    bar: least === undefined ? '–' : `≥ ${formatRatio(least)}`,
    measured: reached === undefined ? 'not measured' : formatRatio(reached.median),
    spread: reached === undefined ? '' : `${formatNumber(reached.lower)}–${formatNumber(reached.upper)}`,
    met: reached === undefined || least === undefined ? undefined : reached.median >= least,
  };
}

function partOf(figure: RatioFigure, part: { of: Cell; factor: number }, cells: readonly CellResult[]): number | undefined {
  const whole = ratioIn(part.of, figure.rival, figure.against, cells);
  return whole && whole.median * part.factor;
}

function ratioIn(cell: Cell, rival: RivalName, against: RivalName, cells: readonly CellResult[]): Spread | undefined {
  const ours = cells.find((result) => result.rival === rival && sameCell(result, cell));
  const theirs = cells.find((result) => result.rival === against && sameCell(result, cell));
  if (!ours?.agrees || !theirs?.agrees) return undefined;
  return ratioByRound(theirs.rounds, ours.rounds);
}

export function sameCell(a: Cell, b: Cell): boolean {
  return a.operation === b.operation && a.size === b.size && a.keys === b.keys && a.pattern === b.pattern && a.state === b.state;
}

function judgeMeasure(figure: MeasureFigure, measures: readonly MeasureRecord[]): FigureResult {
  const line = { section: figure.section, row: figure.row, size: figure.size };
  const results = figure.tasks.map((task) => measures.find((record) => isOf(record, task)));
  const { bar, value, met, format } = reading(figure, results);
  if (value.length === 0) return { ...line, bar, measured: 'not measured', spread: '', met: undefined };
  const { median: middle, lower, upper } = spread(value);
  return { ...line, bar, measured: format(middle), spread: `${format(lower)}–${format(upper)}`, met: met(middle) };
}

function isOf(record: MeasureRecord, task: MeasureTask): boolean {
  return (
    record.repeats[0]?.measure === task.measure &&
    record.rival === task.rival &&
    record.keys === task.keys &&
    record.values === task.values &&
    record.size === task.size &&
    isSameWork(record.repeats[0], task)
  );
}

/** Whether a result is of the same batches: several tasks differ in nothing else. */
function isSameWork(result: MeasureResult, task: MeasureTask): boolean {
  if (task.measure === 'batches') return result.measure === 'batches' && result.batch === task.batch;
  if (task.measure === 'sustained') return result.measure === 'sustained' && result.writes === task.writes;
  return task.measure !== 'resident' || (result.measure === 'resident' && result.way === task.way);
}

interface Reading {
  readonly bar: string;
  /** One figure a process. */
  readonly value: readonly number[];
  readonly met: (value: number) => boolean;
  readonly format: (value: number) => string;
}

function reading({ verdict, tasks }: MeasureFigure, records: readonly (MeasureRecord | undefined)[]): Reading {
  const growths = records.map((record) => (record?.repeats ?? []).filter(isGrowth));
  const [ours = []] = growths;
  const milliseconds = (ms: number): string => formatDuration(ms * 1e6);
  switch (verdict.kind) {
    case 'bytes': {
      const most = records.flatMap((record) => record?.repeats ?? []).flatMap((result) => (result.measure === 'memory' ? [result.bytesPerEntry] : []));
      return atMost(verdict.most, most.length < tasks.length ? [] : [Math.max(...most)], formatNumber);
    }
    case 'slowest':
      return atMost(verdict.mostMs, ours.map((growth) => growth.slowestMs), milliseconds);
    case 'slowest-of-map': {
      const maps = growths[1] ?? [];
      const middle = maps.length === 0 ? undefined : median(maps.map((growth) => growth.slowestMs));
      return atLeast(verdict.least, middle === undefined ? [] : ours.map((growth) => middle / growth.slowestMs), formatRatio);
    }
    case 'percentile':
      return atMost(verdict.mostNs, ours.map((growth) => percentileOf(growth, verdict.percentile)), formatDuration);
    case 'window':
      return atLeast(verdict.least, ours.map((growth) => growth.worstWindow), formatNumber);
    case 'collection-of-empty':
      return atMost(verdict.most, collections(records, pauseOf).map(([ours, theirs]) => ours / theirs), formatRatio);
    case 'collection-of-map':
      return atLeast(verdict.least, collections(records, pauseOf).map(([ours, theirs]) => theirs / ours), formatRatio);
    case 'delay-of-map':
      return atLeast(verdict.least, collections(records, delayOf).map(([ours, theirs]) => theirs / ours), formatRatio);
    case 'batches': {
      const values = batchRatios(records, verdict);
      return 'most' in verdict ? atMost(verdict.most, values, formatRatio) : atLeast(verdict.least, values, formatRatio);
    }
    case 'mixed':
      return atLeast(verdict.least, mixedRatios(records, verdict), formatRatio);
    case 'resident':
      return atMost(verdict.most, residentRatios(records, verdict.by), formatRatio);
    case 'allocated':
      return atMost(verdict.mostBytes, sustained(records[0]).map(({ allocatedBytes }) => allocatedBytes), formatMegabytes);
    case 'major-collections':
      return atMost(verdict.most, sustained(records[0]).map(({ majorCollections }) => majorCollections), String);
    case 'cpu-of-map': {
      const theirs = sustained(records[1]).map(({ cpuMs }) => cpuMs);
      return atLeast(verdict.least, theirs.length === 0 ? [] : sustained(records[0]).map(({ cpuMs }) => median(theirs) / cpuMs), formatRatio);
    }
    case 'endurance':
      return atMost(verdict.most, endurances(records).map((result) => (result.tenthsNs.at(-1) ?? Number.NaN) / result.freshNs), formatRatio);
    case 'flat':
      return atMost(verdict.most, endurances(records).map(({ residentBytes: [first, last] }) => last / first), formatRatio);
  }
}

function atMost(most: number, value: readonly number[], format: (value: number) => string): Reading {
  return { bar: `≤ ${format(most)}`, value, met: (reached) => reached <= most, format };
}

function atLeast(least: number, value: readonly number[], format: (value: number) => string): Reading {
  return { bar: `≥ ${format(least)}`, value, met: (reached) => reached >= least, format };
}

function isGrowth(result: MeasureResult): result is GrowthResult {
  return result.measure === 'growth';
}

/** The processes of the first task, each beside the median one of the second. */
function collections(
  records: readonly (MeasureRecord | undefined)[],
  valueOf: (result: CollectionResult) => number,
): (readonly [ours: number, theirs: number])[] {
  const [ours = [], theirs = []] = records.map((record) =>
    (record?.repeats ?? []).flatMap((result) => (result.measure === 'collection' ? [valueOf(result)] : [])),
  );
  return theirs.length === 0 ? [] : ours.map((value) => [value, median(theirs)]);
}

function pauseOf({ pausesMs }: CollectionResult): number {
  return median(pausesMs);
}

function delayOf({ delaysMs }: CollectionResult): number {
  return delaysMs.p99;
}

function percentileOf(growth: GrowthResult, percentile: number): number {
  return growth.percentiles.find((entry) => entry.percentile === percentile)?.ns ?? Number.NaN;
}

function batchRatios(records: readonly (MeasureRecord | undefined)[], { way, of, by }: Extract<MeasureVerdict, { kind: 'batches' }>): number[] {
  return records.flatMap((record) => record?.repeats ?? []).flatMap((result) => {
    if (result.measure !== 'batches') return [];
    const timeOf = (name: BatchWay): number => result.ways.find((each) => each.way === name)?.[by] ?? Number.NaN;
    return [timeOf(way) / timeOf(of)];
  });
}

/** The processes of the first task, each beside the median one of the second, Map's. */
function mixedRatios(records: readonly (MeasureRecord | undefined)[], { way, by }: Extract<MeasureVerdict, { kind: 'mixed' }>): number[] {
  const timesOf = (record: MeasureRecord | undefined, wanted: MixedWay): number[] =>
    (record?.repeats ?? []).flatMap((result) => (result.measure === 'mixed' ? result.ways.filter((each) => each.way === wanted).map((each) => each[by]) : []));
  const theirs = timesOf(records[1], 'single calls');
  return theirs.length === 0 ? [] : timesOf(records[0], way).map((ours) => median(theirs) / ours);
}

/** The processes of the first task, each beside the median one of the second. */
function residentRatios(records: readonly (MeasureRecord | undefined)[], by: 'meanBytes' | 'deviationBytes'): number[] {
  const [ours = [], theirs = []] = records.map((record) =>
    (record?.repeats ?? []).flatMap((result) => (result.measure === 'resident' ? [result[by]] : [])),
  );
  return theirs.length === 0 ? [] : ours.map((bytes) => bytes / median(theirs));
}

function sustained(record: MeasureRecord | undefined): SustainedResult[] {
  return (record?.repeats ?? []).flatMap((result) => (result.measure === 'sustained' ? [result] : []));
}

function endurances(records: readonly (MeasureRecord | undefined)[]) {
  return records.flatMap((record) => record?.repeats ?? []).flatMap((result) => (result.measure === 'endurance' ? [result] : []));
}
