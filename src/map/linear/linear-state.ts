/** An engine's table in linear memory: where it is, and its life. What is done with its entries is in linear-table.ts. */
import * as Header from '../../engine/header.js';
import { before, overflow, readAnnex } from '../../engine/annex.js';
import { constant } from '../../engine/js/table/hash.js';
import { randomWord } from '../../engine/randomness.js';
import { defaultQuota } from '../../heap/heap.js';
import { type Ends, type Lease, endsOf, reclaimWith } from '../../heap/reclaim.js';
import { isOrdered } from '../kinds.js';
import type { HashName, Settings } from '../options.js';
import { exhausted } from '../slow-path.js';
import { Table } from '../table.js';
import { BlobStore } from './blob-store.js';
import { compact } from './compact.js';
import { NoValues, type Store, ValueStore } from './value-store.js';

export abstract class LinearState extends Table {
  /** Address of the header; 0, the null map, before the first write and after `dispose`. */
  map = 0;
  lease: Lease | undefined = undefined;
  /** What holds values that the table stores handles of. */
  store: Store;
  /** Reads that missed before there was a header to count them in; negative after `dispose`. */
  earlyMisses = 0;
  /** Records appended when the log was last packed to make room. */
  compactedAt = -1;
  /** What fixes the hash; drawn with the first write where that is undefined. */
  seed: bigint | undefined;
  /** How keys of text and bytes are hashed at first. */
  readonly hash: HashName;
  /** How the map is emptied and given back. */
  readonly ends: Ends;

  constructor(settings: Settings, type: string) {
    super(settings, type);
    this.store = storeFor(this);
    this.seed = settings.seed;
    this.hash = settings.hash;
    this.ends = endsOf(isOrdered(this.key), this.value.hotClass === 'blob');
    if (settings.capacity > 0) this.reserve(settings.capacity);
  }

  get size(): number {
    return this.map === 0 ? this.unopened() : this.read(Header.count);
  }

  get version(): number {
    return this.map === 0 ? this.unopened() : this.read64(Header.version);
  }

  restoreVersion(version: number): void {
    if (version > 0) this.engine.setVersion(this.map || this.open(), version);
  }

  get closed(): boolean {
    return this.earlyMisses < 0;
  }

  /** Bytes of linear memory, an overflow table's included. */
  get bytes(): number {
    let bytes = 0;
    for (let map = this.map; map !== 0; map = readAnnex(this.engine.u32, map, overflow)) {
      bytes += this.engine.u32[(map + Header.bytes) >>> 2]!;
    }
    return bytes;
  }

  reserve(entries: number): void {
    this.assertWritable();
    if (!this.engine.reserve(this.map || this.open(), entries)) throw exhausted(this);
  }

  clear(): void {
    this.assertOpen();
    this.assertWritable();
    if (this.map === 0) return;
    this.store.clear();
    this.engine[this.ends.clear](this.map);
  }

  dispose(): void {
    const { map } = this;
    this.earlyMisses = -1;
    if (map === 0) return;
    this.store.clear();
    this.map = this.lease!.map = 0;
    this.engine[this.ends.dispose](map);
  }

  /** Makes room before a write is refused: see compact.ts. */
  compact(): boolean {
    return compact(this);
  }

  peek(key: unknown): unknown {
    const address = this.lookup(key);
    return address === 0 ? undefined : this.load(address);
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

  /** The seed of a table with numeric keys, drawn now if it has not been. */
  fixSeed(): bigint {
    if (this.map !== 0) return BigInt(this.read(Header.seed)) | (BigInt(this.read(Header.seed + 4)) << 32n);
    this.seed ??= BigInt(randomWord() >>> 0) | (BigInt(randomWord() >>> 0) << 32n);
    return this.seed;
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
    const { stored, held } = this.value;
    if (stored === undefined) return undefined;
    const bits = this.engine[stored.view][address >>> (stored.bytes === 8 ? 3 : 2)];
    return held ? this.store.read(bits as number) : bits;
  }

  /** Address of the value of `key`, which fits its kind; 0 where it is not. No statistics. */
  lookup(key: unknown): number {
    const encoded = this.codec?.encode(key, `${this.label}: key`); // first, for a codec may dispose of the map
    const { key: kind, engine, map } = this;
    if (map === 0) return 0;
    if (kind.name === 'string') return engine.lookupText(map, key as string);
    if (isOrdered(kind)) return engine.lookupBytes(map, encoded ?? key as Uint8Array);
    if (kind.name === 'f64') return engine.lookupF64(map, key as number);
    return kind.bytes === 4 ? this.engine.lookup_4(this.map, key as number) : this.engine.lookup_8(this.map, key as bigint);
  }
}

/** Whether writes to `table` must spare what snapshots see. */
export function hasSnapshots(table: LinearState): boolean {
  return table.map !== 0 && readAnnex(table.engine.u32, table.map, before) !== 0;
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

/** The store of all maps whose values are numbers. */
const noValues = new NoValues();

function storeFor(table: LinearState): Store {
  const { name, held, hotClass } = table.value;
  if (hotClass === 'blob') return new BlobStore(table, name === 'bytes');
  return held ? new ValueStore() : noValues;
}
