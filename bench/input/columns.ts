/** Typed columns of the five key kinds, and how two 32-bit lanes become an element of each. */
import type { KeyKind } from '../matrix/dimensions.js';

export type Numeric = number | bigint;
export type NumberColumn = Uint32Array | Int32Array | Float64Array;
export type BigintColumn = BigUint64Array | BigInt64Array;

/** The column type whose elements are `V`. */
export type Column<V extends Numeric> = V extends number ? NumberColumn : BigintColumn;

/** Writes the element that two 32-bit lanes stand for. */
export type LaneWriter = (index: number, low: number, high: number) => void;

export function isBigintKind(kind: KeyKind): boolean {
  return kind === 'u64' || kind === 'i64';
}

export function createColumn(kind: KeyKind, length: number): NumberColumn | BigintColumn {
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
  }
}

/**
 * How to fill a column from lanes: 4-byte kinds take the low lane; 8-byte integers are both; an f64 is the low lane
 * plus a fraction of 20 bits from the high one, exact in 53 bits, so distinct low lanes stay distinct.
 */
export function laneWriter(column: NumberColumn | BigintColumn): LaneWriter {
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
