/** What `console.log` shows of a map in Node and Deno: kinds, size, engine and the first entries. */
import type { Table } from './table.js';

const SHOWN_ENTRIES = 20;

/** One line about `table`, with its first entries. */
export function describe(table: Table & Iterable<unknown>, one: (entry: unknown) => string): string {
  const kinds = table._value.name === 'none' ? table._key.name : `${table._key.name} → ${table._value.name}`;
  if (table._earlyMisses < 0) return `${table._label} [${kinds}, ${table.engine}, disposed]`;
  const shown: string[] = [];
  for (const entry of table) {
    if (shown.length === SHOWN_ENTRIES) {
      shown.push(`… ${table.size - SHOWN_ENTRIES} more`);
      break;
    }
    shown.push(one(entry));
  }
  return `${table._label}(${table.size}) [${kinds}, ${table.engine}] { ${shown.join(', ')}${shown.length > 0 ? ' ' : ''}}`;
}

/** Lets a prototype's `_describe` answer the runtimes' inspectors. */
export function inspectWith(prototype: { _describe(): string }): void {
  for (const name of ['nodejs.util.inspect.custom', 'Deno.customInspect']) {
    Object.defineProperty(prototype, Symbol.for(name), {
      value(this: { _describe(): string }): string { return this._describe(); },
      configurable: true,
      writable: true,
    });
  }
}
