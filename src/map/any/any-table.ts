/** The table of maps whose keys may be anything, and what is done with its entries; any-state.ts says what it is. */
import type { Batch, WritableKeys } from '../../bulk/columns.js';
import type { Report } from '../../bulk/report.js';
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import { readOnlyMethods } from '../checked-methods.js';
import { Settings } from '../options.js';
import { noRules } from '../rules.js';
import type { Visitor } from '../slow-path.js';
import { type SnapshotDiff, compare } from '../snapshot-diff.js';
import type { EntryCursor, Growth } from '../table.js';
import { AnyCursor } from './any-cursor.js';
import { AnyState } from './any-state.js';
import type { AnyIndex } from './overlay.js';
import type { Past } from './past.js';

import { deleteAny, getAny, hasAny } from './read-any.js';
import { writeAny } from './write-any.js';

/** What is done with the entries of a snapshot. */
type Readable = Omit<AnyIndex, 'set' | 'delete' | 'clear' | 'forEach'>;

export class AnyTable extends AnyState {
  /** As `takePast`. */
  snapshot(): AnyTable {
    this.assertOpen();
    const past = this.takePast();
    const snapshot = this.sibling(`snapshot of ${this.label}`, past as Readable as AnyIndex);
    past.hold(snapshot);
    return Object.assign(snapshot, { source: this, changes: this.changes, hot: readOnlyMethods(snapshot.hot) });
  }

  /** A table of the same kinds that has the entries of `index`. */
  sibling(label: string, index: AnyIndex): AnyTable {
    const { key, value, engine, hasUndefined, rules: { valueCodec } } = this;
    const settings = new Settings(key, undefined, value, 0, engine.engine, undefined, 'fast', undefined, undefined, Infinity, { ...noRules, valueCodec }, undefined);
    return Object.assign(new AnyTable(settings, label), { engine, index, hasUndefined });
  }

  /** O(keys that were written to), or O(entries) where keys were removed. */
  diff(older: AnyTable): SnapshotDiff<unknown, unknown> {
    const [now, before] = [this.index, older.index] as unknown as [Past, Past];
    const written = before.writtenUntil(now);
    const entries = (past: Past): Iterable<[unknown, unknown]> => (written === undefined ? past : [...written].filter((key) => past.has(key)).map((key) => [key, past.get(key)]));
    const { added, changed, removed } = compare(new Map(entries(now)), new Map(entries(before)), this.value.name === 'bytes');
    return {
      added: added.map(([key, value]) => [key, this.copied(value)]),
      changed: changed.map(([key, value, before]) => [key, this.copied(value), this.copied(before)]),
      removed: removed.map(([key, value]) => [key, this.copied(value)]),
    };
  }

  cursor(): EntryCursor {
    return new AnyCursor(this);
  }

  visit(host: unknown, callback: Visitor, thisArg: unknown): void {
    if (this.source !== undefined) {
      for (const cursor = this.cursor(); cursor.advance();) callback.call(thisArg, cursor.value, cursor.key, host);
      return;
    }
    this.index.forEach((value, key) => callback.call(thisArg, this.copied(value), key, host));
    this.assertOpen(); // the callback may have disposed of it, which is no end of its entries
  }

  write(batch: Batch<WritableKeys>, mode: number, report: Report): Growth {
    this.assertWritable();
    writeAny(this, batch as Batch, mode, report); // of a file, too, for those have lists of such keys
    return { collisions: 0, grown: 0 };
  }

  getAll(keys: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
    return getAny(this, keys, options);
  }

  hasAll(keys: unknown): Uint8Array {
    return hasAny(this, keys);
  }

  deleteAll(keys: unknown): number {
    this.assertWritable();
    return deleteAny(this, keys);
  }
}
