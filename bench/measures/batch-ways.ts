/** The ways of writing a batch that are compared, each with a table of its own. */
import { loadPackage } from '../rivals/wasmap.js';
import type { BatchesTask, BatchWay } from './measure.js';

/** Keys and values of a batch. */
export interface BatchColumns {
  readonly keys: Uint32Array;
  readonly values: Float64Array;
}

export interface WayOfWriting {
  readonly way: BatchWay;
  /**
   * What its batches are: keys half of which are there at first; absent ones; or absent ones but for the last, which is refused.
   * The latter two leave the table as it was.
   */
  readonly writes: 'mixed' | 'fresh' | 'spoilt';
  /** Writes a batch; what is timed. */
  readonly write: (columns: BatchColumns) => unknown;
  /** Takes a fresh batch out again; not timed. */
  readonly restore: (columns: BatchColumns) => void;
}

type SimpleTable = Pick<Map<number, number>, 'set'>;

/** Ways for tables that `fill` has made ready. */
export async function waysOfWriting(task: BatchesTask, fill: (table: SimpleTable) => void): Promise<WayOfWriting[]> {
  const { WasmMap, WriteBatcher } = await loadPackage();
  const open = () => {
    const map = new WasmMap({ key: 'u32', value: 'f64', engine: task.rival === 'wasmap-js' ? 'js' : 'wasm' });
    fill(map);
    return map;
  };
  const plain = (way: BatchWay, write: (map: ReturnType<typeof open>, columns: BatchColumns) => unknown): WayOfWriting => {
    const map = open();
    return { way, writes: 'mixed', write: (columns) => write(map, columns), restore: () => undefined };
  };
  const native = new Map<number, number>();
  fill(native);
  return [
    plain('Map, loop of set', (_, columns) => { setAll(native, columns); }),
    plain('loop of set', setAll),
    plain('loop of increment', (map, { keys, values }) => {
      for (let i = 0; i < keys.length; i++) map.increment(keys[i], values[i]);
    }),
    plain('putAll', (map, columns) => map.putAll(columns)),
    plain('putAll, best effort', (map, columns) => map.putAll(columns, { atomic: false })),
    plain('putAll, add', (map, columns) => map.putAll(columns, { onConflict: 'add' })),
    applied(),
    failing(),
    plain('putAllAsync', (map, columns) => map.putAllAsync(columns)),
    batched(),
  ];

  function applied(): WayOfWriting {
    const map = open();
    const write = (columns: BatchColumns): unknown => map.putAll(columns, { onConflict: 'error' });
    return { way: 'putAll, error, applied', writes: 'fresh', write, restore: ({ keys }) => void map.deleteAll(keys) };
  }

  function failing(): WayOfWriting {
    const map = open();
    const write = (columns: BatchColumns): void => {
      try {
        map.putAll(columns, { onConflict: 'error' });
      } catch {
        return;
      }
      throw new Error('a batch with a key that is there already was applied');
    };
    return { way: 'putAll, error, failing at the end', writes: 'spoilt', write, restore: () => undefined };
  }

  function batched(): WayOfWriting {
    const batcher = new WriteBatcher(open(), { maxBatchEntries: task.batch });
    const write = ({ keys, values }: BatchColumns): Promise<void> => {
      for (let i = 0; i < keys.length; i++) void batcher.write(keys[i], values[i]);
      return batcher.flush();
    };
    return { way: 'WriteBatcher', writes: 'mixed', write, restore: () => undefined };
  }
}

function setAll(table: SimpleTable, { keys, values }: BatchColumns): void {
  for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
}
