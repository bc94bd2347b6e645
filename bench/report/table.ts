/** The report as tables for a terminal. */
import Table from 'cli-table3';
import type { RivalName } from '../matrix/dimensions.js';
import { formatDuration, formatNumber, formatRatio, formatSize, OPERATION_TITLES, RIVAL_TITLES } from './names.js';
import { groupResults, type ResultGroup } from './rows.js';
import type { AbsentResult, CellResult, FigureResult, MeasureRecord, Report } from './schema.js';
import { summarizeMeasures } from './summary.js';

const STYLE = { head: [], border: [], compact: true };

/** All results: a table for each key kind, pattern and state; then the measurements; then who is absent. */
export function renderTables(report: Omit<Report, 'figures'>): string {
  return [...groupResults(report.cells).map(renderGroup), renderMeasures(report.measures), renderAbsent(report.absent)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Operations down, rivals across; nanoseconds an operation and, in brackets, how many times faster than Map. */
function renderGroup({ title, rivals, rows }: ResultGroup): string {
  const table = new Table({
    head: ['operation', 'n', ...rivals.map((rival) => RIVAL_TITLES[rival])],
    colAligns: ['left', 'right', ...rivals.map(() => 'right' as const)],
    style: STYLE,
  });
  for (const row of rows) {
    const of = (rival: RivalName) => row.find((result) => result.rival === rival);
    table.push([OPERATION_TITLES[row[0].operation], formatSize(row[0].entries), ...rivals.map((rival) => renderResult(of(rival)))]);
  }
  return `${title}. Nanoseconds an operation (times faster than Map, quartiles)\n${table.toString()}`;
}

function renderResult(result: CellResult | undefined): string {
  if (result === undefined) return '–';
  const ns = formatNumber(result.ns.median);
  if (!result.agrees) return `${ns} (WRONG RESULT)`;
  if (result.rival === 'map' || result.ratio === undefined) return `${ns} ±${spreadPercent(result)} %`;
  return `${ns} (${formatRatio(result.ratio.median)}, ${formatNumber(result.ratio.lower)}–${formatNumber(result.ratio.upper)})`;
}

/** Half the distance of the quartiles, in percent of the median. */
function spreadPercent({ ns }: CellResult): string {
  return ((100 * (ns.upper - ns.lower)) / 2 / ns.median).toFixed(0);
}

function renderMeasures(measures: readonly MeasureRecord[]): string {
  if (measures.length === 0) return '';
  const { growth, memory, collection } = summarizeMeasures(measures);
  const growthTable = new Table({
    head: ['single set while growing', 'to n', 'P50', 'P99', 'P99.9', 'P99.99', 'slowest', 'worst 10 ms'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: STYLE,
  });
  for (const line of growth) {
    growthTable.push([
      line.label,
      formatSize(line.size),
      ...[50, 99, 99.9, 99.99, 100].map((percentile) => formatDuration(line.percentile(percentile))),
      `${formatNumber(line.worstWindow * 100)} %`,
    ]);
  }
  const sizes = [...new Set(memory.map(({ size }) => size))].sort((a, b) => a - b);
  const memoryTable = new Table({
    head: ['bytes an entry', ...sizes.map(formatSize)],
    colAligns: ['left', ...sizes.map(() => 'right' as const)],
    style: STYLE,
  });
  for (const label of new Set(memory.map((line) => line.label))) {
    const of = (size: number): number => memory.find((line) => line.label === label && line.size === size)?.bytesPerEntry ?? Number.NaN;
    memoryTable.push([label, ...sizes.map((size) => formatNumber(of(size)))]);
  }
  const collectionTable = new Table({
    head: ['forced full collection', 'entries alive', 'median', 'longest', 'event-loop delay P99', 'longest'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: STYLE,
  });
  for (const line of collection) {
    const entries = line.rival === 'none' ? '0' : formatSize(line.size);
    const times = [line.medianMs, line.longestMs, line.delayP99Ms, line.longestDelayMs];
    collectionTable.push([line.label, entries, ...times.map((ms) => formatDuration(ms * 1e6))]);
  }
  const parts = [
    growth.length > 0 ? growthTable.toString() : '',
    memory.length > 0 ? memoryTable.toString() : '',
    collection.length > 0 ? collectionTable.toString() : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** One line for each rival and reason. */
function renderAbsent(absent: readonly AbsentResult[]): string {
  const lines = new Map<string, { rival: RivalName; reason: string; cells: number }>();
  for (const { rival, reason } of absent) {
    const line = lines.get(rival + reason) ?? { rival, reason, cells: 0 };
    line.cells++;
    lines.set(rival + reason, line);
  }
  if (lines.size === 0) return '';
  const table = new Table({ head: ['not measured', 'why', 'cells'], colAligns: ['left', 'left', 'right'], style: STYLE });
  for (const { rival, reason, cells } of lines.values()) table.push([RIVAL_TITLES[rival], reason, cells]);
  return table.toString();
}

/** The acceptance table: every row with its bar and whether it was reached. */
export function renderFigures(figures: readonly FigureResult[]): string {
  const table = new Table({
    head: ['section', 'figure', 'n', 'bar', 'measured', 'spread', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: STYLE,
  });
  for (const { section, row, size, bar, measured, spread, met } of figures) {
    table.push([section, row, size === undefined ? '' : formatSize(size), bar, measured, spread, met === undefined ? '–' : met ? 'met' : 'MISSED']);
  }
  const judged = figures.filter(({ met }) => met !== undefined);
  const reached = judged.filter(({ met }) => met).length;
  return `${table.toString()}\n${reached} of ${judged.length} figures met, ${figures.length - judged.length} not measured`;
}
