/** Snapshots of tables in linear memory: tables of their own, which share what is not written to. */
import { type Lease, reclaimWith, snapshotEndsOf } from '../../heap/reclaim.js';
import { isOrdered } from '../kinds.js';
import { readOnlyMethods } from '../checked-methods.js';
import { exhausted } from '../slow-path.js';
import type { LinearState } from './linear-state.js';

/**
 * Gives `copy`, an empty table of the same kinds, what `table` has now; it stays so, and nobody is to write to it. O(segments / 4000 + 1).
 * @throws CapacityError when memory is refused.
 */
export function becomeSnapshot<Copy extends LinearState>(copy: Copy, table: LinearState): Copy {
  const { engine, map, store } = table;
  const ordered = isOrdered(table.key);
  const ends = snapshotEndsOf(ordered);
  // A map must not be collected before its snapshots: it would take their values with it.
  Object.assign(copy, { source: table, ends, hot: readOnlyMethods(copy.hot) });
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
