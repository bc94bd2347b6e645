/** Columns of every kind, typed where it is numeric, and how two 32-bit lanes become an element of each. */
import type { KeyKind } from '../matrix/dimensions.js';

export type Numeric = number | bigint;
export type Key = Numeric | string | object;
export type NumberColumn = Uint32Array | Int32Array | Float64Array;
export type BigintColumn = BigUint64Array | BigInt64Array;

/** The column type whose elements are `K`. */
export type Column<K extends Key> = K extends number ? NumberColumn : K extends bigint ? BigintColumn : K[];

/** What maps hold beside keys of type `K`. */
export type ValueOf<K extends Key> = K extends bigint ? bigint : number;
export type Values<K extends Key> = Column<ValueOf<K>>;

/** Writes the element that two 32-bit lanes stand for. */
export type LaneWriter = (index: number, low: number, high: number) => void;

export function isBigintKind(kind: KeyKind): boolean {
  return kind === 'u64' || kind === 'i64';
}

/** A column as a plain list, for what is the same with all kinds. */
export function elementsOf<K extends Key>(column: Column<K>): { [index: number]: K; readonly length: number } {
  return column as unknown as K[];
}

/** A part of a column: a view of a typed array, a copy of a list. */
export function slice<K extends Key>(column: Column<K>, from: number, to: number): Column<K> {
  return (Array.isArray(column) ? column.slice(from, to) : column.subarray(from, to)) as Column<K>;
}

export function createColumn(kind: KeyKind, length: number): NumberColumn | BigintColumn | Key[] {
  switch (kind) {
    case 'u32':
      return new Uint32Array(length);
    case 'i32':
      return new Int32Array(length);
    case 'f64':
      return new Float64Array(length);
    case 'u64':
      return new BigUint64Array(length);
    case 'i64':
      return new BigInt64Array(length);
    case 'string':
    case 'any':
      return new Array<Key>(length);
  }
}

/**
 * How to fill a column from lanes: lists and 4-byte kinds take the low lane; 8-byte integers are both; an f64 is the low lane
 * plus a fraction of 20 bits from the high one, exact in 53 bits, so distinct low lanes stay distinct.
 */
export function laneWriter(column: NumberColumn | BigintColumn | Key[]): LaneWriter {
  if (Array.isArray(column)) {
    return (index, low) => {
      column[index] = low;
    };
  }
  if (column instanceof Float64Array) {
    return (index, low, high) => {
      column[index] = low + (high >>> 12) / 0x10_0000;
    };
  }
  const lanes = new Uint32Array(column.buffer);
  if (column.BYTES_PER_ELEMENT === 4) {
    return (index, low) => {
      lanes[index] = low;
    };
  }
  return (index, low, high) => {
    lanes[index * 2] = low;
    lanes[index * 2 + 1] = high;
  };
}
