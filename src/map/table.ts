/**
 * What lies behind a map or set: an engine's table and its life. Maps and sets hold one in a single field and everything inside
 * the package works with that, so what subclasses override, or a caller freezes, cannot come between an operation and its state.
 */
import type { Engine } from '../engine/engine.js';
import * as Header from '../engine/header.js';
import { constant } from '../engine/js/table/hash.js';
import { randomWord } from '../engine/randomness.js';
import { selectEngine } from '../engine/select.js';
import type { Heap } from '../heap/heap.js';
import { defaultQuota } from '../heap/heap.js';
import { type Ends, type Lease, ends, orderedEnds, reclaimWith } from '../heap/reclaim.js';
import { type HotMethods, hotMethodsOf } from './hot-methods.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import { isOrdered } from './kinds.js';
import type { HashName, Settings } from './options.js';
import { disposed, exhausted } from './slow-path.js';
import { ValueStore } from './value-store.js';

let tables = 0;

export class Table {
  /** Tells tables apart where engines and addresses do not: assertions compare maps by what is in this object. */
  readonly id = ++tables;
  readonly engine: Engine;
  /** Address of the header; 0, the null map, before the first write and after `dispose`. */
  map = 0;
  lease: Lease | undefined = undefined;
  /** Index of the value's kind: see `valueKinds`. */
  readonly valueKind: number;
  readonly store: ValueStore;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
  /** Reads that missed before there was a header to count them in; negative after `dispose`. */
  earlyMisses = 0;
  putAlls = 0;
  /** What messages call the map. */
  readonly label: string;
  readonly heap: Heap | undefined;
  readonly seed: bigint | undefined;
  /** How keys of text and bytes are hashed at first. */
  readonly hash: HashName;
  readonly maxBatchEntries: number;
  /** The kind's own methods: for subclasses, whose prototypes cannot carry them, and where an override must not interfere. */
  readonly hot: HotMethods;
  /** How the map is emptied and given back. */
  readonly ends: Ends;

  constructor(settings: Settings, type: string) {
    settings.heap?._assertOpen();
    this.engine = settings.heap?._engine ?? selectEngine(settings.engine);
    this.valueKind = settings.value.index;
    this.store = settings.value.name === 'any' ? new ValueStore() : noValues;
    this.key = settings.key;
    this.value = settings.value;
    this.label = settings.name === undefined ? type : `${type} "${settings.name}"`;
    this.heap = settings.heap;
    this.seed = settings.seed;
    this.hash = settings.hash;
    this.maxBatchEntries = settings.maxBatchEntries;
    this.ends = isOrdered(this.key) ? orderedEnds : ends;
    this.hot = hotMethodsOf(this.engine.engine, this.key, this.value);
    if (settings.capacity > 0) this.reserve(settings.capacity);
  }

  get size(): number {
    return this.map === 0 ? this.unopened() : this.read(Header.count);
  }

  get version(): number {
    return this.map === 0 ? this.unopened() : this.read64(Header.version);
  }

  /** Bytes of linear memory, an overflow table's included. */
  get bytes(): number {
    let bytes = 0;
    for (let map = this.map; map !== 0; map = this.engine.u32[(map + Header.overflow) >>> 2]!) {
      bytes += this.engine.u32[(map + Header.bytes) >>> 2]!;
    }
    return bytes;
  }

  /** @throws CapacityError when memory is refused; nothing changes then. */
  reserve(entries: number): void {
    if (!this.engine.reserve(this.map || this.open(), entries)) throw exhausted(this);
  }

  clear(): void {
    this.assertOpen();
    if (this.map === 0) return;
    this.engine[this.ends.clear](this.map);
    this.store.clear();
  }

  dispose(): void {
    const { map } = this;
    this.earlyMisses = -1;
    if (map === 0) return;
    this.map = this.lease!.map = 0;
    this.engine[this.ends.dispose](map);
    this.store.clear();
  }

  assertOpen(): void {
    if (this.earlyMisses < 0) throw disposed(this);
  }

  /** What is counted before the first write. */
  unopened(): 0 {
    this.assertOpen();
    return 0;
  }

  /** The header of a map that is written to for the first time. */
  open(): number {
    this.assertOpen();
    const { engine, heap } = this;
    const [low, high] = seedWords(this.seed);
    const quota = heap?._quota ?? defaultQuota;
    const map = isOrdered(this.key)
      ? engine.createOrdered(quota, this.value.bytes, low, high, ...spareWords(this.seed), this.hash === 'fast' ? 0 : 1)
      : engine.createMap(quota, (this.key.bytes << 8) | this.value.bytes, low, high);
    if (map === 0) throw exhausted(this);
    this.map = map;
    this.lease = reclaimWith(this, engine, map, this.ends);
    return map;
  }

  /** A field of the header. */
  read(field: number): number {
    return this.engine.u32[(this.map + field) >>> 2]!;
  }

  read64(field: number): number {
    return this.read(field) + this.read(field + 4) * 2 ** 32;
  }

  /** What is stored at `address`, as the value's own type. */
  load(address: number): unknown {
    const { stored, name } = this.value;
    if (stored === undefined) return undefined;
    const bits = this.engine[stored.view][address >>> (stored.bytes === 8 ? 3 : 2)];
    return name === 'any' ? this.store.values[bits as number] : bits;
  }

  /** Address of the value of `key`, which fits its kind; 0 where it is not. No statistics. */
  lookup(key: unknown): number {
    if (this.map === 0) return 0;
    const { key: kind, engine, map } = this;
    if (kind.name === 'string') return engine.lookupText(map, key as string);
    if (isOrdered(kind)) return engine.lookupBytes(map, key as Uint8Array);
    if (kind.name === 'f64') return engine.lookupF64(map, key as number);
    return kind.bytes === 4 ? this.engine.lookup_4(this.map, key as number) : this.engine.lookup_8(this.map, key as bigint);
  }
}

type SeedWords = [low: number, high: number];

function seedWords(seed: bigint | undefined): SeedWords {
  return seed === undefined ? [randomWord(), randomWord()] : [Number(seed & 0xffffffffn), Number(seed >> 32n)];
}

/** The spare seed, of which who knows the seed is to know nothing; unless that is fixed, for then this is, too. */
function spareWords(seed: bigint | undefined): SeedWords {
  const [low, high] = seedWords(seed);
  return seed === undefined ? [low, high] : [constant(low, high, 16), constant(low, high, 17)];
}

/** The store of all maps whose values are no references. */
const noValues = new ValueStore();
