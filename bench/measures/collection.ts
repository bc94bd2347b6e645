/**
 * What the collector costs while a large map is alive and the program makes objects: how long a forced full collection stops
 * it, and how late timers come when V8 collects as it sees fit.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Key } from '../input/columns.js';
import { createInput } from '../input/index.js';
import { patternsOf } from '../matrix/dimensions.js';
import type { Table } from '../rivals/rival.js';
import { collectGarbage } from '../sampling/process.js';
import { AllocationLoad } from './load.js';
import type { CollectionResult, CollectionTask, Delays } from './measure.js';
import { openTables } from './tables.js';

const UNTIMED = 2;
const TIMED = 7;
/** Of load before each forced collection. */
const BETWEEN_MS = 20;
/** The timer whose lateness is the delay: the shortest that there is. */
const TIMER_MS = 1;

export async function measureCollection(task: CollectionTask): Promise<CollectionResult> {
  const alive = task.rival === 'none' ? undefined : await fullTable(task);
  const costs = await collectionsUnder(new AllocationLoad(), task.loadMs);
  if (alive !== undefined && alive.size !== task.size) throw new Error('the table lost entries while it was collected around');
  return { measure: 'collection', ...costs };
}

/** Of whatever is alive. @throws {Error} in a process that cannot force collections */
export async function collectionsUnder(load: AllocationLoad, loadMs: number): Promise<Omit<CollectionResult, 'measure'>> {
  if (globalThis.gc === undefined) throw new Error('collection pauses need a process started with --expose-gc');
  for (let i = 0; i < UNTIMED; i++) collectAfter(load);
  const pausesMs = Array.from({ length: TIMED }, () => collectAfter(load));
  return { pausesMs, delaysMs: await delaysUnder(load, loadMs) };
}

function collectAfter(load: AllocationLoad): number {
  load.runFor(BETWEEN_MS);
  const began = performance.now();
  collectGarbage();
  return performance.now() - began;
}

async function delaysUnder(load: AllocationLoad, ms: number): Promise<Delays> {
  const histogram = monitorEventLoopDelay({ resolution: TIMER_MS });
  const until = performance.now() + ms;
  histogram.enable();
  while (performance.now() < until) {
    load.step();
    await setImmediate();
  }
  histogram.disable();
  const late = (ns: number): number => Math.max(0, ns / 1e6 - TIMER_MS);
  return { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), longest: late(histogram.max) };
}

async function fullTable(task: CollectionTask): Promise<Table<Key>> {
  const tables = await openTables(task);
  const table = tables.create();
  const input = createInput<Key>({ ...task, pattern: patternsOf(task.keys)[0], trace: undefined });
  tables.fill(table, input.keys, input.values);
  return table;
}
