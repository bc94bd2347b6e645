/** A cache whose keys are numbers, text, bytes or a codec's: keys and values in linear memory, but for values of kind `any`. */
import { GONE_PAYLOAD, GONE_SIZE, HANDLES, RECORDS } from '../../engine/js/cache/header.js';
import type { Batch, Keys as KeyColumn } from '../../bulk/columns.js';
import { isOrdered } from '../../map/kinds.js';
import type { NumericArray } from '../../typed-arrays.js';
import { EngineTable } from '../engine-table.js';
import type { CacheSettings } from '../options.js';
import { type Gone, type Place, absentValue } from '../table.js';
import { Bulk } from './bulk.js';
import { type Keys, keysOf } from './keys.js';
import { type Values, valuesOf } from './values.js';

export class LinearCache extends EngineTable {
  /** For emitted methods. */
  readonly valueKind: number;
  readonly values: Values;
  readonly #keys: Keys;
  readonly #bulk: Bulk;

  constructor(settings: CacheSettings) {
    super(settings);
    const { map } = settings;
    this.valueKind = map.value.index;
    this.values = valuesOf(map.value, this.engine);
    this.#keys = keysOf(map, this.engine, this.calls, isOrdered(map.key) ? 4 : this.values.bytes, this.values.bytes);
    this.#bulk = new Bulk(this, this.values, this.#keys.inRecords);
  }

  open(): number {
    if (this.cache !== 0) return this.cache;
    const { bytes: keyBytes, inRecords } = this.#keys;
    const { bytes, holds } = this.values;
    return inRecords ? this.create(0x404, holds | RECORDS, bytes) : this.create((keyBytes << 8) | bytes, holds, 0);
  }

  read(key: unknown): unknown {
    const stored = this.#encode(key);
    if (this.cache === 0) {
      this.earlyMisses++;
      return undefined;
    }
    const address = this.#keys.find(this.cache, stored);
    return address === 0 ? undefined : this.values.read(address);
  }

  /** The key as the engine takes it, until the next is encoded. A codec is the user's: it may call the cache, and close it. */
  #encode(key: unknown): unknown {
    const stored = this.#keys.encode(key);
    this.assertOpen();
    return stored;
  }

  write(key: unknown, value: unknown): void {
    this.#put(this.#encode(key), value);
  }

  #put(stored: unknown, value: unknown): void {
    const cache = this.cache || this.open();
    const prepared = this.#prepare(cache, value);
    this.values.put(cache, this.#address(cache, stored, prepared), prepared);
  }

  /** A value ready to be put, others having gone for it where memory was refused. */
  #prepare(cache: number, value: unknown): unknown {
    for (;;) {
      const prepared = this.values.prepare(cache, value);
      if (prepared !== undefined) return prepared;
      this.yield();
    }
  }

  /** Where the value of a key goes, which is added if it is absent. */
  #address(cache: number, stored: unknown, prepared: unknown): number {
    try {
      for (;;) {
        const address = this.#keys.put(cache, stored);
        if (address !== 0) return address;
        this.yield();
      }
    } catch (error) {
      this.values.cancel(cache, prepared);
      throw error;
    }
  }

  find(key: unknown): Place {
    return this.findStored(this.#encode(key));
  }

  protected findStored(stored: unknown): Place {
    return this.cache === 0 ? 0 : this.#keys.slot(this.cache, stored) >>> 0;
  }

  protected storedAt(place: Place): unknown {
    return this.#keys.at(this.cache, place);
  }

  protected decode(stored: unknown): unknown {
    return this.#keys.decode(stored);
  }

  valueAt(place: Place): unknown {
    return this.values.read(this.#addressAt(place));
  }

  #addressAt(place: Place): number {
    const payload = this.calls.cachePayload(this.cache, place);
    return this.#keys.inRecords ? this.engine.u32[payload >>> 2]! : payload;
  }

  setValue(place: Place, value: unknown): void {
    if (place === 0) return;
    const { cache } = this;
    const prepared = this.values.prepare(cache, value);
    if (prepared !== undefined) this.values.put(cache, this.#addressAt(place), prepared);
    else this.#setLater(place, value);
  }

  /** Others go for the value's memory, among them perhaps the key's own entry: it is told of as they are, and the value is a new entry's, with the former's size and time. */
  #setLater(place: Place, value: unknown): void {
    const stored = this.storedAt(place);
    const [size, start, ttl] = [this.sizeAt(place), this.startAt(place), this.ttlAt(place)];
    const { cache } = this;
    let prepared = this.values.prepare(cache, value);
    while (prepared === undefined) {
      this.yield();
      prepared = this.values.prepare(cache, value);
    }
    const isGone = this.findStored(stored) === 0;
    this.values.put(cache, this.#address(cache, stored, prepared), prepared);
    if (isGone) this.addExtras(stored, size, start, ttl);
  }

  add(key: unknown, value: unknown, size: number, start: number, ttl: number): void {
    const stored = this.#encode(key);
    this.#put(stored, value);
    this.addExtras(stored, size, start, ttl);
  }

  override readMany(keys: KeyColumn, values: NumericArray | unknown[], found: Uint8Array): number {
    if (this.cache !== 0) return this.#bulk.read(keys, values, found);
    this.earlyMisses += keys.length;
    (values as unknown[]).fill(absentValue(this.value), 0, keys.length);
    found.fill(0, 0, keys.length);
    return 0;
  }

  override writeMany(batch: Batch, tally: { writes: number }): void {
    if (!this.values.inColumns) {
      super.writeMany(batch, tally);
      return;
    }
    if (this.cache === 0 && batch.length > 0) this.open();
    for (let from = 0; from < batch.length;) {
      const { end, isRefused } = this.#bulk.write(batch, from);
      tally.writes += end - from;
      if (isRefused) this.yield();
      from = end;
    }
  }

  override findMany(keys: KeyColumn, found: Uint8Array): void {
    if (this.cache !== 0) this.#bulk.find(keys, found);
  }

  override removeMany(keys: KeyColumn): number {
    return this.cache === 0 ? 0 : this.#bulk.remove(keys);
  }

  protected release(place: Place): void {
    if ((this.values.holds & HANDLES) !== 0) this.values.release(this.cache, this.#addressAt(place));
  }

  protected gone(): Gone {
    const { cache, engine, calls } = this;
    const payload = cache + GONE_PAYLOAD;
    const record = this.#keys.inRecords ? engine.u32[payload >>> 2]! : 0;
    const address = record === 0 ? payload : record;
    const gone = { key: this.#keys.gone(cache), value: this.values.read(address), size: engine.f64[(cache + GONE_SIZE) >>> 3]! };
    this.values.release(cache, address);
    if (record !== 0) calls.cacheFreeRecord(cache, record);
    return gone;
  }

  override clear(): void {
    this.values.clear();
    super.clear();
  }
}
