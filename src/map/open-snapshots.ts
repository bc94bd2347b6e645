/** How many snapshots a map has that were neither disposed of nor collected: each may hold memory that the map itself has let go. */
import { Finalizers } from '../weak.js';
import type { Table } from './table.js';

interface Count {
  open: number;
}

/** By tables of maps; few maps have snapshots, so tables have no field for it. */
const counts = new WeakMap<Table, Count>();
/** Snapshots that are open yet. */
const open = new WeakMap<Table, Count>();
const registry = new Finalizers<Count>((count) => { count.open--; });

/** O(1). */
export function noteSnapshot(snapshot: Table): void {
  const source = snapshot.source!;
  let count = counts.get(source);
  if (count === undefined) counts.set(source, count = { open: 0 });
  count.open++;
  open.set(snapshot, count);
  registry.register(snapshot, count, snapshot);
}

/** O(1). Twice is harmless. */
export function noteDisposal(snapshot: Table): void {
  const count = open.get(snapshot);
  if (count === undefined) return;
  open.delete(snapshot);
  registry.unregister(snapshot);
  count.open--;
}

/** O(1). */
export function openSnapshots(table: Table): number {
  return counts.get(table)?.open ?? 0;
}
