/**
 * The natural loops over number keys and values: what somebody writes who has a Map and typed arrays. With strings and other
 * keys beside number values they are the same text, in lists instead of typed arrays.
 */
import type { NumberColumn } from '../input/columns.js';
import type { Loops, Table } from '../rivals/rival.js';

type NumberTable = Table<number>;

function putAll(table: NumberTable, keys: NumberColumn, values: NumberColumn): void {
  for (let i = 0; i < keys.length; i++) table.set(keys[i], values[i]);
}

function getAll(table: NumberTable, keys: NumberColumn, values: NumberColumn, found: Uint8Array): void {
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

function hasAll(table: NumberTable, keys: NumberColumn, found: Uint8Array): Uint8Array {
  for (let i = 0; i < keys.length; i++) found[i] = table.has(keys[i]) ? 1 : 0;
  return found;
}

function addAll(table: NumberTable, keys: NumberColumn, values: NumberColumn): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    table.set(key, (table.get(key) ?? 0) + values[i]);
  }
}

function getOr(table: NumberTable, keys: NumberColumn): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) sum += table.get(keys[i]) ?? 0;
  return sum;
}

function get(table: NumberTable, keys: NumberColumn): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const value = table.get(keys[i]);
    if (value !== undefined) sum += value;
  }
  return sum;
}

function dependent(table: NumberTable, start: number, steps: number): number {
  let key = start;
  for (let i = 0; i < steps; i++) key = table.get(key) ?? 0;
  return key;
}

/** Rivals visit in different orders, so what is summed up must not depend on the order: 32 bits, where a double would round from 2^53 on. */
function iterate(table: NumberTable): number {
  let sum = 0;
  table.forEach((value) => {
    sum = (sum + (value | 0)) | 0;
  });
  return sum;
}

export const numberLoops: Loops<number> = { putAll, getAll, hasAll, addAll, getOr, get, dependent, dependentOr: dependent, iterate };
