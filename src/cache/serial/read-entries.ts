/** Pages of entries on their way from a file into a cache. What the bounds or the time leave no room for is found first, then the rest is put. */
import { KeyCodec } from '../../map/codec.js';
import { isOrdered } from '../../map/kinds.js';
import { readItems, readNumbers } from '../../serial/columns.js';
import type { FileHeader } from '../../serial/format.js';
import { type Broken, padded } from '../../serial/items.js';
import type { Page } from '../../serial/pages.js';
import { isPositive } from '../rules.js';
import type { Store } from '../store.js';
import type { FileSettings } from './settings.js';

/** A mark: the number of the queue in the lowest two bits, then two of reads, four of the policy's own, four of the key's frequency. */
const MARK_BITS = 0xfff;
const MARK_QUEUE = 3;

/** A page of entries with what is known of them before their keys and values are looked at. */
export interface EntryPage {
  readonly count: number;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
  readonly marks: Uint16Array;
  /** In milliseconds; empty where entries have no times. */
  readonly ttls: Float64Array;
  readonly ages: Float64Array;
  /** Empty where entries have no sizes. */
  readonly sizes: Float64Array;
}

/** Takes a page of entries apart. */
export function parseEntries({ words, first: keys, second }: Page, { timed, sized }: FileSettings, queues: number, broken: Broken): EntryPage {
  const count = words[0]!;
  const markBytes = padded(2 * count);
  const valueBytes = second.length - markBytes - 8 * count * ((timed ? 2 : 0) + (sized ? 1 : 0));
  if (count === 0 || count > keys.length || valueBytes < 0 || valueBytes % 8 !== 0) broken('says that it has more entries than it can');
  const marks = new Uint16Array(second.buffer, second.byteOffset + valueBytes, count);
  let at = second.byteOffset + valueBytes + markBytes;
  const column = (isThere: boolean): Float64Array => {
    const numbers = new Float64Array(second.buffer, at, isThere ? count : 0);
    at += numbers.byteLength;
    return numbers;
  };
  const [ttls, ages, sizes] = [column(timed), column(timed), column(sized)];
  if (marks.some((mark) => mark > MARK_BITS || (mark & MARK_QUEUE) >= queues)) broken('has an entry in no queue');
  if (!ttls.every((ttl) => ttl >= 0 && ttl < Infinity) || ages.some(Number.isNaN)) broken('has a time that is none');
  if (!sizes.every(isPositive)) broken('has a size that is none');
  return { count, keys, values: second.subarray(0, valueBytes), marks, ttls, ages, sizes };
}

/**
 * Which entries of which pages come back: not those whose time is over by now, `elapsed` milliseconds after they were written; and where the bounds of `store`
 * are narrower than the file's, not those that would go first.
 */
export function chosen({ table, rules, settings: { sized } }: Store, pages: readonly EntryPage[], elapsed: number): boolean[][] {
  const chosen = pages.map(({ count }) => new Array<boolean>(count).fill(false));
  let [entries, weight] = [0, 0];
  for (let number = pages.length - 1; number >= 0; number--) {
    const { count, ttls, ages, sizes } = pages[number]!;
    for (let i = count - 1; i >= 0; i--) {
      if (isOver(ttls[i] ?? 0, ages[i] ?? 0, elapsed)) continue;
      const size = sized ? sizes[i]! : 0;
      if (rules.maxEntrySize !== 0 && size > rules.maxEntrySize) continue;
      if (entries === table.max || weight + size > table.maxSize) return chosen;
      entries++;
      weight += size;
      chosen[number]![i] = true;
    }
  }
  return chosen;
}

function isOver(ttl: number, age: number, elapsed: number): boolean {
  return ttl !== 0 && age + elapsed > ttl;
}

/** How entries are put. */
export interface Putting {
  /** The present by the cache's clock, less the time that has passed since the file was written: ages are counted back from here. */
  readonly then: number;
  /** Whether each goes to the place of its mark, the policy being the file's; else as any that is set. */
  readonly isPlaced: boolean;
}

/** Puts the chosen entries of a page. @throws CapacityError */
export function putEntries(store: Store, header: FileHeader, page: EntryPage, chosen: readonly boolean[], putting: Putting, broken: Broken): void {
  const { then, isPlaced } = putting;
  const { settings: { map, sized } } = store;
  const { table } = store;
  const { count, marks, ttls, ages, sizes } = page;
  const keys = isOrdered(map.key) ? readItems(map.key, page.keys, count, map.codec && new KeyCodec(map.codec), broken) : readNumbers(map.key, page.keys, count, broken);
  const values = map.value.held ? readItems(map.value, page.values, count, header.hasValueCodec ? map.rules.valueCodec : undefined, broken)
    : readNumbers(map.value.stored!, page.values, count, broken);
  for (let i = 0; i < count; i++) {
    const [key, value] = [keys[i], values[i]];
    if (value === undefined) broken('has an undefined value');
    if (!chosen[i]) continue;
    if (table.find(key) !== 0) broken('has a key that is there already');
    const ttl = ttls[i] ?? 0;
    table.add(key, value, sized ? sizes[i]! : 0, ttl === 0 ? 0 : then - ages[i]!, ttl);
    const place = isPlaced ? table.find(key) : 0;
    if (place !== 0) table.calls.cachePlace(table.cache, place, marks[i]!);
  }
}
