/** The table of what is to be watched or advised on. */
import { unexpected } from '../arguments.js';
import type { Written } from '../map/written.js';
import type { Table } from '../map/table.js';

/** @throws WasmapTypeError for what is no map or set, snapshots included: what those are does not change */
export function tableOf(where: string, map: unknown): Table {
  const table = (map as Partial<Written> | undefined | null)?._table;
  if (table === undefined || table.source !== undefined) throw unexpected(`${where}: map`, 'a WasmMap or WasmSet', map);
  return table;
}
