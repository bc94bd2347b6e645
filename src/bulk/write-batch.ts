/**
 * Writing a batch that has been read and checked, chunk by chunk through bounded scratch in linear memory.
 *
 * What can still fail is memory, or an entry under a conflict mode; then the batch is taken back: an empty map is cleared, a
 * filled one restored from the journal that the engine keeps of each chunk.
 */
import * as Header from '../engine/header.js';
import { CHUNK, VALUES } from '../engine/memory-map.js';
import { MODE_ERROR, MODE_KEEP, MODE_REPLACE } from '../engine/js/bulk/conflict.js';
import { loadLimit, reserveLimit } from '../engine/js/table/group.js';
import { CapacityError } from '../errors.js';
import { alreadyThere, exhausted, overflows } from '../map/slow-path.js';
import { type Growth, noGrowth } from '../map/table.js';
import { isOrdered } from '../map/kinds.js';
import { INSERTED, KEPT } from '../engine/js/bulk/outcome.js';
import { type LinearState, hasSnapshots } from '../map/linear/linear-state.js';
import type { NumericArray } from '../typed-arrays.js';
import { type Batch, type WritableKeys, keyAt, stage } from './columns.js';
import { type JournalPage, journalPage, recycle, restorePage } from './journal.js';
import { type PackedKeys, notText } from './packed.js';
import type { StoredKeys } from './stored-keys.js';
import { callsFor, endStaging, stageKeys } from './stage-keys.js';
import { presize } from './presize.js';
import type { Report } from './report.js';

/** After a failure the next entries may well fail, too, and what was staged behind one has to be staged again. */
const CHUNK_AFTER_FAILURE = 16;

/** Writes `batch` to `table`, which may have no header yet. */
export function writeBatch(table: LinearState, batch: Batch<WritableKeys>, mode: number, report: Report): Growth {
  const writer = BatchWriter.begin(table, batch, mode, report, false);
  if (writer === undefined) return noGrowth;
  try {
    while (writer.step());
    return writer.finish();
  } finally {
    writer.end();
  }
}

/** Sees to it that `table` has a header. False where there is no memory for one, and every entry is reported for it. */
function open(table: LinearState, batch: Batch<WritableKeys>, report: Report): boolean {
  try {
    return (table.map || table.open()) !== 0;
  } catch (error) {
    if (report.atomic || !(error instanceof CapacityError)) throw error;
    for (let i = 0; i < batch.length; i++) report.fail(batch.positions?.[i] ?? i, keyAt(batch.keys, i), () => error);
    return false;
  }
}

/** A batch on its way into a table, a chunk a step. Nobody else may write to the table meanwhile. */
export class BatchWriter {
  /** Entries that have met their end. */
  done = 0;
  readonly #table: LinearState;
  readonly #batch: Batch<WritableKeys>;
  readonly #mode: number;
  readonly #report: Report;
  readonly #wasEmpty: boolean;
  /** Whether the table is dropped as a whole should the batch come to nothing. */
  readonly #isAside: boolean;
  /** Bytes and collisions of the table before. */
  readonly #bytes: number;
  readonly #collisions: number;
  /** Entries that an empty map had room for. */
  readonly #room: number;
  /** What is stored: the batch's numbers, or handles of what it holds for as many entries as `#held` says. */
  readonly #values: NumericArray | undefined;
  #held = 0;
  /** Entries up to here are in the journal, or were reported. */
  #written = 0;
  /** Whether the engine's plain call will do, which keeps no journal. */
  readonly #isPlain: boolean;
  readonly #journal: JournalPage[] = [];
  #chunk = CHUNK;
  #hasCompacted = false;
  /** Entries whose values have been let go of. */
  #released: Set<number> | undefined = undefined;
  /** Whether memory was refused for the next entry, though its key may be there: for what a snapshot shares. */
  #isRefused = false;
  /** Whether every entry has met its end, or all have been taken back. */
  #isThrough = false;

  /**
   * A table that `isAside` is nobody's yet and written to in slices: it is not made large enough at once, which takes as long as the batch is
   * large, and dropped as a whole instead of restored. Undefined where there is no memory to write to, and every entry has been reported for it.
   */
  static begin(table: LinearState, batch: Batch<WritableKeys>, mode: number, report: Report, isAside: boolean): BatchWriter | undefined {
    if (!open(table, batch, report)) return undefined;
    report.beginWriting();
    return new BatchWriter(table, batch, mode, report, isAside);
  }

