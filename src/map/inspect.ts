/** What `console.log` shows of a map in Node and Deno: kinds, size, engine and the first entries. */
import { reason, show } from '../errors.js';
import type { EntryCursor, Table } from './table.js';

const SHOWN_ENTRIES = 20;

/** A codec may throw, and printing a map must not. */
function showKey(cursor: EntryCursor): string {
  try {
    return show(cursor.key);
  } catch (error) {
    return `<${reason(error)}>`;
  }
}

/** One line about `table`, with its first entries. */
export function describe(table: Table): string {
  const isSet = table.value.name === 'none';
  const kinds = `[${isSet ? table.key.name : `${table.key.name} → ${table.value.name}`}, ${table.engine.engine}`;
  if (table.closed) return `${table.label} ${kinds}, disposed]`;
  const shown: string[] = [];
  const cursor = table.cursor();
  while (shown.length < SHOWN_ENTRIES && cursor.advance()) {
    const value = isSet ? '' : ` => ${show(cursor.value)}`; // first, for a codec that makes the key may change the map
    shown.push(showKey(cursor) + value);
  }
  if (table.size > SHOWN_ENTRIES) shown.push(`… ${table.size - SHOWN_ENTRIES} more`);
  return `${table.label}(${table.size}) ${kinds}] { ${shown.join(', ')}${shown.length > 0 ? ' ' : ''}}`;
}
