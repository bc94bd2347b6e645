/**
 * Writing a batch to a map whose keys may be anything: drafted slice by slice as an overlay of the native Map (map/any/overlay.ts), which is then
 * laid over it at one point in time, and moves into it. Entries whose keys others write to meanwhile are settled anew.
 */
import { INSERTED, type Outcome } from '../../engine/js/bulk/outcome.js';
import type { AnyTable } from '../../map/any/any-table.js';
import type { Heeder } from '../../map/any/any-state.js';
import { Overlay } from '../../map/any/overlay.js';
import { SURELY_ROOM, fail, writeEntry } from '../../map/any/write-any.js';
import { noGrowth } from '../../map/table.js';
import type { Batch } from '../columns.js';
import type { Commit } from '../commit.js';
import type { Report } from '../report.js';
import type { PutAllResult } from '../result.js';
import type { AsideSettings } from './aside.js';
import { ownColumns } from './own-columns.js';
import { Places } from './places.js';
import type { Slices } from './slices.js';

/** Drafts that are begun for one batch: a map that others keep clearing, or removing the batch's keys from, makes them worthless. */
const MOST_DRAFTS = 4;

/** After so many rounds of settling anew the rest is settled without a pause. */
const MOST_ROUNDS = 16;

/** Entries between two looks at the clock while the overlay moves. */
const MOVED = 64;

/** Of an entry that was left out. */
const FAILED = 3;

/** Undefined where the batch has to be written at once after all; nothing has been written then. */
export async function writeDrafted(table: AnyTable, commit: Commit, settings: AsideSettings): Promise<PutAllResult | undefined> {
  const { put: { mode, report }, slices } = settings;
  const batch = await ownColumns(commit.batch, slices, table.label, table.value.held ? undefined : table.value.stored);
  table.assertOpen();
  for (let drafts = 0; drafts < MOST_DRAFTS; drafts++) {
    const draft = new Draft(table, batch, mode, report.attempt());
    try {
      if (!await draft.write(settings)) continue;
      if (!draft.hasRoom || commit.isOutdated) return undefined;
      draft.lay();
    } finally {
      table.heed(undefined);
    }
    report.take(draft.report);
    const result = commit.finish(noGrowth);
    await move(table, draft.overlay, slices);
    return result;
  }
  return undefined;
}

/** Moves the overlay into the Map below. Nobody can tell, unless by the time that it takes. */
async function move(table: AnyTable, overlay: Overlay, slices: Slices): Promise<void> {
  while (table.index === overlay && !overlay.isEmpty) {
    overlay.move(MOVED);
    if (slices.isOver(MOVED)) await slices.turn();
  }
  if (table.index === overlay) table.index = overlay.base;
}

class Draft implements Heeder {
  readonly overlay: Overlay;
  readonly report: Report;
  readonly #table: AnyTable;
  /** The map as it will be. */
  readonly #view: AnyTable;
  readonly #batch: Batch;
  readonly #mode: number;
  /** Of each entry: an Outcome, or FAILED. */
  readonly #outcomes: Uint8Array;
  /** Keys that others have written to. */
  #touched = new Set<unknown>();
  #isWorthless = false;

  constructor(table: AnyTable, batch: Batch, mode: number, report: Report) {
    this.#table = table;
    this.#batch = batch;
    this.#mode = mode;
    this.report = report;
    this.overlay = new Overlay(table.index as Map<unknown, unknown>);
    this.#view = table.sibling(table.label, this.overlay);
    this.#outcomes = new Uint8Array(batch.length);
    table.heed(this);
  }

  /** Whether the native Map surely takes it all in. */
  get hasRoom(): boolean {
    return this.overlay.size <= SURELY_ROOM;
  }

  touch(key: unknown): void {
    this.#touched.add(key);
  }

  touchAll(): void {
    this.#isWorthless = true;
  }

  /** False where another draft has to be begun. @throws PutAllError, CapacityError */
  async write(settings: AsideSettings): Promise<boolean> {
    const { slices, onProgress, assertAlone } = settings;
    const pause = async (): Promise<boolean> => {
      await slices.pause();
      this.#table.assertOpen();
      assertAlone();
      this.#view.hasUndefined ||= this.#table.hasUndefined;
      return !this.#isWorthless;
    };
    this.report.beginWriting();
    for (let i = 0; i < this.#batch.length; i++) {
      this.#settle(i);
      if (!slices.isOver(1)) continue;
      onProgress(i + 1, this.#batch.length);
      if (!await pause()) return false;
    }
    return this.#settleTouched(slices, pause);
  }

  /** From now on the map has what has been drafted. */
  lay(): void {
    this.#table.putAlls++;
    if (this.report.inserted + this.report.replaced > 0) this.#table.lay(this.overlay, this.#view.hasUndefined);
  }

  #settle(i: number): void {
    const { keys, values } = this.#batch;
    const value = this.#view.value.name === 'none' || this.#view.copied(values![i]);
    const outcome = writeEntry(this.#view, (keys as readonly unknown[])[i], value, this.#mode);
    if (typeof outcome === 'number') this.report.count(outcome, 1);
    else fail(this.#batch, i, outcome, this.report);
    this.#outcomes[i] = typeof outcome === 'number' ? outcome : FAILED;
  }

  async #settleTouched(slices: Slices, pause: () => Promise<boolean>): Promise<boolean> {
    if (this.#touched.size === 0) return true;
    const places = new Places(this.#batch);
    while (!places.isComplete) {
      places.note();
      if (slices.isOver(1) && !await pause()) return false;
    }
    for (let round = 0; this.#touched.size > 0; round++) {
      const keys = this.#touched;
      this.#touched = new Set();
      for (const key of keys) {
        if (!this.#settleAnew(key, places)) return false;
        if (slices.isOver(1) && round < MOST_ROUNDS && !await pause()) return false;
      }
    }
    return true;
  }

  /** Settles a key's entries over what is there now. False where they would come to another place of the order. */
  #settleAnew(key: unknown, places: Places): boolean {
    const { base, added, replaced } = this.overlay;
    const first = places.first(key);
    if (first === undefined) return true;
    const isThere = base.has(key);
    // What others added and removed again, before an entry came upon it, is as absent as it was.
    if (!isThere && added.has(key)) return this.#outcomes[first] === INSERTED && !replaced.has(key);
    for (let i = first; i !== undefined; i = places.next(i)!) {
      if (this.#outcomes[i] === FAILED) return false;
      this.report.count(this.#outcomes[i] as Outcome, -1);
    }
    added.delete(key);
    replaced.delete(key);
    for (let i = first; i !== undefined; i = places.next(i)!) this.#settle(i);
    return isThere || !added.has(key);
  }
}
