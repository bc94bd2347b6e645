/** What a cache's values are in linear memory: numbers, blobs, or handles of what JavaScript holds. */
import type { Engine } from '../../engine/engine.js';
import { withBytes, withText } from '../../engine/keys.js';
import { PREVIOUS, VALUES } from '../../engine/memory-map.js';
import { readKey } from '../../engine/read-key.js';
import { BLOBS, HANDLES } from '../../engine/js/cache/header.js';
import type { NumericInfo, ValueKindInfo } from '../../map/kinds.js';
import { stage } from '../../bulk/columns.js';
import type { NumericArray } from '../../typed-arrays.js';
import { Held } from '../held.js';

/**
 * A value is first made ready, which may be refused, then put where its entry has room for it; so nothing is half written. Places are addresses, which may
 * be negative.
 */
export interface Values {
  /** What JavaScript holds for handles. */
  readonly held: unknown[];
  readonly bytes: 4 | 8;
  /** What the engine is told: see `assembly/cache/header.ts`. */
  readonly holds: number;
  /** What `put` is to be given; undefined where memory is refused. */
  prepare(cache: number, value: unknown): unknown;
  /** Puts a value at an address, in place of what is there: a value, or 0, or a handle that nobody uses. */
  put(cache: number, address: number, prepared: unknown): void;
  /** Gives back what was made ready for nothing. */
  cancel(cache: number, prepared: unknown): void;
  read(address: number): unknown;
  /** Lets go of the value at an address whose entry has been taken out. */
  release(cache: number, address: number): void;
  /** Lets go of all, before the cache is cleared. */
  clear(): void;
  /** Whether the engine puts a column of them: blobs are made one by one, for each may make others go. */
  readonly inColumns: boolean;
  /** Puts the values from the position `from` to `to` where the engine reads them, and tells what became of the first `count` of them. */
  stage(values: Column, from: number, to: number): void;
  settle(values: Column, from: number, count: number): void;
  /** Lets go of the values of `count` keys of which the engine has just removed those that were there. */
  removed(count: number): void;
}

type Column = NumericArray | readonly unknown[];

export function valuesOf(kind: ValueKindInfo, engine: Engine): Values {
  if (kind.hotClass === 'any') return new HeldValues(engine);
  return kind.hotClass === 'blob' ? new BlobValues(engine, kind.name === 'bytes') : new NumericValues(engine, kind.stored!);
}

class NumericValues implements Values {
  readonly held: unknown[] = [];
  readonly bytes: 4 | 8;
  readonly holds = 0;
  readonly inColumns = true;
  readonly #engine: Engine;
  readonly #kind: NumericInfo;
  readonly #view: NumericInfo['view'];
  readonly #shift: number;

  constructor(engine: Engine, kind: NumericInfo) {
    const { bytes, view } = kind;
    this.bytes = bytes;
    this.#kind = kind;
    this.#engine = engine;
    this.#view = view;
    this.#shift = bytes === 8 ? 3 : 2;
  }

  prepare(_: number, value: unknown): unknown {
    return value;
  }

  put(_: number, address: number, value: unknown): void {
    (this.#engine[this.#view] as { [index: number]: unknown })[address >>> this.#shift] = value;
  }

  cancel(): void {
    // Nothing was made.
  }

  read(address: number): unknown {
    return this.#engine[this.#view][address >>> this.#shift];
  }

  release(): void {
    // It is where its entry was.
  }

  clear(): void {
    // As above.
  }

  stage(values: Column, from: number, to: number): void {
    stage(this.#engine, this.#kind, values as NumericArray, from, to, VALUES);
  }

  settle(): void {
    // The engine has put them.
  }

  removed(): void {
    // As `release`.
  }
}

class BlobValues implements Values {
  readonly held: unknown[] = [];
  readonly bytes = 4;
  readonly holds = BLOBS;
  readonly inColumns = false;
  readonly #engine: Engine;
  readonly #isBytes: boolean;

  constructor(engine: Engine, isBytes: boolean) {
    this.#engine = engine;
    this.#isBytes = isBytes;
  }

  prepare(cache: number, value: unknown): unknown {
    const engine = this.#engine;
    const store = (_: unknown, map: number, at: number, word: number): number => engine.storeBlob(map, at, word);
    const blob = this.#isBytes ? withBytes(engine, cache, value as Uint8Array, store) : withText(engine, cache, value as string, store);
    return blob === 0 ? undefined : blob >>> 0;
  }

  put(cache: number, address: number, blob: unknown): void {
    this.release(cache, address);
    this.#engine.u32[address >>> 2] = blob as number;
  }

  cancel(cache: number, blob: unknown): void {
    this.#engine.freeBlob(cache, blob as number);
  }

  read(address: number): unknown {
    const { u8, i32, u32 } = this.#engine;
    const blob = u32[address >>> 2]!;
    return readKey(u8, blob + 4, i32[blob >>> 2]!, this.#isBytes);
  }

  release(cache: number, address: number): void {
    const blob = this.#engine.u32[address >>> 2]!;
    if (blob !== 0) this.#engine.freeBlob(cache, blob);
  }

  clear(): void {
    // The engine gives them back with the entries.
  }

  stage(): void {
    // They are no column.
  }

  settle(): void {
    // As above.
  }

  removed(): void {
    // As `clear`.
  }
}

class HeldValues implements Values {
  readonly bytes = 4;
  readonly holds = HANDLES;
  readonly inColumns = true;
  readonly #engine: Engine;
  readonly #held = new Held();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get held(): unknown[] {
    return this.#held.values;
  }

  /** No cache has undefined for a value. */
  prepare(_: number, value: unknown): unknown {
    return value;
  }

  put(_: number, address: number, value: unknown): void {
    const at = address >>> 2;
    const { u32 } = this.#engine;
    u32[at] = this.#held.keep(u32[at]!, value);
  }

  cancel(): void {
    // Nothing was made.
  }

  read(address: number): unknown {
    return this.held[this.#engine.u32[address >>> 2]!];
  }

  release(_: number, address: number): void {
    this.#held.release(this.#engine.u32[address >>> 2]!);
  }

  clear(): void {
    this.#held.clear();
  }

  stage(_: Column, from: number, to: number): void {
    const first = VALUES >>> 2;
    this.#held.offer(this.#engine.u32.subarray(first, first + to - from));
  }

  settle(values: Column, from: number, count: number): void {
    this.#held.keepAll(this.#previous(count), values, from);
  }

  removed(count: number): void {
    for (const handle of this.#previous(count)) this.#held.release(handle);
  }

  #previous(count: number): Uint32Array {
    const first = PREVIOUS >>> 2;
    return this.#engine.u32.subarray(first, first + count);
  }
}
