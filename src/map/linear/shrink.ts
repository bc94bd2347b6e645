/** `shrink`: the table's own tables and log become as small as they can, and so does the store of references. */
import type { LinearState } from './linear-state.js';
import { OrderedCursor } from './ordered-cursor.js';
import { ValueStore } from './value-store.js';

export function trim(table: LinearState): void {
  table.assertOpen();
  if (table.map === 0) return;
  table.engine[table.ends.shrink](table.map);
  if (table.store instanceof ValueStore && table.store.free > table.size && !table.store.isShared) renumber(table, table.store);
}

/** Gives the references new handles, from 0 on. O(entries). */
function renumber(table: LinearState, store: ValueStore): void {
  const kept: unknown[] = [];
  const cursor = table.cursor();
  while (cursor.advance()) {
    // A codec need not give back what it was given, and may throw.
    const address = cursor instanceof OrderedCursor ? cursor.record : table.lookup(cursor.key);
    table.engine.u32[address >>> 2] = kept.push(cursor.value) - 1;
  }
  store.replace(kept);
}
