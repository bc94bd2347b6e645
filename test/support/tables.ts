/** The tables behind maps and sets, for tests that look inside. */
import { AnyTable } from '../../src/map/any/any-table.js';
import { LinearTable } from '../../src/map/linear/linear-table.js';
import type { Table } from '../../src/map/table.js';

interface Owner {
  readonly _table: Table;
}

/** The table of a map in linear memory. */
export function linearTableOf({ _table: table }: Owner): LinearTable {
  if (table instanceof LinearTable) return table;
  throw new Error('the map is not in linear memory');
}

/** The table of a map with keys of any kind. */
export function anyTableOf({ _table: table }: Owner): AnyTable {
  if (table instanceof AnyTable) return table;
  throw new Error('the map has keys of one kind');
}
