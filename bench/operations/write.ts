/** Single writes: into an empty table that grows, into one with room, over present keys; deletes; both in turns. */
import { setAll, deleteAll, replaceAll } from '../loops/single.js';
import { checksum, type Operation } from './operation.js';
import { filledWith, onNewTables, onOneTable } from './tables.js';

export const setGrowing: Operation = {
  title: 'set, growing',
  plan(session, input) {
    const { writes, values } = input;
    return onNewTables(session, writes.length, () => session.create(), (table) => setAll(table, writes, values));
  },
};

export const setPresized: Operation = {
  title: 'set, presized',
  plan(session, input) {
    const { writes, values, size } = input;
    return onNewTables(session, writes.length, () => session.create(size), (table) => setAll(table, writes, values));
  },
};

export const setPresent: Operation = {
  title: 'set, present keys',
  plan(session, input) {
    const { reads, values } = input;
    const make = () => filledWith(session, input);
    return onOneTable(session, reads.length, make, (table) => setAll(table, reads, values), (table) => table.size);
  },
};

export const remove: Operation = {
  title: 'delete',
  plan(session, input) {
    const { keys } = input;
    let removed = 0;
    return onNewTables(
      session,
      keys.length,
      () => filledWith(session, input),
      (table) => {
        removed = deleteAll(table, keys);
      },
      (table) => removed + table.size,
    );
  },
};

/** Passes alternate: one replaces the present keys by the absent ones, the next the other way, at constant size. */
export const churn: Operation = {
  title: 'delete + set, churn',
  plan(session, input) {
    const { keys, misses, values } = input;
    let forward = true;
    return onOneTable(
      session,
      keys.length,
      () => filledWith(session, input),
      (table) => {
        replaceAll(table, forward ? keys : misses, forward ? misses : keys, values);
        forward = !forward;
      },
      (table) => {
        const flags = new Uint8Array(keys.length);
        return table.size + checksum(session.loops.hasAll(table, forward ? keys : misses, flags));
      },
    );
  },
};
