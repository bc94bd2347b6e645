/** Bulk work: the whole input in one call, where the rival has one; counting in batches; reads with batch writes. */
import { createColumn, elementsOf, slice, type Column, type Key, type ValueOf, type Values } from '../input/columns.js';
import { constantValues, type Input } from '../input/input.js';
import { valueKindOf } from '../matrix/dimensions.js';
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

function getAllOf<K extends Key>(session: Session<K>, input: Input<K>, keys: Column<K>): Job {
  const values = createColumn(valueKindOf(input.kind), keys.length) as Values<K>;
  const found = new Uint8Array(keys.length);
  return onOneTable(
    session,
    keys.length,
    () => filledWith(session, input),
    (table) => session.loops.getAll(table, keys, values, found),
    () => checksum(found) + checksum(elementsOf<ValueOf<K>>(values)),
  );
}

function hasAllOf<K extends Key>(session: Session<K>, input: Input<K>, keys: Column<K>): Job {
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
    const ones = constantValues(1, events.length, input);
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
  plan<K extends Key>(session: Session<K>, input: Input<K>) {
    const { hot, keys, values } = input;
    const rounds = Math.max(1, Math.floor(keys.length / (MIX_READS + MIX_WRITES)));
    const reads = slices(hot, rounds, MIX_READS);
    const writeKeys = slices(keys, rounds, MIX_WRITES);
    const writeValues = slices<ValueOf<K>>(values, rounds, MIX_WRITES);
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

function slices<K extends Key>(column: Column<K>, rounds: number, length: number): Column<K>[] {
  return Array.from({ length: rounds }, (_, round) => slice(column, round * length, (round + 1) * length));
}

/** `values` again and again until there are `length`: traces write more often than they have keys. */
function repeated<K extends Key>(values: Values<K>, length: number, input: Input<K>): Values<K> {
  if (values.length === length) return values;
  const column = createColumn(valueKindOf(input.kind), length) as Values<K>;
  const from = elementsOf<ValueOf<K>>(values);
  const to = elementsOf<ValueOf<K>>(column);
  for (let i = 0; i < length; i++) to[i] = from[i % values.length];
  return column;
}
