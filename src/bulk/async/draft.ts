/**
 * Writing a batch to a map whose keys may be anything: drafted slice by slice as an overlay of the native Map (map/any/overlay.ts), which is then
 * laid over it at one point in time, and moves into it. Entries whose keys others write to meanwhile are settled anew.
 */
import { INSERTED, type Outcome } from '../../engine/js/bulk/outcome.js';
import type { AnyTable } from '../../map/any/any-table.js';
import type { Heeder } from '../../map/any/any-state.js';
import { Overlay, Queue } from '../../map/any/overlay.js';
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

/** Drafts that are begun for one batch: clearing the map makes them worthless. */
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
  settings.assertGoesOn();
  if (table.size > SURELY_ROOM) return undefined;
  for (let drafts = 0; drafts < MOST_DRAFTS; drafts++) {
    const draft = new Draft(table, batch, mode, report.attempt());
    try {
      const result = await draft.write(settings, () => {
        settings.assertGoesOn();
        if (!draft.hasRoom || commit.isOutdated) return undefined;
        draft.lay();
        report.take(draft.report);
        return commit.finish(noGrowth);
      }, () => { commit.readClock(); });
      if (result === undefined && draft.isWorthless) continue;
      if (result !== undefined) await move(table, draft.overlay, slices);
      return result;
    } finally {
      table.heed(undefined);
    }
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
  /** Whether another one has to be begun. */
  isWorthless = false;

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
    this.isWorthless = true;
  }

  /**
   * Drafts the batch, then calls `commit`, before anybody else has a turn, and returns what that does; undefined where the draft is worthless.
   * `nearEnd` is called when all but what others write is done. @throws PutAllError, CapacityError
   */
  async write<Result>(settings: AsideSettings, commit: () => Result, nearEnd: () => void): Promise<Result | undefined> {
    const { slices, onProgress, assertGoesOn } = settings;
    const pause = async (): Promise<void> => {
      await slices.pause();
      assertGoesOn();
      this.#view.hasUndefined ||= this.#table.hasUndefined;
    };
    this.report.beginWriting();
    for (let i = 0; i < this.#batch.length && !this.isWorthless; i++) {
      this.#settle(i);
      if (!slices.isOver(1)) continue;
      onProgress(i + 1, this.#batch.length);
      await pause();
    }
    onProgress(this.#batch.length, this.#batch.length);
    nearEnd();
    let places: Places | undefined;
    for (let round = 0; !this.isWorthless; round++) {
      if (this.#touched.size === 0) return commit();
      places ??= await this.#findPlaces(slices, pause);
      await this.#settleTouched(places, () => (slices.isOver(1) && round < MOST_ROUNDS ? pause() : undefined));
    }
    return undefined;
  }

  /** From now on the map has what has been drafted. */
  lay(): void {
    this.#table.heed(undefined);
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

  async #findPlaces(slices: Slices, pause: () => Promise<void>): Promise<Places> {
    const places = new Places(this.#batch);
    while (!places.isComplete) {
      places.note();
      if (slices.isOver(1)) await pause();
    }
    return places;
  }

  /** Settles the entries anew whose keys others have written to. */
  async #settleTouched(places: Places, pauseIfOver: () => Promise<void> | undefined): Promise<void> {
    const keys = this.#touched;
    this.#touched = new Set();
    const late: Late[] = [];
    for (const key of keys) {
      const first = places.first(key);
      if (first === undefined) continue;
      if (this.#settleAnew(key, first, places)) late.push({ key, first });
      const pause = pauseIfOver();
      if (pause !== undefined) await pause;
    }
    if (late.length > 0) await this.#putInOrder(late, places, pauseIfOver);
  }

  /** Settles a key's entries over what is there now. True where it is new, and the last of the new ones: it was not when its first entry was drafted. */
  #settleAnew(key: unknown, first: number, places: Places): boolean {
    const { base, added, replaced } = this.overlay;
    const isThere = base.has(key);
    let hasFailed = false;
    for (let i: number | undefined = first; i !== undefined; i = places.next(i)) hasFailed ||= this.#outcomes[i] === FAILED;
    if (hasFailed) this.isWorthless = true;
    // What others added and removed again, before an entry came upon it, is as absent as it was.
    if (hasFailed || (!isThere && added.has(key) && this.#outcomes[first] === INSERTED && !replaced.has(key))) return false;
    for (let i: number | undefined = first; i !== undefined; i = places.next(i)) this.report.count(this.#outcomes[i] as Outcome, -1);
    added.delete(key);
    replaced.delete(key);
    for (let i: number | undefined = first; i !== undefined; i = places.next(i)) this.#settle(i);
    return added.has(key);
  }

  /** Gives new keys their places among the others, which are in the order of the batch. O(new keys). */
  async #putInOrder(late: Late[], places: Places, pauseIfOver: () => Promise<void> | undefined): Promise<void> {
    const { overlay } = this;
    const before = overlay.added;
    const isLate = new Set(late.map(({ key }) => key));
    late.sort((a, b) => b.first - a.first);
    const ordered = new Queue();
    const put = (key: unknown): void => { ordered.set(key, before.get(key)); };
    for (const key of before.keys()) {
      if (isLate.has(key)) continue;
      while (late.length > 0 && late.at(-1)!.first < places.first(key)!) put(late.pop()!.key);
      put(key);
      const pause = pauseIfOver();
      if (pause !== undefined) await pause;
    }
    for (const { key } of late.reverse()) put(key);
    overlay.added = ordered;
  }
}

/** A new key that others have removed, and the position of its first entry. */
interface Late {
  readonly key: unknown;
  readonly first: number;
}
