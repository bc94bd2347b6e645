/** Two ways for a job to have its tables: a new one for every pass, or one that all passes share. */
import type { Numeric } from '../input/columns.js';
import type { Columns, Input } from '../input/input.js';
import type { Session, Table } from '../rivals/rival.js';
import type { Job } from './operation.js';

/** A job whose every pass takes a table made by `make` in the untimed part. */
export function onNewTables<V extends Numeric>(
  session: Session<V>,
  units: number,
  make: () => Table<V>,
  pass: (table: Table<V>) => void,
  outcome = (table: Table<V>): number => table.size,
): Job {
  const ready: Table<V>[] = [];
  const used: Table<V>[] = [];
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
export function onOneTable<V extends Numeric>(
  session: Session<V>,
  units: number,
  make: () => Table<V>,
  pass: (table: Table<V>) => void,
  outcome: (table: Table<V>) => number,
): Job {
  let table: Table<V> | undefined;
  const current = (): Table<V> => (table ??= make());
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
export function filled<V extends Numeric>(session: Session<V>, { keys, values }: Columns<V>): Table<V> {
  const table = session.create(session.grows ? undefined : keys.length);
  session.loops.putAll(table, keys, values);
  return table;
}

/** A table that holds the whole input. */
export function filledWith<V extends Numeric>(session: Session<V>, input: Input<V>): Table<V> {
  return filled(session, { keys: input.keys, values: input.values });
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error('no pass has run yet');
  return item;
}
