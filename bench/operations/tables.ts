/** Two ways for a job to have its tables: a new one for every pass, or one that all passes share. */
import type { Key } from '../input/columns.js';
import type { Columns, Input } from '../input/input.js';
import type { Session, Table } from '../rivals/rival.js';
import type { Job } from './operation.js';

/** A job whose every pass takes a table made by `make` in the untimed part. */
export function onNewTables<K extends Key>(
  session: Session<K>,
  units: number,
  make: () => Table<K>,
  pass: (table: Table<K>) => void,
  outcome = (table: Table<K>): number => table.size,
): Job {
  const ready: Table<K>[] = [];
  const used: Table<K>[] = [];
  return {
    units,
    setup(count) {
      for (let i = 0; i < count; i++) ready.push(make());
    },
    pass() {
      const table = ready.pop();
      if (table === undefined) throw new Error('a pass began without a table');
      pass(table);
      used.push(table);
    },
    teardown() {
      for (const table of used.splice(0)) session.release(table);
      for (const table of ready.splice(0)) session.release(table);
    },
    outcome: () => outcome(last(used)),
    bytes: () => session.bytes?.(last(used)),
  };
}

/** A job whose passes leave the table as it was, or ready for the next pass. */
export function onOneTable<K extends Key>(
  session: Session<K>,
  units: number,
  make: () => Table<K>,
  pass: (table: Table<K>) => void,
  outcome: (table: Table<K>) => number,
): Job {
  let table: Table<K> | undefined;
  const current = (): Table<K> => (table ??= make());
  return {
    units,
    setup: () => void current(),
    pass: () => pass(current()),
    teardown: () => undefined,
    outcome: () => outcome(current()),
    bytes: () => session.bytes?.(current()),
  };
}

/** A table filled as its user would fill it: grown where it can, presized where it must be. */
export function filled<K extends Key>(session: Session<K>, { keys, values }: Columns<K>): Table<K> {
  const table = session.create(session.grows ? undefined : keys.length);
  session.loops.putAll(table, keys, values);
  return table;
}

/** A table that holds the whole input. */
export function filledWith<K extends Key>(session: Session<K>, input: Input<K>): Table<K> {
  return filled(session, { keys: input.keys, values: input.values });
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error('no pass has run yet');
  return item;
}
