/** Writing: `set`, and what `fetch` and `memo` store. */
import { unexpected } from '../../arguments.js';
import { checkPositive, isPositive, sizesNotKept } from '../rules.js';
import type { Store } from '../store.js';
import type { Place } from '../table.js';
import type { InsertReason, Milliseconds, SetOptions, Size } from '../types.js';
import { makeRoom, remove, trim } from './remove.js';

type AnySet = SetOptions<unknown, unknown, unknown>;

/** `set` of a plain cache, but for undefined. O(1) */
export function setPlain(store: Store, key: unknown, value: unknown): void {
  store.checkKey(key);
  store.checkValue(value);
  try {
    store.table.write(key, value);
    store.counts.writes++;
  } finally {
    store.noteForced(); // also where others went and memory was refused all the same
  }
}

/** What became of a value: a new entry, the same or another value of one, or nothing, for it is too large. */
export type SetOutcome = InsertReason | 'miss';

/** `set` with all that may be asked of it, but for undefined. What is being loaded for the key is aborted. */
export function set(store: Store, key: unknown, value: unknown, options: AnySet): SetOutcome {
  const wanted = readSet(store, key, value, options);
  store.loads?.written(key, 'replaced');
  return write(store, key, value, wanted, options);
}

/** As `set`, of what was loaded. */
export function setLoaded(store: Store, key: unknown, value: unknown, options: AnySet): void {
  write(store, key, value, readSet(store, key, value, options), options);
}

function write(store: Store, key: unknown, value: unknown, wanted: Wanted, options: AnySet): SetOutcome {
  const { status } = options;
  if (store.settings.sized && tooLarge(store, wanted.size)) {
    store.counts.rejected++;
    // What is there is not the key's value any more.
    remove(store, key, 'set');
    if (status !== undefined) Object.assign(status, { set: 'miss', maxEntrySizeExceeded: true });
    return 'miss';
  }
  if (wanted.ttl !== 0) store.beginTimes();
  const place = store.table.find(key) || makeRoom(store, key, wanted.size);
  try {
    return place === 0 ? insert(store, key, value, wanted, options) : update(store, place, key, value, wanted, options);
  } finally {
    store.departures.settle();
  }
}

/** What is to be written beside the value. */
interface Wanted {
  readonly size: Size;
  readonly ttl: Milliseconds;
  readonly start: Milliseconds;
}

/** @throws WasmapTypeError or WasmapRangeError for a key or value that does not fit its kind, a size, a time or a start that is none; what `sizeCalculation` throws. */
function readSet(store: Store, key: unknown, value: unknown, options: AnySet): Wanted {
  store.checkKey(key);
  store.checkValue(value);
  const { ttl = store.rules.ttl, start } = options;
  const { label } = store.table;
  if (typeof ttl !== 'number' || !(ttl >= 0)) throw unexpected(`${label}: set: ttl`, 'a number of milliseconds', ttl);
  if (start !== undefined && (typeof start !== 'number' || Number.isNaN(start))) throw unexpected(`${label}: set: start`, 'a time in milliseconds', start);
  const size = sizeOf(store, key, value, options);
  if (ttl === 0 || ttl === Infinity) return { size, ttl: 0, start: 0 };
  return { size, ttl, start: start ?? store.clock.exact() };
}

function sizeOf(store: Store, key: unknown, value: unknown, { size, sizeCalculation = store.rules.sizeCalculation }: AnySet): Size {
  const { label } = store.table;
  if (!store.settings.sized) {
    if (Boolean(size) || sizeCalculation !== undefined) throw sizesNotKept(`${label}: set: size`);
    return 0;
  }
  if (isPositive(size)) return size;
  if (sizeCalculation === undefined) throw unexpected(`${label}: set: size`, 'a positive integer, or a sizeCalculation', size);
  if (typeof sizeCalculation !== 'function') throw unexpected(`${label}: set: sizeCalculation`, 'a function', sizeCalculation);
  return checkPositive(`${label}: sizeCalculation`, sizeCalculation(value, key), 'in the unit of maxSize');
}

function tooLarge({ rules, table }: Store, size: Size): boolean {
  return (rules.maxEntrySize !== 0 && size > rules.maxEntrySize) || size > table.maxSize;
}

function insert(store: Store, key: unknown, value: unknown, { size, ttl, start }: Wanted, { status }: AnySet): 'add' {
  const { table, settings: { sized, callbacks } } = store;
  try {
    table.add(key, value, size, start, ttl);
  } finally {
    store.noteForced();
  }
  store.counts.writes++;
  if (status !== undefined) {
    status.set = 'add';
    if (sized) Object.assign(status, { entrySize: size, totalCalculatedSize: table.weight });
    store.noteTime(status, table.find(key));
  }
  if (ttl !== 0) store.timeChanged();
  callbacks.onInsert?.(value, key, 'add');
  return 'add';
}

function update(store: Store, place: Place, key: unknown, value: unknown, wanted: Wanted, options: AnySet): InsertReason {
  const { table, rules, departures, settings: { sized, callbacks } } = store;
  const { noDisposeOnSet = rules.noDisposeOnSet, status } = options;
  const oldValue = table.valueAt(place);
  const { insertions } = table;
  const wish = value === oldValue ? 'update' : 'replace';
  table.touch(place);
  try {
    rewrite(store, key, value, wish, wanted, options);
  } finally {
    store.noteForced();
  }
  store.counts.writes++;
  // The key's own entry may have gone for its new value's memory: then the old value was told of, and this is a new entry.
  const reason: InsertReason = table.insertions > insertions ? 'add' : wish;
  if (status !== undefined) status.set = reason;
  // What others are told of, and may call the cache for, comes when all is written.
  if (wish === 'replace') {
    if (reason === 'replace' && !noDisposeOnSet) departures.left(oldValue, key, 'set');
    trim(store);
    if (status !== undefined) Object.assign(status, { ...(reason === 'replace' && { oldValue }), ...(sized && { entrySize: wanted.size, totalCalculatedSize: table.weight }) });
  }
  callbacks.onInsert?.(value, key, reason);
  return reason;
}

/** Writes to an entry, the value first, for which memory may be refused; each write may move the entry. An entry that keeps its value keeps its size. */
function rewrite(store: Store, key: unknown, value: unknown, reason: InsertReason, { size, ttl, start }: Wanted, options: AnySet): void {
  const { table, settings: { sized } } = store;
  const { noUpdateTTL = store.rules.noUpdateTTL, status } = options;
  if (reason === 'replace') {
    table.setValue(table.find(key), value);
    if (sized) table.setSize(table.find(key), size);
  }
  if (store.timed && !noUpdateTTL) {
    table.setTime(table.find(key), start, ttl);
    store.timeChanged();
  }
  if (status !== undefined) store.noteTime(status, table.find(key));
}
