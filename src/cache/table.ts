/**
 * What a cache asks of whatever keeps its entries, in terms of single entries: see `src/cache/linear/` and `src/cache/any/`. What entries mean to the user
 * (when one is stale, who is told that one left) is not known here.
 */
import type { Batch, Keys } from '../bulk/columns.js';
import type { BatchTarget } from '../bulk/target.js';
import type { Engine } from '../engine/engine.js';
import type { KeyCodec } from '../map/codec.js';
import type { KeyKindInfo, ValueKindInfo } from '../map/kinds.js';
import type { NumericArray } from '../typed-arrays.js';

/** Where an entry is, until the next call that changes the cache; 0 where there is none. */
export type Place = number;

/** An entry that a policy or its time has taken out. */
export interface Gone {
  readonly key: unknown;
  readonly value: unknown;
  readonly size: number;
}

/** What stands for a value that is not there among others of its kind. */
export function absentValue({ held, hotClass }: ValueKindInfo): 0 | 0n | undefined {
  return held ? undefined : hotClass === 'long' ? 0n : 0;
}

export abstract class CacheTable implements BatchTarget {
  /** For messages: "WasmCache" or its name. */
  abstract readonly label: string;
  abstract readonly key: KeyKindInfo;
  abstract readonly value: ValueKindInfo;
  abstract readonly codec: KeyCodec | undefined;
  abstract readonly engine: Engine;
  abstract readonly rules: BatchTarget['rules'];
  /** Entries, those included whose time is over. */
  abstract readonly size: number;
  /** The sum of the entries' sizes. */
  abstract readonly weight: number;
  /** The most entries; Infinity for no such bound. */
  abstract readonly max: number;
  /** The most `weight`; Infinity for no such bound. */
  abstract readonly maxSize: number;
  /** The most `bytes`; Infinity for no such bound. */
  abstract readonly maxBytes: number;

  /** The entry of `key`, which fits its kind; 0 where there is none. Neither counted nor known to the policy. O(1) */
  abstract find(key: unknown): Place;
  /** Tells the policy that the entry was asked for. The place stays good. O(1) */
  abstract touch(place: Place): void;

  abstract keyAt(place: Place): unknown;
  abstract valueAt(place: Place): unknown;
  /** 0 where sizes are not kept. */
  abstract sizeAt(place: Place): number;
  /** When its time began, in milliseconds of the cache's clock; 0 where it has none. */
  abstract startAt(place: Place): number;
  /** How long its time is, in milliseconds; 0 where it has none. */
  abstract ttlAt(place: Place): number;

  /**
   * Gives an entry another value, size, or time, or a new key its entry, for which room was made. The values fit their kinds. An entry that has gone
   * meanwhile, for memory or by a codec that called the cache, has the place 0, and is given nothing.
   * @throws CapacityError where memory is refused; nothing has changed then.
   */
  abstract setValue(place: Place, value: unknown): void;
  abstract setSize(place: Place, size: number): void;
  abstract setTime(place: Place, start: number, ttl: number): void;
  abstract add(key: unknown, value: unknown, size: number, start: number, ttl: number): void;

  /** `get` and `set` of a cache whose entries have neither times nor sizes, and which tells nobody of those that go. As the cache's; O(1) */
  abstract read(key: unknown): unknown;
  abstract write(key: unknown, value: unknown): void;
  /** As `read`, of many keys that fit: their values, or what stands for absent ones, and 0 or 1 for each; returns how many are there. O(keys) */
  abstract readMany(keys: Keys, values: NumericArray | unknown[], found: Uint8Array): number;
  /** As `write`, of the entries of a batch, in order; `tally` counts them as they are written, for memory may be refused amid them. O(entries) */
  abstract writeMany(batch: Batch, tally: { writes: number }): void;
  /** As `find`, of many keys: 0 or 1 for each. As `remove`, of those that are there; returns how many. O(keys) */
  abstract findMany(keys: Keys, found: Uint8Array): void;
  abstract removeMany(keys: Keys): number;
  /** What these calls have counted: reads that found the key, and those that did not; entries that went for others. */
  abstract readonly hits: number;
  abstract readonly misses: number;
  abstract readonly dropped: number;
  /** Keys that got an entry, by whichever call. */
  abstract readonly insertions: number;
  /** Bytes of linear memory that the cache owns. */
  abstract readonly bytes: number;

  /** Whether an entry more, of `size`, may come as it is. O(1) */
  abstract hasRoom(size: number): boolean;
  /** Takes out an entry that must go before one of `size` may come; undefined where there is room. */
  abstract makeRoom(size: number): Gone | undefined;
  /**
   * Takes out an entry where there is more than the bounds allow, as after `resize`, or another value or size; undefined where there is not. The entry
   * that was touched last is the last to go.
   */
  abstract trim(): Gone | undefined;
  /** Takes out the entry whose turn it is; undefined where there is none. */
  abstract evict(): Gone | undefined;
  /** Those entries that had to go during writes because memory was refused; each is told of once. */
  abstract takeForced(): readonly Gone[];
  /** Takes out an entry whose time was over before `now`; undefined where there is none. */
  abstract expire(now: number): Gone | undefined;
  /** No entry's time is over before this, in milliseconds of the cache's clock; Infinity where none has any. */
  abstract nextExpiry(): number;
  abstract remove(place: Place): void;
  abstract clear(): void;
  /** Gives all memory back; whatever is asked later throws ClosedError. */
  abstract dispose(): void;
  /** @throws ClosedError where it was disposed of. */
  abstract assertOpen(): void;

  /** Other bounds: entries beyond them are taken out by `trim`. */
  abstract resize(max: number, maxSize: number, maxBytes: number): void;
  /** The keys as they are now, in the order in which they will go: the last first, or the first. O(entries) */
  abstract keys(lastFirst: boolean): unknown[];
}
