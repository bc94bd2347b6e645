/** The report as one page that needs nothing else: styles, script, charts and data are in it. */
import type { CellResult, FigureResult, Report } from './schema.js';
import { comparableGroups, measureCharts } from './charts/data.js';
import { headlines } from './headlines.js';
import { escapeHtml, table } from './html.js';
import { formatDuration, formatNumber, formatRatio, formatSize, CHART_TEXTS, OPERATION_TITLES, RIVAL_TITLES, STATE_TITLES } from './names.js';
import { groupResults, type ResultGroup } from './rows.js';
import { factsOf, renderShell, section } from './shell.js';
import { summarizeMeasures } from './summary.js';

/** Operations with a chart of their own, where they were measured; the tables hold all. */
const CHARTED = [
  'putAll', 'getAll', 'get-hit', 'getOr-hit', 'get-miss', 'set-growing', 'churn', 'iterate', 'counting',
  'putAll-packed', 'getAll-packed', 'getAll-fresh', 'get-hit-fresh', 'get-miss-fresh', 'set-growing-fresh',
] as const;

export function renderPage(report: Report): string {
  const main = [headlines(report), throughput(report), measures(report), resultTables(report), figures(report.figures), absent(report)].join('\n');
  return renderShell({ title: 'wasmap bench', body: `${header(report)}\n<main>\n${main}\n</main>`, id: 'report', data: report });
}

function header(report: Report): string {
  return `<header><h1>wasmap bench</h1><p>Maps, compared in one run on one machine: every figure is a median of
passes in which the rivals took turns.${report.quick ? ' This was a quick run: its figures are rough.' : ''}</p>${factsOf(report)}</header>`;
}

/** A section of charts for every key kind that was measured at several sizes. */
function throughput(report: Report): string {
  return comparableGroups(report)
    .filter((cells) => new Set(cells.map(({ entries }) => entries)).size > 1)
    .map((cells) => {
      const { keys, pattern, state } = cells[0];
      const charts = CHARTED.filter((operation) => cells.some((cell) => cell.operation === operation)).map(
        (operation) =>
          `<figure><figcaption>${escapeHtml(OPERATION_TITLES[operation])}</figcaption>` +
          `<div class="chart" data-operation="${operation}" data-keys="${keys}"></div></figure>`,
      );
      const caption = `${keys} keys, ${pattern}; ${STATE_TITLES[state]}. Higher is better; both axes are logarithmic.`;
      return section(`Throughput by size, ${keys} keys`, caption, `<div class="charts">${charts.join('')}</div>`);
    })
    .join('\n');
}

function measures(report: Report): string {
  const tables = measureTables(report);
  return measureCharts(report)
    .filter(([, chart]) => chart !== undefined)
    .map(([id]) => {
      const [title, text] = CHART_TEXTS[id];
      const beside = tables[id];
      const chart = `<figure><div class="chart" id="chart-${id}"></div></figure>`;
      return section(title, text, beside ? `<div class="beside">${chart}${beside}</div>` : chart);
    })
    .join('\n');
}

/** The same figures as text, for those who read rather than look. */
function measureTables(report: Report): Partial<Record<string, string>> {
  const { growth, memory, collection } = summarizeMeasures(report.measures);
  const percentiles = [50, 99, 99.9, 99.99, 100];
  const sizes = [...new Set(memory.map(({ size }) => size))].sort((a, b) => a - b);
  const labels = [...new Set(memory.map(({ label }) => label))];
  const bytes = (label: string, size: number): number =>
    memory.find((line) => line.label === label && line.size === size)?.bytesPerEntry ?? Number.NaN;
  return {
    latency: table(
      ['', ...percentiles.map((percentile) => (percentile === 100 ? 'max' : `P${percentile}`))],
      growth.map((line) => [line.label, ...percentiles.map((percentile) => formatDuration(line.percentile(percentile)))]),
      CHART_TEXTS['latency'][0],
    ),
    pauses: table(
      ['', 'entries', 'slowest', 'worst 10 ms'],
      growth.map((line) => [
        line.label,
        formatSize(line.size),
        formatDuration(line.typical.slowestMs * 1e6),
        `${formatNumber(line.worstWindow * 100)} % of normal`,
      ]),
      CHART_TEXTS['pauses'][0],
    ),
    memory: table(
      ['entries', ...labels],
      sizes.map((size) => [formatSize(size), ...labels.map((label) => formatNumber(bytes(label, size)))]),
      'Bytes an entry',
    ),
    collections: table(
      ['alive', 'median', 'longest', 'delay P99', 'longest'],
      collection.map((line) => [
        line.label,
        ...[line.medianMs, line.longestMs, line.delayP99Ms, line.longestDelayMs].map((ms) => formatDuration(ms * 1e6)),
      ]),
      CHART_TEXTS['collections'][0],
    ),
  };
}

/** One table for each key kind, pattern and state. */
function resultTables(report: Report): string {
  const tables = groupResults(report.cells).map((group) => `<h3>${escapeHtml(group.title)}</h3>${resultTable(group)}`);
  if (tables.length === 0) return '';
  return section('All results', 'Nanoseconds an operation, median; in brackets how many times faster than Map, and the quartiles of that ratio.', tables.join('\n'));
}

function resultTable({ title, rivals, rows }: ResultGroup): string {
  return table(
    ['operation', 'entries', ...rivals.map((rival) => RIVAL_TITLES[rival])],
    rows.map((row) => [
      OPERATION_TITLES[row[0].operation],
      formatSize(row[0].entries),
      ...rivals.map((rival) => resultText(row.find((cell) => cell.rival === rival))),
    ]),
    title,
  );
}

function resultText(cell: CellResult | undefined): string {
  if (cell === undefined) return '–';
  const ns = formatNumber(cell.ns.median);
  if (!cell.agrees) return `${ns} (wrong result)`;
  if (cell.rival === 'map' || cell.ratio === undefined) return ns;
  return `${ns} (${formatRatio(cell.ratio.median)}, ${formatNumber(cell.ratio.lower)}–${formatNumber(cell.ratio.upper)})`;
}

function figures(lines: readonly FigureResult[]): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ section: part, row, size, bar, measured, spread, met }) => [
    part,
    row,
    size === undefined ? '' : formatSize(size),
    bar,
    measured,
    spread,
    met === undefined ? '–' : met ? 'met' : 'missed',
  ]);
  return section('Figures to reach', 'Every bar with what was measured.', table(['section', 'figure', 'entries', 'bar', 'measured', 'spread', ''], rows, 'Figures to reach'));
}

function absent(report: Report): string {
  const reasons = new Map(report.absent.map(({ rival, reason }) => [`${rival} ${reason}`, [RIVAL_TITLES[rival], reason]]));
  if (reasons.size === 0) return '';
  return section('Not measured', 'Who did not take part, or not in all operations.', table(['', 'why'], [...reasons.values()], 'Not measured'));
}
