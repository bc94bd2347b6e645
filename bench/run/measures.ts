/** Runs the measurements that are no cells, each in fresh processes. */
import { valueKindOf, type KeyKind } from '../matrix/dimensions.js';
import type { MeasureResult, MeasureTask } from '../measures/measure.js';
import type { MeasureRecord } from '../report/schema.js';
import { AbsentError } from '../rivals/absent.js';
import { MeasuringProcess } from '../sampling/child.js';
import type { Environment } from './environment.js';
import { firstLine } from './failure.js';

export interface PlannedMeasure {
  readonly task: MeasureTask;
  /** Fresh processes to run it in. */
  readonly repeats: number;
}

/**
 * @returns undefined where the rival is not here
 * @throws {Error} with one line that says what failed
 */
export async function runPlanned({ task, repeats }: PlannedMeasure, environment: Environment): Promise<MeasureRecord | undefined> {
  const results: MeasureResult[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const child = new MeasuringProcess();
    try {
      results.push((await child.ask({ type: 'measure', task }, 'measured')).result);
    } catch (error) {
      if (error instanceof AbsentError) return undefined;
      throw new Error(`${task.measure} of ${task.rival}, ${task.size} ${task.keys} keys: ${firstLine(error)}`, { cause: error });
    } finally {
      await child.close();
    }
  }
  const { machine, cpu, node, browser, seed } = environment;
  const { rival, keys, values, size } = task;
  return { machine, cpu, node, browser, seed, size, state: 'fresh-clean', rival, keys, values, repeats: results };
}

export interface ChartScale {
  /** Entries of the table that grows, and of the one that collections happen around. */
  readonly size: number;
  readonly memorySizes: readonly number[];
  readonly repeats: number;
  /** How long event-loop delay is watched. */
  readonly loadMs: number;
}

/** What the page's charts need beside the cells: WASM engine, JS engine and Map. */
export function chartMeasures(scale: ChartScale, keys: KeyKind, seed: number): PlannedMeasure[] {
  const plan: PlannedMeasure[] = [];
  const common = { keys, values: valueKindOf(keys), seed };
  for (const rival of ['wasmap', 'wasmap-js', 'map'] as const) {
    plan.push({ task: { ...common, measure: 'growth', rival, size: scale.size }, repeats: scale.repeats });
    for (const size of scale.memorySizes) plan.push({ task: { ...common, measure: 'memory', rival, size }, repeats: 1 });
  }
  for (const rival of ['none', 'wasmap', 'wasmap-js', 'map'] as const) {
    plan.push({ task: { ...common, measure: 'collection', rival, size: scale.size, loadMs: scale.loadMs }, repeats: 1 });
  }
  return plan;
}

/** `count` sizes from `least` to `most`, evenly spaced on a logarithmic scale. */
export function logarithmicSizes(least: number, most: number, count: number): number[] {
  if (count === 1) return [least];
  return Array.from({ length: count }, (_, i) => Math.round(least * (most / least) ** (i / (count - 1))));
}
