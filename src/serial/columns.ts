/** Columns of a page of entries, of whatever kind: how they are written, and read again. */
import { isOrdered } from '../map/kinds.js';
import type { KeyKindInfo, NumericInfo, ValueKindInfo } from '../map/kinds.js';
import type { KeyCodec } from '../map/codec.js';
import type { Table } from '../map/table.js';
import type { NumericArray } from '../typed-arrays.js';
import { addAnything, readAnything } from './anything.js';
import { type Broken, ItemReader, ItemWriter, padded } from './items.js';

/** A column under way. */
export interface ColumnWriter {
  /** What it takes so far, about. */
  readonly bytes: number;
  add(value: unknown, where: string): void;
  finish(): Uint8Array;
}

type ItemKind = 'string' | 'bytes' | 'any' | 'codec';

/** `what` is what has the keys, for messages. */
export function keyWriter({ key, codec }: Pick<Table, 'key' | 'codec'>, what: 'map' | 'cache' = 'map'): ColumnWriter {
  return isOrdered(key) ? new ItemColumn(key.name, codec, `name their kind, or give the ${what} a codec`) : new NumberColumn(key);
}

export function valueWriter({ value, rules }: Pick<Table, 'value' | 'rules'>, what: 'map' | 'cache' = 'map'): ColumnWriter {
  if (value.stored === undefined) return new NoColumn();
  return value.held ? new ItemColumn(value.name as ItemKind, rules.valueCodec, `give the ${what} a valueCodec`) : new NumberColumn(value.stored);
}

class NoColumn implements ColumnWriter {
  readonly bytes = 0;
  add(): void { /* Sets have no values. */ }
  finish(): Uint8Array { return new Uint8Array(0); }
}

class NumberColumn implements ColumnWriter {
  readonly #kind: NumericInfo;
  readonly #numbers: unknown[] = [];

  constructor(kind: NumericInfo) {
    this.#kind = kind;
  }

  get bytes(): number {
    return this.#numbers.length * this.#kind.bytes;
  }

  add(value: unknown): void {
    this.#numbers.push(value);
  }

  finish(): Uint8Array {
    const column = new this.#kind.array(padded(this.bytes) / this.#kind.bytes);
    this.#numbers.forEach((value, i) => { column[i] = value as never; });
    return new Uint8Array(column.buffer);
  }
}

class ItemColumn implements ColumnWriter {
  readonly #kind: ItemKind;
  readonly #codec: KeyCodec | undefined;
  readonly #hint: string;
  readonly #items = new ItemWriter();

  constructor(kind: ItemKind, codec: KeyCodec | undefined, hint: string) {
    this.#kind = kind;
    this.#codec = codec;
    this.#hint = hint;
  }

  get bytes(): number {
    return this.#items.bytes;
  }

  add(value: unknown, where: string): void {
    if (this.#kind === 'string') this.#items.addText(value as string);
    else if (this.#kind === 'bytes') this.#items.addBytes(value as Uint8Array);
    else if (this.#codec !== undefined) this.#items.addBytes(this.#codec.encode(value, where));
    else addAnything(this.#items, value, where, this.#hint);
  }

  finish(): Uint8Array {
    return this.#items.finish();
  }
}

/** The numbers of a column of `count`. */
export function readNumbers(kind: NumericInfo, column: Uint8Array, count: number, broken: Broken): NumericArray {
  if (column.length !== padded(count * kind.bytes)) broken('has another length than its numbers');
  return new (kind.array as unknown as new (buffer: ArrayBufferLike, at: number, length: number) => NumericArray)(column.buffer, column.byteOffset, count);
}

/** The items of a column of `count`, as `kind` has them; those that `codec` has written are left to it. */
export function readItems(kind: KeyKindInfo | ValueKindInfo, column: Uint8Array, count: number, codec: KeyCodec | undefined, broken: Broken): unknown[] {
  const items = new ItemReader(column, count, broken);
  const where = 'deserialize';
  const list: unknown[] = [];
  for (let i = 0; i < count; i++) {
    if (kind.name === 'string') list.push(items.text());
    else if (kind.name === 'bytes') list.push(items.bytes());
    else if (codec !== undefined) list.push(codec.decode(items.bytes(), where));
    else list.push(readAnything(items.bytes(), broken));
  }
  items.end();
  return list;
}
