/** The report on caches as one page that needs nothing else. */
import { median } from '../../sampling/statistics.js';
import { element, escapeHtml, table } from '../../report/html.js';
import { formatDuration, formatNumber, formatRatio, formatSize } from '../../report/names.js';
import { factsOf, renderShell, section } from '../../report/shell.js';
import { cacheCharts } from './charts.js';
import { formatPercent, KEY_TITLES, SECTION_TITLES, sizedTitleOf, titleOf, VALUE_TITLES } from './names.js';
import type { CacheReport, RatioTable, ThroughputResult } from './schema.js';
import { formatSpread, throughputGroups, timesEmpty } from './table.js';

export function renderCachePage(report: CacheReport): string {
  const main = [charts(report), tables(report), figures(report), absent(report)].join('\n');
  return renderShell({ title: 'wasmap bench cache', body: `${header(report)}\n<main>${main}</main>`, id: 'cache-report', data: report });
}

function header(report: CacheReport): string {
  const rough = report.quick ? ' This was a quick run: its figures are rough.' : '';
  return `<header><h1>wasmap bench cache</h1><p>Bounded caches, compared in one run on one machine, at the same number of entries.${rough}</p>${factsOf(report)}</header>`;
}

/** A single capacity is no curve; its numbers are in the tables. */
function charts(report: CacheReport): string {
  return cacheCharts(report)
    .map(({ title, text, options }, index) => (options.x.length < 2 ? '' : section(title, text, `<figure><div class="chart" id="chart-${index}"></div></figure>`)))
    .join('\n');
}

function tables({ ratios, throughput, memory, collections }: CacheReport): string {
  const parts = [...ratios.map(ratioTable), ...throughputGroups(throughput).map(throughputTable)];
  if (memory.length > 0) {
    const rows = memory.map(({ rival, keys, capacity, bytesPerEntry }) => [`${titleOf(rival)}, ${keys}→f64`, formatSize(capacity), formatNumber(median(bytesPerEntry))]);
    parts.push(named('Memory', table(['resident set', 'entries', 'bytes an entry'], rows, 'Memory')));
  }
  if (collections.length > 0) {
    const rows = collections.map((result) => {
      const ratio = timesEmpty(result, collections);
      return [
        `${titleOf(result.rival)}, ${VALUE_TITLES[result.values]}`,
        formatSize(result.capacity),
        formatDuration(median(result.pausesMs) * 1e6),
        ratio === undefined ? '–' : formatRatio(ratio),
      ];
    });
    parts.push(named('Collections', table(['alive under steady load', 'entries', 'full collection', "of an empty process's"], rows, 'Collections')));
  }
  const isTimed = throughput.length + memory.length + collections.length > 0;
  const legend = isTimed ? 'Medians; ratios are round by round, with quartiles.' : 'Hits in percent of all requests, by entries that fit.';
  return parts.length === 0 ? '' : section('All results', legend, parts.join('\n'));
}

function named(title: string, content: string): string {
  return `${element('h3', escapeHtml(title))}${content}`;
}

function ratioTable({ trace, capacities, rows }: RatioTable): string {
  const title = `Hit ratios in percent: ${trace}`;
  const measured = rows.filter(({ absent: reason }) => reason === undefined);
  const body = measured.map(({ name, ratios }) => [sizedTitleOf(name), ...ratios.map(formatPercent)]);
  return named(title, table(['', ...capacities.map(formatSize)], body, title));
}

function throughputTable(group: readonly ThroughputResult[]): string {
  const [{ exponent, capacity, keys, cuttingNs }] = group;
  const cutting = cuttingNs === undefined ? '' : `, without ${formatNumber(cuttingNs)} ns for cutting a key`;
  const title = `Zipf ${exponent}, ${formatSize(capacity)} entries, ${KEY_TITLES[keys]}${cutting}`;
  const body = group.map(({ rival, ns, ratio, hitRatio }) => [sizedTitleOf(rival), formatNumber(ns.median), formatSpread(ratio), formatPercent(hitRatio)]);
  return named(title, table(['', 'ns a request', 'times as fast as lru-cache', 'hits, %'], body, title));
}

function figures(report: CacheReport): string {
  if (report.figures.length === 0) return '';
  const rows = report.figures.map(({ section: part, row, bar, measured, met }) => [
    SECTION_TITLES[part], row, bar, measured, met === undefined ? '–' : met ? 'met' : 'missed',
  ]);
  return section('Figures to reach', 'Every bar with what was measured.', table(['section', 'figure', 'bar', 'measured', ''], rows, 'Figures to reach'));
}

function absent(report: CacheReport): string {
  const ofRatios = report.ratios.flatMap(({ rows }) => rows.flatMap(({ name, absent: reason }) => (reason === undefined ? [] : [[titleOf(name), reason] as const])));
  const reasons = new Map([...ofRatios, ...report.absent.map(({ rival, reason }) => [titleOf(rival), reason] as const)]);
  return reasons.size === 0 ? '' : section('Not measured', 'Who did not take part.', table(['', 'why'], [...reasons], 'Not measured'));
}
