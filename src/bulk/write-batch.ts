/**
 * Writing a batch that has been read and checked, chunk by chunk through bounded scratch in linear memory.
 *
 * What can still fail is memory, or an entry under a conflict mode; then the batch is taken back: an empty map is cleared, a
 * filled one restored from the journal that the engine keeps of each chunk.
 */
import * as Header from '../engine/header.js';
import { CHUNK, OUTCOMES, PREVIOUS, VALUES } from '../engine/memory-map.js';
import { MODE_ERROR, MODE_KEEP, MODE_REPLACE } from '../engine/js/bulk/conflict.js';
import { loadLimit, reserveLimit } from '../engine/js/table/group.js';
import { CapacityError } from '../errors.js';
import { alreadyThere, exhausted, overflows } from '../map/slow-path.js';
import type { Growth } from '../map/table.js';
import type { NumericArray } from '../map/kinds.js';
import { isOrdered } from '../map/kinds.js';
import type { LinearState } from '../map/linear/linear-state.js';
import type { Batch } from './columns.js';
import { keyAt, stage } from './columns.js';
import { type PackedKeys, notText } from './packed.js';
import { callsFor, endStaging, stageKeys } from './stage-keys.js';
import { presize } from './presize.js';
import type { Report } from './report.js';

/** What became of an entry: the engines' codes. */
const KEPT = 0;
const INSERTED = 1;

/** What one chunk did, kept until the batch is through. */
class JournalPage {
  from = 0;
  count = 0;
  readonly outcomes = new Uint8Array(CHUNK);
  /** The values replaced, 4 or 8 bytes each. */
  readonly previous = new Uint32Array(2 * CHUNK);
}

/** Pages of batches that are through, for the next ones: making them anew takes a fifth of a batch of some thousand entries. */
const spare: JournalPage[] = [];
const MOST_SPARE = 4;


/** After a failure the next entries may well fail, too, and what was staged behind one has to be staged again. */
const CHUNK_AFTER_FAILURE = 16;

