/** Tables whose key and value kinds may differ, for the measurements that need no more than the Map protocol. */
import type { Column, Numeric } from '../input/columns.js';
import type { Table } from '../rivals/rival.js';
import { mapFactory, type BenchedMap } from '../rivals/wasmap.js';
import type { MeasureTask } from './measure.js';

export interface MeasuredTables {
  create(): Table<Numeric>;
  /** Adds a batch the way the rival does it best. */
  fill(table: Table<Numeric>, keys: Column<Numeric>, values: Column<Numeric>): void;
  bytes(table: Table<Numeric>): number | undefined;
}

/** @throws {AbsentError} when wasmap is not built */
export async function openTables(task: MeasureTask): Promise<MeasuredTables> {
  if (task.rival === 'map' || task.rival === 'none') {
    return {
      create: () => new Map<Numeric, Numeric>(),
      fill(table, keys, values) {
        for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
      },
      bytes: () => undefined,
    };
  }
  const engine = task.rival === 'wasmap' ? 'wasm' : 'js';
  const create = await mapFactory<Numeric>();
  return {
    create: () => create({ key: task.keys, value: task.values, engine }),
    fill: (table, keys, values) => void (table as BenchedMap<Numeric>).putAll({ keys, values }),
    bytes: (table) => (table as BenchedMap<Numeric>).memoryUsage().bytes,
  };
}
