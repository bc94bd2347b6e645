/**
 * What caches of all kinds of keys have in common: an engine's cache in linear memory, with its queues, bounds and times. How entries are found, and
 * where their keys and values are, is in `linear/` and `any/`.
 */
import { type Batch, type Keys, keyAt } from '../bulk/columns.js';
import { type CacheCalls, cacheCallsOf } from '../engine/cache-calls.js';
import type { Engine } from '../engine/engine.js';
import * as Header from '../engine/header.js';
import { SIZE, START, TTL } from '../engine/js/cache/extras.js';
import { EVICTIONS, INSERTIONS, TELLS } from '../engine/js/cache/header.js';
import { DEFAULT_QUOTA, QUOTA_MAXIMUM, QUOTA_WHOLE, SCAN_NEXT, VALUES } from '../engine/memory-map.js';
import { randomWord } from '../engine/randomness.js';
import { selectEngine } from '../engine/select.js';
import { CapacityError, ClosedError } from '../errors.js';
import { type Ends, type Lease, reclaimWith } from '../heap/reclaim.js';
import { KeyCodec } from '../map/codec.js';
import type { KeyKindInfo, ValueKindInfo } from '../map/kinds.js';
import type { NumericArray } from '../typed-arrays.js';
import type { CacheSettings } from './options.js';
import { CacheTable, type Gone, type Place, absentValue } from './table.js';

export const policyNumbers = { lru: 0, 's3-fifo': 1, 'w-tinylfu': 2 } as const;
/** The queues of each policy, that from which entries go first foremost. */
export const queueOrders = [[0], [0, 1], [1, 0, 2]] as const;
/** For the engine, of a cache without a bound of entries. */
const NO_MAXIMUM = 0xffffffff;

const ends: Ends = {
  shrink: 'shrink', clear: 'clear', dispose: 'dispose', blobs: undefined,
  give: (engine, cache) => { cacheCallsOf(engine).disposeCache(cache); },
};
/** Of a cache with a quota of its own. */
const endsWithQuota: Ends = {
  ...ends,
  give(engine, cache) {
    const quota = engine.u32[(cache + Header.quota) >>> 2]!;
    cacheCallsOf(engine).disposeCache(cache);
    engine.freeQuota(quota);
  },
};

export abstract class EngineTable extends CacheTable {
  readonly label: string;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
  readonly codec: KeyCodec | undefined;
  readonly rules = { maxStagedBytes: Infinity };
  readonly engine: Engine;
  readonly calls: CacheCalls;
  /** Address of the header; 0, the null map, before the first write. */
  cache = 0;
  weight = 0;
  /** Reads before there was a header to count in. */
  protected earlyMisses = 0;
  max: number;
  maxSize: number;
  maxBytes: number;
  /** Whether every entry that goes is to be known here: somebody is told of it, or it has a size. */
  readonly isTold: boolean;
  readonly settings: CacheSettings;
  readonly #policy: 0 | 1 | 2;
  #lease: Lease | undefined = undefined;
  #ownQuota = 0;
  #closed = false;
  /** Entries that were taken out and reported. */
  #taken = 0;
  /** Those of them that went for memory, whom nobody has asked for yet, with their keys as they are stored: no codec runs amid a write. */
  protected forced: Gone[] = [];

  constructor(settings: CacheSettings) {
    super();
    const { map, type, max, maxSize, maxBytes, callbacks: { dispose, disposeAfter } } = settings;
    this.settings = settings;
    this.key = map.key;
    this.value = map.value;
    this.codec = map.codec && new KeyCodec(map.codec);
    this.label = map.name === undefined ? type : `${type} "${map.name}"`;
    this.engine = map.heap?._engine ?? selectEngine(map.engine, false);
    this.calls = cacheCallsOf(this.engine);
    this.max = max;
    this.maxSize = maxSize;
    this.maxBytes = maxBytes;
    this.#policy = policyNumbers[settings.policy];
    this.isTold = dispose !== undefined || disposeAfter !== undefined || settings.sized;
  }

