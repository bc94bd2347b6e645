/**
 * Carrying over to a copy, in which a batch has been written, what others wrote to the map since it was copied: what became of the map
 * between two snapshots of it, but for the batch's own keys, which go over all else. As long as others write while that is carried over,
 * there is more; what they write in a slice is less each time.
 */
import { MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import { type NumericInfo, isOrdered, valueKinds } from '../../map/kinds.js';
import { differencesOf } from '../../map/linear/diff.js';
import type { LinearTable } from '../../map/linear/linear-table.js';
import type { SnapshotDiff } from '../../map/snapshot-diff.js';
import { type Batch, toColumn } from '../columns.js';
import { Report } from '../report.js';
import { BatchWriter } from '../write-batch.js';
import type { Slices } from './slices.js';

/** After so many rounds the rest is carried over without a pause. */
const MOST_ROUNDS = 16;

/** Comparing two tables takes as long as writing so many entries. */
const COMPARED = 1000;

type Difference = SnapshotDiff<unknown, unknown>;

export class CatchUp {
  /** What the map had when it was copied, or was last caught up with. */
  base: LinearTable;
  readonly #table: LinearTable;
  readonly #batch: Batch;
  readonly #mode: number;
  /** The batch's keys; made when others turn out to have written. */
  #keys: LinearTable | undefined = undefined;
  /** Keys of the batch that others added or removed, and whether the map had them before. */
  readonly #met = new Map<unknown, boolean>();

  constructor(table: LinearTable, batch: Batch, mode: number) {
    this.#table = table;
    this.#batch = batch;
    this.#mode = mode;
    this.base = table.snapshot();
  }

  /**
   * Carries all over to `copy`; `report` is the batch's. False where the batch has to be written anew: conflict modes ask what is there, and
   * in ordered maps the batch's new keys come last. @throws CapacityError
   */
  async run(copy: LinearTable, report: Report, slices: Slices, pause: () => Promise<void>): Promise<boolean> {
    for (let round = 0; this.#table.version !== this.base.version; round++) {
      if (this.#mode !== MODE_REPLACE || isOrdered(this.#table.key)) return false;
      const keys = this.#keys ?? await this.#makeKeys(slices, pause);
      if (keys === undefined) return false;
      const now = this.#table.snapshot();
      try {
        for (const difference of differencesOf(now, this.base)) {
          const changes = this.#carry(difference, copy, keys);
          if (slices.isOver(changes) && round < MOST_ROUNDS) await pause();
        }
      } catch (error) {
        now.dispose();
        throw error;
      }
      this.base.dispose();
      this.base = now;
    }
    this.#correct(report);
    return true;
  }

  dispose(): void {
    this.base.dispose();
    this.#keys?.dispose();
  }

  /** A table of the batch's keys; undefined where there is no memory for it. */
  async #makeKeys(slices: Slices, pause: () => Promise<void>): Promise<LinearTable | undefined> {
    const keys = this.#keys = this.#table.sibling(this.#table.label, undefined, valueKinds.none);
    const report = new Report(false, 0);
    const writer = BatchWriter.begin(keys, { ...this.#batch, values: undefined }, MODE_REPLACE, report, true);
    try {
      let before = 0;
      while (writer?.step()) {
        if (!slices.isOver(writer.done - before)) continue;
        before = writer.done;
        await pause();
      }
      writer?.finish();
    } finally {
      writer?.end();
    }
    return report.failedCount > 0 ? undefined : keys;
  }

  /** Returns how many entries' writing it takes as long as. */
  #carry({ added, changed, removed }: Difference, copy: LinearTable, keys: LinearTable): number {
    const isOthers = ([key]: readonly [unknown, ...unknown[]]): boolean => keys.lookup(key) === 0;
    put(copy, [...added.filter(isOthers), ...changed.filter(isOthers)]);
    const gone = removed.filter(isOthers);
    if (gone.length > 0) copy.deleteAll(gone.map(([key]) => key));
    for (const [key] of added) if (keys.lookup(key) !== 0 && !this.#met.has(key)) this.#met.set(key, false);
    for (const [key] of removed) if (keys.lookup(key) !== 0 && !this.#met.has(key)) this.#met.set(key, true);
    return COMPARED + added.length + changed.length + removed.length;
  }

  /** A key that others added was replaced, one that they removed inserted. */
  #correct(report: Report): void {
    for (const [key, wasThere] of this.#met) {
      const isThere = this.#table.lookup(key) !== 0;
      report.inserted += Number(wasThere) - Number(isThere);
      report.replaced -= Number(wasThere) - Number(isThere);
    }
  }
}

function put(table: LinearTable, entries: readonly (readonly [key: unknown, value: unknown, before?: unknown])[]): void {
  if (entries.length === 0) return;
  const { key, value, label, engine } = table;
  const keys = toColumn(key as NumericInfo, entries.map(([each]) => each), label, engine);
  const list = entries.map(([, each]) => each);
  const values = value.stored === undefined || value.held ? list : toColumn(value.stored, list, label, engine);
  table.write({ length: entries.length, keys, values: value.stored && values, positions: undefined }, MODE_REPLACE, new Report(true, 0));
}
