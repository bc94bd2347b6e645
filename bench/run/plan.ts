/** What a run will measure: from the options, for the quick comparison, or for the acceptance table. */
import { SECTIONS, SECTIONS_ON_REQUEST, type Figure } from '../figures/figure.js';
import { cellsOf, type Cell, type KeyKind, type OperationName, type Pattern, type RivalName, type State } from '../matrix/dimensions.js';
import { sameCell } from '../figures/judge.js';
import { chartMeasures, logarithmicSizes, type PlannedMeasure } from './measures.js';

export interface PlannedCell {
  readonly cell: Cell;
  readonly rivals: readonly RivalName[];
}

export type Step = PlannedCell | PlannedMeasure;

/** In the order in which it will be done: what matters most first, in case a deadline falls. */
export type Plan = readonly Step[];

/** What the user narrowed down; everything absent is left to the plan. */
export interface Selection {
  readonly operations?: readonly OperationName[] | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly keys?: readonly KeyKind[] | undefined;
  readonly patterns?: readonly Pattern[] | undefined;
  readonly rivals?: readonly RivalName[] | undefined;
  readonly states?: readonly State[] | undefined;
}

const FULL_SIZES = [1_000, 64_000, 1_000_000];
const FULL_OPERATIONS: readonly OperationName[] = [
  'set-growing',
  'set-presized',
  'set-present',
  'putAll',
  'get-hit',
  'getOr-hit',
  'get-miss',
  'dependent',
  'getAll',
  'hasAll',
  'has',
  'delete',
  'churn',
  'iterate',
  'counting',
  'mix',
  'cutting',
  'set-growing-fresh',
  'putAll-fresh',
  'get-hit-fresh',
  'get-miss-fresh',
  'getAll-fresh',
  'putAll-packed',
  'putAll-packed-presized',
  'getAll-packed',
];
const FULL_RIVALS: readonly RivalName[] = ['wasmap', 'wasmap-js', 'map', 'mnemonist', 'lru-cache', 'assemblyscript', 'boost', 'floor'];

export function fullPlan(selection: Selection, seed: number): Plan {
  const sizes = selection.sizes ?? FULL_SIZES;
  const keys = selection.keys ?? ['u32'];
  const rivals = selection.rivals ?? FULL_RIVALS;
  const cells = cellsOf({
    operations: selection.operations ?? FULL_OPERATIONS,
    sizes,
    keys,
    patterns: selection.patterns,
    states: selection.states ?? ['recycled-clean', 'fresh-clean'],
  }).map((cell) => ({ cell, rivals }));
  if (isNarrowed(selection)) return cells;
  const largest = Math.max(...sizes);
  const scale = { size: largest, memorySizes: logarithmicSizes(Math.min(100_000, largest), largest * 2, 7), repeats: 1, loadMs: 2_000 };
  return [...keys.flatMap((kind) => chartMeasures(scale, kind, seed)), ...cells];
}

const QUICK_RIVALS: readonly RivalName[] = ['wasmap', 'wasmap-js', 'map'];
/** Shown at every quick size; the others only where they take little time. */
const QUICK_HEADLINES: readonly OperationName[] = ['putAll', 'getAll', 'get-hit', 'get-hit-fresh', 'putAll-packed'];
const QUICK_OPERATIONS: readonly OperationName[] = [
  ...QUICK_HEADLINES, 'getOr-hit', 'get-miss', 'set-growing', 'churn', 'iterate',
  'cutting', 'set-growing-fresh', 'getAll-fresh', 'getAll-packed',
];
const QUICK_MIDDLE = 64_000;
const QUICK_LARGEST = 1_000_000;

