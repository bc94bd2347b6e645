/**
 * Bytes an entry. Browsers that are asked by a cross-origin isolated page count the memory of every worker, at their next
 * collection of garbage; a worker that did the same without a table is taken off. They do not count WebAssembly's linear
 * memory, so what a map has there is added as the map itself says it. Other browsers tell nothing, and only the map
 * itself can be asked: of a native Map, nobody knows then, and nothing is reported.
 */
import { valueKindOf, type KeyKind } from '../matrix/dimensions.js';
import type { MemoryResult, MemoryTask } from '../measures/measure.js';
import type { MeasureRecord } from '../report/schema.js';
import type { Environment } from '../run/environment.js';

import type { Choices } from './choices.js';
import { tablesOf } from './held.js';
import { MeasuringProcess } from './instead/child.js';

interface UserAgentMemory {
  readonly breakdown: readonly { readonly bytes: number; readonly attribution: readonly { readonly url: string }[] }[];
}

type Measure = (this: Performance) => Promise<UserAgentMemory>;

const { measureUserAgentSpecificMemory: measure } = performance as Performance & { measureUserAgentSpecificMemory?: Measure };

/** Whether the browser counts at all. */
export const browserCounts = measure !== undefined && crossOriginIsolated;

interface Holder {
  readonly task: MemoryTask;
  readonly process: MeasuringProcess;
  readonly result: MemoryResult;
}

/** @throws {Error} where a worker failed or was ended */
export async function measureMemory(keys: KeyKind, choices: Choices, environment: Environment): Promise<MeasureRecord[]> {
  const rivals = choices.rivals.filter((rival) => browserCounts || rival !== 'map');
  const common = { measure: 'memory', keys, values: valueKindOf(keys), seed: choices.seed } as const;
  const tasks: MemoryTask[] = choices.sizes.flatMap((size) => rivals.map((rival) => ({ ...common, rival, size })));
  if (tasks.length === 0) return [];
  if (browserCounts) tasks.push({ ...common, rival: 'none', size: choices.sizes[0] });
  const holders: Holder[] = [];
  try {
    for (const task of tasks) holders.push(await hold(task));
    const results = measure && browserCounts ? counted(holders, await measure.call(performance)) : holders;
    return results.map(({ task, result }) => asRecord(task, result, environment));
  } finally {
    for (const { process } of holders) await process.close();
  }
}

async function hold(task: MemoryTask): Promise<Holder> {
  const process = new MeasuringProcess();
  try {
    const { result } = await process.ask({ type: 'measure', task }, 'measured');
    return { task, process, result: result as MemoryResult };
  } catch (error) {
    await process.close();
    throw error;
  }
}

/** Of every holder but the one without a table, what its worker has more than that one's. */
function counted(holders: readonly Holder[], { breakdown }: UserAgentMemory): Holder[] {
  const bytesOf = ({ process }: Holder): number =>
    breakdown.reduce((sum, { bytes, attribution }) => sum + (attribution.some(({ url }) => url === process.url) ? bytes : 0), 0);
  const bare = holders.find(({ task }) => task.rival === 'none');
  const bareBytes = bare === undefined ? 0 : bytesOf(bare);
  return holders.flatMap((holder) => {
    const bytes = bytesOf(holder);
    // A browser that does not tell workers apart has told nothing.
    if (holder === bare || bytes === 0) return [];
    const entries = tablesOf(holder.task.size) * holder.task.size;
    const bytesPerEntry = (bytes - bareBytes) / entries + linearBytesPerEntry(holder);
    return [{ ...holder, result: { ...holder.result, source: 'browser' as const, bytesPerEntry } }];
  });
}

/** What the browser leaves out: a worker with 64 MiB in a `WebAssembly.Memory` counts as one without, one with them in an array does not. */
function linearBytesPerEntry({ task, result }: Pick<Holder, 'task' | 'result'>): number {
  return task.rival === 'wasmap' ? (result.ownBytesPerEntry ?? Number.NaN) : 0;
}

function asRecord({ rival, keys, values, size }: MemoryTask, result: MemoryResult, { machine, browser, seed }: Environment): MeasureRecord {
  return { machine, browser, seed, size, state: 'fresh-clean', rival, keys, values, repeats: [result] };
}
