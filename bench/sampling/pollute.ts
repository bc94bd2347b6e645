/**
 * A process with a past: every key kind on both engines and in Map, through loops of its own, so that it is the
 * library's code whose type feedback has seen everything and not the loops that are timed afterwards.
 */
import { elementsOf, isBigintKind, type Key, type ValueOf } from '../input/columns.js';
import { createInput } from '../input/index.js';
import type { Columns } from '../input/input.js';
import { KEY_KINDS, patternsOf, type KeyKind } from '../matrix/dimensions.js';
import { rivals } from '../rivals/index.js';
import { AbsentError } from '../rivals/absent.js';
import type { Session, Table } from '../rivals/rival.js';
import type { BenchedMap } from '../rivals/wasmap.js';

const ENTRIES = 20_000;
const ROUNDS = 3;

export async function pollute(seed: number): Promise<void> {
  for (const name of ['wasmap', 'wasmap-js', 'map'] as const) {
    for (const kind of KEY_KINDS) {
      try {
        useEverything(await rivals[name].open<Key>(kind), kind, seed);
      } catch (error) {
        if (!(error instanceof AbsentError)) throw error;
      }
    }
  }
}

function useEverything(session: Session<Key>, kind: KeyKind, seed: number): void {
  const input = createInput<Key>({ keys: kind, pattern: patternsOf(kind)[0], size: ENTRIES, seed, trace: undefined });
  const keys = elementsOf<Key>(input.keys);
  const values = elementsOf<ValueOf<Key>>(input.values);
  const misses = elementsOf<Key>(input.misses);
  const fallback = isBigintKind(kind) ? 0n : 0;
  for (let round = 0; round < ROUNDS; round++) {
    const table = session.create();
    for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
    for (let i = 0; i < keys.length; i++) {
      if (table.get(keys[i]) === undefined || table.has(misses[i])) throw new Error(`${kind}: a map lost or invented a key`);
      if (i % 3 === 0) table.delete(keys[i]);
    }
    if ('getOr' in table) {
      const map = table as unknown as BenchedMap<Key>;
      for (let i = 0; i < keys.length; i++) map.getOr(keys[i], fallback);
    }
    let visited = 0;
    table.forEach(() => visited++);
    bulk(session, table, input);
    session.release(table);
  }
}

function bulk(session: Session<Key>, table: Table<Key>, { keys, values }: Columns<Key>): void {
  const found = new Uint8Array(keys.length);
  session.loops.putAll(table, keys, values);
  session.loops.getAll(table, keys, values.slice(), found);
  session.loops.hasAll(table, keys, found);
}