/** A comparison that ends in well under a minute. */
export function quickPlan(selection: Selection, seed: number): Plan {
  const rivals = selection.rivals ?? QUICK_RIVALS;
  const keys = selection.keys ?? ['u32'];
  const common = { keys, patterns: selection.patterns, states: selection.states ?? ['recycled-clean'] } as const;
  const headlines = selection.operations ?? QUICK_HEADLINES;
  const operations = selection.operations ?? QUICK_OPERATIONS;
  const planned = (cells: readonly Cell[]): PlannedCell[] => distinct(cells).map((cell) => ({ cell, rivals }));
  if (selection.sizes) return planned(cellsOf({ ...common, operations, sizes: selection.sizes }));
  const first = cellsOf({ ...common, operations: headlines, sizes: [QUICK_MIDDLE, QUICK_LARGEST] });
  const all = [...first, ...cellsOf({ ...common, operations, sizes: [QUICK_MIDDLE, 1_000] })];
  if (isNarrowed(selection)) return planned(all);
  const scale = { size: 400_000, memorySizes: [100_000, 1_000_000], repeats: 1, loadMs: 300 };
  return [...planned(all), ...keys.flatMap((kind) => chartMeasures(scale, kind, seed))];
}

/** Some of strings for a newcomer: keys as they come from a file or a socket. */
const START_TEXT: readonly OperationName[] = ['putAll-packed', 'getAll-packed', 'getAll-fresh', 'get-hit-fresh', 'set-growing-fresh'];

/** The quick comparison of numbers, with some strings after its headlines. */
export function startPlan(seed: number): Plan {
  const numbers = quickPlan({}, seed);
  const isHeadline = (step: Step): boolean =>
    'cell' in step && QUICK_HEADLINES.includes(step.cell.operation) && step.cell.size >= QUICK_MIDDLE;
  const text = quickPlan({ keys: ['string'], operations: START_TEXT, sizes: [QUICK_MIDDLE] }, seed);
  return [...numbers.filter(isHeadline), ...text, ...numbers.filter((step) => !isHeadline(step))];
}

/** Without repetitions: data of its own size comes in once for each list of sizes. */
function distinct(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell, index) => cells.findIndex((other) => sameCell(cell, other)) === index);
}

/** The charts' extra measurements are left out of runs that ask for something in particular. */
function isNarrowed(selection: Selection): boolean {
  return selection.operations !== undefined || selection.patterns !== undefined || selection.states !== undefined;
}

/** Everything that the figures need, each cell and measurement once. */
export function figurePlan(figures: readonly Figure[]): Plan {
  const cells: { cell: Cell; rivals: Set<RivalName> }[] = [];
  const measures = new Map<string, PlannedMeasure>();
  const need = (cell: Cell, rivals: readonly RivalName[]): void => {
    let planned = cells.find((known) => sameCell(known.cell, cell));
    if (planned === undefined) cells.push((planned = { cell, rivals: new Set() }));
    for (const rival of rivals) planned.rivals.add(rival);
  };
  for (const figure of figures) {
    if (figure.type === 'ratio') {
      need(figure.cell, [figure.rival, figure.against, 'map']);
      if (typeof figure.bar !== 'number') need(figure.bar.of, [figure.rival, figure.against, 'map']);
    } else {
      for (const task of figure.tasks) measures.set(JSON.stringify(task), { task, repeats: figure.repeats });
    }
  }
  return [...measures.values(), ...cells.map(({ cell, rivals }) => ({ cell, rivals: [...rivals] }))];
}

const SECTIONS_BY_DEFAULT: readonly string[] = SECTIONS.filter((section) => !SECTIONS_ON_REQUEST.includes(section));

/** The figures that fall into a selection: those measured in fresh processes only where no cell is asked for. */
export function selectFigures(figures: readonly Figure[], selection: Selection, sections: readonly string[] | undefined): Figure[] {
  const inside = <T>(list: readonly T[] | undefined, value: T): boolean => list === undefined || list.includes(value);
  return figures.filter((figure) => {
    if (!inside(sections ?? SECTIONS_BY_DEFAULT, figure.section)) return false;
    if (figure.type === 'measure') return sections !== undefined || Object.values(selection).every((list) => list === undefined);
    const { operation, size, keys, pattern, state } = figure.cell;
    return (
      inside(selection.operations, operation) &&
      inside(selection.sizes, size) &&
      inside(selection.keys, keys) &&
      inside(selection.patterns, pattern) &&
      inside(selection.states, state) &&
      inside(selection.rivals, figure.rival)
    );
  });
}
