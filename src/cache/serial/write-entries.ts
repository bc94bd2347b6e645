/** Entries of a cache on their way to a file: queue by queue, those first that go first, with what their policy and their times need to come back as they were. */
import { ConcurrentModificationError } from '../../errors.js';
import { KeyCodec } from '../../map/codec.js';
import { keyWriter, valueWriter } from '../../serial/columns.js';
import { padded } from '../../serial/items.js';
import { writePage } from '../../serial/pages.js';
import { MOST_BYTES, MOST_ENTRIES } from '../../serial/write-entries.js';
import type { EngineTable } from '../engine-table.js';
import type { Store } from '../store.js';
import type { Place } from '../table.js';
import { PAGE_ENTRIES } from './settings.js';

/** All entries whose time is not over at `now`, in pages; and how many there are. @throws WasmapTypeError, ConcurrentModificationError */
export function writeEntries(store: Store, now: number): { readonly count: number; readonly pages: Uint8Array[] } {
  const places = store.table.places().filter((place) => !isOver(store, place, now));
  const pages: Uint8Array[] = [];
  for (let from = 0; from < places.length;) {
    const page = new EntryPage(store, now);
    while (from < places.length && page.hasRoom) page.add(places[from]!, from++);
    pages.push(page.finish());
  }
  return { count: places.length, pages };
}

function isOver({ table, timed }: Store, place: Place, now: number): boolean {
  const ttl = timed ? table.ttlAt(place) : 0;
  return ttl !== 0 && now - table.startAt(place) > ttl;
}

class EntryPage {
  readonly #store: Store;
  readonly #table: EngineTable;
  readonly #now: number;
  readonly #changes: number;
  readonly #keys;
  readonly #values;
  readonly #marks: number[] = [];
  readonly #times: number[] = [];
  readonly #ages: number[] = [];
  readonly #sizes: number[] = [];

  constructor(store: Store, now: number) {
    const { map } = store.settings;
    this.#store = store;
    this.#table = store.table;
    this.#now = now;
    this.#changes = this.#table.changes;
    this.#keys = keyWriter({ key: map.key, codec: map.codec && new KeyCodec(map.codec) }, 'cache');
    this.#values = valueWriter(map, 'cache');
  }

  get hasRoom(): boolean {
    return this.#marks.length < MOST_ENTRIES && this.#keys.bytes + this.#values.bytes < MOST_BYTES;
  }

  /** All that is not a codec's first: it is the user's, and may call the cache. */
  add(place: Place, position: number): void {
    const table = this.#table;
    const { label } = table;
    this.#marks.push(table.calls.cacheMark(table.cache, place));
    if (this.#store.timed) {
      this.#times.push(table.ttlAt(place));
      this.#ages.push(this.#now - table.startAt(place));
    }
    if (this.#store.settings.sized) this.#sizes.push(table.sizeAt(place));
    const value = table.valueAt(place);
    this.#keys.add(table.keyAt(place), `${label}: serialize: keys[${position}]`);
    this.#values.add(value, `${label}: serialize: values[${position}]`);
    if (this.#store.closed || table.changes !== this.#changes) {
      throw new ConcurrentModificationError(`${label}: serialize: its own codec wrote to the cache; nothing was written`, 'codec');
    }
  }

  finish(): Uint8Array {
    const marks = new Uint16Array(padded(2 * this.#marks.length) / 2);
    marks.set(this.#marks);
    const floats = [this.#times, this.#ages, this.#sizes].filter(({ length }) => length > 0);
    const columns = [marks, ...floats.map((column) => Float64Array.from(column))];
    return writePage(this.#marks.length, PAGE_ENTRIES, [this.#keys.finish(), this.#values.finish(), ...columns.map(({ buffer }) => new Uint8Array(buffer))]);
  }
}
