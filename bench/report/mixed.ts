/** Mixed reads and writes as a table: who and how down, throughput and waits across; medians over the processes. */
import Table from 'cli-table3';
import { median } from '../sampling/statistics.js';
import { formatDuration, formatNumber, formatSize, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

/** Empty where nothing of this was measured. */
export function renderMixed(measures: readonly MeasureRecord[]): string {
  const table = new Table({
    head: ['60 % of reads and writes to 1 % of the keys', 'n', 'million operations a second', 'P50 of 1024', 'P99', 'longest'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { rival, size, repeats } of measures) {
    const results = repeats.filter((result) => result.measure === 'mixed');
    for (const { way } of results[0]?.ways ?? []) {
      const found = results.flatMap(({ operations, ways }) => ways.filter((each) => each.way === way).map((each) => ({ operations, ...each })));
      const throughput = median(found.map(({ operations, meanMs }) => operations / meanMs / 1e3));
      const times = (['p50Ms', 'p99Ms', 'longestMs'] as const).map((name) => median(found.map((durations) => durations[name])));
      table.push([`${RIVAL_TITLES[rival]}, ${way}`, formatSize(size), formatNumber(throughput), ...times.map((ms) => formatDuration(ms * 1e6))]);
    }
  }
  return table.length === 0 ? '' : table.toString();
}
