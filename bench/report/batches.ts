/** What batches cost: a table for each figure, ways down, sizes of batches across; medians over the processes. */
import Table from 'cli-table3';
import type { BatchesResult, BatchWay, Durations } from '../measures/measure.js';
import { median } from '../sampling/statistics.js';
import { formatDuration, formatNumber, formatSize, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

interface Column {
  readonly batch: number;
  readonly results: readonly BatchesResult[];
}

/** Each is read from the durations of a way's batches. */
const FIGURES: readonly (readonly [title: string, format: (durations: Durations, batch: number) => string])[] = [
  ['million entries a second', ({ meanMs }, batch) => formatNumber(batch / meanMs / 1e3)],
  ['P50 of a batch', ({ p50Ms }) => formatDuration(p50Ms * 1e6)],
  ['P99 of a batch', ({ p99Ms }) => formatDuration(p99Ms * 1e6)],
  ['longest batch', ({ longestMs }) => formatDuration(longestMs * 1e6)],
];

/** Empty where no batches were measured. */
export function renderBatches(measures: readonly MeasureRecord[]): string {
  const records = measures.flatMap(({ rival, size, repeats }) => {
    const results = repeats.filter((result) => result.measure === 'batches');
    return results.length === 0 ? [] : [{ rival, size, batch: results[0].batch, results }];
  });
  const titleOf = ({ rival, size }: (typeof records)[number]): string => `${RIVAL_TITLES[rival]}, batches into ${formatSize(size)} entries`;
  const titles = new Set(records.map(titleOf));
  return [...titles].map((title) => renderGroup(title, records.filter((record) => titleOf(record) === title))).join('\n\n');
}

function renderGroup(title: string, group: readonly Column[]): string {
  const columns = [...group].sort((a, b) => a.batch - b.batch);
  const tables = FIGURES.map(([name, format]) => {
    const table = new Table({
      head: [name, ...columns.map(({ batch }) => formatSize(batch))],
      colAligns: ['left', ...columns.map(() => 'right' as const)],
      style: { head: [], border: [], compact: true },
    });
    for (const { way } of columns[0].results[0].ways) table.push([way, ...columns.map((column) => format(durationsOf(column, way), column.batch))]);
    return table.toString();
  });
  return [title, ...tables].join('\n');
}

function durationsOf({ results }: Column, way: BatchWay): Durations {
  const found = results.flatMap(({ ways }) => ways.filter((each) => each.way === way));
  const middle = (name: keyof Durations): number => median(found.map((durations) => durations[name]));
  return { meanMs: middle('meanMs'), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms'), longestMs: middle('longestMs') };
}
