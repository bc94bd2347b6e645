/** What maps and sets have in common: an engine's table, its life, its room, its statistics. */
import type { Engine } from '../engine/engine.js';
import * as Header from '../engine/header.js';
import { randomSeed } from '../engine/randomness.js';
import { selectEngine } from '../engine/select.js';
import type { Heap } from '../heap/heap.js';
import { defaultQuota } from '../heap/heap.js';
import { type Lease, reclaimWith } from '../heap/reclaim.js';
import { disposed, exhausted } from './hot-map.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import type { Settings } from './options.js';
import { checkCount } from '../arguments.js';
import { probeLengths } from './probe-lengths.js';
import { ValueStore } from './value-store.js';

/** What a map owns. */
export interface MemoryUsage {
  /** Bytes of linear memory that the map owns. */
  readonly bytes: number;
  /** `bytes` by entries; 0 for an empty map. */
  readonly bytesPerEntry: number;
  /** Bytes of the whole linear memory in which the map lies, other maps' included. */
  readonly committed: number;
}

/** Counters of a map since it was made. */
export interface TableStats {
  readonly size: number;
  /** Entries the present tables take before any of them grows. */
  readonly capacity: number;
  /** `size` by slots. */
  readonly loadFactor: number;
  readonly hits: number;
  readonly misses: number;
  /** Insertions whose home group was full. */
  readonly collisions: number;
  /** Entries by the groups that finding them takes, one group first: of the whole map, or of 16 segments of a large one. */
  readonly probeLengths: readonly number[];
  /** Segments of 16 KiB; 0 while the map is smaller than one. */
  readonly segments: number;
  readonly splits: number;
  readonly merges: number;
  /** Tables rebuilt because deletions and insertions had left too many entries away from home. */
  readonly rebuilds: number;
  /** Entries in the overflow table: their hashes have too many bits in common. */
  readonly overflowed: number;
  readonly putAlls: number;
}

const GROUP_SLOTS = 7;

export abstract class Table {
  /** @internal */ readonly _engine: Engine;
  /** @internal */ _map = 0;
  #lease: Lease | undefined;
  /** @internal */ readonly _valueKind: number;
  /** @internal */ readonly _store: ValueStore;
  /** @internal */ readonly _key: KeyKindInfo;
  /** @internal */ readonly _value: ValueKindInfo;
  /** @internal */ _earlyMisses = 0;
  /** @internal */ _putAlls = 0;
  /** @internal */ readonly _label: string;
  /** @internal */ readonly _heap: Heap | undefined;
  /** @internal */ readonly _seed: bigint | undefined;

  /** @internal */
  constructor(settings: Settings, type: string) {
    this._engine = settings.heap?._engine ?? selectEngine(settings.engine);
    this._valueKind = settings.value.index;
    this._store = settings.value.name === 'any' ? new ValueStore() : noValues;
    this._key = settings.key;
    this._value = settings.value;
    this._label = settings.name === undefined ? type : `${type} "${settings.name}"`;
    this._heap = settings.heap;
    this._seed = settings.seed;
    if (settings.capacity > 0) this.reserve(settings.capacity);
  }

  /** Entries. O(1). */
  get size(): number {
    return this._map === 0 ? this._unopened() : this._read(Header.count);
  }

  /**
   * A number that only grows: by 1 for every call that stored or removed something, a batch included. O(1).
   */
  get version(): number {
    return this._map === 0 ? this._unopened() : this._read64(Header.version);
  }

  /** The engine that this map uses. */
  get engine(): 'wasm' | 'js' {
    return this._engine.engine;
  }

  /**
   * Makes room for `entries` in all, at once.
   *
   * @throws WasmapRangeError for what is no number of entries, CapacityError when memory is refused; nothing changes then.
   */
  reserve(entries: number): void {
    checkCount(`${this._label}: reserve`, entries, 2 ** 32 - 1);
    if (entries === 0) return this._assertOpen();
    if (!this._engine.reserve(this._map || this._open(), entries)) throw exhausted(this);
  }

  /** Gives back the memory that the present entries do not need. O(entries). */
  shrink(): void {
    this._assertOpen();
    if (this._map !== 0) this._engine.shrink(this._map);
  }

  /** Removes every entry and gives their memory back to the heap. O(segments). */
  clear(): void {
    this._assertOpen();
    if (this._map === 0) return;
    this._engine.clear(this._map);
    this._store.clear();
  }

