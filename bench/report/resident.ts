/** Resident sets under repeated batches as a table: who and how down; medians over the processes, and how much these differ. */
import Table from 'cli-table3';
import { deviation, median } from '../sampling/statistics.js';
import { formatMegabytes, formatSize, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

/** Empty where nothing of this was measured. */
export function renderResident(measures: readonly MeasureRecord[]): string {
  const table = new Table({
    head: ['resident set while batches are written', 'n', 'before', 'mean', 'deviation', 'most', 'deviation of the means', 'processes'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { rival, size, repeats } of measures) {
    const results = repeats.filter((result) => result.measure === 'resident');
    if (results.length === 0) continue;
    const middles = (['beforeBytes', 'meanBytes', 'deviationBytes', 'mostBytes'] as const).map((name) => median(results.map((result) => result[name])));
    const between = deviation(results.map(({ meanBytes }) => meanBytes));
    table.push([`${RIVAL_TITLES[rival]}, ${results[0].way}`, formatSize(size), ...[...middles, between].map(formatMegabytes), results.length]);
  }
  return table.length === 0 ? '' : table.toString();
}
