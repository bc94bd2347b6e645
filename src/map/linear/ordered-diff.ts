/**
 * What two snapshots of an ordered map differ in.
 *
 * A page that both have in the same place is the same, for what snapshots see is never written to: its records are looked at no further. Those
 * of all other pages are gone through side by side, by their sequence numbers, which records keep wherever they go.
 */
import { seenAt } from '../../engine/js/ordered/kept.js';
import { PAGE_NEXT } from '../../engine/js/ordered/page-layout.js';
import * as Header from '../../engine/header.js';
import { PAGES_COPIED } from '../../engine/memory-map.js';
import { readKey } from '../../engine/read-key.js';
import { type SnapshotDiff, isSame } from '../snapshot-diff.js';
import type { LinearState } from './linear-state.js';
import { readPage } from './records.js';

/** How many records are gone through in a step. */
const RECORDS_A_STEP = 1024;

/** An entry of the log. */
export interface Logged {
  readonly number: number;
  /** What stands for the key: see `keyOf`. */
  readonly name: string;
  readonly value: unknown;
}

/** What became of records; a key that was removed and put in again has one that is removed, and one that is added. */
export interface LogDifference {
  readonly added: Logged[];
  readonly changed: { readonly name: string; readonly value: unknown; readonly before: unknown }[];
  readonly removed: Logged[];
}

/** Entries appear in the order of insertion. */
export function orderedDiffOf(newer: LinearState, older: LinearState): SnapshotDiff<unknown, unknown> {
  const all: LogDifference = { added: [], changed: [], removed: [] };
  for (const { added, changed, removed } of logDifferencesOf(newer, older)) {
    all.added.push(...added);
    all.changed.push(...changed);
    all.removed.push(...removed);
  }
  const before = new Map(all.removed.map(({ name, value }) => [name, value]));
  const isByContent = newer.value.name === 'bytes';
  const again = all.added.filter(({ name }) => before.has(name));
  const others = new Set(again.map(({ name }) => name));
  const changedAgain = again.map(({ name, value }) => ({ name, value, before: before.get(name) })).filter((each) => !isSame(each.value, each.before, isByContent));
  // At last, for a codec may do anything.
  return {
    added: all.added.filter(({ name }) => !others.has(name)).map(({ name, value }) => [keyOf(newer, name), value]),
    changed: [...all.changed, ...changedAgain].map(({ name, value, before }) => [keyOf(newer, name), value, before]),
    removed: all.removed.filter(({ name }) => !others.has(name)).map(({ name, value }) => [keyOf(newer, name), value]),
  };
}

/** What became of the records of `older` in `newer`, in the order of insertion, so many at a time; what was added comes last. */
export function* logDifferencesOf(newer: LinearState, older: LinearState): Generator<LogDifference> {
  const [mine, others] = [pagesOf(newer), pagesOf(older)];
  const [now, before] = [new LogReader(newer, mine, others), new LogReader(older, others, mine)];
  let step: LogDifference = { added: [], changed: [], removed: [] };
  for (let looked = 1; ; looked++) {
    const [here, there] = [now.number(), before.number()];
    if (here === Infinity && there === Infinity) break;
    if (there < here) step.removed.push(before.entry());
    else if (here < there) step.added.push(now.entry());
    else if (!isSameValue(now, before)) step.changed.push({ ...now.entry(), before: before.entry().value });
    if (there <= here) before.advance();
    if (here <= there) now.advance();
    if (looked % RECORDS_A_STEP !== 0) continue;
    yield step;
    step = { added: [], changed: [], removed: [] };
  }
  yield step;
}

function isSameValue(now: LogReader, before: LogReader): boolean {
  const { table: { engine: { u32 }, value }, record } = now;
  const [at, other] = [record >>> 2, before.record >>> 2];
  const isSameWords = (value.bytes === 0 || u32[at] === u32[other]) && (value.bytes < 8 || u32[at + 1] === u32[other + 1]);
  // Handles of values on the JavaScript heap may have been given anew.
  if (isSameWords && value.name !== 'any') return true;
  return isSame(now.table.load(record), before.table.load(before.record), value.name === 'bytes');
}

/** Where a snapshot's pages are, and where they were in the log. */
function pagesOf(table: LinearState): ReadonlyMap<number, number> {
  const { engine, map } = table;
  const pages = new Map<number, number>();
  for (let page = map === 0 ? 0 : table.read(Header.logHead); page !== 0;) {
    const place = seenAt(engine, map, page);
    pages.set(place, page);
    page = engine.u32[(place + PAGE_NEXT) >>> 2]!;
  }
  return pages;
}

/** Goes through the records in those of a snapshot's pages that `others` does not have. Others may write to the map meanwhile. */
class LogReader {
  readonly #pages: Iterator<readonly [place: number, page: number], undefined>;
  #page = 0;
  #first = 0;
  #records: Uint32Array = new Uint32Array(0);
  #numbers: Uint32Array = new Uint32Array(0);
  #index = 0;
  /** How many pages had been copied for snapshots when this one's records were where they are listed. */
  #copied = -1;

  constructor(readonly table: LinearState, pages: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>) {
    this.#pages = [...pages].filter(([place]) => !others.has(place))[Symbol.iterator]();
  }

  /** The sequence number of the record that it is at; Infinity at the end. */
  number(): number {
    while (this.#index === this.#records.length) {
      const next = this.#pages.next().value;
      if (next === undefined) return Infinity;
      this.#page = next[1];
      this.#read(0);
    }
    return this.#first + this.#numbers[this.#index]!;
  }

  get record(): number {
    if (this.#copied !== this.#copiedNow()) this.#read(this.number());
    return this.#records[this.#index]!;
  }

  entry(): Logged {
    const { table, record } = this;
    return { number: this.number(), name: nameOf(table, record), value: table.load(record) };
  }

  advance(): void {
    this.#index++;
  }

  /** Lists the page's records from the number `from` on. */
  #read(from: number): void {
    const { engine, map } = this.table;
    this.#copied = this.#copiedNow();
    const found = readPage(engine, map, this.#page, from);
    const isThis = found.page === this.#page; // else it has none
    this.#first = found.first;
    this.#records = isThis ? found.records : new Uint32Array(0);
    this.#numbers = found.numbers;
    this.#index = 0;
  }

  #copiedNow(): number {
    return this.table.engine.u32[PAGES_COPIED >>> 2]!;
  }
}

/** What stands for the key of a record: text itself, or a character for each byte. */
function nameOf({ engine: { u8, i32 }, value }: LinearState, record: number): string {
  const at = record + value.bytes;
  return readKey(u8, at + 4, i32[at >>> 2]!, false) as string;
}

export function keyOf({ key, codec, label }: LinearState, name: string): unknown {
  if (key.name === 'string') return name;
  const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
  return codec === undefined ? bytes : codec.decode(bytes, label);
}
