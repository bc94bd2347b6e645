/**
 * Writing a batch aside: to a copy of the map, slice by slice, while the map goes on. What others write to the map meanwhile is carried
 * over (catch-up.ts); then the copy takes the map's place, which takes no longer than giving back what was there.
 */
import { CapacityError } from '../../errors.js';
import { isOrdered } from '../../map/kinds.js';
import { copyEntries } from '../../map/linear/copy.js';
import type { LinearTable } from '../../map/linear/linear-table.js';
import { type Growth, noGrowth } from '../../map/table.js';
import type { Batch } from '../columns.js';
import type { Commit } from '../commit.js';
import type { PutAllSettings } from '../put-options.js';
import type { Report } from '../report.js';
import type { PutAllResult } from '../result.js';
import { BatchWriter } from '../write-batch.js';
import { NumericCatchUp } from './catch-up-numeric.js';
import { OrderedCatchUp } from './catch-up-ordered.js';
import { ownColumns } from './own-columns.js';
import type { Slices } from './slices.js';

/** What writing aside needs to know of its batch. */
export interface AsideSettings {
  readonly put: PutAllSettings;
  readonly slices: Slices;
  readonly onProgress: (done: number, total?: number) => void;
  /** Throws where the map was disposed of, the batch aborted, or the map written to by others, if that is not to be. */
  readonly assertGoesOn: () => void;
}

/** Undefined where the batch has to be written at once after all, for want of memory or because of what others wrote; nothing has been written then. */
export async function writeAside(table: LinearTable, commit: Commit, settings: AsideSettings): Promise<PutAllResult | undefined> {
  const { put: { mode, report }, slices, onProgress } = settings;
  const batch = await ownColumns(commit.batch, slices, table.label);
  settings.assertGoesOn();
  const wasFilled = table.map !== 0;
  const attempt = report.attempt();
  const catchUp = isOrdered(table.key) ? new OrderedCatchUp(table, batch, mode) : new NumericCatchUp(table, batch, mode);
  const copy = table.sibling(table.label, isOrdered(table.key) ? table.seed : table.fixSeed());
  /** Lets others have their turn. */
  const pause = async (): Promise<void> => {
    await slices.pause();
    settings.assertGoesOn();
  };
  try {
    for (const copied of copyEntries(copy, catchUp.base)) if (slices.isOver(copied)) await pause();
    catchUp.begin?.(copy);
    const growth = await write(copy, batch, mode, attempt, settings, pause);
    // It may be for want of the memory that the copy takes.
    if (wasFilled && attempt.failedCount > report.failedCount) return undefined;
    onProgress(batch.length, batch.length);
    commit.readClock();
    return await catchUp.run(copy, attempt, slices, pause, () => {
      settings.assertGoesOn();
      if (commit.isOutdated) return undefined;
      catchUp.end?.(copy);
      // Without a header nothing was written: there was no memory for one.
      if (copy.map !== 0) table.adopt(copy, attempt.inserted + attempt.replaced > 0);
      report.take(attempt);
      return commit.finish(growth);
    });
  } catch (error) {
    if (wasFilled && error instanceof CapacityError) return undefined;
    throw error;
  } finally {
    catchUp.end?.(copy); // which does nothing where it has been called
    // Its snapshot goes before the copy, which is then given back in slices; else the snapshot would get it, and give it back in one go.
    catchUp.dispose();
    await slices.turn();
    for (const released of copy.disposeSlowly()) if (slices.isOver(released)) await slices.turn();
  }
}

async function write(
  copy: LinearTable, batch: Batch, mode: number, report: Report, { slices, onProgress }: AsideSettings, pause: () => Promise<void>,
): Promise<Growth> {
  const writer = BatchWriter.begin(copy, batch, mode, report, true);
  if (writer === undefined) return noGrowth;
  try {
    let before = 0;
    while (writer.step()) {
      if (!slices.isOver(writer.done - before)) continue;
      before = writer.done;
      onProgress(writer.done, batch.length);
      await pause();
    }
    return writer.finish();
  } finally {
    writer.end();
  }
}
