/** What a guard wants to know of the entries of a map, looked up without being counted as a read. */
import type { InterceptedCall } from '../diagnostics/intercept.js';
import type { Written } from '../map/written.js';
import type { Table } from '../map/table.js';
import { byteLength, isBytes } from '../typed-arrays.js';

/** A table, by what its kind has to look keys up with. */
type Searched = Table & {
  lookup?(key: unknown): number;
  readonly index?: { has(key: unknown): boolean };
};

function tableOf(host: object): Searched | undefined {
  return (host as Partial<Written>)._table;
}

/** Undefined where it cannot be told, as of a key that the map is about to refuse. */
function isPresent(host: object, key: unknown): boolean | undefined {
  const table = tableOf(host);
  try {
    if (table === undefined) return nativeHas(host, key);
    if (table.closed || !table.key.fits(key)) return undefined;
    return table.lookup === undefined ? table.index?.has(key) : table.lookup(key) !== 0;
  } catch {
    return undefined; // a codec that throws
  }
}

function nativeHas(host: object, key: unknown): boolean {
  try {
    return Map.prototype.has.call(host, key);
  } catch {
    return Set.prototype.has.call(host, key);
  }
}

/** The value under `key`; undefined for none. */
export function valueOf(host: object, key: unknown): unknown {
  const table = tableOf(host);
  try {
    if (table === undefined) return Map.prototype.get.call(host, key) as unknown;
    return table.closed || !table.key.fits(key) ? undefined : table.peek(key);
  } catch {
    return undefined; // the same; or a native Set, which has no values
  }
}

/** Whether a call that may write does. */
export function writes({ host, method, args }: InterceptedCall): boolean {
  switch (method) {
    case 'delete': return isPresent(host, args[0]) !== false;
    case 'clear': return sizeOf(host) !== 0;
    case 'getOrInsert': case 'getOrInsertComputed': return isPresent(host, args[0]) !== true;
    default: return true;
  }
}

function sizeOf(host: object): number | undefined {
  try {
    return (host as { readonly size: number }).size;
  } catch {
    return undefined; // disposed of
  }
}

const LONGEST_KEY = 1024;

/** What tells a key from others in a native Map; undefined for keys that only a codec can tell apart, and very long ones. */
export function identityOfKey(host: object, key: unknown): { readonly key: unknown } | undefined {
  const kind = tableOf(host)?.key.name;
  if (kind === 'codec') return undefined;
  if (kind !== 'bytes') return { key };
  return isBytes(key) && byteLength(key) <= LONGEST_KEY ? { key: Array.from(key).join() } : undefined;
}

/** Whether two values that a map gave are the same one. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (!isBytes(one) || !isBytes(other)) return Object.is(one, other);
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
