/** Snapshots of tables in linear memory: tables of their own, which share what is not written to. */
import type { Lease } from '../../heap/reclaim.js';
import { reclaimWith, snapshotEndsOf } from '../../heap/reclaim.js';
import { isOrdered } from '../kinds.js';
import { exhausted } from '../slow-path.js';
import type { LinearTable } from './linear-table.js';

/** A table that has what `table` has now, and stays so; nobody is to write to it. O(segments / 4000 + 1). @throws CapacityError */
export function snapshotOf(table: LinearTable): LinearTable {
  table.assertOpen();
  const { engine, map, store } = table;
  const ordered = isOrdered(table.key);
  const ends = snapshotEndsOf(ordered);
  const copy = table.sibling(`snapshot of ${table.label}`, table.seed);
  // A map must not be collected before its snapshots: it would take their values with it.
  Object.assign(copy, { source: table, ends });
  if (map === 0) return copy;
  const snapshot = (ordered ? engine.takeOrderedSnapshot(map) : engine.takeSnapshot(map)) >>> 0;
  if (snapshot === 0) throw exhausted(table);
  const values = store.snapshot(snapshot);
  copy.store = values;
  copy.map = snapshot;
  const lease: Lease = reclaimWith(copy, engine, snapshot, ends);
  if (values.letGo !== undefined) lease.letGo = values.letGo;
  copy.lease = lease;
  return copy;
}
