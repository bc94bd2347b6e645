/**
 * Writing a batch that has been read and checked, where keys may be anything. No code of the user's runs meanwhile, and what was put in
 * since the batch began is at the end of the order, so taking it back leaves entries and order as they were.
 */
import type { Batch } from '../../bulk/columns.js';
import type { Report } from '../../bulk/report.js';
import { MODE_ADD, MODE_ERROR, MODE_KEEP, MODE_MIN, MODE_REPLACE } from '../../engine/js/bulk/conflict.js';
import { INSERTED, KEPT, type Outcome, REPLACED } from '../../engine/js/bulk/outcome.js';
import { CapacityError } from '../../errors.js';
import type { NumericArray } from '../../typed-arrays.js';
import type { NumericInfo } from '../kinds.js';
import { alreadyThere, overflows } from '../slow-path.js';
import type { AnyState } from './any-state.js';

/** Up to so many entries no native Map refuses one: V8's takes twice as many. */
export const SURELY_ROOM = 2 ** 23;

const ABSENT = Symbol('absent');

/** Keys that an atomic batch wrote, each with its value before, or ABSENT. */
type Journal = (readonly [key: unknown, previous: unknown])[];

/** Makes the error of an entry, given its position. */
export type Failure = (position: number) => Error;

export function writeAny(table: AnyState, batch: Batch, mode: number, report: Report): void {
  const { values, length } = batch;
  const keys = batch.keys as readonly unknown[];
  const mayFail = mode === MODE_ERROR || mode === MODE_ADD || table.size + length > SURELY_ROOM;
  const journal: Journal | undefined = report.atomic && mayFail ? [] : undefined;
  const isSet = table.value.name === 'none';
  // All are copied before the first is written, for an array whose buffer is detached cannot be.
  const stored = table.value.name === 'bytes' ? (values as unknown[]).map((value) => table.copied(value)) : inKind(table, values);
  report.beginWriting();
  for (let i = 0; i < length; i++) {
    const outcome = writeEntry(table, keys[i], isSet || stored![i], mode, journal);
    if (typeof outcome === 'number') report.count(outcome, 1);
    else {
      if (report.atomic) {
        if (journal!.length > 0) table.rollbacks++;
        takeBack(table, journal!);
        report.trace?.mark('rolled_back');
      }
      fail(batch, i, outcome, report);
    }
  }
  table.putAlls++;
  if (report.inserted + report.replaced > 0) table.changes++;
}

/** Leaves the `i`th entry out. @throws PutAllError where the batch is atomic. */
export function fail({ keys, length, positions }: Batch, i: number, failure: Failure, report: Report): void {
  const position = positions?.[i] ?? i;
  const key = (keys as readonly unknown[])[i];
  if (!report.atomic) {
    report.fail(position, key, () => failure(position));
    return;
  }
  const error = failure(position);
  throw error instanceof CapacityError ? error : report.rejection(position, key, error, length);
}

/** Numbers as the kind has them: columns may be of any type that they fit in. */
export function inKind(table: AnyState, values: Batch['values']): Batch['values'] {
  const { stored, held } = table.value;
  if (held || stored === undefined || values instanceof stored.array) return values;
  return new (stored.array as new (values: unknown) => NumericArray)(values);
}

/** Settles an entry: says what became of it, or why nothing can. */
export function writeEntry(table: AnyState, key: unknown, value: unknown, mode: number, journal?: Journal): Outcome | Failure {
  const previous = table.index.get(key);
  if (!table.isThere(key, previous)) {
    try {
      table.put(key, value);
    } catch (error) {
      return () => error as Error;
    }
    journal?.push([key, ABSENT]);
    return INSERTED;
  }
  if (mode === MODE_KEEP) return KEPT;
  if (mode === MODE_ERROR) return (position) => alreadyThere(table, key, position);
  const result = mode === MODE_REPLACE ? value : combine(table.value.stored!, mode, previous as number, value as number);
  if (mode === MODE_ADD && result === undefined) {
    return (position) => overflows(`${table.label}: values[${position}]`, table.value.name);
  }
  table.put(key, result);
  journal?.push([key, previous]);
  return REPLACED;
}

/** What `old` and `value` become under `mode`, as the engines do it; undefined where the sum overflows. Bigints pass for numbers. */
function combine(kind: NumericInfo, mode: number, old: number, value: number): number | undefined {
  if (mode === MODE_ADD) {
    const sum = old + value;
    if (!kind.fits(sum)) return undefined;
    return kind.name === 'f32' ? Math.fround(sum) : sum;
  }
  if (kind.big) return (mode === MODE_MIN) === (value < old) ? value : old;
  return mode === MODE_MIN ? Math.min(old, value) : Math.max(old, value);
}

function takeBack(table: AnyState, journal: Journal): void {
  for (const [key, previous] of journal.reverse()) {
    if (previous === ABSENT) table.index.delete(key);
    else table.put(key, previous);
  }
}
