/** The natural loops over 64-bit integer keys and values. */
import type { BigintColumn } from '../input/columns.js';
import type { Loops, Table } from '../rivals/rival.js';
import { addBigints, asChecksum } from './sink.js';

type BigintTable = Table<bigint>;

function putAll(table: BigintTable, keys: BigintColumn, values: BigintColumn): void {
  for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
}

function getAll(table: BigintTable, keys: BigintColumn, values: BigintColumn, found: Uint8Array): void {
  for (let i = 0; i < keys.length; i++) {
    const value = table.get(keys[i]);
    if (value === undefined) {
      found[i] = 0;
    } else {
      values[i] = value;
      found[i] = 1;
    }
  }
}

function hasAll(table: BigintTable, keys: BigintColumn, found: Uint8Array): Uint8Array {
  for (let i = 0; i < keys.length; i++) found[i] = table.has(keys[i]) ? 1 : 0;
  return found;
}

function addAll(table: BigintTable, keys: BigintColumn, values: BigintColumn): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    table.set(key, (table.get(key) ?? 0n) + values[i]);
  }
}

function getOr(table: BigintTable, keys: BigintColumn): number {
  let sum = 0n;
  for (let i = 0; i < keys.length; i++) sum = addBigints(sum, table.get(keys[i]) ?? 0n);
  return asChecksum(sum);
}

function get(table: BigintTable, keys: BigintColumn): number {
  let sum = 0n;
  for (let i = 0; i < keys.length; i++) {
    const value = table.get(keys[i]);
    if (value !== undefined) sum = addBigints(sum, value);
  }
  return asChecksum(sum);
}

function dependent(table: BigintTable, start: bigint, steps: number): bigint {
  let key = start;
  for (let i = 0; i < steps; i++) key = table.get(key) ?? 0n;
  return key;
}

function iterate(table: BigintTable): number {
  let sum = 0n;
  table.forEach((value) => {
    sum = addBigints(sum, value);
  });
  return asChecksum(sum);
}

export const bigintLoops: Loops<bigint> = { putAll, getAll, hasAll, addAll, getOr, get, dependent, dependentOr: dependent, iterate };