  /** The header, for a first write. `layout` and `holds` as the engine has them: see `assembly/cache/cache.ts`. */
  protected create(layout: number, holds: number, valueBytes: number): number {
    this.assertOpen();
    const { engine, maxBytes, settings: { map: { seed, heap } } } = this;
    const [low, high] = seed === undefined ? [randomWord(), randomWord()] : [Number(seed & 0xffffffffn), Number(seed >> 32n)];
    const quota = maxBytes === Infinity ? heap?._quota ?? DEFAULT_QUOTA : this.#quotaOf(maxBytes);
    const most = Math.min(this.max, NO_MAXIMUM);
    const cache = quota === 0 ? 0 : this.calls.createCache(quota, layout, low, high, this.#policy, most, holds | (this.isTold ? TELLS : 0), valueBytes) >>> 0;
    if (cache === 0) throw this.refused();
    this.cache = cache;
    this.#lease = reclaimWith(this, engine, cache, this.#ownQuota === 0 ? ends : endsWithQuota);
    return cache;
  }

  /** A quota of the cache's own, which is part of its heap's. */
  #quotaOf(maxBytes: number): number {
    if (this.#ownQuota !== 0) return this.#ownQuota;
    const quota = this.#ownQuota = this.engine.createQuota(maxBytes) >>> 0;
    const whole = this.settings.map.heap?._quota;
    if (quota !== 0 && whole !== undefined) this.engine.u32[(quota + QUOTA_WHOLE) >>> 2] = whole;
    return quota;
  }

  /** Makes sure that there is a header; returns its address. @throws CapacityError */
  abstract open(): number;

  /** The seed of its hashes, once there is a header. */
  get seed(): bigint {
    return (BigInt(this.field(Header.seed + 4)) << 32n) | BigInt(this.field(Header.seed));
  }

  /** A number that grows with every entry that comes or goes. */
  get changes(): number {
    return this.field64(Header.version) + this.field64(INSERTIONS) + this.field64(EVICTIONS);
  }

  get size(): number {
    this.assertOpen();
    return this.cache === 0 ? 0 : this.field(Header.count);
  }

  get hits(): number {
    return this.field64(Header.hits);
  }

  get misses(): number {
    return this.field64(Header.misses) + this.earlyMisses;
  }

  get dropped(): number {
    return this.field64(EVICTIONS) - this.#taken;
  }

  get insertions(): number {
    return this.field64(INSERTIONS);
  }

  get bytes(): number {
    return this.cache === 0 ? 0 : this.calls.cacheBytes(this.cache) >>> 0;
  }

  /** A field of the header. */
  field(at: number): number {
    return this.engine.u32[(this.cache + at) >>> 2]!;
  }

  protected field64(at: number): number {
    return this.cache === 0 ? 0 : this.field(at) + this.field(at + 4) * 2 ** 32;
  }

  touch(place: Place): void {
    this.calls.cacheRead(this.cache, place);
  }

  hasRoom(size: number): boolean {
    return this.size < this.max && this.weight + size <= this.maxSize;
  }

  makeRoom(size: number): Gone | undefined {
    if (this.size === 0) return undefined;
    if (this.weight + size > this.maxSize) return this.#evict(1);
    return this.calls.cacheMakeRoom(this.cache) === 0 ? undefined : this.#decoded(this.#take());
  }

  trim(): Gone | undefined {
    return this.size > this.max || this.weight > this.maxSize || (this.maxBytes !== Infinity && this.bytes > this.maxBytes) ? this.#evict(1) : undefined;
  }

  evict(): Gone | undefined {
    return this.#evict(0);
  }

  #evict(isFull: 0 | 1): Gone | undefined {
    this.assertOpen();
    return this.cache === 0 || this.calls.cacheEvict(this.cache, isFull) === 0 ? undefined : this.#decoded(this.#take());
  }

  takeForced(): readonly Gone[] {
    const { forced } = this;
    if (forced.length === 0) return forced;
    this.forced = [];
    return forced.map((gone) => this.#decoded(gone));
  }

  /** Takes out an entry so that a write which was refused may be tried again. @throws CapacityError where there is none. */
  protected yield(): void {
    this.#force(this.calls.cacheYield(this.cache));
  }

  #force(isTaken: number): void {
    if (isTaken === 0) throw this.refused();
    this.forced.push(this.#take());
  }

  #take(): Gone {
    this.#taken++;
    const gone = this.gone();
    this.weight -= gone.size;
    return gone;
  }

  /** The entry that was taken out last, of which nothing is kept from now on, with its key as it is stored. */
  protected abstract gone(): Gone;

