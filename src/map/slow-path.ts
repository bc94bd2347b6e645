/** What the emitted methods know of a table, and what they do off the fast path. */
import type { Engine } from '../engine/engine.js';
import { CapacityError, ClosedError, ConflictError, WasmapRangeError, WasmapTypeError, show } from '../errors.js';
import type { KeyCodec } from './codec.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import { keyProblem, misfit, valueProblem } from './kinds.js';
import type { Store } from './linear/value-store.js';

/** What errors tell of a table. */
export interface Described {
  readonly label: string;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
}

/** The fields of a table that hot methods use: table.ts and linear/linear-state.ts say what they are. */
export interface HotTable extends Described {
  readonly engine: Engine;
  readonly map: number;
  readonly valueKind: number;
  readonly store: Store;
  readonly codec: KeyCodec | undefined;
  readonly hot: { readonly set: unknown; readonly add: unknown };
  earlyMisses: number;
  open(): number;
  compact(): boolean;
}

/** What the emitted methods are called on. */
export interface Host {
  readonly _table: HotTable;
}

/** A callback of `forEach`. */
export type Visitor = (value: unknown, key: unknown, map: unknown) => void;

/** Counts a miss of the null map, whose header all maps share; the others' headers have counted it already. */
export function missed(table: HotTable): undefined {
  if (table.map !== 0) return undefined;
  if (table.earlyMisses < 0) throw disposed(table);
  table.earlyMisses++;
  return undefined;
}

/** The answer of a `delete` before the first write. */
export function unopened(table: HotTable): false {
  if (table.earlyMisses < 0) throw disposed(table);
  return false;
}

/** Whether `value` is a number that f32 can hold: any but a finite one that would round to infinity. */
export function fitsF32(value: unknown): value is number {
  return typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
}

export function disposed(table: Described): ClosedError {
  return new ClosedError(`${table.label} was disposed; make a new one`);
}

export function exhausted(table: Described): CapacityError {
  return new CapacityError(`${table.label}: linear memory or the heap's quota is exhausted; every map is intact`);
}

/** The error for a write to a snapshot. */
export function notWritable({ label }: Described): WasmapTypeError {
  return new WasmapTypeError(`${label}: expected a map to write to, and snapshots are read-only`);
}

/** What a removal says: 1, 0, or below that where memory was refused for what a snapshot shares. @throws CapacityError then. */
export function wasThere(table: Described, removed: number): boolean {
  if (removed < 0) throw exhausted(table);
  return removed !== 0;
}

/** Repeats a write for which memory was refused, if the table can make some. @throws CapacityError where it cannot. */
export function again<Self extends Host>(host: Self, method: 'set' | 'add', ...entry: unknown[]): Self {
  const { _table: table } = host;
  if (!table.compact()) throw exhausted(table);
  const write = table.hot[method] as (this: Host, ...entry: unknown[]) => Self;
  return write.apply(host, entry);
}

/** The bytes of a key of kind `codec`. */
export function encoded(table: HotTable, key: unknown): Uint8Array {
  return table.codec!.encode(key, `${table.label}: key`);
}

export function wrongKey(table: Described, key: unknown): Error {
  const where = `${table.label}: key`;
  return keyProblem(table.key, key, where) ?? misfit(table.key, key, where);
}

export function wrongValue(table: Described, value: unknown): Error {
  const where = `${table.label}: value`;
  return valueProblem(table.value, value, where) ?? misfit(table.value, value, where);
}

/** The failure of the entry at `position` of a batch under `onConflict: 'error'`. */
export function alreadyThere({ label, key: { name } }: Described, key: unknown, position: number): ConflictError {
  return new ConflictError(`${label}: keys[${position}]: the ${name} key ${show(key)} is already there`);
}

export function overflows(where: string, kind: string): WasmapRangeError {
  return new WasmapRangeError(`${where}: the sum overflows kind ${kind}`);
}
