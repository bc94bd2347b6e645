/** The ratios that people ask for first, of every key kind at its largest size, as tiles. */
import type { OperationName } from '../matrix/dimensions.js';
import { comparableGroups } from './charts/data.js';
import { escapeHtml } from './html.js';
import { formatRatio, formatSize, OPERATION_TITLES } from './names.js';
import type { CellResult, Report } from './schema.js';

const NUMBERS: readonly OperationName[] = ['putAll', 'getAll', 'get-hit', 'set-growing'];
const TEXT: readonly OperationName[] = ['putAll-packed', 'getAll-fresh', 'get-hit-fresh', 'set-growing-fresh'];
/** More are no headlines. */
const MOST_OF_A_KIND = 4;

/** Where others were measured than those, the first of them, in the order of `others`. `run`: whose they are, where there are several. */
export function headlines(report: Pick<Report, 'cells'>, others: readonly OperationName[] = [], run?: string): string {
  const tiles = comparableGroups(report).flatMap((group) => headlinesOf(group, others, run));
  return tiles.length === 0 ? '' : `<ul class="tiles">${tiles.join('')}</ul>`;
}

function headlinesOf(group: readonly CellResult[], others: readonly OperationName[], run: string | undefined): string[] {
  const cells = group.filter(({ rival, agrees }) => rival === 'wasmap' && agrees);
  const largest = Math.max(0, ...cells.map(({ entries }) => entries));
  const first = group[0].keys === 'string' ? TEXT : NUMBERS;
  const tiles = [...new Set([...first, ...others])].flatMap((operation) => {
    const cell = cells.find((result) => result.operation === operation && result.entries === largest);
    if (!cell?.ratio) return [];
    const name = escapeHtml(OPERATION_TITLES[operation]);
    const what = `${name}<br>the speed of Map, ${formatSize(largest)} ${cell.keys} keys${run === undefined ? '' : `, run ${run}`}`;
    return [`<li><strong>${formatRatio(cell.ratio.median)}</strong><span>${what}</span></li>`];
  });
  return tiles.slice(0, MOST_OF_A_KIND);
}
