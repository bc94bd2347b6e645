/**
 * Reads and writes in turn, most of them of few keys: what a table of live prices or of sessions sees. In batches of operations:
 * as single calls, a read and a write in turn; and, where the table has them, as a batch of the reads and one of the writes.
 */
import { createRandom, mix32 } from '../input/random.js';
import type { Table } from '../rivals/rival.js';
import type { BenchedMap } from '../rivals/wasmap.js';
import { durationsOf } from './durations.js';
import type { MixedResult, MixedTask, MixedWay } from './measure.js';
import { openTables } from './tables.js';

/** In a batch of operations; half of them read and half of them write. */
const OPERATIONS = 1024;
/** Of the operations, to the hot keys; the others go to the cold ones. */
const HOT_SHARE = 0.6;
/** Of the keys. */
const HOT_PART = 0.01;
/** Of the batches, at the beginning. */
const UNTIMED_SHARE = 0.2;

interface MixedBatch {
  readonly reads: Uint32Array;
  readonly writes: Uint32Array;
  readonly values: Float64Array;
  /** What the values read come to. */
  readonly sum: number;
}

type Work = (batch: MixedBatch) => number;

export async function measureMixed(task: MixedTask): Promise<MixedResult> {
  const { batches } = task;
  const nextBatch = batchSource(task);
  const ways = await waysOfWorking(task);
  const times = new Map(ways.map(([way]) => [way, [] as number[]]));
  for (let i = 0; i < batches; i++) {
    const batch = nextBatch();
    for (const [way, work] of ways) {
      const began = performance.now();
      const sum = work(batch);
      const elapsed = performance.now() - began;
      if (sum !== batch.sum) throw new Error(`${way} read values that come to ${sum}, not to ${batch.sum}`);
      if (i >= batches * UNTIMED_SHARE) times.get(way)?.push(elapsed);
    }
  }
  return { measure: 'mixed', operations: OPERATIONS, ways: [...times].map(([way, ms]) => ({ way, ...durationsOf(ms) })) };
}

/** The value of a key never changes, so that what is read does not depend on when; it has a fraction, which Map boxes. */
function valueAt(index: number): number {
  return index + 0.5;
}

function batchSource({ size, seed }: MixedTask): () => MixedBatch {
  const random = createRandom(seed);
  const hot = Math.max(1, Math.floor(size * HOT_PART));
  const draw = (): number => (random() < HOT_SHARE * 2 ** 32 || hot === size ? random() % hot : hot + (random() % (size - hot)));
  return () => {
    const [toRead, toWrite] = [0, 1].map(() => Array.from({ length: OPERATIONS / 2 }, draw));
    return {
      reads: Uint32Array.from(toRead, (index) => mix32(index, seed)),
      writes: Uint32Array.from(toWrite, (index) => mix32(index, seed)),
      values: Float64Array.from(toWrite, valueAt),
      sum: toRead.reduce((sum, index) => sum + valueAt(index), 0),
    };
  };
}

/** Each with a full table of its own. */
async function waysOfWorking(task: MixedTask): Promise<(readonly [MixedWay, Work])[]> {
  const tables = await openTables(task);
  const full = <T extends Table<number>>(): T => {
    const table = tables.create();
    const indexes = Uint32Array.from({ length: task.size }, (_, i) => i);
    tables.fill(table, indexes.map((index) => mix32(index, task.seed)), Float64Array.from(indexes, valueAt));
    return table as unknown as T;
  };
  const single = ['single calls', singly(full())] as const;
  return task.rival === 'map' ? [single] : [single, ['batches', inBatches(full<BenchedMap<number>>())]];
}

function singly(table: Table<number>): Work {
  return ({ reads, writes, values }) => {
    let sum = 0;
    for (let i = 0; i < reads.length; i++) {
      sum += table.get(reads[i]) ?? 0;
      table.set(writes[i], values[i]);
    }
    return sum;
  };
}

function inBatches(table: BenchedMap<number>): Work {
  const into = { values: new Float64Array(OPERATIONS / 2), found: new Uint8Array(OPERATIONS / 2) };
  return ({ reads, writes, values }) => {
    table.getAll(reads, { into });
    let sum = 0;
    for (let i = 0; i < reads.length; i++) sum += into.values[i];
    table.putAll({ keys: writes, values });
    return sum;
  };
}
