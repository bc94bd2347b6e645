/**
 * Large batches for a long time, to keys that the table has: what they cost the collector and the processors.
 *
 * Nothing but the batches happens, no promise and no timer, since whatever else is on the heap would be counted. Their columns are
 * drawn beforehand and written again and again in turn.
 */
import { createRandom, mix32 } from '../input/random.js';
import { HeapWatch } from '../sampling/heap-watch.js';
import { collectGarbage } from '../sampling/process.js';
import { durationsOf } from './durations.js';
import type { SustainedResult, SustainedTask } from './measure.js';
import { openTables } from './tables.js';

/** More than caches could learn by heart. */
const DRAWN = 8;
/** Batches before anything is watched, so that code is compiled. */
const UNTIMED = 4;

export async function measureSustained(task: SustainedTask): Promise<SustainedResult> {
  const { size, seed, batch } = task;
  const tables = await openTables(task);
  const table = tables.create();
  const all = Uint32Array.from({ length: size }, (_, i) => mix32(i, seed));
  tables.fill(table, all, fractions(size));
  const random = createRandom(seed);
  const columns = Array.from({ length: DRAWN }, () => new Uint32Array(batch).map(() => all[random() % size]));
  const values = fractions(batch);
  const write = (batches: number): void => {
    for (let i = 0; i < batches; i++) tables.fill(table, columns[i % DRAWN], values);
  };
  write(UNTIMED);
  collectGarbage();
  const batches = Math.ceil(task.writes / batch);
  const watched = watch(() => write(batches));
  if (table.size !== size) throw new Error(`a table of ${size} entries has ${table.size} after writes to keys that it had`);
  return { measure: 'sustained', writes: batches * batch, batch, ...watched };
}

/** Map boxes them. */
function fractions(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i + 0.5);
}

function watch(work: () => void): Omit<SustainedResult, 'measure' | 'writes' | 'batch'> {
  const heap = new HeapWatch();
  const cpuAtFirst = process.cpuUsage();
  const began = performance.now();
  work();
  const elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuAtFirst);
  const { pausesMs, collections, majorCollections, allocatedBytes, mostBytes } = heap.end();
  return {
    elapsedMs,
    cpuMs: (user + system) / 1e3,
    pauses: pausesMs.length === 0 ? undefined : durationsOf(pausesMs),
    collections,
    majorCollections,
    allocatedBytes,
    mostHeapBytes: mostBytes,
  };
}
