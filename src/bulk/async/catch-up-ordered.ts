/**
 * Catching up where entries have an order: what others add comes before the batch's new entries, under the sequence numbers that it has in the
 * map, so that iterations under way go on where they are.
 */
import { CapacityError } from '../../errors.js';
import * as Header from '../../engine/header.js';
import type { LinearTable } from '../../map/linear/linear-table.js';
import { type Logged, keyOf, logDifferencesOf } from '../../map/linear/ordered-diff.js';
import { SplitLog } from '../../map/linear/split-log.js';
import { CatchUp, LOST } from './catch-up.js';

/** Going through a step of the logs takes as long as writing so many entries, and carrying one over. */
const COMPARED = 100;
const CARRIED = 16;

export class OrderedCatchUp extends CatchUp {
  /** The copy's; undefined where there is no memory for that. */
  #log: SplitLog | undefined = undefined;

  override begin(copy: LinearTable): void {
    try {
      if (copy.map === 0) copy.open();
    } catch (error) {
      if (error instanceof CapacityError) return; // writing the batch meets with the same, and says so
      throw error;
    }
    this.#log = new SplitLog(copy.engine, copy.map);
    this.#log.turn(true);
  }

  override end(copy: LinearTable): void {
    if (this.#log === undefined) return;
    this.#log.turn(false);
    // Iterations of the map that are at its end have the batch's new entries before them.
    if (this.table.map !== 0) copy.engine.skipNumbers(copy.map, this.table.read64(Header.logNext));
    this.#log.join();
    this.#log = undefined;
  }

  protected* carry(now: LinearTable, copy: LinearTable): Generator<number> {
    if (this.#log === undefined) yield LOST;
    for (const { added, changed, removed } of logDifferencesOf(now, this.base)) {
      this.#log!.turn(false);
      for (const { name } of removed) yield this.#remove(keyOf(now, name), now, copy) ? CARRIED : LOST;
      for (const { name, value } of changed) yield this.#change(keyOf(now, name), value, copy) ? CARRIED : LOST;
      for (const entry of added) yield this.#add(entry, keyOf(now, entry.name), copy) ? CARRIED : LOST;
      yield COMPARED;
    }
  }

  /** False where the key is the batch's: then it is new, and has its place among those of the batch. */
  #remove(key: unknown, now: LinearTable, copy: LinearTable): boolean {
    if (now.lookup(key) !== 0) return true; // put in again: it comes later
    if (this.isOwn(key)) return false;
    remove(copy, key);
    return true;
  }

  #change(key: unknown, value: unknown, copy: LinearTable): boolean {
    if (!this.isOwn(key) || this.keeps) set(copy, key, value);
    else return this.replaces;
    return true;
  }

  #add({ number, name, value }: Logged, key: unknown, copy: LinearTable): boolean {
    const isOwn = this.isOwn(key);
    if (isOwn && !this.replaces && !this.keeps) return false;
    const wasThere = this.base.lookup(key) !== 0;
    const put = isOwn && this.replaces ? copy.peek(key) : value;
    if (wasThere) remove(copy, key);
    else if (isOwn) {
      this.meet(name, key, false);
      this.#log!.turn(true);
      remove(copy, key);
      this.#log!.turn(false);
    }
    copy.engine.skipNumbers(copy.map, number);
    set(copy, key, put);
    return true;
  }
}

function set(table: LinearTable, key: unknown, value: unknown): void {
  table.hot.set.call({ _table: table }, key, value);
}

function remove(table: LinearTable, key: unknown): void {
  table.hot.delete.call({ _table: table }, key);
}
