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
import { LinearState } from './linear-state.js';
import { OrderedCursor } from './ordered-cursor.js';
import { trim } from './shrink.js';
import { becomeSnapshot } from './snapshot.js';
import type { Visitor } from '../slow-path.js';
import { memoryUsageOf, statsOf } from './statistics.js';
import type { EntryCursor, Growth } from '../table.js';
import type { SnapshotDiff } from '../snapshot-diff.js';
import { diffOf } from './diff.js';
import { orderedDiffOf } from './ordered-diff.js';
import type { MemoryUsage, TableStats } from '../table-stats.js';

export class LinearTable extends LinearState {
  /** An empty table of the same kinds and heap, which errors call `label`, under `seed`; a random one where that is undefined. */
  sibling(label: string, seed: bigint | undefined): LinearTable {
    const { key, codec, value, engine, hash, heap } = this;
    const sibling = new LinearTable(new Settings(key, codec?.codec, value, 0, engine.engine, seed, hash, undefined, undefined, Infinity, noRules, undefined), label);
    Object.assign(sibling, { engine, heap }); // afterwards, for maps outlive a heap that was disposed of
    sibling.putAlls = this.putAlls;
    return sibling;
  }

  /** Takes over all that `other` has, its sibling; it must never have been written to itself. `other` is disposed of. */
  adopt(other: LinearTable): void {
    const { map } = other;
    if (this.value.hotClass !== 'blob') [this.store, other.store] = [other.store, this.store];
    other.map = other.lease!.map = 0;
    other.dispose();
    this.map = map;
    this.lease = reclaimWith(this, this.engine, map, this.ends);
    this.putAlls = other.putAlls;
  }

  snapshot(): LinearTable {
    this.assertOpen();
    return becomeSnapshot(this.sibling(`snapshot of ${this.label}`, this.seed), this);
  }

  diff(older: LinearState): SnapshotDiff<unknown, unknown> {
    return isOrdered(this.key) ? orderedDiffOf(this, older) : diffOf(this, older);
  }

  shrink(): void {
    trim(this);
  }

  memoryUsage(): MemoryUsage {
    return memoryUsageOf(this);
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
    return writeBatch(this, batch, mode, report);
  }

  getAll(keys: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
    return getAll(this, keys, options);
  }

  hasAll(keys: unknown): Uint8Array {
    return hasAll(this, keys);
  }

  deleteAll(keys: unknown): number {
    return deleteAll(this, keys);
  }
}
