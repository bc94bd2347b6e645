/** Runs measurements, each in fresh processes. */
import { AbsentError } from '../../rivals/absent.js';
import { firstLine } from '../../run/failure.js';
import { CacheProcess } from '../process/child.js';
import type { CollectionResult, MemoryResult } from '../report/schema.js';
import type { CacheCollections, CacheCollectionTask, CacheMeasured, CacheMeasureTask, CacheMemory, CacheMemoryTask } from './task.js';

/** @throws {AbsentError} when the rival is not here @throws {Error} with one line that says what failed */
export async function runMemory(task: CacheMemoryTask, processes: number): Promise<MemoryResult> {
  const { rival, keys, capacity } = task;
  const bytesPerEntry: number[] = [];
  for (let i = 0; i < processes; i++) bytesPerEntry.push((await inProcess<CacheMemory>(task)).bytesPerEntry);
  return { rival, keys, capacity, bytesPerEntry };
}

/** @throws {AbsentError} when the rival is not here @throws {Error} with one line that says what failed */
export async function runCollections(task: CacheCollectionTask, processes: number): Promise<CollectionResult> {
  const { rival, values, capacity } = task;
  const results: CacheCollections[] = [];
  for (let i = 0; i < processes; i++) results.push(await inProcess<CacheCollections>(task));
  return { rival, values, capacity, pausesMs: results.flatMap(({ pausesMs }) => pausesMs), delaysMs: results.map(({ delaysMs }) => delaysMs) };
}

/** A measurement's result is of its own sort: the process answers what it was asked. */
async function inProcess<Result extends CacheMeasured>(task: CacheMeasureTask): Promise<Result> {
  const child = new CacheProcess();
  try {
    return (await child.ask({ type: 'measure', task }, 'measured')).result as Result;
  } catch (error) {
    if (error instanceof AbsentError) throw error;
    throw new Error(`${task.measure} of ${task.rival}, ${task.capacity} entries: ${firstLine(error)}`, { cause: error });
  } finally {
    await child.close();
  }
}
