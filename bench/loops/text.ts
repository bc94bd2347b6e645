/** Loops whose keys are cut from a buffer one by one, each a new string: the same text for every rival. */
import type { Values } from '../input/columns.js';
import type { PackedText } from '../input/packed-text.js';
import type { Table, TextLoops } from '../rivals/rival.js';

type TextTable = Table<string>;

/** Makes every string and uses it as little as can be: what the other loops cost without a table. */
export function cutEach(keys: PackedText): number {
  let characters = 0;
  for (let i = 0; i < keys.length; i++) characters += keys.cut(i).length;
  return characters;
}

export function setFresh(table: TextTable, keys: PackedText, values: Values<string>): void {
  const source = values;
  for (let i = 0; i < keys.length; i++) table.set(keys.cut(i), source[i]);
}

/** Sums the values of all keys found. */
export function getFresh(table: TextTable, keys: PackedText): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const value = table.get(keys.cut(i));
    if (value !== undefined) sum += value;
  }
  return sum;
}

function readFresh(table: TextTable, keys: PackedText, values: Values<string>, found: Uint8Array): void {
  const target = values;
  for (let i = 0; i < keys.length; i++) {
    const value = table.get(keys.cut(i));
    if (value === undefined) {
      found[i] = 0;
    } else {
      target[i] = value;
      found[i] = 1;
    }
  }
}

/** A table without batches takes each string as it comes; gathering them first would only cost memory. */
export const naturalText: TextLoops = {
  putAllFresh: setFresh,
  getAllFresh: readFresh,
  putAllPacked: setFresh,
  getAllPacked: readFresh,
};
