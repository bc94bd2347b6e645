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
  /** Whether its batches have absent keys only, and leave the table as it was. */
  readonly isFresh: boolean;
  /** Writes a batch; what is timed. */
  readonly write: (columns: BatchColumns) => unknown;
  /** Takes a batch of absent keys out again; not timed. */
  readonly restore: (columns: BatchColumns) => void;
}

type SimpleTable = Pick<Map<number, number>, 'set'>;

/** Ways for tables that `fill` has made ready; `present` is a key that is in all of them. */
export async function waysOfWriting(task: BatchesTask, fill: (table: SimpleTable) => void, present: number): Promise<WayOfWriting[]> {
  const { WasmMap, WriteBatcher } = await loadPackage();
  const open = () => {
    const map = new WasmMap({ key: 'u32', value: 'f64', engine: task.rival === 'wasmap-js' ? 'js' : 'wasm' });
    fill(map);
    return map;
  };
  const plain = (way: BatchWay, write: (map: ReturnType<typeof open>, columns: BatchColumns) => unknown): WayOfWriting => {
    const map = open();
    return { way, isFresh: false, write: (columns) => write(map, columns), restore: () => undefined };
  };
  const strict = (way: BatchWay, keysOf: (keys: Uint32Array) => Uint32Array): WayOfWriting => {
    const map = open();
    const write = ({ keys, values }: BatchColumns): void => {
      try {
        map.putAll({ keys: keysOf(keys), values }, { onConflict: 'error' });
      } catch {
        // Where the last key is there already.
      }
    };
    return { way, isFresh: true, write, restore: ({ keys }) => void map.deleteAll(keys) };
  };
  const native = new Map<number, number>();
  fill(native);
  return [
    plain('Map, loop of set', (_, columns) => { setAll(native, columns); }),
    plain('loop of set', setAll),
    plain('putAll', (map, columns) => map.putAll(columns)),
    plain('putAll, best effort', (map, columns) => map.putAll(columns, { atomic: false })),
    plain('putAll, add', (map, columns) => map.putAll(columns, { onConflict: 'add' })),
    strict('putAll, error, applied', (keys) => keys),
    strict('putAll, error, failing at the end', (keys) => {
      const spoilt = keys.slice();
      spoilt[keys.length - 1] = present;
      return spoilt;
    }),
    plain('putAllAsync', (map, columns) => map.putAllAsync(columns)),
    batched(),
  ];

  function batched(): WayOfWriting {
    const batcher = new WriteBatcher(open(), { maxBatchEntries: task.batch });
    const write = ({ keys, values }: BatchColumns): Promise<void> => {
      for (let i = 0; i < keys.length; i++) void batcher.write(keys[i], values[i]);
      return batcher.flush();
    };
    return { way: 'WriteBatcher', isFresh: false, write, restore: () => undefined };
  }
}

function setAll(table: SimpleTable, { keys, values }: BatchColumns): void {
  for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
}
