/**
 * How long each single `set` takes while a table grows: percentiles, the pauses one by one, throughput in windows.
 *
 * The clock is read once a call and the stamps are kept in an array touched beforehand: a histogram would cost as much
 * and lose the order, from which windows and the place of pauses are read.
 */
import { elementsOf, type Column, type Key, type ValueOf, type Values } from '../input/columns.js';
import { createInput } from '../input/index.js';
import { patternsOf } from '../matrix/dimensions.js';
import type { Table } from '../rivals/rival.js';
import { collectGarbage } from '../sampling/process.js';
import { median } from '../sampling/statistics.js';
import type { GrowthResult, GrowthTask } from './measure.js';
import { openTables } from './tables.js';

const PERCENTILES = [1, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 100];
const WINDOW_MS = 10;
const REPORTED_PAUSES = 100;

export async function measureGrowth(task: GrowthTask): Promise<GrowthResult> {
  const tables = await openTables(task);
  const input = createInput<Key>({ ...task, pattern: patternsOf(task.keys)[0], trace: undefined });
  const { keys, values } = input;
  const group = task.group ?? 1;
  const stamps = new Float64Array(Math.floor(keys.length / group) + 1).fill(1);
  const clockNs = clockCost();
  const table = tables.create();
  collectGarbage();
  if (group === 1) setTimed(table, keys, values, stamps);
  else setTimedTogether(table, keys, values, stamps, group);
  return summarize(stamps, clockNs, group);
}

function setTimed(table: Table<Key>, keys: Column<Key>, values: Values<Key>, stamps: Float64Array): void {
  const from = elementsOf<Key>(keys);
  const source = elementsOf<ValueOf<Key>>(values);
  stamps[0] = performance.now();
  for (let i = 0; i < from.length; i++) {
    table.set(from[i], source[i]);
    stamps[i + 1] = performance.now();
  }
}

/** Reads the clock after every `group` calls; what is left over in the end is not written. */
function setTimedTogether(table: Table<Key>, keys: Column<Key>, values: Values<Key>, stamps: Float64Array, group: number): void {
  const from = elementsOf<Key>(keys);
  const source = elementsOf<ValueOf<Key>>(values);
  stamps[0] = performance.now();
  for (let stamp = 1, i = 0; stamp < stamps.length; stamp++) {
    for (const end = stamp * group; i < end; i++) table.set(from[i], source[i]);
    stamps[stamp] = performance.now();
  }
}

function clockCost(): number {
  const READS = 100_000;
  let last = 0;
  const began = performance.now();
  for (let i = 0; i < READS; i++) last = performance.now();
  return ((last - began) * 1e6) / READS;
}

/** Reads everything from the stamps: element i + 1 is when call i, or the last of group i, returned. */
function summarize(stamps: Float64Array, clockNs: number, group: number): GrowthResult {
  const calls = stamps.length - 1;
  const durations = new Float64Array(calls);
  for (let i = 0; i < calls; i++) durations[i] = stamps[i + 1] - stamps[i];
  const sorted = durations.slice().sort();
  const percentiles = PERCENTILES.filter((percentile) => percentile === 100 || calls * (100 - percentile) >= 99.999).map((percentile) => ({
    percentile,
    ns: Math.round(sorted[Math.min(calls - 1, Math.ceil((percentile / 100) * calls) - 1)] * 1e6),
  }));
  const windows = windowsOf(stamps).map((stamped) => stamped * group);
  return {
    measure: 'growth',
    ...(group > 1 && { group }),
    percentiles,
    clockNs,
    pauses: slowest(durations, sorted).map(({ entries, ms }) => ({ entries: entries * group, ms })),
    slowestMs: sorted[calls - 1],
    windows,
    worstWindow: Math.min(...windows) / median(windows),
  };
}

function slowest(durations: Float64Array, sorted: Float64Array): { entries: number; ms: number }[] {
  const least = sorted[Math.max(0, sorted.length - REPORTED_PAUSES)];
  const pauses: { entries: number; ms: number }[] = [];
  for (let i = 0; i < durations.length && pauses.length < REPORTED_PAUSES; i++) {
    if (durations[i] >= least) pauses.push({ entries: i, ms: durations[i] });
  }
  return pauses;
}

/** Calls that returned in each whole window; a call longer than a window leaves empty ones behind it. */
function windowsOf(stamps: Float64Array): number[] {
  const began = stamps[0];
  const whole = Math.max(1, Math.floor((stamps[stamps.length - 1] - began) / WINDOW_MS));
  const windows = new Array<number>(whole).fill(0);
  for (let i = 1; i < stamps.length; i++) {
    const window = Math.floor((stamps[i] - began) / WINDOW_MS);
    if (window < whole) windows[window]++;
  }
  return windows;
}
