/** One map of an engine, whatever its layout: keys and values as bigints of their bits, so that one test serves all layouts. */
import type { Engine } from '../../src/engine/engine.js';
import { overflow, readAnnex } from '../../src/engine/annex.js';
import * as Header from '../../src/engine/header.js';
import { DEFAULT_QUOTA, KEYS, OUTCOMES, PREVIOUS, SCAN_NEXT, VALUES } from '../../src/engine/memory-map.js';

/** Layouts by bytes of key and value; with `f` the calls that take f64 keys as numbers. */
export const LAYOUTS = ['4_0', '4_4', '4_8', '8_0', '8_4', '8_8', 'f8_0', 'f8_4', 'f8_8'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

export const MODES = { replace: 0, keep: 1, error: 2, add: 3, min: 4, max: 5 } as const;
export type Mode = keyof typeof MODES;
export const KINDS = { u32: 0, i32: 1, f32: 2, f64: 3, u64: 4, i64: 5 } as const;
export type Kind = keyof typeof KINDS;

type Call = (map: number, ...rest: (number | bigint)[]) => number;

const bits = new BigUint64Array(1);
const numbers = new Float64Array(bits.buffer);

/** The f64 whose bits are `key`. */
export function numberOf(key: bigint): number {
  bits[0] = key;
  return numbers[0] ?? 0;
}

export interface TableOptions {
  quota?: number;
  seed?: readonly [number, number];
}

export class Table {
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly map: number;
  private readonly suffix: string;
  private readonly float: boolean;

  constructor(readonly engine: Engine, readonly layout: LayoutName, options: TableOptions = {}) {
    this.float = layout.startsWith('f');
    this.suffix = layout.replace('f', '');
    this.keyBytes = Number(this.suffix[0]);
    this.valueBytes = Number(this.suffix[2]);
    const [low, high] = options.seed ?? [0x12345678, 0x9abcdef0];
    this.map = engine.createMap(options.quota ?? DEFAULT_QUOTA, (this.keyBytes << 8) | this.valueBytes, low, high);
  }

  /** The key's bits cut to the layout's width. */
  keyBits(key: bigint): bigint {
    return BigInt.asUintN(this.keyBytes * 8, key);
  }

  private call(name: string, ...rest: (number | bigint)[]): number {
    const calls = this.engine as unknown as Record<string, Call>;
    // Called as a method: the JS engine's need their `this`.
    return (calls[name] as Call).call(this.engine, this.map, ...rest);
  }

  private keyed(name: string, key: bigint): number {
    const hot = name === 'find' || name === 'insert';
    const suffix = hot ? `_${this.suffix}` : this.float ? '' : `_${this.keyBytes}`;
    const argument = this.float ? numberOf(key) : this.keyBytes === 4 ? Number(key) : key;
    return this.call(`${name}${this.float ? 'F64' : ''}${suffix}`, argument) >>> 0;
  }

  find(key: bigint): number {
    return this.keyed('find', key);
  }

  lookup(key: bigint): number {
    return this.keyed('lookup', key);
  }

  /** The value's bits, or undefined. */
  get(key: bigint): bigint | undefined {
    const address = this.find(key);
    return address === 0 ? undefined : this.valueAt(address);
  }

  /** False when memory is exhausted. */
  set(key: bigint, value: bigint): boolean {
    const address = this.keyed('insert', key);
    if (address !== 0) this.writeValue(address, value);
    return address !== 0;
  }

  remove(key: bigint): boolean {
    return this.keyed('remove', key) === 1;
  }

  private valueAt(address: number): bigint {
    const { u32, u64 } = this.engine;
    if (this.valueBytes === 8) return u64[address / 8] ?? 0n;
    return this.valueBytes === 4 ? BigInt(u32[address >>> 2] ?? 0) : 0n;
  }

  private writeValue(address: number, value: bigint): void {
    if (this.valueBytes === 8) this.engine.u64[address / 8] = value;
    else if (this.valueBytes === 4) this.engine.u32[address >>> 2] = Number(BigInt.asUintN(32, value));
  }

  /** Puts keys, and values if given, into the columns. */
  columns(keys: readonly bigint[], values?: readonly bigint[]): void {
    const { u32, u64 } = this.engine;
    keys.forEach((key, i) => {
      if (this.keyBytes === 8) u64[KEYS / 8 + i] = key;
      else u32[KEYS / 4 + i] = Number(key);
    });
    if (this.float) this.engine.canonicalizeMany(keys.length);
    values?.forEach((value, i) => this.writeValue(VALUES + i * this.valueBytes, value));
  }

  putMany(keys: readonly bigint[], values: readonly bigint[]): number {
    this.columns(keys, values);
    return this.call('putMany', keys.length);
  }

  putManyBy(keys: readonly bigint[], values: readonly bigint[], mode: Mode, kind: Kind): number {
    this.columns(keys, values);
    return this.call('putManyBy', keys.length, MODES[mode], KINDS[kind]);
  }

  undoMany(count: number): void {
    this.call('undoMany', count);
  }

  /** The values found, undefined for absent keys. */
  getMany(keys: readonly bigint[]): (bigint | undefined)[] {
    this.columns(keys);
    this.call('getMany', keys.length);
    return keys.map((_, i) => (this.outcome(i) ? this.valueAt(VALUES + i * this.valueBytes) : undefined));
  }

  hasMany(keys: readonly bigint[]): boolean[] {
    this.columns(keys);
    this.call('hasMany', keys.length);
    return keys.map((_, i) => this.outcome(i) === 1);
  }

  removeMany(keys: readonly bigint[]): boolean[] {
    this.columns(keys);
    this.call('removeMany', keys.length);
    return keys.map((_, i) => this.outcome(i) === 1);
  }

  outcome(i: number): number {
    return this.engine.u8[OUTCOMES + i] ?? 0;
  }

  previous(i: number): bigint {
    return this.valueAt(PREVIOUS + i * this.valueBytes);
  }

  reserve(count: number): boolean {
    return this.call('reserve', count) !== 0;
  }

  shrink(): void {
    this.call('shrink');
  }

  clear(): void {
    this.call('clear');
  }

  /** The header of a snapshot, 0 when memory is exhausted. */
  takeSnapshot(): number {
    return this.call('takeSnapshot') >>> 0;
  }

  /** Of how many keys the segments are the map's own now; those of absent ones need not be if `present`. */
  ownMany(keys: readonly bigint[], present: boolean): number {
    this.columns(keys);
    return this.call('ownMany', keys.length, Number(present));
  }

  dispose(): void {
    this.call('dispose');
  }

  /** One table's entries from `position`, and the next position, −1 at the end. */
  scan(position: number): { entries: [bigint, bigint][]; next: number } {
    const count = this.call('scan', position);
    const { u32, u64, i32 } = this.engine;
    const entries = Array.from({ length: count }, (_, i): [bigint, bigint] => [
      this.keyBytes === 8 ? u64[KEYS / 8 + i] ?? 0n : BigInt(u32[KEYS / 4 + i] ?? 0),
      this.valueAt(VALUES + i * this.valueBytes),
    ]);
    return { entries, next: i32[SCAN_NEXT / 4] ?? -1 };
  }

  /** The same table at another header: a snapshot's. */
  at(map: number): Table {
    return Object.assign(Object.create(Table.prototype) as Table, this, { map });
  }

  /** Every entry, by scanning. */
  entries(): [bigint, bigint][] {
    const all: [bigint, bigint][] = [];
    for (let position = 0; position >= 0;) {
      const { entries, next } = this.scan(position);
      all.push(...entries);
      position = next;
    }
    return all;
  }

  /** Header of the overflow table, 0 where there is none. */
  get overflow(): number {
    return readAnnex(this.engine.u32, this.map, overflow);
  }

  header(field: keyof typeof Header): number {
    return this.engine.u32[(this.map + Header[field]) >>> 2] ?? 0;
  }
}
