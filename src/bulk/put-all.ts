/**
 * `putAll`: a batch written in one go, all or nothing.
 *
 * First the source is read and checked, so that nothing is written if an entry does not fit. Then the columns go through
 * bounded scratch in linear memory, a chunk a call. What can still fail is memory, or an entry under a conflict mode;
 * then the batch is taken back: an empty map is cleared, a filled one restored from the journal that the engine keeps.
 */
import { CHUNK, Header, OUTCOMES, PREVIOUS, VALUES } from '../engine/memory-map.js';
import {
  ConcurrentModificationError, ConflictError, UnsupportedError, WasmapRangeError, WasmapTypeError, nearest, show,
} from '../errors.js';
import { exhausted } from '../map/hot-map.js';
import type { NumericArray } from '../map/kinds.js';
import { numericKinds } from '../map/kinds.js';
import { count as checkCount } from '../map/options.js';
import type { Table } from '../map/table.js';
import type { Batch } from './batch.js';
import { readBatch, rejected } from './batch.js';
import { stage, stageKeys, unstage } from './columns.js';
import type { FailedEntry, PutAllResult } from './result.js';
import { presize } from './presize.js';

/** What a batch does where a key is already there. */
export type OnConflict = 'replace' | 'keep' | 'error' | 'add' | 'min' | 'max';

/** Options of `putAll`. */
export interface PutAllOptions {
  /** All or nothing (default); else entries that do not fit are left out and reported. */
  readonly atomic?: boolean;
  /** `'replace'` by default. `'error'` also objects to a key twice in the batch; the last three are for numeric values. */
  readonly onConflict?: OnConflict;
  /** The most entries this batch may have. */
  readonly maxBatchEntries?: number;
  /** The most failures to report one by one; 1 000 by default. */
  readonly maxReported?: number;
}

const modes: readonly OnConflict[] = ['replace', 'keep', 'error', 'add', 'min', 'max'];
const later = ['idempotencyKey', 'entryIds', 'revision'];
const known = ['atomic', 'onConflict', 'maxBatchEntries', 'maxReported'];

/** What became of an entry: the engines' codes. */
const KEPT = 0;
const INSERTED = 1;

export function putAll(table: Table, source: unknown, options: PutAllOptions, mostEntries: number): PutAllResult {
  const began = performance.now();
  const { atomic, mode, maxReported, most } = checkOptions(table, options, mostEntries);
  const version = table.version;
  const batch = readBatch(table, source, atomic, most);
  if (table.version !== version) {
    throw new ConcurrentModificationError(`${table._label}: putAll: its own source wrote to the map; nothing was written`);
  }
  if (batch.length === 0 && batch.failed.length === 0) return finish(table, began, new Tally(), [], maxReported, 0, 0);
  const map = table._map || table._open();
  const bytes = table.memoryUsage().bytes;
  const collisions = table._read64(Header.collisions);
  const tally = new BatchWriter(table, batch, mode, atomic).write();
  table._putAlls++;
  if (tally.inserted + tally.replaced > 0) table._engine.advanceVersion(map);
  const grown = table.memoryUsage().bytes - bytes;
  return finish(table, began, tally, batch.failed, maxReported, table._read64(Header.collisions) - collisions, Math.max(0, grown));
}

function finish(
  _table: Table, began: number, tally: Tally, failed: readonly FailedEntry<unknown>[], maxReported: number, collisions: number,
  grown: number,
): PutAllResult {
  return {
    written: tally.inserted + tally.replaced,
    inserted: tally.inserted,
    replaced: tally.replaced,
    kept: tally.kept,
    failedCount: failed.length,
    // Misfits were found first, conflicts later.
    failed: [...failed].sort((a, b) => a.index - b.index).slice(0, maxReported),
    collisions,
    grown,
    durationMs: performance.now() - began,
    deduplicated: false,
  };
}

function checkOptions(table: Table, options: PutAllOptions, mostEntries: number): { atomic: boolean; mode: number; maxReported: number; most: number } {
  const where = `${table._label}: putAll`;
  if (typeof options !== 'object' || options === null) throw new WasmapTypeError(`${where}: options: expected an object, got ${show(options)}`);
  for (const name of Object.keys(options)) {
    if (later.includes(name)) throw new UnsupportedError(`${where}: option '${name}' is not available in this version`);
    if (!known.includes(name)) throw new WasmapTypeError(`${where}: unknown option ${show(name)}; did you mean '${nearest(name, known)}'?`);
  }
  const { atomic = true, onConflict = 'replace', maxReported = 1000 } = options;
  if (typeof atomic !== 'boolean') throw new WasmapTypeError(`${where}: atomic: expected a boolean, got ${show(atomic)}`);
  const mode = modes.indexOf(onConflict);
  if (mode < 0) throw new WasmapTypeError(`${where}: onConflict: expected one of ${modes.join(', ')}, got ${show(onConflict)}`);
  if (mode > 2 && table._value.hotClass === 'any') {
    throw new WasmapTypeError(`${where}: onConflict: '${onConflict}' needs numeric values, and this map's are of kind any`);
  }
  const most = Math.min(mostEntries, checkCount(where, 'maxBatchEntries', options.maxBatchEntries ?? Infinity, Infinity));
  return { atomic, mode, maxReported: checkCount(where, 'maxReported', maxReported, Infinity), most };
}

/** How many entries met which end. */
class Tally {
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
const MODE_ERROR = 2;

class BatchWriter {
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
      if (plain) this.#countPlain(before, settled);
      else this.#countOutcomes(from, settled);
      from += settled;
      if (from < to) {
        this.#fail(from, key.name);
        from++;
      }
    }
    this.#releaseHandles();
    return this.#tally;
  }

  #countPlain(before: number, settled: number): void {
    const inserted = this.#table._read(Header.count) - before;
    this.#tally.inserted += inserted;
    this.#tally.replaced += settled - inserted;
  }

  #countOutcomes(from: number, settled: number): void {
    const { _engine: engine, _value: value } = this.#table;
    const outcomes = engine.u8.slice(OUTCOMES, OUTCOMES + settled);
    let inserted = 0;
    let kept = 0;
    for (let i = 0; i < settled; i++) {
      if (outcomes[i] === INSERTED) inserted++;
      else if (outcomes[i] === KEPT) kept++;
    }
    this.#tally.inserted += inserted;
    this.#tally.kept += kept;
    this.#tally.replaced += settled - inserted - kept;
    const canUndo = this.#atomic && !this.#wasEmpty;
    if (!canUndo && value.name !== 'any') return;
    const previous = value.stored === undefined ? undefined : unstage(engine, value.stored, PREVIOUS, settled);
    this.#journal.push({ from, count: settled, outcomes, previous });
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
