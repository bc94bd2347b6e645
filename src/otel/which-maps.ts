/** Which maps are observed, as the options say it. */
import { unexpected } from '../arguments.js';
import type { Written } from '../map/written.js';
import type { Table } from '../map/table.js';
import { safely } from './safely.js';

/**
 * Maps and sets that are observed: some, which are not kept alive by that; or those for which a function, which gets the name of a map, and the map
 * itself, returns true. It is asked before every batch, and whenever metrics are collected.
 */
export type WhichMaps = Iterable<object> | ((name: string | undefined, map: object) => boolean);

/** The test that `maps` comes to. @throws WasmapTypeError for what is none, or no map */
export function mapFilter(where: string, maps: unknown): (map: object) => boolean {
  if (maps === undefined) return () => true;
  if (typeof maps === 'function') {
    const test = maps as (name: string | undefined, map: object) => unknown;
    return (map) => safely('maps', () => test(tableOf(map).name, map) === true, false);
  }
  if (!isIterable(maps)) throw unexpected(`${where}: maps`, 'a list of maps, or a function', maps);
  // By their tables, for calls may have come to them through proxies.
  const tables = new WeakSet<Table>();
  for (const map of maps) {
    const table = (map as Partial<Written> | null | undefined)?._table;
    if (table === undefined || table.source !== undefined) throw unexpected(`${where}: maps`, 'a WasmMap or WasmSet', map);
    tables.add(table);
  }
  return (map) => tables.has(tableOf(map));
}

export function tableOf(map: object): Table {
  return (map as Written)._table;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}
