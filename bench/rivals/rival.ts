/**
 * What the bench asks of a rival. Each runs in a process of its own, so the loops it shares with others in source
 * never share what V8 has learnt about them.
 */
import type { Cell, KeyKind, RivalName } from '../matrix/dimensions.js';
import type { Column, Numeric } from '../input/columns.js';

/** The part of Map's protocol that every rival has. */
export interface Table<V extends Numeric> {
  readonly size: number;
  get(key: V): V | undefined;
  set(key: V, value: V): unknown;
  has(key: V): boolean;
  delete(key: V): boolean;
  forEach(visit: (value: V, key: V) => void): void;
}

/**
 * The bulk jobs of the bench, done the best way the rival offers; a plain loop where it offers nothing better.
 * Results go into columns that the caller owns. `getOr` and `dependentOr` are here because rivals differ in the call.
 */
export interface Loops<V extends Numeric, T extends Table<V> = Table<V>> {
  /** Sets every pair in order. */
  putAll(table: T, keys: Column<V>, values: Column<V>): void;
  /** Reads every key; writes values and found flags (0 or 1). */
  getAll(table: T, keys: Column<V>, values: Column<V>, found: Uint8Array): void;
  /** Flags every key 0 or 1, in `found` or in an array of the rival's own, which is returned. */
  hasAll(table: T, keys: Column<V>, found: Uint8Array): Uint8Array;
  /** Adds each value to what its key has, in batches of at most `batch` where the rival takes batches. */
  addAll(table: T, keys: Column<V>, values: Column<V>, batch: number): void;
  /** Sums the values of all keys, with 0 for the missing. */
  getOr(table: T, keys: Column<V>): number;
  /** Sums the values of all keys found. */
  get(table: T, keys: Column<V>): number;
  /** Follows the chain from `start` for `steps` lookups and returns where it ends. */
  dependent(table: T, start: V, steps: number): V;
  /** The same with the rival's unboxed read. */
  dependentOr(table: T, start: V, steps: number): V;
  /** Visits every entry; returns the sum of the values. */
  iterate(table: T): number;
}

/** A rival made ready for one key kind. */
export interface Session<V extends Numeric, T extends Table<V> = Table<V>> {
  /** False where a table's final size must be named when it is made. */
  readonly grows: boolean;
  readonly loops: Loops<V, T>;
  /** An empty table; `capacity` is room to make now. */
  create(capacity?: number): T;
  /** Gives the table's memory back, where that is not the collector's business. */
  release(table: T): void;
  /** Bytes the table occupies, where the rival can say so. */
  bytes?(table: T): number;
}

export interface Rival {
  readonly name: RivalName;
  readonly title: string;
  /** The reason why this rival has nothing to show in a cell, or undefined. */
  refuses(cell: Pick<Cell, 'keys' | 'operation'>): string | undefined;
  /** @throws {AbsentError} when it is not installed or not built */
  open<V extends Numeric>(kind: KeyKind): Promise<Session<V>>;
}
