/** Tables whose key and value kinds may differ, for the measurements that need no more than the Map protocol. */
import { elementsOf, type Column, type Key, type ValueOf, type Values } from '../input/columns.js';
import type { Table } from '../rivals/rival.js';
import { mapFactory, type BenchedMap } from '../rivals/wasmap.js';
import type { MeasureTask } from './measure.js';

export interface MeasuredTables {
  create(): Table<Key>;
  /** Adds a batch the way the rival does it best. */
  readonly fill: (table: Table<Key>, keys: Column<Key>, values: Values<Key>) => void;
  bytes(table: Table<Key>): number | undefined;
}

/** @throws {AbsentError} when wasmap is not built */
export async function openTables(task: MeasureTask): Promise<MeasuredTables> {
  if (task.rival === 'map' || task.rival === 'none') {
    return {
      create: () => new Map<Key, ValueOf<Key>>(),
      fill: setAll,
      bytes: () => undefined,
    };
  }
  const engine = task.rival === 'wasmap' ? 'wasm' : 'js';
  const create = await mapFactory<Key>();
  return {
    create: () => create({ key: task.keys, value: task.values, engine }),
    fill: (table, keys, values) => void (table as BenchedMap<Key>).putAll({ keys, values }),
    bytes: (table) => (table as BenchedMap<Key>).memoryUsage().bytes,
  };
}

export function setAll(table: Table<Key>, keys: Column<Key>, values: Values<Key>): void {
  const from = elementsOf<Key>(keys);
  const source = elementsOf<ValueOf<Key>>(values);
  for (let i = 0; i < from.length; i++) table.set(from[i], source[i]);
}
