/** A table in linear memory, and what is done with its entries. */
import type { Batch } from '../../bulk/columns.js';
import { deleteAll, getAll, hasAll } from '../../bulk/read-all.js';
import type { Report } from '../../bulk/report.js';
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import { writeBatch } from '../../bulk/write-batch.js';
import { Cursor, forEachEntry } from './chunk-cursor.js';
import { isOrdered } from '../kinds.js';
import { LinearState } from './linear-state.js';
import { OrderedCursor } from './ordered-cursor.js';
import { trim } from './shrink.js';
import type { Visitor } from '../slow-path.js';
import { memoryUsageOf, statsOf } from './statistics.js';
import type { EntryCursor, Growth } from '../table.js';
import type { MemoryUsage, TableStats } from '../table-stats.js';

export class LinearTable extends LinearState {
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

  write(batch: Batch, mode: number, report: Report): Growth {
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
