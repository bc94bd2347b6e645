/** What `console.log` shows of a cache in Node and Deno: kinds, policy, size and the entries that are the last to go. */
import { reason, show } from '../errors.js';
import { visit } from './operations/iterate.js';
import type { Store } from './store.js';

const SHOWN_ENTRIES = 20;

/** One line about the cache, with its hottest entries. Nobody hears of it, and nothing is thrown: codecs and clocks may. */
export function describe(store: Store): string {
  const { settings: { map, policy }, table } = store;
  const kinds = `[${map.key.name} → ${map.value.name}, ${policy}`;
  if (store.closed) return `${table.label} ${kinds}, closed]`;
  return `${table.label}(${table.size}) ${kinds}] ${showEntries(store)}`;
}

function showEntries(store: Store): string {
  const shown: string[] = [];
  try {
    for (const [key, value] of visit(store, 'hottest')) {
      if (shown.push(`${show(key)} => ${show(value)}`) === SHOWN_ENTRIES) break;
    }
  } catch (error) {
    shown.push(`<${reason(error)}>`);
  }
  if (shown.length === SHOWN_ENTRIES && store.table.size > SHOWN_ENTRIES) shown.push(`… ${store.table.size - SHOWN_ENTRIES} more`);
  return shown.length === 0 ? '{ }' : `{ ${shown.join(', ')} }`;
}
