/** A map or set as far as its table is concerned: what works on it from within the package needs no more. */
import type { Table } from './table.js';

export interface Written {
  readonly _table: Table;
}
