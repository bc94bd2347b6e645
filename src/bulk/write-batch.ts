/**
 * Writing a batch that has been read and checked, chunk by chunk through bounded scratch in linear memory.
 *
 * What can still fail is memory, or an entry under a conflict mode; then the batch is taken back: an empty map is cleared, a
 * filled one restored from the journal that the engine keeps of each chunk.
 */
import * as Header from '../engine/header.js';
import { CHUNK, OUTCOMES, PREVIOUS, VALUES } from '../engine/memory-map.js';
import { ConflictError, WasmapRangeError, show } from '../errors.js';
import { exhausted } from '../map/hot-map.js';
import type { NumericArray } from '../map/kinds.js';
import { numericKinds } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import type { Batch } from './batch.js';
import { rejected } from './batch.js';
import { stage, stageKeys, unstage } from './columns.js';
import { presize } from './presize.js';

/** What became of an entry: the engines' codes. */
const KEPT = 0;
const INSERTED = 1;

/** How many entries met which end. */
export class Tally {
  inserted = 0;
  replaced = 0;
  kept = 0;
}

/** What one chunk did, kept until the batch is through. */
interface JournalPage {
  readonly from: number;
  readonly count: number;
  readonly outcomes: Uint8Array;
  readonly previous: NumericArray | undefined;
}

const MODE_REPLACE = 0;
const MODE_KEEP = 1;
const MODE_ERROR = 2;

export class BatchWriter {
  readonly #table: Table;
  readonly #batch: Batch;
  readonly #mode: number;
  readonly #atomic: boolean;
  readonly #wasEmpty: boolean;
  readonly #values: NumericArray | undefined;
  readonly #journal: JournalPage[] = [];
  readonly #tally = new Tally();

  constructor(table: Table, batch: Batch, mode: number, atomic: boolean) {
    this.#table = table;
    this.#batch = batch;
    this.#mode = mode;
    this.#atomic = atomic;
    this.#wasEmpty = table.size === 0;
    this.#values = toStored(table, batch);
  }

  write(): Tally {
    const { _engine: engine, _map: map, _key: key, _value: value } = this.#table;
    const { length, keys } = this.#batch;
    const plain = this.#mode === MODE_REPLACE && value.name !== 'any' && this.#wasEmpty;
    if (this.#wasEmpty) presize(this.#table, keys);
    for (let from = 0; from < length;) {
      const to = Math.min(from + CHUNK, length);
      stageKeys(this.#table, keys, from, to);
      if (this.#values !== undefined) stage(engine, value.stored!, this.#values, from, to, VALUES);
      const before = this.#table._read(Header.count);
      const settled = plain
        ? engine.putMany(map, to - from)
        : engine.putManyBy(map, to - from, this.#mode, value.stored === undefined ? 0 : value.index);
      this.#count(before, settled);
      if (!plain) this.#note(from, settled);
      from += settled;
      if (from < to) {
        this.#fail(from, key.name);
        from++;
      }
    }
    this.#releaseHandles();
    return this.#tally;
  }

  #count(before: number, settled: number): void {
    const inserted = this.#table._read(Header.count) - before;
    this.#tally.inserted += inserted;
    if (this.#mode === MODE_KEEP) this.#tally.kept += settled - inserted;
    else this.#tally.replaced += settled - inserted;
  }

  #note(from: number, settled: number): void {
    const { _engine: engine, _value: value } = this.#table;
    const canUndo = this.#atomic && !this.#wasEmpty;
    if (!canUndo && value.name !== 'any') return;
    const previous = value.stored === undefined ? undefined : unstage(engine, value.stored, PREVIOUS, settled);
    this.#journal.push({ from, count: settled, outcomes: engine.u8.slice(OUTCOMES, OUTCOMES + settled), previous });
  }

  /** The entry at `index` could not be written: takes the batch back and throws, or notes it and lets the batch go on. */
  #fail(index: number, kindName: string): void {
    const { _value: value } = this.#table;
    const position = this.#batch.positions?.[index] ?? index;
    const key: unknown = this.#batch.keys[index];
    const present = this.#table._lookup(key) !== 0;
    const error = !present
      ? exhausted(this.#table)
      : this.#mode === MODE_ERROR
        ? new ConflictError(`${this.#table._label}: keys[${position}]: the ${kindName} key ${show(key)} is already there`)
        : new WasmapRangeError(`${this.#table._label}: values[${position}]: the sum overflows kind ${value.name}`);
    if (!this.#atomic) {
      this.#batch.failed.push({ index: position, key, error });
      if (value.name === 'any') this.#table._store.release(this.#values![index] as number);
      return;
    }
    this.#takeBack();
    if (!present) throw error;
    throw rejected(position, key, error, this.#batch.length);
  }

  #takeBack(): void {
    const { _engine: engine, _map: map, _value: value } = this.#table;
    if (this.#wasEmpty) {
      const at = (map + Header.version) >>> 2;
      const [low, high] = [engine.u32[at]!, engine.u32[at + 1]!];
      engine.clear(map);
      engine.u32[at] = low;
      engine.u32[at + 1] = high;
    } else {
      for (const { from, count, outcomes, previous } of this.#journal.reverse()) {
        stageKeys(this.#table, this.#batch.keys, from, from + count);
        engine.u8.set(outcomes, OUTCOMES);
        if (previous !== undefined) stage(engine, value.stored!, previous, 0, count, PREVIOUS);
        engine.undoMany(map, count);
      }
    }
    if (value.name === 'any') for (const handle of this.#values!) this.#table._store.release(handle as number);
  }

  /** Lets go of the references that the batch replaced, and of its own that were not stored. */
  #releaseHandles(): void {
    if (this.#table._value.name !== 'any') return;
    for (const { from, count, outcomes, previous } of this.#journal) {
      for (let i = 0; i < count; i++) {
        if (outcomes[i] === INSERTED) continue;
        const handle = outcomes[i] === KEPT ? this.#values![from + i] : previous![i];
        this.#table._store.release(handle as number);
      }
    }
  }
}

/** What a batch's values are stored as: themselves, or handles of references. */
function toStored(table: Table, batch: Batch): NumericArray | undefined {
  if (table._value.stored === undefined) return undefined;
  if (table._value.name !== 'any') return batch.values as NumericArray;
  const handles = new numericKinds.u32.array(batch.length);
  for (let i = 0; i < batch.length; i++) handles[i] = table._store.add(batch.values![i]);
  return handles;
}
