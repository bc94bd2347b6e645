/** One ordered map of an engine: keys as bytes, values as bigints of their bits. */
import type { Engine } from '../../src/engine/engine.js';
import { before, readAnnex } from '../../src/engine/annex.js';
import { DEFAULT_QUOTA, KEYS, KEY_TABLE, OUTCOMES, VALUES, WALK_FIRST, WALK_PAGE } from '../../src/engine/memory-map.js';
import { KINDS, MODES, type Kind, type Mode } from './table.js';

const FORMER = 32;
const COUNT = 40;
const LOG_MOVES = 152;
const FAST_HASH = 172;
/** Set in the length word of a key that is no Latin-1 text. */
export const WIDE = 0x40000000;

export interface OrderedOptions {
  quota?: number;
  seed?: readonly [number, number];
  spare?: readonly [number, number];
  secure?: boolean;
}

export class OrderedTable {
  readonly map: number;

  constructor(readonly engine: Engine, readonly valueBytes: 0 | 4 | 8, options: OrderedOptions = {}) {
    const [low, high] = options.seed ?? [0x12345678, 0x9abcdef0];
    const [spareLow, spareHigh] = options.spare ?? [0x0fedcba9, 0x87654321];
    const { quota = DEFAULT_QUOTA, secure = false } = options;
    this.map = engine.createOrdered(quota, valueBytes, low, high, spareLow, spareHigh, secure ? 1 : 0);
  }

  /** Stages a key, with rubbish behind it, as calls of different lengths leave it. */
  private stage(key: Uint8Array): number {
    this.engine.u8.fill(0xa5, KEYS, KEYS + key.length + 16);
    this.engine.u8.set(key, KEYS);
    return key.length;
  }

  get(key: Uint8Array): bigint | undefined {
    const record = this.engine.findKey(this.map, KEYS, this.stage(key)) >>> 0;
    return record === 0 ? undefined : this.valueAt(record);
  }

  /** False when memory is refused. */
  set(key: Uint8Array, value: bigint): boolean {
    const record = this.engine.insertKey(this.map, KEYS, this.stage(key)) >>> 0;
    if (record === 0) return false;
    this.writeValue(record, value);
    return true;
  }

  private writeValue(at: number, value: bigint): void {
    if (this.valueBytes === 8) this.engine.u64[at / 8] = value;
    else if (this.valueBytes === 4) this.engine.u32[at / 4] = Number(BigInt.asUintN(32, value));
  }

  remove(key: Uint8Array): boolean {
    const removed = this.engine.removeKey(this.map, KEYS, this.stage(key));
    if (removed < 0) throw new Error('memory was refused');
    return removed === 1;
  }

  /** Puts keys into the key table, and values if given into their column. */
  private columns(keys: readonly Uint8Array[], values?: readonly bigint[]): void {
    let at = KEYS;
    keys.forEach((key, i) => {
      this.engine.u8.set(key, at);
      this.engine.u32[KEY_TABLE / 4 + 2 * i] = at;
      this.engine.u32[KEY_TABLE / 4 + 2 * i + 1] = key.length;
      at += Math.ceil(key.length / 8) * 8 + 8;
    });
    values?.forEach((value, i) => { this.writeValue(VALUES + i * this.valueBytes, value); });
  }

  putKeys(keys: readonly Uint8Array[], values: readonly bigint[], mode: Mode, kind: Kind): number {
    this.columns(keys, values);
    return this.engine.putKeys(this.map, this.ownKeys(keys.length, 0), MODES[mode], KINDS[kind]);
  }

  /** For how many of the keys staged a write changes nothing that snapshots see. */
  private ownKeys(count: number, present: number): number {
    return readAnnex(this.engine.u32, this.map, before) === 0 ? count : this.engine.ownKeys(this.map, count, present);
  }

  /** A table that has what this one has now, and stays so; undefined where memory is refused. */
  snapshot(): OrderedTable | undefined {
    const map = this.engine.takeOrderedSnapshot(this.map) >>> 0;
    return map === 0 ? undefined : Object.assign(Object.create(OrderedTable.prototype) as OrderedTable, this, { map });
  }

  /** Of a snapshot: gives it back. */
  release(): void {
    this.engine.releaseOrderedSnapshot(this.map);
  }

  undoKeys(count: number): void {
    this.engine.undoKeys(this.map, count);
  }

  /** The values found, undefined for absent keys. */
  getKeys(keys: readonly Uint8Array[]): (bigint | undefined)[] {
    this.columns(keys);
    this.engine.getKeys(this.map, keys.length);
    return keys.map((_, i) => (this.engine.u8[OUTCOMES + i] === 1 ? this.valueAt(VALUES + i * this.valueBytes) : undefined));
  }

  hasKeys(keys: readonly Uint8Array[]): boolean[] {
    this.columns(keys);
    this.engine.hasKeys(this.map, keys.length);
    return keys.map((_, i) => this.engine.u8[OUTCOMES + i] === 1);
  }

  removeKeys(keys: readonly Uint8Array[]): boolean[] {
    this.columns(keys);
    if (this.ownKeys(keys.length, 1) < keys.length) throw new Error('memory was refused');
    this.engine.removeKeys(this.map, keys.length);
    return keys.map((_, i) => this.engine.u8[OUTCOMES + i] === 1);
  }

  shrink(): void {
    this.engine.shrinkOrdered(this.map);
  }

  clear(): void {
    this.engine.clearOrdered(this.map);
  }

  dispose(): void {
    this.engine.disposeOrdered(this.map);
  }

  private valueAt(record: number): bigint {
    if (this.valueBytes === 8) return this.engine.u64[record / 8]!;
    return this.valueBytes === 4 ? BigInt(this.engine.u32[record / 4]!) : 0n;
  }

  private keyAt(record: number): Uint8Array {
    const length = this.engine.u32[(record + this.valueBytes) / 4]! & 0x1fffffff;
    const at = record + this.valueBytes + 4;
    return this.engine.u8.slice(at, at + length);
  }

  /** Whether a migration is under way. */
  get migrates(): boolean {
    return this.engine.u32[(this.map + FORMER) / 4] !== 0;
  }

  /** Whether keys are hashed by SipHash. */
  get secure(): boolean {
    return this.engine.u32[(this.map + FAST_HASH) / 4] === 0;
  }

  get count(): number {
    return this.engine.u32[(this.map + COUNT) / 4]!;
  }

  get moves(): number {
    return this.engine.u32[(this.map + LOG_MOVES) / 4]!;
  }

  /** Live entries with their sequence numbers, from the number `from` on: one page's. */
  walk(from: number, page = 0): { page: number; entries: { number: number; record: number; key: Uint8Array; value: bigint }[] } {
    const count = this.engine.walk(this.map, page, from);
    const { u32, f64 } = this.engine;
    const first = f64[WALK_FIRST / 8]!;
    const entries = Array.from({ length: count }, (_, i) => {
      const record = u32[KEYS / 4 + i]!;
      return { number: first + u32[VALUES / 4 + i]!, record, key: this.keyAt(record), value: this.valueAt(record) };
    });
    return { page: count === 0 ? 0 : u32[WALK_PAGE / 4]!, entries };
  }

  /** Every entry in order. */
  entries(): [Uint8Array, bigint][] {
    const all: [Uint8Array, bigint][] = [];
    for (let from = 0; ;) {
      const { entries } = this.walk(from);
      if (entries.length === 0) return all;
      all.push(...entries.map(({ key, value }): [Uint8Array, bigint] => [key, value]));
      from = entries.at(-1)!.number + 1;
    }
  }
}
