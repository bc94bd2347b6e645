/** Catching up where entries have no order. */
import { MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import type { NumericInfo } from '../../map/kinds.js';
import { differencesOf } from '../../map/linear/diff.js';
import type { LinearTable } from '../../map/linear/linear-table.js';
import { toColumn } from '../columns.js';
import { Report } from '../report.js';
import { CatchUp, LOST } from './catch-up.js';

/** Comparing two tables takes as long as writing so many entries. */
const COMPARED = 1000;

type Entries = readonly (readonly [key: unknown, value: unknown, before?: unknown])[];

export class NumericCatchUp extends CatchUp {
  protected* carry(now: LinearTable, copy: LinearTable): Generator<number> {
    for (const { added, changed, removed } of differencesOf(now, this.base)) {
      const isOthers = ([key]: readonly [unknown, ...unknown[]]): boolean => !this.isOwn(key);
      const isOwn = ([key]: readonly [unknown, ...unknown[]]): boolean => this.isOwn(key);
      put(copy, [...added.filter(isOthers), ...changed.filter(isOthers)]);
      const gone = removed.filter(isOthers);
      if (gone.length > 0) copy.deleteAll(gone.map(([key]) => key));
      const [ownAdded, ownChanged, ownRemoved] = [added.filter(isOwn), changed.filter(isOwn), removed.filter(isOwn)];
      const own = ownAdded.length + ownChanged.length + ownRemoved.length;
      if (own > 0 && !this.replaces && !(this.keeps && ownRemoved.length === 0)) yield LOST;
      if (this.keeps) put(copy, [...ownAdded, ...ownChanged]);
      for (const [key] of ownAdded) this.meet(key, key, false);
      for (const [key] of ownRemoved) this.meet(key, key, true);
      yield COMPARED + added.length + changed.length + removed.length;
    }
  }
}

function put(table: LinearTable, entries: Entries): void {
  if (entries.length === 0) return;
  const { key, value, label, engine } = table;
  const keys = toColumn(key as NumericInfo, entries.map(([each]) => each), label, engine);
  const list = entries.map(([, each]) => each);
  const values = value.stored === undefined || value.held ? list : toColumn(value.stored, list, label, engine);
  table.write({ length: entries.length, keys, values: value.stored && values, positions: undefined }, MODE_REPLACE, new Report(true, 0));
}
