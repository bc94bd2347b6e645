/** Figures as a table that fits the terminal, and as lines for files and other programs. */
import Table from 'cli-table3';
import type { MapFigures } from './figures.js';
import { formatBytes, formatCount, formatRatio, formatSeconds, printable } from './format.js';
import type { History } from './history.js';

const COLUMNS = [
  { head: 'reads\n/s', width: 6, cell: (figures: MapFigures) => formatCount(figures.readsPerSecond) },
  { head: 'hits', width: 6, cell: (figures: MapFigures) => formatRatio(figures.hitRatio) },
  { head: 'batch\n/s', width: 6, cell: (figures: MapFigures) => formatCount(figures.batchesPerSecond) },
  { head: 'put\n/s', width: 6, cell: (figures: MapFigures) => formatCount(figures.entriesPerSecond) },
  { head: 'P50', width: 6, cell: (figures: MapFigures) => formatSeconds(figures.p50Seconds) },
  { head: 'P99', width: 6, cell: (figures: MapFigures) => formatSeconds(figures.p99Seconds) },
  { head: 'fails\n/s', width: 6, cell: (figures: MapFigures) => formatCount(figures.failuresPerSecond) },
  { head: 'count', width: 6, cell: (figures: MapFigures) => formatCount(figures.entries) },
  { head: 'memory', width: 9, cell: (figures: MapFigures) => formatBytes(figures.memoryBytes) },
] as const;

const COLUMNS_WIDTH = COLUMNS.reduce((sum, { width }) => sum + width, 0);
const NARROWEST_NAME = 8;
const WIDEST_NAME = 32;
/** With the space before it. */
const NARROWEST_TREND = 9;

/** `stock`, or `stock/3` for a shard. */
export const nameOf = ({ map, shard }: MapFigures): string => printable(shard === undefined ? map : `${map}/${shard}`);

/** How wide names and bars are: names as they need it, bars what is left. */
export function layOut(names: readonly string[], width: number, withTrend: boolean): { readonly name: number; readonly trend: number } {
  const free = width - COLUMNS_WIDTH;
  const longest = Math.max(NARROWEST_NAME, ...names.map((name) => name.length));
  const name = Math.max(NARROWEST_NAME, Math.min(longest, WIDEST_NAME, withTrend ? free - NARROWEST_TREND : free));
  const trend = free - name;
  return { name, trend: withTrend && trend >= NARROWEST_TREND ? trend : 0 };
}

const NO_LINES = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '',
};

/** A row a map, with the bars of its reads a second where there is a history. */
export function renderTable(all: readonly MapFigures[], width: number, history?: History): string {
  const { name, trend } = layOut(all.map(nameOf), width, history !== undefined);
  const table = new Table({
    head: ['map', ...COLUMNS.map(({ head }) => head), ...(trend > 0 ? [' reads/s'] : [])].map((text) => (text.includes('\n') ? text : `${text}\n`)),
    colWidths: [name, ...COLUMNS.map((column) => column.width), ...(trend > 0 ? [trend] : [])],
    colAligns: ['left', ...COLUMNS.map(() => 'right' as const), 'left'],
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const figures of all) {
    const bars = ` ${history?.line(nameOf(figures), trend - 1) ?? ''}`;
    table.push([nameOf(figures), ...COLUMNS.map(({ cell }) => cell(figures)), ...(trend > 0 ? [bars] : [])]);
  }
  return table.toString().split('\n').map((line) => line.trimEnd()).join('\n');
}

/** One line a map, `name=value`, to be searched and cut. */
export function renderLines(all: readonly MapFigures[], at: Date): string {
  const time = at.toISOString();
  return all.map((figures) => [
    time,
    `map=${quoted(nameOf(figures))}`,
    `reads/s=${formatCount(figures.readsPerSecond)}`,
    `hits=${formatRatio(figures.hitRatio)}`,
    `batches/s=${formatCount(figures.batchesPerSecond)}`,
    `entries/s=${formatCount(figures.entriesPerSecond)}`,
    `p50=${formatSeconds(figures.p50Seconds)}`,
    `p99=${formatSeconds(figures.p99Seconds)}`,
    `failures/s=${formatCount(figures.failuresPerSecond)}`,
    `entries=${figures.entries ?? '–'}`,
    `memory=${quoted(formatBytes(figures.memoryBytes))}`,
  ].join(' ')).join('\n');
}

const quoted = (text: string): string => (/[\s"=]/.test(text) ? JSON.stringify(text) : text);

/** One JSON object; what cannot be known is null. */
export function renderJson(all: readonly MapFigures[], url: string, at: Date): string {
  return JSON.stringify({ time: at.toISOString(), url, maps: all }, (_key, value: unknown) => value ?? null);
}
