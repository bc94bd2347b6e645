/** All results as rows of text: for the table on the page, and to be copied for a spreadsheet or as Markdown. */
import { formatNumber, OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import type { CellResult } from '../report/schema.js';
import type { Run } from './runs.js';

export interface ResultTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const HEAD = ['Operation', 'Keys', 'Entries', 'Who', 'ns an operation', 'quartiles', 'M operations/s', '× Map', 'quartiles'];

export function resultRows(runs: readonly Run[]): ResultTable {
  const several = runs.length > 1;
  const rows = runs.flatMap(({ letter, report }) => report.cells.map((cell) => [...rowOf(cell), ...(several ? [letter] : [])]));
  return { head: several ? [...HEAD, 'Run'] : HEAD, rows };
}

function rowOf(cell: CellResult): string[] {
  const { operation, keys, pattern, entries, rival, ns, ratio, agrees } = cell;
  const compared = ratio && rival !== 'map' ? [formatNumber(ratio.median), range(ratio.lower, ratio.upper)] : ['–', '–'];
  const measured = [formatNumber(ns.median), range(ns.lower, ns.upper), ns.median > 0 ? formatNumber(1e3 / ns.median) : '–', ...compared];
  const what = [OPERATION_TITLES[operation], `${keys}, ${pattern}`, String(entries), RIVAL_TITLES[rival]];
  return [...what, ...(agrees ? measured : ['wrong result', '–', '–', '–', '–'])];
}

function range(lower: number, upper: number): string {
  return `${formatNumber(lower)}–${formatNumber(upper)}`;
}

/** Tab-separated, as spreadsheets take it. */
export function asTsv({ head, rows }: ResultTable): string {
  return [head, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n');
}

const TEXT_COLUMNS = 4;

export function asMarkdown({ head, rows }: ResultTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const ruler = head.map((_, column) => (column < TEXT_COLUMNS && column !== 2 ? '---' : '---:'));
  return [line(head), line(ruler), ...rows.map(line)].join('\n');
}
