/**
 * Carrying over to a copy, in which a batch has been written, what others wrote to the map since it was copied: what became of the map
 * between two snapshots of it, but for the batch's own keys, which go over all else. As long as others write while that is carried over,
 * there is more; what they write in a slice is less each time.
 */
import { MODE_KEEP, MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import { valueKinds } from '../../map/kinds.js';
import type { LinearTable } from '../../map/linear/linear-table.js';
import type { Batch } from '../columns.js';
import { Report } from '../report.js';
import { BatchWriter } from '../write-batch.js';
import type { Slices } from './slices.js';

/** After so many rounds the rest is carried over without a pause. */
const MOST_ROUNDS = 16;

/** What a step of carrying over yields where the batch has to be written anew. */
export const LOST = -1;

export abstract class CatchUp {
  /** What the map had when it was copied, or was last caught up with. */
  base: LinearTable;
  /** Whether the batch's values go over those that others wrote to its keys, or these stay. Other modes depend on what was there. */
  protected readonly replaces: boolean;
  protected readonly keeps: boolean;
  protected readonly table: LinearTable;
  readonly #batch: Batch;
  /** The batch's keys; made when others turn out to have written. */
  #keys: LinearTable | undefined = undefined;
  /** Keys of the batch that others added or removed, and whether the map had them before. */
  readonly #met = new Map<unknown, { readonly key: unknown; readonly wasThere: boolean }>();

  constructor(table: LinearTable, batch: Batch, mode: number) {
    this.table = table;
    this.#batch = batch;
    this.replaces = mode === MODE_REPLACE;
    this.keeps = mode === MODE_KEEP;
    this.base = table.snapshot();
  }

  /** Between copying and writing the batch. Tables without order need nothing. */
  begin?(copy: LinearTable): void;

  /** Before the copy takes the map's place, or goes. */
  end?(copy: LinearTable): void;

  /**
   * Carries all over to `copy`; `report` is the batch's. Then calls `commit`, before anybody else has a turn, and returns what that does. Undefined
   * where the batch has to be written anew, for what becomes of its entries depends on what others wrote. @throws CapacityError
   */
  async run<Result>(copy: LinearTable, report: Report, slices: Slices, pause: () => Promise<void>, commit: () => Result): Promise<Result | undefined> {
    for (let round = 0; ; round++) {
      const shift = this.#shift(); // before the versions are compared, for a codec of the user's may write to the map
      if (this.table.version === this.base.version) {
        report.inserted += shift;
        if (this.keeps) report.kept -= shift;
        else report.replaced -= shift;
        return commit();
      }
      this.#keys ??= await this.#makeKeys(slices, pause);
      if (this.#keys === undefined) return undefined;
      const now = this.table.snapshot();
      try {
        for (const carried of this.carry(now, copy)) {
          if (carried === LOST) {
            now.dispose();
            return undefined;
          }
          if (slices.isOver(carried) && round < MOST_ROUNDS) await pause();
        }
      } catch (error) {
        now.dispose();
        throw error;
      }
      this.base.dispose();
      this.base = now;
    }
  }

  dispose(): void {
    this.base.dispose();
    this.#keys?.dispose();
  }

  /** Carries over what became of the map between the base and `now`; yields how many entries' writing each step takes as long as, or LOST. */
  protected abstract carry(now: LinearTable, copy: LinearTable): Generator<number>;

  /** Whether `key` is one of the batch's. */
  protected isOwn(key: unknown): boolean {
    return this.#keys!.lookup(key) !== 0;
  }

  /** Notes that others added or removed a key of the batch, which `name` stands for. */
  protected meet(name: unknown, key: unknown, wasThere: boolean): void {
    if (!this.#met.has(name)) this.#met.set(name, { key, wasThere });
  }

  /** A table of the batch's keys; undefined where there is no memory for it. */
  async #makeKeys(slices: Slices, pause: () => Promise<void>): Promise<LinearTable | undefined> {
    const keys = this.table.sibling(this.table.label, undefined, valueKinds.none);
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
      if (report.failedCount === 0) return keys;
    } catch (error) {
      keys.dispose();
      throw error;
    } finally {
      writer?.end();
    }
    keys.dispose();
    return undefined;
  }

  /** How many more of the batch's entries were inserted than it seemed: a key that others added was replaced, or kept; one that they removed inserted. */
  #shift(): number {
    let shift = 0;
    for (const { key, wasThere } of this.#met.values()) shift += Number(wasThere) - Number(this.table.lookup(key) !== 0);
    return shift;
  }
}
