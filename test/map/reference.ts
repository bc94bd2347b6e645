/** What a map must do, said over a native Map: single writes, batches under every conflict mode, versions. */
import type { OnConflict, ValueKind } from '../../src/index.js';
import type { Key, Num, NumericKind } from '../support/workloads.js';
import { isBig, ranges, stored } from '../support/workloads.js';

export type Pair = readonly [Key, unknown];

/** What a batch should come to. */
export interface Expected {
  readonly inserted: number;
  readonly replaced: number;
  readonly kept: number;
  /** Positions of the entries that fail, in order. */
  readonly failed: readonly number[];
}

/** Whether a sum fits `kind`; floats overflow only where f32 turns a finite one infinite. */
function fits(kind: NumericKind, sum: Num): boolean {
  if (kind === 'f64') return true;
  if (kind === 'f32') return !Number.isFinite(sum) || Number.isFinite(Math.fround(sum as number));
  if (Number.isNaN(sum) || (typeof sum === 'number' && !Number.isInteger(sum))) return false;
  return BigInt(sum) >= ranges[kind][0] && BigInt(sum) <= ranges[kind][1];
}

function add(a: Num, b: Num): Num {
  return typeof a === 'bigint' ? a + (b as bigint) : a + (b as number);
}

/** What a present value and a new one become; undefined where they do not fit together. */
function combine(kind: NumericKind, mode: OnConflict, old: Num, value: Num): Num | undefined {
  if (mode === 'add') {
    const sum = add(old, value);
    return fits(kind, sum) ? (stored(kind, sum) as Num) : undefined;
  }
  if (isBig(kind)) return (mode === 'min') === (value < old) ? value : old;
  return Math[mode as 'min' | 'max'](old as number, value as number);
}

export class Reference {
  readonly map = new Map<Key, unknown>();
  version = 0;
  /** Iterators of the tested map and of this one that are under way. */
  readonly held: (readonly [Iterator<[Key, unknown]>, Iterator<[Key, unknown]>])[] = [];

  constructor(readonly kind: ValueKind) {}

  set(key: Key, value: unknown): void {
    this.map.set(key, stored(this.kind, value));
    this.version++;
  }

  delete(key: Key): boolean {
    const removed = this.map.delete(key);
    if (removed) this.version++;
    return removed;
  }

  clear(): void {
    if (this.map.size > 0) this.version++;
    this.map.clear();
  }

  /** The new value; undefined, and nothing changed, where it does not fit. */
  increment(key: Key, by: Num): unknown {
    const kind = this.kind as NumericKind;
    const sum = add((this.map.get(key) ?? (isBig(kind) ? 0n : 0)) as Num, by);
    if (!fits(kind, sum)) return undefined;
    this.set(key, sum);
    return this.map.get(key);
  }

  getOrInsert(key: Key, value: unknown): unknown {
    if (!this.map.has(key)) this.set(key, value);
    return this.map.get(key);
  }

  deleteAll(keys: readonly Key[]): number {
    let removed = 0;
    for (const key of keys) if (this.map.delete(key)) removed++;
    if (removed > 0) this.version++;
    return removed;
  }

  /** Applies `pairs` in order, `misfits` among them left out; an atomic batch with a failure changes nothing. */
  putAll(pairs: readonly Pair[], mode: OnConflict, atomic: boolean, misfits: ReadonlySet<number>): Expected {
    const after = atomic ? new Map(this.map) : this.map;
    const failed: number[] = [];
    let [inserted, replaced, kept] = [0, 0, 0];
    for (const [index, [key, value]] of pairs.entries()) {
      if (misfits.has(index)) {
        failed.push(index);
      } else if (!after.has(key)) {
        after.set(key, stored(this.kind, value));
        inserted++;
      } else if (mode === 'keep') {
        kept++;
      } else if (mode === 'replace') {
        after.set(key, stored(this.kind, value));
        replaced++;
      } else {
        const both = mode === 'error' ? undefined : combine(this.kind as NumericKind, mode, after.get(key) as Num, stored(this.kind, value) as Num);
        if (both === undefined) failed.push(index);
        else replaced++;
        if (both !== undefined) after.set(key, both);
      }
    }
    if (!atomic || failed.length === 0) {
      // In place, for iterators that are under way; nothing was removed, so the order is the same.
      for (const [key, value] of after) this.map.set(key, value);
      if (inserted + replaced > 0) this.version++;
    }
    return { inserted, replaced, kept, failed };
  }
}
