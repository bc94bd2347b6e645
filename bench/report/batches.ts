/** What batches cost, as a table: ways down, sizes of batches across; nanoseconds an entry by the median batch, and its 99th percentile. */
import Table from 'cli-table3';
import type { BatchesResult, BatchWay } from '../measures/measure.js';
import { median } from '../sampling/statistics.js';
import { formatDuration, formatNumber, formatSize, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

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

function renderGroup(title: string, group: readonly { readonly batch: number; readonly results: readonly BatchesResult[] }[]): string {
  const columns = [...group].sort((a, b) => a.batch - b.batch);
  const table = new Table({
    head: ['ns an entry, P99 of a batch', ...columns.map(({ batch }) => formatSize(batch))],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { way } of columns[0].results[0].ways) {
    table.push([way, ...columns.map(({ batch, results }) => {
      const [middle, late] = (['p50Ms', 'p99Ms'] as const).map((time) => median(results.map((result) => timeOf(result, way)[time])));
      return `${formatNumber((middle * 1e6) / batch)}, ${formatDuration(late * 1e6)}`;
    })]);
  }
  return `${title}\n${table.toString()}`;
}

function timeOf({ ways }: BatchesResult, way: BatchWay): BatchesResult['ways'][number] {
  const found = ways.find((each) => each.way === way);
  if (found === undefined) throw new Error(`'${way}' was not measured`);
  return found;
}