  private constructor(table: LinearState, batch: Batch<WritableKeys>, mode: number, report: Report, isAside: boolean) {
    this.#table = table;
    this.#batch = batch;
    this.#mode = mode;
    this.#report = report;
    this.#wasEmpty = table.size === 0;
    this.#isAside = isAside;
    this.#bytes = table.bytes;
    this.#collisions = table.read64(Header.collisions);
    this.#room = this.#wasEmpty ? roomOf(table) : 0;
    this.#values = table.value.held ? new Uint32Array(batch.length) : batch.values as NumericArray | undefined;
    this.#isPlain = mode === MODE_REPLACE && this.#wasEmpty && !table.value.held && !isOrdered(table.key);
  }

  /** Writes what the next chunk holds; false where there is none. @throws What an entry fails for, if the batch is atomic. */
  step(): boolean {
    const { engine, value } = this.#table;
    const { length } = this.#batch;
    const from = this.done;
    if (from === length) return false;
    if (from === 0 && this.#wasEmpty && !this.#isAside) presize(this.#table, this.#batch.keys);
    // First, for it may need the keys' scratch.
    const end = this.#hold(from, Math.min(from + this.#chunk, length));
    const to = end === from ? from : this.#stage(from, end);
    if (to === from) {
      if (!this.#makesRoom(from)) this.#fail(this.done++, end > from, false);
      return true;
    }
    if (this.#values !== undefined) stage(engine, value.stored!, this.#values, from, to, VALUES);
    this.done += this.#put(from, to - from);
    this.#written = this.done;
    this.#chunk = Math.min(this.#chunk * 4, CHUNK);
    if (this.done < to && !this.#makesRoom(this.done)) {
      this.#fail(this.done++);
      this.#chunk = CHUNK_AFTER_FAILURE;
    }
    return true;
  }

  /** Afterwards, if the batch is written. */
  finish(): Growth {
    const { engine, map, bytes } = this.#table;
    this.#releaseHandles();
    this.#isThrough = true;
    this.#table.putAlls++;
    if (this.#report.inserted + this.#report.replaced > 0) engine.advanceVersion(map);
    return { collisions: this.#table.read64(Header.collisions) - this.#collisions, grown: Math.max(0, bytes - this.#bytes) };
  }

  /** Afterwards, whatever became of the batch: one that was given up amid its steps is taken back. */
  end(): void {
    if (!this.#isThrough && (this.#report.atomic || this.#wasEmpty || this.#isAside)) this.#takeBack();
    endStaging(this.#table.engine);
    if (this.#journal.length > 0) recycle(this.#journal);
  }

  /** Writes the `count` entries staged; returns how many of them were, up to the first that failed. */
  #put(from: number, count: number): number {
    const { engine, map, value } = this.#table;
    const before = this.#table.read(Header.count);
    const owned = hasSnapshots(this.#table) ? engine[callsFor(this.#table).own](map, count, 0) : count;
    const settled = this.#isPlain
      ? engine.putMany(map, owned)
      : engine[callsFor(this.#table).put](map, owned, this.#mode, value.stored === undefined ? 0 : value.index);
    this.#isRefused = settled === owned && owned < count;
    const inserted = this.#table.read(Header.count) - before;
    this.#report.inserted += inserted;
    if (this.#mode === MODE_KEEP) this.#report.kept += settled - inserted;
    else this.#report.replaced += settled - inserted;
    const isUndone = this.#report.atomic && !this.#wasEmpty && !this.#isAside;
    if (isUndone || value.held) this.#journal.push(journalPage(engine, from, settled, value.bytes));
    if (this.#isAside && value.held) this.#releaseHandles();
    return settled;
  }

  /** Has the values from `from` to `to` held, as many as there is memory for; returns where that ends. */
  #hold(from: number, to: number): number {
    const { value, store } = this.#table;
    if (!value.held) return to;
    for (this.#held = Math.max(this.#held, from); this.#held < to; this.#held++) {
      try {
        this.#values![this.#held] = store.add(this.#batch.values![this.#held]);
      } catch (error) {
        if (error instanceof CapacityError) break;
        throw error;
      }
    }
    return Math.min(this.#held, to);
  }

  /** As `stageKeys`, which ends at `from`, too, where there is no memory to put that key into. */
  #stage(from: number, to: number): number {
    try {
      return stageKeys(this.#table, this.#batch.keys, from, to);
    } catch (error) {
      if (error instanceof CapacityError) return from;
      throw error;
    }
  }

  /**
   * The entry at `index` could not be written, perhaps because its value is not `held` or its key not `staged`: takes the batch back and
   * throws, or notes it and lets the batch go on.
   */
  #fail(index: number, held = true, staged = true): void {
    const { label, key: kind, value, store } = this.#table;
    const position = this.#batch.positions?.[index] ?? index;
    const key = keyAt(this.#batch.keys, index);
    const isKey = kind.fits(key);
    const isExhausted = isKey && (this.#isRefused || !(staged && this.#isThere(index, key)));
    const error = (): Error => {
      if (!isKey) return notText(`${label}: keys[${position}]`);
      if (isExhausted) return exhausted(this.#table);
      return this.#mode === MODE_ERROR
        ? alreadyThere(this.#table, key, position)
        : overflows(`${label}: values[${position}]`, value.name);
    };
    if (!this.#report.atomic) {
      this.#report.fail(position, key, error);
      if (value.held && held) {
        store.release(this.#values![index] as number);
        (this.#released ??= new Set()).add(index);
      }
      return;
    }
    this.#takeBack();
    if (isExhausted) throw error();
    throw this.#report.rejection(position, key, error(), this.#batch.length);
  }

  /** Whether there may be room now for the entry at `index`, which was refused: once a batch. */
  #makesRoom(index: number): boolean {
    const key = keyAt(this.#batch.keys, index);
    if (this.#hasCompacted || !this.#table.key.fits(key) || this.#isThere(index, key)) return false;
    this.#hasCompacted = true;
    return this.#table.compact();
  }

  /** Whether the table has the key at `index`. A codec is not asked again: it might write to the map. */
  #isThere(index: number, key: unknown): boolean {
    const { engine, map, codec } = this.#table;
    const { keys } = this.#batch;
    try {
      return (codec === undefined ? this.#table.lookup(key) : engine.lookupBytes(map, (keys as PackedKeys | StoredKeys).bytesAt(index))) !== 0;
    } catch (error) {
      if (error instanceof CapacityError) return false;
      throw error;
    }
  }

  #takeBack(): void {
    const { engine, map, value, ends } = this.#table;
    this.#isThrough = true;
    if (this.#isAside) return this.#releaseUnstored();
    if (this.#written > 0) this.#table.rollbacks++;
    this.#report.trace?.mark('rolled_back');
    if (this.#wasEmpty) {
      const at = (map + Header.version) >>> 2;
      const [low, high] = [engine.u32[at]!, engine.u32[at + 1]!];
      engine[ends.clear](map);
      if (this.#room > 0) engine.reserve(map, this.#room);
      engine.u32[at] = low;
      engine.u32[at + 1] = high;
    } else {
      for (const page of this.#journal.reverse()) {
        stageKeys(this.#table, this.#batch.keys, page.from, page.from + page.count);
        restorePage(engine, page);
        engine[callsFor(this.#table).undo](map, page.count);
      }
    }
    if (!value.held) return;
    for (let i = 0; i < this.#held; i++) if (!this.#released?.has(i)) this.#table.store.release(this.#values![i] as number);
  }

  /** Lets go of what the table does not stand for yet: all else goes with it. */
  #releaseUnstored(): void {
    if (!this.#table.value.held) return;
    for (let i = this.#written; i < this.#held; i++) if (!this.#released?.has(i)) this.#table.store.release(this.#values![i] as number);
  }

  /** Lets go of the references that the batch replaced, and of its own that were not stored. */
  #releaseHandles(): void {
    if (!this.#table.value.held) return;
    for (const { from, count, outcomes, previous } of this.#journal) {
      for (let i = 0; i < count; i++) {
        if (outcomes[i] === INSERTED) continue;
        const handle = outcomes[i] === KEPT ? this.#values![from + i] : previous[i];
        this.#table.store.release(handle as number);
      }
    }
    recycle(this.#journal.splice(0));
  }
}

/** Entries for which `reserve` would make the tables that `table` has; 0 where it has none. */
function roomOf(table: LinearState): number {
  const [groups, segments] = [table.read(Header.groups), table.read(Header.segments)];
  return segments > 1 ? segments * reserveLimit(groups) : groups && loadLimit(groups);
}
