/**
 * Packed columns: text or bytes one behind the other, and where each begins. The layout of an Arrow column, so that Arrow's own
 * vectors are taken as they are.
 */
import { unexpected } from '../arguments.js';
import { decodeText, PACKED_BYTES, PACKED_REPLACING, PACKED_TEXT } from '../engine/keys.js';
import { WasmapRangeError, WasmapTypeError } from '../errors.js';
import type { OrderedInfo } from '../map/kinds.js';
import { plainView, typedArrayName } from '../typed-arrays.js';

/** Many keys of text or bytes in two arrays. */
export interface PackedColumn {
  /** UTF-8, or bytes, one key behind the other. */
  readonly data: Uint8Array;
  /** Where each key begins in `data`, and where the last ends: one element more than there are keys, none smaller than the one before. */
  readonly offsets: Uint32Array | Int32Array | BigInt64Array | BigUint64Array;
  /** Whether invalid UTF-8 is an error (default); else it is read as TextDecoder reads it, with U+FFFD in its place. */
  readonly fatal?: boolean;
}

/** What this package uses of a vector of apache-arrow: text and bytes as packed columns, numbers as typed arrays. */
export interface ArrowVector<T = unknown> extends Iterable<T | null> {
  /** Elements. */
  readonly length: number;
  /** Elements that are null: no key or value of a kind may be. */
  readonly nullCount: number;
  /** Text, bytes, numbers or something else. */
  readonly type: { readonly typeId: number };
  /** The chunks. */
  readonly data: readonly { readonly values: unknown; readonly valueOffsets: unknown; readonly length: number }[];
  /** Numbers as one typed array. */
  toArray(): unknown;
}

/** A chunk of a vector of text or bytes. */
interface ArrowChunk {
  readonly values: Uint8Array;
  readonly valueOffsets: PackedColumn['offsets'];
  readonly length: number;
}

/** Type ids of apache-arrow, by whether their chunks have offsets. */
const ARROW_PACKED = [4, 5, 19, 20]; // Binary, Utf8, LargeBinary, LargeUtf8
const ARROW_INTEGER = 2;
const ARROW_FLOAT = 3;
const ARROW_HALF_PRECISION = 0;

/** Whether `source` is a vector of apache-arrow without nulls, which are no keys: one with them is read as the iterable it is, too. */
function isArrowVector(source: object): source is ArrowVector {
  const { type, data, nullCount } = source as Partial<ArrowVector>;
  return typeof type?.typeId === 'number' && Array.isArray(data) && nullCount === 0;
}

/** The typed array behind a vector of numbers; undefined for anything else. */
export function arrowNumbers(source: object): unknown {
  if (!isArrowVector(source)) return undefined;
  const { typeId, precision } = source.type as { typeId: number; precision?: number };
  return typeId === ARROW_INTEGER || (typeId === ARROW_FLOAT && precision !== ARROW_HALF_PRECISION) ? source.toArray() : undefined;
}

/** The packed column that `source` is; undefined for anything else. @throws WasmapTypeError where its parts are of the wrong types. */
export function packedColumn(source: object, where: string): PackedColumn | undefined {
  if (isArrowVector(source) && ARROW_PACKED.includes(source.type.typeId)) return concatenated(source);
  if (!('data' in source && 'offsets' in source)) return undefined;
  // Each is read once: a getter may answer differently the second time.
  const { data, offsets, fatal = true } = source as PackedColumn;
  if (typedArrayName(data) !== 'Uint8Array') throw unexpected(`${where}.data`, 'a Uint8Array', data);
  if (!/^(Uint32|Int32|BigInt64|BigUint64)Array$/.test(typedArrayName(offsets) ?? '')) {
    throw unexpected(`${where}.offsets`, 'a Uint32Array, an Int32Array, or one of bigints', offsets);
  }
  if (typeof fatal !== 'boolean') throw unexpected(`${where}.fatal`, 'a boolean', fatal);
  return { data, offsets, fatal };
}

/** A vector's chunks as one column; the only chunk as it is. */
function concatenated(vector: ArrowVector): PackedColumn {
  const { length } = vector;
  const chunks = vector.data as readonly ArrowChunk[];
  if (chunks.length === 1) return { data: chunks[0]!.values, offsets: chunks[0]!.valueOffsets.subarray(0, length + 1) };
  const parts = chunks.map(({ values, valueOffsets, length: rows }) => {
    const offsets = Array.from(valueOffsets.subarray(0, rows + 1), Number);
    return { offsets, bytes: values.subarray(offsets[0], offsets[rows]) };
  });
  const data = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const offsets = new Uint32Array(length + 1);
  let [row, end] = [0, 0];
  for (const part of parts) {
    data.set(part.bytes, end);
    for (let i = 1; i < part.offsets.length; i++) offsets[++row] = end + part.offsets[i]! - part.offsets[0]!;
    end += part.bytes.length;
  }
  return { data, offsets };
}

/** Stands for text of a packed column that is no valid UTF-8. */
export class InvalidText {
  constructor(readonly bytes: Uint8Array) {}
}

/** The keys of a packed column, checked, but for the validity of UTF-8. */
export class PackedKeys {
  readonly length: number;

  private constructor(
    readonly data: Uint8Array,
    readonly offsets: Uint32Array,
    readonly kind: number,
    /** The keys themselves, where a codec has encoded them. */
    readonly originals?: readonly unknown[],
  ) {
    this.length = Math.max(0, offsets.length - 1);
  }

