/** Asynchronous batches to one map, one after another. */
import type { Table } from '../../map/table.js';

/** For each map that has some: settled when the last of them is through. */
const last = new WeakMap<Table, Promise<unknown>>();

/** Does `work` when the batches before it are through, whatever became of them. */
export function inTurn<Result>(table: Table, work: () => Promise<Result>): Promise<Result> {
  const turn = (last.get(table) ?? Promise.resolve()).then(work);
  last.set(table, turn.catch(() => undefined));
  return turn;
}
