/**
 * The resident set of a process that writes batch after batch into a table that keeps its size: what an autoscaler sees. How high it
 * is, and how much it goes up and down while V8 collects what the batches leave behind.
 */
import { setImmediate } from 'node:timers/promises';
import { createRandom, mix32 } from '../input/random.js';
import { deviation, mean } from '../sampling/statistics.js';
import type { ResidentResult, ResidentTask } from './measure.js';
import { openTables, setAll } from './tables.js';

export async function measureResident(task: ResidentTask): Promise<ResidentResult> {
  const { way, size, seed, batch, batches } = task;
  const tables = await openTables(task);
  const write = way === 'putAll' ? tables.fill : setAll;
  const random = createRandom(seed);
  const beforeBytes = process.memoryUsage.rss();
  const table = tables.create();
  for (let from = 0; from < size; from += batch) writeNew(Math.min(batch, size - from), (i) => from + i);
  const bytes: number[] = [];
  for (let i = 0; i < batches; i++) {
    writeNew(batch, () => random() % size);
    bytes.push(process.memoryUsage.rss());
    // A service waits for its next batch: V8 has its tasks run then.
    await setImmediate();
  }
  if (table.size !== size) throw new Error(`a table of ${size} entries has ${table.size} after writes to keys that it had`);
  return { measure: 'resident', way, beforeBytes, meanBytes: mean(bytes), deviationBytes: deviation(bytes), mostBytes: Math.max(...bytes) };

  /** In columns of its own, as if they had come over a socket. Values have a fraction, which Map boxes. */
  function writeNew(length: number, draw: (i: number) => number): void {
    const keys = new Uint32Array(length);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const index = draw(i);
      keys[i] = mix32(index, seed);
      values[i] = index + 0.5;
    }
    write(table, keys, values);
  }
}
