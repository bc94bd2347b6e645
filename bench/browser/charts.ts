/** Which charts several runs make together, each with what laid over what; drawing is the business of `report/charts`. */
import { OPERATIONS, type KeyKind } from '../matrix/dimensions.js';
import { measureCharts, throughputChart } from '../report/charts/data.js';
import type { ChartOptions } from '../report/charts/options.js';
import { overlay } from '../report/charts/overlay.js';
import { CHART_TEXTS, OPERATION_TITLES } from '../report/names.js';
import { placeOf, type Run } from './runs.js';

export interface PageChart {
  /** The same for the same chart as results come in. */
  readonly id: string;
  readonly title: string;
  readonly options: ChartOptions;
}

export interface ChartSection {
  readonly title: string;
  readonly text: string;
  readonly charts: readonly PageChart[];
}

export function sectionsOf(runs: readonly Run[]): ChartSection[] {
  return [...throughputSections(runs), ...measureSections(runs)].filter(({ charts }) => charts.length > 0);
}

/** Letters are of use only where there are several. */
function markOf({ letter }: Run, runs: readonly Run[]): string {
  return runs.length > 1 ? letter : '';
}

function overlaid(runs: readonly Run[], id: string, title: string, chartOf: (run: Run) => ChartOptions | undefined): PageChart[] {
  const charts = runs.map((run) => ({ mark: markOf(run, runs), dash: placeOf(run), chart: chartOf(run) }));
  return overlay(charts).map((options, index) => ({ id: `${id}-${index}`, title, options }));
}

/** A section for each key kind and pattern, a chart for each operation. */
function throughputSections(runs: readonly Run[]): ChartSection[] {
  const cells = runs.flatMap(({ report }) => report.cells);
  const groups = [...new Set(cells.map(({ keys, pattern }) => `${keys} keys, ${pattern}`))];
  return groups.map((group) => {
    const inGroup = ({ report }: Run) => report.cells.filter(({ keys, pattern }) => `${keys} keys, ${pattern}` === group);
    const charts = OPERATIONS.flatMap((operation) =>
      overlaid(runs, `${group} ${operation}`, OPERATION_TITLES[operation], (run) => {
        const own = inGroup(run).filter((cell) => cell.operation === operation && cell.agrees);
        return own.length === 0 ? undefined : throughputChart(own, operation);
      }),
    );
    return { title: `Throughput, ${group}`, text: 'Higher is better. Medians; the whiskers reach from quartile to quartile.', charts };
  });
}

const SHOWN = ['latency', 'pauses', 'windows', 'memory', 'collections'] as const;
const TEXTS: Readonly<Partial<Record<string, string>>> = {
  latency:
    'Calls of set() while a map grows from empty. Lower is better; the right end is the slowest of all. Where the clock is too coarse ' +
    'for one call, several in a row are timed, and what is shorter than the clock can tell has no point.',
  windows: 'Entries added in every 10 milliseconds. Gaps are pauses.',
  memory:
    'Bytes an entry. Only a cross-origin isolated page is told by the browser, which counts arrays whole, with room in them that was ' +
    'never touched: the JavaScript engine takes much of it ahead. The memory of WebAssembly it does not count: what the map says it has ' +
    'there is added. Otherwise the map alone is asked, and of a Map nobody knows.',
};

function measureSections(runs: readonly Run[]): ChartSection[] {
  const measures = runs.flatMap(({ report }) => report.measures);
  const kinds = [...new Set(measures.map(({ keys }) => keys))];
  return SHOWN.map((id) => {
    const [title, text] = CHART_TEXTS[id];
    const charts = kinds.flatMap((kind) =>
      overlaid(runs, `${id} ${kind}`, kinds.length > 1 ? `${kind} keys` : title, (run) => measureChart(run, kind, id)),
    );
    return { title, text: TEXTS[id] ?? text, charts };
  });
}

function measureChart({ report }: Run, kind: KeyKind, id: string): ChartOptions | undefined {
  const measures = report.measures.filter(({ keys }) => keys === kind);
  if (measures.length === 0) return undefined;
  return measureCharts({ measures }).find(([name]) => name === id)?.[1];
}
