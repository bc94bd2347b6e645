/** Bulk work: the whole input in one call, where the rival has one; counting in batches; reads with batch writes. */
import { createColumn, laneWriter, isBigintKind, type Column, type Numeric } from '../input/columns.js';
import type { Input } from '../input/input.js';
import type { Session } from '../rivals/rival.js';
import { checksum, type Job, type Operation } from './operation.js';
import { filledWith, onNewTables, onOneTable } from './tables.js';

export const putAll: Operation = {
  title: 'putAll from empty',
  plan(session, input) {
    const { writes, size } = input;
    const values = repeated(input.values, writes.length, input);
    // A rival that cannot grow never comes here; its capacity would be the size.
    const create = () => session.create(session.grows ? undefined : size);
    return onNewTables(session, writes.length, create, (table) => session.loops.putAll(table, writes, values));
  },
};

function getAllOf<V extends Numeric>(session: Session<V>, input: Input<V>, keys: Column<V>): Job {
  const values = createColumn(input.kind, keys.length) as Column<V>;
  const found = new Uint8Array(keys.length);
  return onOneTable(
    session,
    keys.length,
    () => filledWith(session, input),
    (table) => session.loops.getAll(table, keys, values, found),
    () => checksum(found) + checksum(values as ArrayLike<Numeric>),
  );
}

function hasAllOf<V extends Numeric>(session: Session<V>, input: Input<V>, keys: Column<V>): Job {
  const found = new Uint8Array(keys.length);
  let flags: Uint8Array = found;
  return onOneTable(
    session,
    keys.length,
    () => filledWith(session, input),
    (table) => {
      flags = session.loops.hasAll(table, keys, found);
    },
    () => checksum(flags),
  );
}

export const getAll: Operation = {
  title: 'getAll, hits',
  plan: (session, input) => getAllOf(session, input, input.reads),
};

export const getAllMiss: Operation = {
  title: 'getAll, misses',
  plan: (session, input) => getAllOf(session, input, input.misses),
};

export const hasAll: Operation = {
  title: 'hasAll, hits',
  plan: (session, input) => hasAllOf(session, input, input.reads),
};

export const hasAllMiss: Operation = {
  title: 'hasAll, misses',
  plan: (session, input) => hasAllOf(session, input, input.misses),
};

/** One distinct key in eight, as in counting 8 million events of a million kinds. */
const EVENTS_PER_KEY = 8;
const COUNTING_BATCH = 8192;

export const counting: Operation = {
  title: 'counting, add in batches',
  plan(session, input) {
    const events = input.draws(input.size, Math.max(1, Math.floor(input.size / EVENTS_PER_KEY)));
    const ones = constant(1, events.length, input);
    return onNewTables(
      session,
      events.length,
      () => session.create(),
      (table) => session.loops.addAll(table, events, ones, COUNTING_BATCH),
      (table) => table.size + session.loops.getOr(table, events),
    );
  },
};

const MIX_READS = 600;
const MIX_WRITES = 400;

/** Rounds of 600 single reads of hot keys and one batch of 400 writes to any keys. */
export const mix: Operation = {
  title: '60 % hot reads, 40 % batch writes',
  plan(session, input) {
    const { hot, keys, values } = input;
    const rounds = Math.max(1, Math.floor(keys.length / (MIX_READS + MIX_WRITES)));
    const reads = slices(hot, rounds, MIX_READS);
    const writeKeys = slices(keys, rounds, MIX_WRITES);
    const writeValues = slices(values, rounds, MIX_WRITES);
    let sum = 0;
    return onOneTable(
      session,
      rounds * (MIX_READS + MIX_WRITES),
      () => filledWith(session, input),
      (table) => {
        sum = 0;
        for (let round = 0; round < rounds; round++) {
          sum += session.loops.getOr(table, reads[round]);
          session.loops.putAll(table, writeKeys[round], writeValues[round]);
        }
      },
      (table) => table.size + sum,
    );
  },
};

function slices<V extends Numeric>(column: Column<V>, rounds: number, length: number): Column<V>[] {
  return Array.from({ length: rounds }, (_, round) => column.subarray(round * length, (round + 1) * length) as Column<V>);
}

function constant<V extends Numeric>(value: number, length: number, input: Input<V>): Column<V> {
  const column = createColumn(input.kind, length) as Column<V>;
  const write = laneWriter(column);
  for (let i = 0; i < length; i++) write(i, value, 0);
  return column;
}

/** `values` again and again until there are `length`: traces write more often than they have keys. */
function repeated<V extends Numeric>(values: Column<V>, length: number, input: Input<V>): Column<V> {
  if (values.length === length) return values;
  const column = createColumn(input.kind, length) as Column<V>;
  const zero = (isBigintKind(input.kind) ? 0n : 0) as V;
  for (let i = 0; i < length; i++) column[i] = values[i % values.length] ?? zero;
  return column;
}