  #decoded(gone: Gone): Gone {
    return { ...gone, key: this.decode(gone.key) };
  }

  /** The key of the entry as it is stored, which no codec has decoded yet: these are the user's, and may call the cache, and close it. */
  protected abstract storedAt(place: Place): unknown;
  /** As `find`, of such a key. */
  protected abstract findStored(stored: unknown): Place;
  /** A key as users have it. */
  protected abstract decode(stored: unknown): unknown;

  keyAt(place: Place): unknown {
    return this.decode(this.storedAt(place));
  }

  /** Tells of the places of all entries, those first that go first. */
  places(): number[] {
    const places: number[] = [];
    if (this.size === 0) return places;
    const { engine, calls, cache } = this;
    for (const queue of queueOrders[this.#policy]) {
      let line = 0;
      do {
        const count = calls.cacheWalk(cache, queue, line);
        line = engine.u32[SCAN_NEXT >>> 2]!;
        places.push(...engine.u32.subarray(VALUES >>> 2, (VALUES >>> 2) + count));
      } while (line !== 0);
    }
    return places;
  }

  sizeAt(place: Place): number {
    return this.#extra(place, SIZE);
  }

  startAt(place: Place): number {
    return this.#extra(place, START);
  }

  ttlAt(place: Place): number {
    return this.#extra(place, TTL);
  }

  #extra(place: Place, field: number): number {
    const extras = this.calls.cacheExtras(this.cache, place) >>> 0;
    return extras === 0 ? 0 : this.engine.f64[(extras + field) >>> 3]!;
  }

  setSize(place: Place, size: number): void {
    if (place === 0 || (size === 0 && this.calls.cacheExtras(this.cache, place) === 0)) return;
    this.#persist(place, (current) => {
      const extras = this.calls.cacheMakeExtras(this.cache, current) >>> 0;
      if (extras === 0) return false;
      const at = (extras + SIZE) >>> 3;
      this.weight += size - this.engine.f64[at]!;
      this.engine.f64[at] = size;
      return true;
    });
  }

  setTime(place: Place, start: number, ttl: number): void {
    if (place === 0 || (ttl === 0 && this.calls.cacheExtras(this.cache, place) === 0)) return;
    this.#persist(place, (current) => this.calls.cacheSetTime(this.cache, current, ttl === 0 ? 0 : start, ttl) !== 0);
  }

  /** Tries to write to an entry until memory is not refused, or the entry itself had to go. */
  #persist(place: Place, write: (place: Place) => boolean): void {
    if (write(place)) return;
    const stored = this.storedAt(place);
    do {
      // By the policy, not for the sake of an entry that is to come, as `yield`: what that wants gone may be this very one.
      this.#force(this.calls.cacheEvict(this.cache, 1));
      place = this.findStored(stored);
    } while (place !== 0 && !write(place));
  }

  /** Of an entry that is new. */
  protected addExtras(stored: unknown, size: number, start: number, ttl: number): void {
    if (size !== 0) this.setSize(this.findStored(stored), size);
    if (ttl !== 0) this.setTime(this.findStored(stored), start, ttl);
  }

  expire(now: number): Gone | undefined {
    return this.cache === 0 || this.calls.cacheExpire(this.cache, now) === 0 ? undefined : this.#decoded(this.#take());
  }

  nextExpiry(): number {
    return this.cache === 0 ? Infinity : this.calls.cacheNextExpiry(this.cache);
  }

  remove(place: Place): void {
    this.weight -= this.sizeAt(place);
    this.release(place);
    this.calls.cacheRemoveSlot(this.cache, place);
  }

  /** Lets go of what JavaScript holds for the entry, which is about to be removed. */
  protected abstract release(place: Place): void;

  resize(max: number, maxSize: number, maxBytes: number): void {
    this.assertOpen();
    this.max = max;
    this.maxSize = maxSize;
    this.maxBytes = maxBytes;
    if (this.#ownQuota !== 0) this.engine.u32[(this.#ownQuota + QUOTA_MAXIMUM) >>> 2] = maxBytes < 2 ** 32 ? maxBytes : 0;
    if (this.cache !== 0) this.calls.resizeCache(this.cache, Math.min(max, NO_MAXIMUM));
  }

  keys(lastFirst: boolean): unknown[] {
    const stored = this.places().map((place) => this.storedAt(place));
    return (lastFirst ? stored.reverse() : stored).map((key) => this.decode(key));
  }

  readMany(keys: Keys, values: NumericArray | unknown[], found: Uint8Array): number {
    const absent = absentValue(this.value);
    let hits = 0;
    for (let i = 0; i < keys.length; i++) {
      const value = this.read(keyAt(keys, i));
      hits += found[i] = Number(value !== undefined);
      (values as unknown[])[i] = value === undefined ? absent : value;
    }
    return hits;
  }

  writeMany({ keys, values, length }: Batch, tally: { writes: number }): void {
    for (let i = 0; i < length; i++) {
      this.write(keyAt(keys, i), values![i]);
      tally.writes++;
    }
  }

  findMany(keys: Keys, found: Uint8Array): void {
    for (let i = 0; i < keys.length; i++) found[i] = Number(this.find(keyAt(keys, i)) !== 0);
  }

  removeMany(keys: Keys): number {
    let removed = 0;
    for (let i = 0; i < keys.length; i++) {
      const place = this.find(keyAt(keys, i));
      if (place === 0) continue;
      this.remove(place);
      removed++;
    }
    return removed;
  }

  clear(): void {
    this.assertOpen();
    if (this.cache !== 0) this.calls.clearCache(this.cache);
    this.weight = 0;
  }

  dispose(): void {
    if (this.#closed) return;
    if (this.cache !== 0) {
      this.clear();
      this.#lease!.map = 0;
      this.calls.disposeCache(this.cache);
    }
    if (this.#ownQuota !== 0) this.engine.freeQuota(this.#ownQuota);
    this.cache = 0;
    this.#closed = true;
  }

  assertOpen(): void {
    if (this.#closed) throw new ClosedError(`${this.label} was closed; make a new one`);
  }

  /** The error of a write that memory is refused for. */
  refused(): CapacityError {
    const { maxBytes, settings: { map: { heap } } } = this;
    const whose = maxBytes !== Infinity ? `the ${maxBytes} bytes of maxBytes are` : heap === undefined ? 'linear memory is' : 'the quota of its heap is';
    return new CapacityError(`${this.label}: ${whose} exhausted, and no entry is left that could go`);
  }
}
