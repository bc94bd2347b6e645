/** Writes for a long time as a table: a column each for Map and wasmap, what they cost down; medians over the processes. */
import Table from 'cli-table3';
import type { SustainedResult } from '../measures/measure.js';
import { median } from '../sampling/statistics.js';
import { formatDuration, formatMegabytes, formatNumber, formatSize, RIVAL_TITLES } from './names.js';
import type { MeasureRecord } from './schema.js';

const formatMs = (ms: number): string => formatDuration(ms * 1e6);

/** Each is read from the run of one process; undefined where there was nothing. */
const FIGURES: readonly (readonly [title: string, read: (result: SustainedResult) => number | undefined, format: (value: number) => string])[] = [
  ['million writes a second', ({ writes, elapsedMs }) => writes / elapsedMs / 1e3, formatNumber],
  ['collection pause, P50', ({ pauses }) => pauses?.p50Ms, formatMs],
  ['collection pause, P99', ({ pauses }) => pauses?.p99Ms, formatMs],
  ['collection pause, longest', ({ pauses }) => pauses?.longestMs, formatMs],
  ['collections a second', ({ collections, elapsedMs }) => (collections * 1e3) / elapsedMs, formatNumber],
  ['major collections', ({ majorCollections }) => majorCollections, String],
  ['allocated on the JS heap', ({ allocatedBytes }) => allocatedBytes, formatMegabytes],
  ['JS heap in use, most', ({ mostHeapBytes }) => mostHeapBytes, formatMegabytes],
  ['processor time', ({ cpuMs }) => cpuMs, formatMs],
];

/** Empty where nothing of this was measured. */
export function renderSustained(measures: readonly MeasureRecord[]): string {
  const records = measures.flatMap(({ rival, size, repeats }) => {
    const results = repeats.filter((result) => result.measure === 'sustained');
    return results.length === 0 ? [] : [{ rival, size, results }];
  });
  const titleOf = ({ size, results: [{ writes, batch }] }: (typeof records)[number]): string =>
    `${formatSize(writes)} writes in batches of ${formatSize(batch)} to the keys of ${formatSize(size)} entries`;
  const titles = new Set(records.map(titleOf));
  return [...titles].map((title) => renderGroup(title, records.filter((record) => titleOf(record) === title))).join('\n\n');
}

function renderGroup(title: string, group: readonly { rival: MeasureRecord['rival']; results: readonly SustainedResult[] }[]): string {
  const table = new Table({
    head: ['', ...group.map(({ rival }) => RIVAL_TITLES[rival])],
    colAligns: ['left', ...group.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, read, format] of FIGURES) {
    table.push([name, ...group.map(({ results }) => {
      const values = results.flatMap((result) => read(result) ?? []);
      return values.length === 0 ? '–' : format(median(values));
    })]);
  }
  return `${title}\n${table.toString()}`;
}