  /** @throws WasmapTypeError for a detached buffer, WasmapRangeError for offsets that decrease or are beyond the data. */
  static from({ data, offsets, fatal = true }: PackedColumn, kind: OrderedInfo, where: string, memory: ArrayBufferLike): PackedKeys {
    const bytes = plainView(data, `${where}.data`) as Uint8Array;
    const numbers = offsetsOf(plainView(offsets, `${where}.offsets`) as PackedColumn['offsets']);
    assertAscending(numbers, bytes.length, where);
    // What lies in this very memory would change, or be detached, while the table grows.
    return new PackedKeys(bytes.buffer === memory ? bytes.slice() : bytes, numbers, kindOf(kind, fatal));
  }

  /** Keys that a codec has encoded. */
  static encoded(data: Uint8Array, offsets: Uint32Array, originals: readonly unknown[]): PackedKeys {
    return new PackedKeys(data, offsets, PACKED_BYTES, originals);
  }

  /** Of all of them together. */
  get bytes(): number {
    return this.length === 0 ? 0 : this.offsets[this.length]! - this.offsets[0]!;
  }

  /** The key at `index`, as users know it; the bytes of text that is none. */
  at(index: number): unknown {
    if (this.originals !== undefined) return this.originals[index];
    const bytes = this.bytesAt(index);
    return this.kind === PACKED_BYTES ? bytes : decodeText(bytes, this.kind === PACKED_TEXT) ?? bytes;
  }

  /** As `at`, but an InvalidText where the key is text of no valid UTF-8. */
  valid(index: number): unknown {
    const key = this.at(index);
    return this.kind !== PACKED_BYTES && typeof key !== 'string' ? new InvalidText(key as Uint8Array) : key;
  }

  /** A copy of its bytes. */
  bytesAt(index: number): Uint8Array {
    return this.data.slice(this.offsets[index], this.offsets[index + 1]);
  }

  /** All of them. */
  toArray(): unknown[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }

  /** Whether what is written to `buffer` may change these keys. */
  liesIn(buffer: ArrayBufferLike): boolean {
    return this.data.buffer === buffer || this.offsets.buffer === buffer;
  }

  /** How many keys from `from` to at most `to` take up to `bytes`. O(log keys). */
  fitting(from: number, to: number, bytes: number): number {
    const end = this.offsets[from]! + bytes;
    if (this.offsets[to]! <= end) return to - from;
    let low = from;
    for (let high = to; high - low > 1;) {
      const middle = (low + high) >>> 1;
      if (this.offsets[middle]! <= end) low = middle;
      else high = middle;
    }
    return low - from;
  }

  /** The keys at `indices`, in a column of their own. */
  pick(indices: readonly number[]): PackedKeys {
    const rows = indices.map((i) => this.data.subarray(this.offsets[i], this.offsets[i + 1]));
    const offsets = new Uint32Array(rows.length + 1);
    rows.forEach((row, i) => { offsets[i + 1] = offsets[i]! + row.length; });
    const data = new Uint8Array(offsets[rows.length]!);
    rows.forEach((row, i) => { data.set(row, offsets[i]); });
    return new PackedKeys(data, offsets, this.kind, this.originals && indices.map((i) => this.originals![i]));
  }

  /** The same keys in other arrays. @throws WasmapRangeError for offsets that are none. */
  withColumns(data: Uint8Array, offsets: Uint32Array, where: string): PackedKeys {
    assertAscending(offsets, data.length, where);
    return new PackedKeys(data, offsets, this.kind, this.originals);
  }

  slice(): PackedKeys {
    return new PackedKeys(this.data.slice(), this.offsets.slice(), this.kind);
  }
}

function kindOf({ name }: OrderedInfo, fatal: boolean): number {
  return name === 'bytes' ? PACKED_BYTES : fatal ? PACKED_TEXT : PACKED_REPLACING;
}

/** Offsets as u32, which nobody else can change. Negative and too large ones become larger than any column. */
function offsetsOf(offsets: PackedColumn['offsets']): Uint32Array {
  if (offsets instanceof BigInt64Array || offsets instanceof BigUint64Array) {
    return Uint32Array.from(offsets as BigInt64Array, (offset) => (BigInt.asUintN(32, offset) === offset ? Number(offset) : 0xffffffff));
  }
  const view = new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length);
  return offsets.buffer instanceof ArrayBuffer ? view : view.slice();
}

function assertAscending(offsets: Uint32Array, end: number, where: string): void {
  let previous = 0;
  let ascending = true;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!;
    if (offset < previous) ascending = false;
    previous = offset;
  }
  if (ascending && previous <= end) return;
  const at = offsets.findIndex((offset, i) => offset > end || (i > 0 && offset < offsets[i - 1]!));
  const expected = offsets[at]! > end ? `at most ${end}, the bytes of data` : `at least ${offsets[at - 1]!}, as before it`;
  throw new WasmapRangeError(`${where}.offsets[${at}]: expected ${expected}, got ${offsets[at]!}`);
}

/** The error for a key that is no UTF-8. */
export function notText(where: string): WasmapTypeError {
  return new WasmapTypeError(`${where}: expected valid UTF-8, got bytes that are none (fatal: false reads them with U+FFFD)`);
}
