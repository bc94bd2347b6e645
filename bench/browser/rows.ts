/** All results as rows of text: for the table on the page, and to be copied for a spreadsheet or as Markdown. */
import { formatNumber, OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import type { CellResult } from '../report/schema.js';
import type { Run } from './runs.js';

export interface ResultTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a narrow screen has room for comes first. */
const WHAT = ['Operation', 'Keys', 'Entries', 'Who'];
const MEASURED = ['× Map', 'ns/op', 'quartiles (× Map)', 'quartiles (ns)', 'M operations/s'];

export function resultRows(runs: readonly Run[]): ResultTable {
  const several = runs.length > 1;
  const rows = runs.flatMap(({ letter, report }) => {
    const run = several ? [letter] : [];
    return report.cells.map((cell) => [...whatOf(cell), ...run, ...measuredOf(cell)]);
  });
  return { head: [...WHAT, ...(several ? ['Run'] : []), ...MEASURED], rows };
}

function whatOf({ operation, keys, pattern, entries, rival }: CellResult): string[] {
  return [OPERATION_TITLES[operation], `${keys}, ${pattern}`, String(entries), RIVAL_TITLES[rival]];
}

function measuredOf({ rival, ns, ratio, agrees }: CellResult): string[] {
  if (!agrees) return ['–', 'wrong result', '–', '–', '–'];
  const [times, timesRange] = ratio && rival !== 'map' ? [formatNumber(ratio.median), range(ratio.lower, ratio.upper)] : ['–', '–'];
  const millions = ns.median > 0 ? formatNumber(1e3 / ns.median) : '–';
  return [times, formatNumber(ns.median), timesRange, range(ns.lower, ns.upper), millions];
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
