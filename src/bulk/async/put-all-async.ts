/**
 * `putAllAsync`: a batch that is read in slices, between which the event loop gets its turn, and that nobody sees before it is
 * written as a whole. It is written in slices, too, where that takes long: see aside.ts and draft.ts.
 */
import { checkFunction, checkName, checkOptions, outOfRange, unexpected } from '../../arguments.js';
import { type BatchTrace, tracedBatchAsync } from '../../diagnostics/batch-trace.js';
import type { Written } from '../../map/written.js';
import { AnyTable } from '../../map/any/any-table.js';
import { isOrdered } from '../../map/kinds.js';
import { hasSnapshots } from '../../map/linear/linear-state.js';
import { LinearTable } from '../../map/linear/linear-table.js';
import type { Table } from '../../map/table.js';
import { assertAllReadable } from '../batch.js';
import { Commit, timeFor } from '../commit.js';
import { sumContent } from '../once/content-sum.js';
import { type PutAllOptions, putOptionNames, type PutAllSettings, readPutOptions } from '../put-options.js';
import type { PutAllResult } from '../result.js';
import { WriteWatch } from '../write-watch.js';
import { type AsideSettings, writeAside } from './aside.js';
import { writeDrafted } from './draft.js';
import type { AbortSignalLike } from './platform.js';
import { readSlowly } from './read-slowly.js';
import { Slices } from './slices.js';
import { inTurn } from './turns.js';

/** Options of `putAllAsync`. */
export interface PutAllAsyncOptions<K = unknown, V = unknown> extends PutAllOptions<K, V> {
  /** Rejects with the signal's reason once it is aborted; nothing of the batch is written then. */
  readonly signal?: AbortSignalLike;
  /** Called between slices: with how many entries have been read; then, with how many there are as well, how many of them have been written. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Milliseconds of work at a time; 4 by default. */
  readonly sliceMs?: number;
  /** What writes to the map while the batch is under way mean: the batch goes over them (default), or fails. */
  readonly onInterleavedWrite?: 'rebase' | 'fail';
}

/** Smaller batches are written at once: it takes no longer than a slice, unless much has to be copied for a snapshot, or keys are long. */
const WRITTEN_AT_ONCE = 8192;
const PLAIN_WRITTEN_AT_ONCE = 32_768;

interface AsyncSettings {
  readonly put: PutAllSettings;
  readonly signal: AbortSignalLike | undefined;
  readonly onProgress: (done: number, total?: number) => void;
  readonly slices: Slices;
  readonly mayRebase: boolean;
}

export function putAllAsync(map: Written, source: unknown, options: PutAllAsyncOptions): Promise<PutAllResult> {
  return tracedBatchAsync(map, (trace) => begin(map._table, source, options, trace));
}

async function begin(table: Table, source: unknown, options: PutAllAsyncOptions, trace: BatchTrace | undefined): Promise<PutAllResult> {
  const { signal, onProgress, sliceMs, onInterleavedWrite, ...putOptions } = checkAsyncOptions(table, options);
  const put = readPutOptions(table, putOptions, trace);
  return inTurn(table, async () => {
    signal?.throwIfAborted();
    table.assertOpen();
    const slices = new Slices(sliceMs, signal);
    return apply(table, source, { put, signal, onProgress, slices, mayRebase: onInterleavedWrite === 'rebase' });
  });
}

async function apply(table: Table, source: unknown, settings: AsyncSettings): Promise<PutAllResult> {
  const { put, signal, onProgress, slices } = settings;
  const interleaved = new WriteWatch(table);
  const assertGoesOn = (): void => {
    table.assertOpen();
    signal?.throwIfAborted();
    if (!settings.mayRebase) interleaved.check('interleaved');
  };
  const onSlice = (done: number): void => {
    assertGoesOn();
    onProgress(done);
  };
  const all = await readSlowly(table, source, { ...put, watch: new WriteWatch(table), slices, signal, onSlice });
  const pause = async (): Promise<void> => {
    await slices.pause();
    assertGoesOn();
  };
  put.report.trace?.read(all.length + put.report.failedCount);
  const content = put.idempotencyKey === undefined ? undefined : await inSlices(sumContent(table, all), slices, pause);
  const now = timeFor(table, put);
  assertGoesOn();
  assertAllReadable(table, all);
  const commit = new Commit(table, all, put, now, content);
  if (commit.before !== undefined) return commit.before;
  await inSlices(commit.prepare(), slices, pause);
  const isLong = commit.batch.length >= atOnce(table);
  const result = isLong ? await writeBeside(table, commit, { put, slices, onProgress, assertGoesOn }) : undefined;
  if (result === undefined) {
    const now = timeFor(table, put);
    assertGoesOn();
    assertAllReadable(table, all);
    return run(isLong || commit.isOutdated ? new Commit(table, all, put, now, content) : commit, table, put);
  }
  await inSlices(commit.settle(), slices, () => slices.turn());
  return result;
}

/** Does all steps, which yield how many entries each has dealt with. */
async function inSlices<Result>(steps: Generator<number, Result>, slices: Slices, pause: () => Promise<void>): Promise<Result> {
  while (true) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (slices.isOver(step.value)) await pause();
  }
}

/** Writes a batch, slice by slice, where nobody sees it before it is whole. Undefined, and nothing written, where that cannot be. */
async function writeBeside(table: Table, commit: Commit, settings: AsideSettings): Promise<PutAllResult | undefined> {
  if (table instanceof AnyTable) return writeDrafted(table, commit, settings);
  return table instanceof LinearTable ? writeAside(table, commit, settings) : undefined;
}

function atOnce(table: Table): number {
  const isPlain = table instanceof LinearTable && table.size > 0 && !isOrdered(table.key) && !table.value.held && !hasSnapshots(table);
  return isPlain ? PLAIN_WRITTEN_AT_ONCE : WRITTEN_AT_ONCE;
}

function run(commit: Commit, table: Table, { mode, report }: PutAllSettings): PutAllResult {
  return commit.run((batch) => table.write(batch, mode, report));
}

type Checked = Required<Pick<PutAllAsyncOptions, 'onProgress' | 'sliceMs' | 'onInterleavedWrite'>> & PutAllAsyncOptions;

function checkAsyncOptions(table: Table, options: PutAllAsyncOptions): Checked {
  const where = `${table.label}: putAllAsync`;
  const known = [...putOptionNames, 'signal', 'onProgress', 'sliceMs', 'onInterleavedWrite'];
  const { signal, onProgress = () => undefined, sliceMs = 4, onInterleavedWrite = 'rebase', ...rest } =
    checkOptions<PutAllAsyncOptions>(where, options, known);
  checkFunction(`${where}: onProgress`, onProgress);
  if (signal !== undefined && typeof (signal as Partial<AbortSignalLike>).throwIfAborted !== 'function') throw unexpected(`${where}: signal`, 'an AbortSignal', signal);
  if (typeof sliceMs !== 'number') throw unexpected(`${where}: sliceMs`, 'a number of milliseconds', sliceMs);
  if (!(sliceMs > 0)) throw outOfRange(`${where}: sliceMs`, 'milliseconds above 0', sliceMs);
  checkName(`${where}: onInterleavedWrite`, onInterleavedWrite, ['rebase', 'fail']);
  return { ...rest, onProgress, sliceMs, onInterleavedWrite, ...(signal && { signal }) };
}
