/** The batches of the demo: those that go well, and those that end in every other way that metrics tell apart. */
import type { MapSnapshot } from '../../src/index.js';
import { createRandom } from '../input/random.js';
import type { DemoMaps } from './maps.js';
import { type Task, expected } from './task.js';

const STOCK_KEYS = 60_000;
const ORDER_KEYS = 50_000;
const SESSION_KEYS = 200_000;
const NOT_A_U32 = -1;

const random = createRandom(11);

/** So many keys below `limit`, and a value for each. */
function columns(length: number, limit: number): { keys: Uint32Array; values: Uint32Array } {
  return { keys: Uint32Array.from({ length }, () => random() % limit), values: Uint32Array.from({ length }, () => random() % 1000) };
}

/** Batches of all sizes, small ones more often; the first shard gets four in five. */
function stockTask({ stock }: DemoMaps): Task {
  const run = (): void => {
    const shard = stock[random() % 5 === 0 ? 1 : 0];
    shard.putAll(columns(2 ** (3 + (random() % 10)), STOCK_KEYS));
    if (shard.size > 0.9 * STOCK_KEYS) shard.clear();
  };
  return { everyMs: 30, run };
}

/** Pairs made one by one leave garbage, which V8 collects while the batch runs. */
function pagesTask({ pages }: DemoMaps): Task {
  let edition = 0;
  function* pairs(): Generator<[string, string]> {
    edition++;
    for (let i = 0; i < 3000; i++) yield [`/articles/${i}`, `<title>article ${i}, edition ${edition}</title>`.repeat(2)];
  }
  return { everyMs: 2000, run: () => { pages.putAll(pairs()); } };
}

/** Those who have just logged in. */
function sessionsTask({ sessions }: DemoMaps): Task {
  return { everyMs: 250, run: () => { sessions.putAll(columns(100, SESSION_KEYS)); } };
}

function orderTasks({ orders }: DemoMaps): Task[] {
  let sent = 0;
  const applied = (): void => {
    orders.putAll(columns(200, ORDER_KEYS), { idempotencyKey: `delivery ${sent++}` });
  };
  /** The queue delivers it again. */
  const repeated = (): void => {
    const batch = columns(50, ORDER_KEYS);
    for (let i = 0; i < 2; i++) orders.putAll(batch, { idempotencyKey: `delivery ${sent}` });
    sent++;
  };
  const inPart = (): void => {
    orders.putAll([[1, 1], [2, NOT_A_U32], [3, 3]], { atomic: false });
  };
  /** Found while it is being written, so what was written is taken back. */
  const failed = (): void => {
    orders.set(1, 1);
    try {
      orders.putAll([[ORDER_KEYS + 1, 1], [1, 2]], { onConflict: 'error' });
    } catch (error) {
      expected(error, 'ERR_WASMAP_PUT_ALL');
    }
  };
  /** Somebody else has written since. */
  const rejected = (): void => {
    const { version } = orders;
    orders.set(2, 2);
    try {
      orders.compareAndPutAll(version, columns(50, ORDER_KEYS));
    } catch (error) {
      expected(error, 'ERR_WASMAP_VERSION');
    }
  };
  return [
    { everyMs: 40, run: applied }, { everyMs: 300, run: repeated }, { everyMs: 700, run: inPart }, { everyMs: 500, run: failed },
    { everyMs: 900, run: rejected },
  ];
}

/** Asynchronous batches that go on while requests write: some give way, some give up. */
function concurrentTasks({ orders }: DemoMaps): Task[] {
  const write = async (onInterleavedWrite: 'rebase' | 'fail'): Promise<void> => {
    const { keys, values } = columns(20_000, ORDER_KEYS);
    const batch = orders.putAllAsync(Array.from(keys, (key, i) => [key, values[i]] as const), { onInterleavedWrite, sliceMs: 1 });
    orders.set(3, 3);
    try {
      await batch;
    } catch (error) {
      expected(error, 'ERR_WASMAP_CONCURRENT_MODIFICATION');
    }
  };
  /** A source that writes to the map it is read for. */
  const fromWithin = (): void => {
    function* pairs(): Generator<[number, number]> {
      yield [1, 1];
      orders.set(2, 2);
      yield [3, 3];
    }
    try {
      orders.putAll(pairs());
    } catch (error) {
      expected(error, 'ERR_WASMAP_CONCURRENT_MODIFICATION');
    }
  };
  return [
    { everyMs: 1100, run: () => write('rebase') }, { everyMs: 1300, run: () => write('fail') }, { everyMs: 1700, run: fromWithin },
  ];
}

/** Some are always open: each keeps what has changed since. */
function snapshotTask({ sessions }: DemoMaps): Task {
  const open: MapSnapshot<number, number>[] = [];
  const run = (): void => {
    open.push(sessions.snapshot());
    if (open.length > 3) open.shift()?.dispose();
  };
  return { everyMs: 1000, run };
}

export function batchTasks(maps: DemoMaps): Task[] {
  return [stockTask(maps), pagesTask(maps), sessionsTask(maps), ...orderTasks(maps), ...concurrentTasks(maps), snapshotTask(maps)];
}
