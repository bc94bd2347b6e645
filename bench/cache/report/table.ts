/** The report as tables for a terminal. */
import Table from 'cli-table3';
import { median, type Spread } from '../../sampling/statistics.js';
import { formatDuration, formatNumber, formatRatio, formatSize } from '../../report/names.js';
import { formatPercent, KEY_TITLES, SECTION_TITLES, sizedTitleOf, titleOf, VALUE_TITLES } from './names.js';
import type { CacheFigure, CacheReport, CollectionResult, MemoryResult, RatioTable, ThroughputResult } from './schema.js';

const STYLE = { head: [], border: [], compact: true };

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')), style: STYLE });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Everything that was measured; nothing of what was not. */
export function renderCaches(report: CacheReport): string {
  return [
    ...report.ratios.map(renderRatios),
    ...throughputGroups(report.throughput).map(renderThroughput),
    renderMemory(report.memory),
    renderCollections(report.collections),
    renderAbsent(report),
  ].filter((part) => part !== '').join('\n\n');
}

/** A row a rival, a column a capacity, in percent. */
function renderRatios({ trace, requests, distinct, seed, capacities, rows }: RatioTable): string {
  const body = rows.map(({ name, ratios, absent }) => [
    absent === undefined ? sizedTitleOf(name) : `${titleOf(name)}: ${absent}`,
    ...capacities.map((_, i) => (absent === undefined ? formatPercent(ratios[i]) : '–')),
  ]);
  const title = `${trace}: ${requests} requests for ${distinct} keys, seed ${seed}. Hits, percent, by entries that fit`;
  return `${title}\n${tableOf(['', ...capacities.map(formatSize)], body)}`;
}

/** The results of each cell. */
export function throughputGroups(results: readonly ThroughputResult[]): ThroughputResult[][] {
  const groups = new Map<string, ThroughputResult[]>();
  for (const result of results) {
    const name = `${result.exponent} ${result.keys} ${result.capacity}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups.values()];
}

function renderThroughput(group: readonly ThroughputResult[]): string {
  const [{ keys, capacity, exponent, cuttingNs }] = group;
  const isText = cuttingNs !== undefined;
  const cutting = isText ? `; cutting a key takes ${formatNumber(cuttingNs)} ns, not counted in the first columns` : '';
  const title = `Zipf ${exponent}, ${formatSize(capacity)} entries, ${KEY_TITLES[keys]}: get, then set on a miss${cutting}`;
  const head = ['', 'ns a request', 'times as fast as lru-cache', ...(isText ? ['with cutting'] : []), 'hits, %'];
  const body = group.map(({ rival, ns, ratio, ratioWithCutting, hitRatio }) => [
    sizedTitleOf(rival), formatNumber(ns.median), formatSpread(ratio), ...(isText ? [formatSpread(ratioWithCutting)] : []), formatPercent(hitRatio),
  ]);
  return `${title}\n${tableOf(head, body)}`;
}

export function formatSpread(ratio: Spread | undefined): string {
  return ratio === undefined ? '–' : `${formatRatio(ratio.median)} (${formatNumber(ratio.lower)}–${formatNumber(ratio.upper)})`;
}

function renderMemory(results: readonly MemoryResult[]): string {
  if (results.length === 0) return '';
  const body = results.map(({ rival, keys, capacity, bytesPerEntry }) => [
    `${titleOf(rival)}, ${keys}→f64`, formatSize(capacity), formatNumber(median(bytesPerEntry)), String(bytesPerEntry.length),
  ]);
  return tableOf(['resident set', 'entries', 'bytes an entry', 'processes'], body);
}

function renderCollections(results: readonly CollectionResult[]): string {
  if (results.length === 0) return '';
  const body = results.map((result) => {
    const { rival, values, capacity, pausesMs, delaysMs } = result;
    const times = [median(pausesMs), median(delaysMs.map(({ p99 }) => p99))].map((ms) => formatDuration(ms * 1e6));
    const ratio = timesEmpty(result, results);
    return [`${titleOf(rival)}, ${VALUE_TITLES[values]}`, formatSize(capacity), times[0], ratio === undefined ? '–' : formatRatio(ratio), times[1]];
  });
  return tableOf(['alive under steady load', 'entries', 'full collection', "of an empty process's", 'delay P99'], body);
}

/** How many times as long as in the process without a cache, under the same load. */
export function timesEmpty(result: CollectionResult, all: readonly CollectionResult[]): number | undefined {
  const empty = all.find(({ rival, values, capacity }) => rival === 'none' && values === result.values && capacity === result.capacity);
  return empty && median(result.pausesMs) / median(empty.pausesMs);
}

function renderAbsent({ absent }: CacheReport): string {
  return absent.map(({ rival, reason }) => `${titleOf(rival)}: ${reason}`).join('\n');
}

export function renderCacheFigures(figures: readonly CacheFigure[]): string {
  const body = figures.map(({ section, row, bar, measured, met }) => [
    `${SECTION_TITLES[section]}: ${row}`, bar === '' ? '–' : bar, measured, met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  return tableOf(['figure', 'bar', 'measured', ''], body);
}
