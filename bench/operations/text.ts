/**
 * Keys that are no strings yet when a pass begins: cut from bytes in the pass, or given as bytes.
 *
 * Single reads are net: what cutting alone takes, in a loop of its own in the same turn, is taken off. Writes and batches
 * include it, since strings that stay alive, or come in lots, do not cost what a loop of short-lived ones costs.
 */
import { createColumn, type Key, type Values } from '../input/columns.js';
import type { Input } from '../input/input.js';
import type { PackedText } from '../input/packed-text.js';
import { TextInput } from '../input/text.js';
import { cutEach, getFresh, setFresh } from '../loops/text.js';
import type { Session, Table } from '../rivals/rival.js';
import { checksum, type Job, type Operation } from './operation.js';
import { onNewTables, onOneTable } from './tables.js';

type TextSession = Required<Pick<Session<string>, 'text'>> & Session<string>;

/** Strings made for one batch: as many as a reader hands over at a time, few enough to die young. */
const FRESH_BATCH = 8192;

/** An operation on text; with keys of another kind it makes no sense, and no cell has it. */
function onText(title: string, plan: (session: TextSession, input: TextInput) => Job): Operation {
  return {
    title,
    plan<K extends Key>(session: Session<K>, input: Input<K>) {
      if (!(input instanceof TextInput) || session.text === undefined) throw new Error(`'${title}' needs keys of the kind string`);
      return plan(session as unknown as TextSession, input);
    },
  };
}

/** A table without string objects left over from filling it. */
function filledFromText(session: TextSession, { packedKeys, values }: TextInput): Table<string> {
  const table = session.create(session.grows ? undefined : packedKeys.length);
  session.text.putAllFresh(table, packedKeys, values, FRESH_BATCH);
  return table;
}

export const cutting = onText('making fresh keys, no table', (session, { packedReads }) => {
  let characters = 0;
  return onOneTable(session, packedReads.length, () => session.create(1), () => void (characters = cutEach(packedReads)), () => characters);
});

function gettingFresh(session: TextSession, input: TextInput, keys: PackedText): Job {
  let sum = 0;
  const job = onOneTable(
    session,
    keys.length,
    () => filledFromText(session, input),
    (table) => {
      sum = getFresh(table, keys);
    },
    () => sum,
  );
  return { ...job, beside: () => void cutEach(keys) };
}

export const getHitFresh = onText('get, hit, fresh keys, net', (session, input) => gettingFresh(session, input, input.packedReads));

export const getMissFresh = onText('get, miss, fresh keys, net', (session, input) => gettingFresh(session, input, input.packedMisses));

type ReadAll = (table: Table<string>, keys: PackedText, values: Values<string>, found: Uint8Array) => void;

function gettingAll(session: TextSession, input: TextInput, read: ReadAll): Job {
  const { packedReads: keys } = input;
  const values = createColumn('f64', keys.length) as Values<string>;
  const found = new Uint8Array(keys.length);
  return onOneTable(
    session,
    keys.length,
    () => filledFromText(session, input),
    (table) => read(table, keys, values, found),
    () => checksum(found) + checksum(values),
  );
}

export const getAllFresh = onText('getAll, hits, fresh keys', (session, input) =>
  gettingAll(session, input, (table, keys, values, found) => session.text.getAllFresh(table, keys, values, found, FRESH_BATCH)),
);

export const getAllPacked = onText('getAll, hits, packed', (session, input) =>
  gettingAll(session, input, (table, keys, values, found) => session.text.getAllPacked(table, keys, values, found)),
);

type Write = (table: Table<string>, keys: PackedText, values: Values<string>) => void;

function writing(session: TextSession, { packedKeys: keys, values }: TextInput, capacity: number | undefined, write: Write): Job {
  return onNewTables(session, keys.length, () => session.create(capacity), (table) => write(table, keys, values));
}

export const setGrowingFresh = onText('set, growing, fresh keys', (session, input) => writing(session, input, undefined, setFresh));

export const putAllFresh = onText('putAll, growing, fresh keys', (session, input) =>
  writing(session, input, undefined, (table, keys, values) => session.text.putAllFresh(table, keys, values, FRESH_BATCH)),
);

export const putAllPacked = onText('putAll, packed, from empty', (session, input) =>
  writing(session, input, undefined, (table, keys, values) => session.text.putAllPacked(table, keys, values)),
);

export const putAllPackedPresized = onText('putAll, packed, presized', (session, input) =>
  writing(session, input, input.size, (table, keys, values) => session.text.putAllPacked(table, keys, values)),
);
