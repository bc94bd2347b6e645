/**
 * A process with a past: every key kind on both engines and in Map, through loops of its own, so that it is the
 * library's code whose type feedback has seen everything and not the loops that are timed afterwards.
 */
import { isBigintKind, type Column, type Numeric } from '../input/columns.js';
import { Input } from '../input/input.js';
import { KEY_KINDS, type KeyKind } from '../matrix/dimensions.js';
import { rivals } from '../rivals/index.js';
import { AbsentError } from '../rivals/peers.js';
import type { Session } from '../rivals/rival.js';
import type { BenchedMap } from '../rivals/wasmap.js';

const ENTRIES = 20_000;
const ROUNDS = 3;

export async function pollute(seed: number): Promise<void> {
  for (const name of ['wasmap', 'wasmap-js', 'map'] as const) {
    for (const kind of KEY_KINDS) {
      try {
        useEverything(await rivals[name].open<Numeric>(kind), kind, seed);
      } catch (error) {
        if (!(error instanceof AbsentError)) throw error;
      }
    }
  }
}

function useEverything(session: Session<Numeric>, kind: KeyKind, seed: number): void {
  const input = new Input<Numeric>({ keys: kind, pattern: 'random', size: ENTRIES, seed, trace: undefined });
  const { keys, values, misses } = input;
  const fallback = isBigintKind(kind) ? 0n : 0;
  for (let round = 0; round < ROUNDS; round++) {
    const table = session.create();
    for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
    for (let i = 0; i < keys.length; i++) {
      if (table.get(keys[i]) === undefined || table.has(misses[i])) throw new Error(`${kind}: a map lost or invented a key`);
      if (i % 3 === 0) table.delete(keys[i]);
    }
    if ('getOr' in table) {
      const map = table as unknown as BenchedMap<Numeric>;
      for (let i = 0; i < keys.length; i++) map.getOr(keys[i], fallback);
    }
    let visited = 0;
    table.forEach(() => visited++);
    bulk(session, table, keys, values);
    session.release(table);
  }
}

function bulk(session: Session<Numeric>, table: ReturnType<Session<Numeric>['create']>, keys: Column<Numeric>, values: Column<Numeric>): void {
  const found = new Uint8Array(keys.length);
  session.loops.putAll(table, keys, values);
  session.loops.getAll(table, keys, values.slice(), found);
  session.loops.hasAll(table, keys, found);
}
