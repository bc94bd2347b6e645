/**
 * What the bench asks of a rival. Each runs in a process of its own, so the loops it shares with others in source
 * never share what V8 has learnt about them.
 */
import type { Cell, KeyKind, RivalName } from '../matrix/dimensions.js';
import type { Column, Key, ValueOf, Values } from '../input/columns.js';
import type { PackedText } from '../input/packed-text.js';

/** The part of Map's protocol that every rival has. */
export interface Table<K extends Key> {
  readonly size: number;
  get(key: K): ValueOf<K> | undefined;
  set(key: K, value: ValueOf<K>): unknown;
  has(key: K): boolean;
  delete(key: K): boolean;
  forEach(visit: (value: ValueOf<K>, key: K) => void): void;
}

/**
 * The bulk jobs of the bench, done the best way the rival offers; a plain loop where it offers nothing better.
 * Results go into columns that the caller owns. `getOr` and `dependentOr` are here because rivals differ in the call.
 */
export interface Loops<K extends Key, T extends Table<K> = Table<K>> {
  /** Sets every pair in order. */
  putAll(table: T, keys: Column<K>, values: Values<K>): void;
  /** Reads every key; writes values and found flags (0 or 1). */
  getAll(table: T, keys: Column<K>, values: Values<K>, found: Uint8Array): void;
  /** Flags every key 0 or 1, in `found` or in an array of the rival's own, which is returned. */
  hasAll(table: T, keys: Column<K>, found: Uint8Array): Uint8Array;
  /** Adds each value to what its key has, in batches of at most `batch` where the rival takes batches. */
  addAll(table: T, keys: Column<K>, values: Values<K>, batch: number): void;
  /** Sums the values of all keys, with 0 for the missing. */
  getOr(table: T, keys: Column<K>): number;
  /** Sums the values of all keys found. */
  get(table: T, keys: Column<K>): number;
  /** Follows the chain from `start` for `steps` lookups and returns where it ends. */
  dependent(table: T, start: K, steps: number): K;
  /** The same with the rival's unboxed read. */
  dependentOr(table: T, start: K, steps: number): K;
  /** Visits every entry; returns the sum of the values. */
  iterate(table: T): number;
}

/** The jobs of the bench whose keys are no strings yet: bytes, from which the rival takes its keys the best way it has. */
export interface TextLoops<T extends Table<string> = Table<string>> {
  /** Sets every pair in order; new strings come in lots of `batch`, or one by one where there are no batches. */
  putAllFresh(table: T, keys: PackedText, values: Values<string>, batch: number): void;
  /** Reads every key; writes values and found flags; new strings as above. */
  getAllFresh(table: T, keys: PackedText, values: Values<string>, found: Uint8Array, batch: number): void;
  /** Sets every pair in order. */
  putAllPacked(table: T, keys: PackedText, values: Values<string>): void;
  /** Reads every key; writes values and found flags. */
  getAllPacked(table: T, keys: PackedText, values: Values<string>, found: Uint8Array): void;
}

/** A rival made ready for one key kind. */
export interface Session<K extends Key, T extends Table<K> = Table<K>> {
  /** False where a table's final size must be named when it is made. */
  readonly grows: boolean;
  readonly loops: Loops<K, T>;
  /** Of rivals whose keys can be strings. */
  readonly text?: TextLoops<T & Table<string>>;
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
  open<K extends Key>(kind: KeyKind): Promise<Session<K>>;
}
