/**
 * What a batch costs by its size and by the way it is written: all ways in one process, batch by batch in turn, so that they share
 * whatever the machine is doing.
 */
import { createRandom, mix32 } from '../input/random.js';
import { type BatchColumns, waysOfWriting } from './batch-ways.js';
import { durationsOf } from './durations.js';
import type { BatchesResult, BatchesTask } from './measure.js';

/** Entries that all batches of a way have together, where these are neither few nor very many. */
const ENTRIES = 400_000;
const LEAST_BATCHES = 25;
const MOST_BATCHES = 20_000;
/** Few batches of a million do: a round of all ways takes seconds then. Their P99 is next to the longest of them. */
const MOST_ENTRIES = 10_000_000;
/** Of them, at the beginning. */
const UNTIMED_SHARE = 0.2;

export async function measureBatches(task: BatchesTask): Promise<BatchesResult> {
  const { batch, size, seed } = task;
  const keyAt = (i: number): number => mix32(i, seed);
  const ways = await waysOfWriting(task, (table) => { for (let i = 0; i < size; i++) table.set(keyAt(i), i); });
  const times = new Map(ways.map(({ way }) => [way, [] as number[]]));
  const random = createRandom(seed);
  const rounds = roundsOf(batch);
  for (let round = 0; round < rounds; round++) {
    // Half of them there, at first; the absent ones are beyond.
    const mixed = columnsOf(batch, () => keyAt(random() % (2 * size)));
    const fresh = columnsOf(batch, (i) => keyAt(2 * size + round * batch + i));
    const batches = { mixed, fresh, spoilt: { ...fresh, keys: fresh.keys.with(-1, keyAt(0)) } };
    for (const { way, writes, write, restore } of ways) {
      const columns = batches[writes];
      const began = performance.now();
      const pending = write(columns);
      if (pending instanceof Promise) await pending;
      if (round >= rounds * UNTIMED_SHARE) times.get(way)?.push(performance.now() - began);
      restore(columns);
    }
  }
  return { measure: 'batches', batch, ways: [...times].map(([way, ms]) => ({ way, ...durationsOf(ms) })) };
}

function roundsOf(batch: number): number {
  const enough = Math.max(LEAST_BATCHES, Math.ceil(ENTRIES / batch));
  return Math.min(enough, MOST_BATCHES, Math.ceil(MOST_ENTRIES / batch));
}

function columnsOf(length: number, key: (i: number) => number): BatchColumns {
  return { keys: Uint32Array.from({ length }, (_, i) => key(i)), values: Float64Array.from({ length }, (_, i) => i) };
}
