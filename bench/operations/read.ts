/** Single reads: hits, misses, the unboxed read, chains in which each key is the last value, and visiting all. */
import { elementsOf, type Key } from '../input/columns.js';
import type { Input } from '../input/input.js';
import { hasEach } from '../loops/single.js';
import type { Session, Table } from '../rivals/rival.js';
import type { Job, Operation } from './operation.js';
import { filled, filledWith, onOneTable } from './tables.js';

/** A job that reads `units` keys of a full table and keeps what the loop returned. */
function reading<K extends Key>(
  session: Session<K>,
  input: Input<K>,
  units: number,
  read: (table: Table<K>) => Key,
  make: () => Table<K> = () => filledWith(session, input),
): Job {
  let result: Key = 0;
  return onOneTable(
    session,
    units,
    make,
    (table) => {
      result = read(table);
    },
    () => Number(result),
  );
}

export const getHit: Operation = {
  title: 'get, hit',
  plan(session, input) {
    const { reads } = input;
    return reading(session, input, reads.length, (table) => session.loops.get(table, reads));
  },
};

export const getMiss: Operation = {
  title: 'get, miss',
  plan(session, input) {
    const { misses } = input;
    return reading(session, input, misses.length, (table) => session.loops.get(table, misses));
  },
};

export const getOrHit: Operation = {
  title: 'getOr, hit',
  plan(session, input) {
    const { reads } = input;
    return reading(session, input, reads.length, (table) => session.loops.getOr(table, reads));
  },
};

export const has: Operation = {
  title: 'has, hit',
  plan(session, input) {
    const { reads } = input;
    return reading(session, input, reads.length, (table) => hasEach(table, reads));
  },
};

export const dependent: Operation = {
  title: 'dependent gets',
  plan(session, input) {
    const { chain } = input;
    const steps = chain.keys.length;
    const make = () => filled(session, chain);
    return reading(session, input, steps, (table) => session.loops.dependent(table, elementsOf(chain.keys)[0], steps), make);
  },
};

export const dependentGetOr: Operation = {
  title: 'dependent getOrs',
  plan(session, input) {
    const { chain } = input;
    const steps = chain.keys.length;
    const make = () => filled(session, chain);
    return reading(session, input, steps, (table) => session.loops.dependentOr(table, elementsOf(chain.keys)[0], steps), make);
  },
};

export const iterate: Operation = {
  title: 'forEach over all',
  plan(session, input) {
    const exact = input.kind !== 'f64';
    // The order of iteration differs between rivals, and sums of doubles depend on it.
    return reading(session, input, input.size, (table) => {
      const sum = session.loops.iterate(table);
      return exact ? sum : Math.round(sum / 1e6);
    });
  },
};