  /** What the map owns. O(1). */
  memoryUsage(): MemoryUsage {
    this._assertOpen();
    let bytes = 0;
    for (let map = this._map; map !== 0; map = this._engine.u32[(map + Header.overflow) >>> 2]!) {
      bytes += this._engine.u32[(map + Header.bytes) >>> 2]!;
    }
    return { bytes, bytesPerEntry: this.size === 0 ? 0 : bytes / this.size, committed: this._engine.committed() };
  }

  /** Counters. O(1). */
  stats(): TableStats {
    this._assertOpen();
    const opened = this._map !== 0;
    const read = (field: number): number => (opened ? this._read(field) : 0);
    const read64 = (field: number): number => (opened ? this._read64(field) : 0);
    const groups = read(Header.groups) * Math.max(1, read(Header.segments));
    const overflow = read(Header.overflow);
    return {
      size: this.size,
      capacity: read(Header.groups) === 1 ? GROUP_SLOTS : Math.floor((groups * GROUP_SLOTS * 208) / 256),
      loadFactor: groups === 0 ? 0 : this.size / (groups * GROUP_SLOTS),
      hits: read64(Header.hits),
      misses: read64(Header.misses) + Math.max(0, this._earlyMisses),
      collisions: read64(Header.collisions),
      probeLengths: probeLengths(this._engine, this._map),
      segments: read(Header.segments),
      splits: read(Header.splits),
      merges: read(Header.merges),
      rebuilds: read(Header.rebuilds),
      overflowed: overflow === 0 ? 0 : this._engine.u32[(overflow + Header.count) >>> 2]!,
      putAlls: this._putAlls,
    };
  }

  /** Gives all memory back at once instead of at some collection; twice is harmless. Any other use afterwards throws ClosedError. */
  dispose(): void {
    if (this._map !== 0) {
      this.#lease!.map = 0;
      this._engine.dispose(this._map);
      this._map = 0;
      this._store.clear();
    }
    this._earlyMisses = -1;
  }

  /** @internal */
  _assertOpen(): void {
    if (this._earlyMisses < 0) throw disposed(this);
  }

  /** @internal What is counted before the first write. */
  _unopened(): 0 {
    this._assertOpen();
    return 0;
  }

  /** @internal The header of a map that is written to for the first time. */
  _open(): number {
    this._assertOpen();
    const { _engine: engine, _heap: heap } = this;
    const [low, high] = this._seed === undefined
      ? randomSeed()
      : [Number(BigInt.asUintN(32, this._seed)), Number(BigInt.asUintN(32, this._seed >> 32n))];
    const map = engine.createMap(heap?._open() ?? defaultQuota, (this._key.bytes << 8) | this._value.bytes, low, high);
    if (map === 0) throw exhausted(this);
    this._map = map;
    this.#lease = reclaimWith(this, engine, map);
    return map;
  }

  /** @internal */
  _read(field: number): number {
    return this._engine.u32[(this._map + field) >>> 2]!;
  }

  /** @internal */
  _read64(field: number): number {
    const at = (this._map + field) >>> 2;
    return this._engine.u32[at]! + this._engine.u32[at + 1]! * 2 ** 32;
  }

  /** @internal What is stored at `address`, as the value's own type. */
  _load(address: number): unknown {
    const { stored, name } = this._value;
    if (stored === undefined) return undefined;
    const bits = this._engine[stored.view][address >>> (stored.bytes === 8 ? 3 : 2)];
    return name === 'any' ? this._store.values[bits as number] : bits;
  }

  /** @internal Address of the value of `key`, which fits its kind; 0 where it is not. No statistics. */
  _lookup(key: unknown): number {
    if (this._map === 0) return 0;
    const { name, bytes } = this._key;
    if (name === 'f64') return this._engine.lookupF64(this._map, key as number);
    return bytes === 4 ? this._engine.lookup_4(this._map, key as number) : this._engine.lookup_8(this._map, key as bigint);
  }
}

/** The store of all maps whose values are no references. */
const noValues = new ValueStore();

if (typeof Symbol.dispose === 'symbol') {
  Object.defineProperty(Table.prototype, Symbol.dispose, { value(this: Table) { this.dispose(); }, configurable: true, writable: true });
}