/** Writes `batch` to `table`, which may have no header yet. */
export function writeBatch(table: LinearState, batch: Batch, mode: number, report: Report): Growth {
  const steps = writeInSteps(table, batch, mode, report, true);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/**
 * As `writeBatch`, a chunk a step: yields how many entries are through. Nobody else may write to the table meanwhile.
 * `presizing` makes an empty one large enough at once, which takes as long as the batch is large.
 */
export function* writeInSteps(
  table: LinearState, batch: Batch, mode: number, report: Report, presizing: boolean,
): Generator<number, Growth, undefined> {
  if (!open(table, batch, report)) return { collisions: 0, grown: 0 };
  const { bytes } = table;
  const collisions = table.read64(Header.collisions);
  const writer = new BatchWriter(table, batch, mode, report);
  try {
    yield* writer.write(presizing);
  } finally {
    writer.end();
  }
  table.putAlls++;
  if (report.inserted + report.replaced > 0) table.engine.advanceVersion(table.map);
  return { collisions: table.read64(Header.collisions) - collisions, grown: Math.max(0, table.bytes - bytes) };
}

/** Sees to it that `table` has a header. False where there is no memory for one, and every entry is reported for it. */
function open(table: LinearState, batch: Batch, report: Report): boolean {
  try {
    return (table.map || table.open()) !== 0;
  } catch (error) {
    if (report.atomic || !(error instanceof CapacityError)) throw error;
    for (let i = 0; i < batch.length; i++) report.fail(batch.positions?.[i] ?? i, keyAt(batch.keys, i), () => error);
    return false;
  }
}

class BatchWriter {
  readonly #table: LinearState;
  readonly #batch: Batch;
  readonly #mode: number;
  readonly #report: Report;
  readonly #wasEmpty: boolean;
  /** Entries that an empty map had room for. */
  readonly #room: number;
  /** What is stored: the batch's numbers, or handles of what it holds for as many entries as `#held` says. */
  readonly #values: NumericArray | undefined;
  #held = 0;
  readonly #journal: JournalPage[] = [];
  #hasCompacted = false;
  /** Entries whose values have been let go of. */
  readonly #released = new Set<number>();
  /** Whether every entry has met its end, or all have been taken back. */
  #isThrough = false;

  constructor(table: LinearState, batch: Batch, mode: number, report: Report) {
    this.#table = table;
    this.#batch = batch;
    this.#mode = mode;
    this.#report = report;
    this.#wasEmpty = table.size === 0;
    this.#room = roomOf(table);
    this.#values = table.value.held ? new Uint32Array(batch.length) : batch.values as NumericArray | undefined;
  }

  *write(presizing: boolean): Generator<number, void, undefined> {
    const { engine, map, key, value } = this.#table;
    const { length, keys } = this.#batch;
    const calls = callsFor(this.#table);
    const plain = this.#mode === MODE_REPLACE && !value.held && this.#wasEmpty && !isOrdered(key);
    this.#report.beginWriting();
    if (this.#wasEmpty && presizing) presize(this.#table, keys);
    let chunk = CHUNK;
    for (let from = 0; from < length;) {
      // First, for it may need the keys' scratch.
      const end = this.#hold(from, Math.min(from + chunk, length));
      const to = end === from ? from : this.#stage(from, end);
      if (to === from) {
        if (this.#makesRoom(from)) continue;
        this.#fail(from++, end > from, false);
        continue;
      }
      if (this.#values !== undefined) stage(engine, value.stored!, this.#values, from, to, VALUES);
      const before = this.#table.read(Header.count);
      const settled = plain
        ? engine.putMany(map, to - from)
        : engine[calls.put](map, to - from, this.#mode, value.stored === undefined ? 0 : value.index);
      this.#count(before, settled);
      if (!plain) this.#note(from, settled);
      from += settled;
      chunk = Math.min(chunk * 4, CHUNK);
      if (from < to) {
        if (this.#makesRoom(from)) continue;
        this.#fail(from++);
        chunk = CHUNK_AFTER_FAILURE;
      }
      yield from;
    }
    this.#releaseHandles();
    this.#isThrough = true;
  }

  /** Afterwards, whatever became of the batch: one that was given up amid its steps is taken back. */
  end(): void {
    if (!this.#isThrough && (this.#report.atomic || this.#wasEmpty)) this.#takeBack();
    endStaging(this.#table.engine);
    if (spare.length < MOST_SPARE) spare.push(...this.#journal.slice(0, MOST_SPARE));
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

  #count(before: number, settled: number): void {
    const inserted = this.#table.read(Header.count) - before;
    this.#report.inserted += inserted;
    if (this.#mode === MODE_KEEP) this.#report.kept += settled - inserted;
    else this.#report.replaced += settled - inserted;
  }

  #note(from: number, settled: number): void {
    const { engine, value } = this.#table;
    const canUndo = this.#report.atomic && !this.#wasEmpty;
    if (!canUndo && !value.held) return;
    const page = spare.pop() ?? new JournalPage();
    page.from = from;
    page.count = settled;
    page.outcomes.set(engine.u8.subarray(OUTCOMES, OUTCOMES + settled));
    page.previous.set(engine.u32.subarray(PREVIOUS >>> 2, (PREVIOUS + settled * value.bytes) >>> 2));
    this.#journal.push(page);
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
    const isExhausted = isKey && !(staged && this.#isThere(index, key));
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
        this.#released.add(index);
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
      return (codec === undefined ? this.#table.lookup(key) : engine.lookupBytes(map, (keys as PackedKeys).bytesAt(index))) !== 0;
    } catch (error) {
      if (error instanceof CapacityError) return false;
      throw error;
    }
  }

  #takeBack(): void {
    const { engine, map, value, ends } = this.#table;
    this.#isThrough = true;
    if (this.#wasEmpty) {
      const at = (map + Header.version) >>> 2;
      const [low, high] = [engine.u32[at]!, engine.u32[at + 1]!];
      engine[ends.clear](map);
      if (this.#room > 0) engine.reserve(map, this.#room);
      engine.u32[at] = low;
      engine.u32[at + 1] = high;
    } else {
      for (const { from, count, outcomes, previous } of this.#journal.reverse()) {
        stageKeys(this.#table, this.#batch.keys, from, from + count);
        engine.u8.set(outcomes, OUTCOMES);
        engine.u32.set(previous, PREVIOUS >>> 2);
        engine[callsFor(this.#table).undo](map, count);
      }
    }
    if (!value.held) return;
    for (let i = 0; i < this.#held; i++) if (!this.#released.has(i)) this.#table.store.release(this.#values![i] as number);
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
  }
}

/** Entries for which `reserve` would make the tables that `table` has; 0 where it has none. */
function roomOf(table: LinearState): number {
  const [groups, segments] = [table.read(Header.groups), table.read(Header.segments)];
  return segments > 1 ? segments * reserveLimit(groups) : groups && loadLimit(groups);
}
