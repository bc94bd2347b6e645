/** Carries out a plan, with progress, and gathers the report. */
import { isData } from '../matrix/dimensions.js';
import type { MeasureTask } from '../measures/measure.js';
import { formatKinds, formatSize, OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import type { AbsentResult, CellResult, MeasureRecord, Report } from '../report/schema.js';
import { measureCell, type CellOptions } from './cell.js';
import type { Environment } from './environment.js';
import { firstLine } from './failure.js';
import { runPlanned } from './measures.js';
import type { Plan, Step } from './plan.js';
import { createProgress, type Progress } from './progress.js';

export interface RunOptions extends Omit<CellOptions, 'rivals' | 'onPart'> {
  /** What has not begun by then is left out. */
  readonly deadlineMs: number | undefined;
  /** Who is told how far the run is; a line on standard error where nobody is named. */
  readonly progress?: ((totalWeight: number, deadlineMs: number | undefined) => Progress) | undefined;
  /** Shown everything that is finished, after each step. */
  readonly onStep?: ((report: Omit<Report, 'figures'>) => void) | undefined;
}

/** Rough costs in seconds, only to tell how much time is left: of a cell, of a rival in it, of each of its entries. */
const COSTS = { cell: 4, rival: 0.6, entry: 5e-6 };
const QUICK_COSTS = { cell: 0.3, rival: 0.25, entry: 1.5e-6 };
const MEASURE_COSTS = { process: 0.3, entry: 1e-6 };

export interface RunOutcome {
  readonly report: Omit<Report, 'figures'>;
  /** Cells and measurements that the deadline left out. */
  readonly leftOut: number;
  /** What failed, a line each. */
  readonly failures: readonly string[];
}

/** What a plan's steps have come to so far. */
class Gathered {
  readonly #measures: MeasureRecord[] = [];
  readonly #cells: CellResult[] = [];
  readonly #absent: AbsentResult[] = [];
  readonly failures: string[] = [];
  readonly #options: RunOptions;
  readonly #environment: Environment;

  constructor(options: RunOptions, environment: Environment) {
    this.#options = options;
    this.#environment = environment;
  }

  report(): Omit<Report, 'figures'> {
    return { ...this.#environment, cells: [...this.#cells], absent: [...this.#absent], measures: [...this.#measures] };
  }

  /** A step that an abort has cut short leaves nothing: half a comparison compares nothing. */
  async add(step: Step, onPart: (done: number) => void): Promise<void> {
    const options = this.#options;
    if ('cell' in step) {
      const measured = await measureCell(step.cell, { ...options, rivals: step.rivals, onPart }, this.#environment);
      if (options.signal?.aborted) return;
      this.#cells.push(...measured.results);
      this.#absent.push(...measured.absent);
      this.failures.push(...measured.failures);
      return;
    }
    try {
      const record = await runPlanned(step, this.#environment);
      if (record !== undefined) this.#measures.push(record);
    } catch (error) {
      if (!options.signal?.aborted) this.failures.push(firstLine(error));
    }
  }
}

export async function carryOut(plan: Plan, options: RunOptions, environment: Environment): Promise<RunOutcome> {
  const weights = plan.map((step) => weightOf(step, options.quick));
  const progress = (options.progress ?? createProgress)(weights.reduce((total, weight) => total + weight, 0), options.deadlineMs);
  const { deadlineMs = Infinity, signal } = options;
  const began = performance.now();
  const gathered = new Gathered(options, environment);
  let leftOut = 0;
  for (const [index, step] of plan.entries()) {
    if (signal?.aborted || performance.now() - began > deadlineMs) {
      leftOut = plan.length - index;
      break;
    }
    progress.begin(labelOf(step), weights[index]);
    await gathered.add(step, (done) => progress.part?.(done));
    options.onStep?.(gathered.report());
  }
  progress.end();
  return { report: gathered.report(), leftOut, failures: gathered.failures };
}

function weightOf(step: Step, quick: boolean): number {
  if ('cell' in step) {
    const costs = quick ? QUICK_COSTS : COSTS;
    return costs.cell + step.rivals.length * (costs.rival + step.cell.size * costs.entry);
  }
  const { task, repeats } = step;
  const load = task.measure === 'collection' ? task.loadMs / 1000 : 0;
  return repeats * (MEASURE_COSTS.process + load + entriesOf(task) * MEASURE_COSTS.entry);
}

/** Roughly how many entries a measurement writes. */
function entriesOf(task: MeasureTask): number {
  switch (task.measure) {
    case 'endurance':
      return task.replacements;
    case 'batches':
      // Every way fills a table and writes batches, of large ones ten.
      return 10 * (task.size + 10 * task.batch);
    case 'mixed':
      return task.batches * 1000;
    case 'resident':
      return task.size + task.batches * task.batch;
    case 'sustained':
      return task.size + task.writes;
    default:
      return task.size;
  }
}

function labelOf(step: Step): string {
  if ('cell' in step) {
    const { cell } = step;
    const size = isData(cell.pattern) ? '' : `${formatSize(cell.size)} `;
    const state = cell.state === 'recycled-clean' ? '' : `, ${cell.state}`;
    return `${OPERATION_TITLES[cell.operation]}, ${size}${cell.keys} keys, ${cell.pattern}${state}`;
  }
  const { task } = step;
  return `${task.measure} of ${RIVAL_TITLES[task.rival]}, ${formatSize(task.size)} ${formatKinds(task.keys, task.values)}`;
}
