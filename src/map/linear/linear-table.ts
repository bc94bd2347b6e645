/** A table in linear memory, and what is done with its entries. */
import type { Batch, WritableKeys } from '../../bulk/columns.js';
import { deleteAll, getAll, hasAll } from '../../bulk/read-all.js';
import type { Report } from '../../bulk/report.js';
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import { writeBatch } from '../../bulk/write-batch.js';
import { Cursor, forEachEntry } from './chunk-cursor.js';
import { isOrdered } from '../kinds.js';
import { reclaimWith } from '../../heap/reclaim.js';
import { Settings } from '../options.js';
import { noRules } from '../rules.js';
import { BlobStore } from './blob-store.js';
import { LinearState } from './linear-state.js';
import { OrderedCursor } from './ordered-cursor.js';
import { trim } from './shrink.js';
import { becomeSnapshot } from './snapshot.js';
import type { Visitor } from '../slow-path.js';
import { carryCounters, countersOf, memoryUsageOf, statsOf } from './statistics.js';
import type { EntryCursor, Growth } from '../table.js';
import type { SnapshotDiff } from '../snapshot-diff.js';
import { diffOf } from './diff.js';
import { orderedDiffOf } from './ordered-diff.js';
import type { MemoryUsage, TableCounters, TableStats } from '../table-stats.js';

export class LinearTable extends LinearState {
  /** An empty table of the same kinds and heap, or for other values, which errors call `label`, under `seed`; a random one where that is undefined. */
  sibling(label: string, seed: bigint | undefined, value = this.value): LinearTable {
    const { key, codec, engine, hash, heap, rules: { valueCodec } } = this;
    const rules = valueCodec === undefined ? noRules : { ...noRules, valueCodec };
    const sibling = new LinearTable(new Settings(key, codec?.codec, value, 0, engine.engine, seed, hash, undefined, undefined, Infinity, rules, undefined), label);
    Object.assign(sibling, { engine, heap }); // afterwards, for maps outlive a heap that was disposed of
    sibling.putAlls = this.putAlls;
    return sibling;
  }

  /**
   * Takes over all that `other` has, its sibling, which takes what this one had and is to be disposed of. It goes on counting from where it is:
   * one more version, if `isNew`. O(1).
   */
  adopt(other: LinearTable, isNew: boolean): void {
    const { map, lease, engine, ends } = this;
    if (map !== 0) carryCounters(this, other.map);
    engine.setVersion(other.map, this.version + Number(isNew));
    [this.map, other.map] = [other.map, map];
    for (const each of [lease, other.lease]) if (each !== undefined) each.map = 0;
    this.lease = reclaimWith(this, engine, this.map, ends);
    other.lease = map === 0 ? undefined : reclaimWith(other, engine, map, ends);
    if (this.store instanceof BlobStore && other.store instanceof BlobStore) this.store.exchange(other.store);
    else [this.store, other.store] = [other.store, this.store];
    this.putAlls++;
    this.compactedAt = -1;
  }

  /** As `dispose`, of a table that nobody uses any more, in steps; yields how many values each has let go of. */
  * disposeSlowly(): Generator<number> {
    if (this.store instanceof BlobStore) yield* this.store.clearSlowly();
    const { map, lease } = this;
    this.map = 0; // with its values gone, it is not to be cleared
    this.dispose();
    if (map === 0) return;
    lease!.map = 0;
    this.engine[this.ends.dispose](map);
  }

  snapshot(): LinearTable {
    this.assertOpen();
    return becomeSnapshot(this.sibling(`snapshot of ${this.label}`, this.seed), this);
  }

  diff(older: LinearState): SnapshotDiff<unknown, unknown> {
    return isOrdered(this.key) ? orderedDiffOf(this, older) : diffOf(this, older);
  }

  shrink(): void {
    this.assertWritable();
    trim(this);
  }

  memoryUsage(): MemoryUsage {
    return memoryUsageOf(this);
  }

  counters(): TableCounters {
    return countersOf(this);
  }

  stats(): TableStats {
    return statsOf(this);
  }

  cursor(): EntryCursor {
    return isOrdered(this.key) ? new OrderedCursor(this) : new Cursor(this);
  }

  visit(host: unknown, callback: Visitor, thisArg: unknown): void {
    forEachEntry(this, host, callback, thisArg);
  }

  write(batch: Batch<WritableKeys>, mode: number, report: Report): Growth {
    this.assertWritable();
    return writeBatch(this, batch, mode, report);
  }

  getAll(keys: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
    return getAll(this, keys, options);
  }

  hasAll(keys: unknown): Uint8Array {
    return hasAll(this, keys);
  }

  deleteAll(keys: unknown): number {
    this.assertWritable();
    return deleteAll(this, keys);
  }
}
