/** Carries out a plan, with progress, and gathers the report. */
import { isData } from '../matrix/dimensions.js';
import { formatKinds, formatSize, OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import type { AbsentResult, CellResult, MeasureRecord, Report } from '../report/schema.js';
import { measureCell, type CellOptions } from './cell.js';
import type { Environment } from './environment.js';
import { firstLine } from './failure.js';
import { runPlanned, type PlannedMeasure } from './measures.js';
import type { Plan, PlannedCell } from './plan.js';
import { createProgress } from './progress.js';

export interface RunOptions extends Omit<CellOptions, 'rivals'> {
  /** Cells that have not begun by then are left out. */
  readonly deadlineMs: number | undefined;
}

/** Rough costs in seconds, only to tell how much time is left: of a cell, of a rival in it, of each of its entries. */
const COSTS = { cell: 4, rival: 0.6, entry: 5e-6 };
const QUICK_COSTS = { cell: 0.3, rival: 0.25, entry: 1.5e-6 };
const MEASURE_COSTS = { process: 0.3, entry: 1e-6 };

export interface RunOutcome {
  readonly report: Omit<Report, 'figures'>;
  /** Cells that the deadline left out. */
  readonly leftOut: number;
  /** What failed, a line each. */
  readonly failures: readonly string[];
}

export async function carryOut(plan: Plan, options: RunOptions, environment: Environment): Promise<RunOutcome> {
  const total = sum(plan.measures.map(measureWeight)) + sum(plan.cells.map((planned) => cellWeight(planned, options.quick)));
  const progress = createProgress(total);
  const began = performance.now();
  const measures: MeasureRecord[] = [];
  const cells: CellResult[] = [];
  const absent: AbsentResult[] = [];
  const failures: string[] = [];
  let leftOut = 0;
  for (const planned of plan.measures) {
    progress.begin(measureLabel(planned), measureWeight(planned));
    try {
      const record = await runPlanned(planned, environment);
      if (record !== undefined) measures.push(record);
    } catch (error) {
      failures.push(firstLine(error));
    }
  }
  for (const planned of plan.cells) {
    if (options.deadlineMs !== undefined && performance.now() - began > options.deadlineMs) {
      leftOut++;
      continue;
    }
    progress.begin(cellLabel(planned), cellWeight(planned, options.quick));
    const measured = await measureCell(planned.cell, { ...options, rivals: planned.rivals }, environment);
    cells.push(...measured.results);
    absent.push(...measured.absent);
    failures.push(...measured.failures);
  }
  progress.end();
  return { report: { ...environment, cells, absent, measures }, leftOut, failures };
}

function cellWeight({ cell, rivals }: PlannedCell, quick: boolean): number {
  const costs = quick ? QUICK_COSTS : COSTS;
  return costs.cell + rivals.length * (costs.rival + cell.size * costs.entry);
}

function measureWeight({ task, repeats }: PlannedMeasure): number {
  const entries = task.measure === 'endurance' ? task.replacements : task.size;
  return repeats * (MEASURE_COSTS.process + entries * MEASURE_COSTS.entry);
}

function cellLabel({ cell }: PlannedCell): string {
  const size = isData(cell.pattern) ? '' : `${formatSize(cell.size)} `;
  return `${OPERATION_TITLES[cell.operation]}, ${size}${cell.keys} keys, ${cell.pattern}, ${cell.state}`;
}

function measureLabel({ task }: PlannedMeasure): string {
  return `${task.measure} of ${RIVAL_TITLES[task.rival]}, ${formatSize(task.size)} ${formatKinds(task.keys, task.values)}`;
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0);
}
