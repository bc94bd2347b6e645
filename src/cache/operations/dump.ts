/** All entries as an array, with times of the day, and back: `dump` and `load`. */
import { unexpected } from '../../arguments.js';
import { keyProblem, valueProblem } from '../../map/kinds.js';
import type { Store } from '../store.js';
import type { Entry, SetOptions } from '../types.js';

/** All entries, stale ones included, the first to go first. O(entries) */
export function dump(store: Store): [unknown, Entry<unknown>][] {
  const { table } = store;
  return table.keys(false).flatMap((key): [unknown, Entry<unknown>][] => {
    const [today, now] = [Date.now(), store.timed ? store.clock.exact() : 0];
    const place = table.find(key);
    if (place === 0) return []; // a codec has removed it, or does not encode what it has decoded
    const entry: Entry<unknown> = { value: table.valueAt(place) };
    if (store.timed) {
      entry.ttl = table.ttlAt(place);
      entry.start = Math.floor(today - (now - table.startAt(place)));
    }
    if (store.settings.sized) entry.size = table.sizeAt(place);
    return [[key, entry]];
  });
}

/** What `set` is to be told of an entry. */
type SetArguments = readonly [key: unknown, value: unknown, options: SetOptions<unknown, unknown, unknown>];

/**
 * What `set` is to be told of each of `entries`, as `dump` writes them: `start` becomes a time of the cache's clock.
 *
 * @throws WasmapTypeError for what are no such entries; WasmapTypeError or WasmapRangeError for a key or value that does not fit its kind, with its position.
 */
export function undump(store: Store, entries: unknown): SetArguments[] {
  const { label } = store.table;
  const { key: keyKind, value: valueKind } = store.settings.map;
  if (typeof (entries as Iterable<unknown> | null | undefined)?.[Symbol.iterator] !== 'function') throw unexpected(`${label}: load`, 'an array of entries', entries);
  const passed = Date.now() - store.clock.exact();
  return Array.from(entries as Iterable<readonly unknown[] | null | undefined>, (pair, index) => {
    const where = `${label}: load: entries[${index}]`;
    const entry = pair?.[1];
    if (typeof entry !== 'object' || entry === null) throw unexpected(where, 'a pair of a key and an object with its value', pair);
    const { value, start, ttl, size } = entry as Entry<unknown>;
    const key = pair![0];
    const problem = keyProblem(keyKind, key, `${where}: key`) ?? (value === undefined ? undefined : valueProblem(valueKind, value, `${where}: value`));
    if (problem !== undefined) throw problem;
    return [key, value, {
      ...(ttl !== undefined && { ttl }),
      ...(size !== undefined && { size }),
      ...(start !== undefined && start !== 0 && { start: start - passed }),
    }];
  });
}
