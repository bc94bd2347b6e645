/** Keys and values of kind `any` as items of a file: those that are no objects; a byte for the type, then what it takes. */
import { WasmapTypeError, show } from '../errors.js';
import { type Broken, type ItemWriter, hasWide, writeText } from './items.js';
import { readKey } from '../engine/read-key.js';
import { WIDE } from '../engine/keys.js';

const enum Type {
  UNDEFINED = 0,
  NULL = 1,
  FALSE = 2,
  TRUE = 3,
  NUMBER = 4,
  TEXT = 5,
  WIDE_TEXT = 6,
  BIGINT = 7,
  LONG_BIGINT = 8,
}

/** Reading longer decimal numbers takes time that grows with the square of their length. */
const MOST_DIGITS = 300;
const LARGEST_DECIMAL = 10n ** BigInt(MOST_DIGITS) - 1n;

/** Adds an item for `value`. @throws WasmapTypeError for objects, functions and symbols; `hint` says what helps. */
export function addAnything(column: ItemWriter, value: unknown, where: string, hint: string): void {
  switch (typeof value) {
    case 'undefined': return addType(column, Type.UNDEFINED);
    case 'boolean': return addType(column, value ? Type.TRUE : Type.FALSE);
    case 'number': {
      const item = column.add(9);
      item[0] = Type.NUMBER;
      new DataView(item.buffer, item.byteOffset).setFloat64(1, value, true);
      return;
    }
    case 'string': return addText(column, value, hasWide(value) ? Type.WIDE_TEXT : Type.TEXT);
    case 'bigint': return addBigint(column, value);
    default:
      if (value === null) return addType(column, Type.NULL);
      throw new WasmapTypeError(`${where}: ${show(value)} cannot be serialized; ${hint}`);
  }
}

function addBigint(column: ItemWriter, value: bigint): void {
  const isLong = value > LARGEST_DECIMAL || value < -LARGEST_DECIMAL;
  addText(column, value.toString(isLong ? 16 : 10), isLong ? Type.LONG_BIGINT : Type.BIGINT);
}

function addType(column: ItemWriter, type: Type): void {
  column.add(1)[0] = type;
}

function addText(column: ItemWriter, text: string, type: Type): void {
  const isWide = type === Type.WIDE_TEXT;
  const item = column.add(1 + (isWide ? 2 * text.length : text.length));
  item[0] = type;
  writeText(item.subarray(1), text, isWide);
}

/** What an item stands for, which is in a buffer of its own. */
export function readAnything(item: Uint8Array, broken: Broken): unknown {
  const rest = item.slice(1);
  switch (item[0] as Type | undefined) {
    case Type.UNDEFINED: return rest.length > 0 ? broken('has an undefined that takes bytes') : undefined;
    case Type.NULL: return rest.length > 0 ? broken('has a null that takes bytes') : null;
    case Type.FALSE: return rest.length > 0 ? broken('has a boolean that takes bytes') : false;
    case Type.TRUE: return rest.length > 0 ? broken('has a boolean that takes bytes') : true;
    case Type.NUMBER: return rest.length !== 8 ? broken('has a number of a wrong length') : new DataView(rest.buffer).getFloat64(0, true);
    case Type.TEXT: return readKey(rest, 0, rest.length, false);
    case Type.WIDE_TEXT: return rest.length % 2 !== 0 ? broken('has a text of half a character') : readKey(rest, 0, rest.length | WIDE, false);
    case Type.BIGINT: return readBigint(rest, broken);
    case Type.LONG_BIGINT: return readLongBigint(rest, broken);
    default: return broken('has an item of no known type');
  }
}

function readBigint(rest: Uint8Array, broken: Broken): bigint {
  if (rest.length > MOST_DIGITS + 1) return broken('has a bigint of too many digits');
  const digits = readKey(rest, 0, rest.length, false) as string;
  return /^(0|-?[1-9]\d*)$/.test(digits) ? BigInt(digits) : broken('has a bigint that is none');
}

function readLongBigint(rest: Uint8Array, broken: Broken): bigint {
  const digits = readKey(rest, 0, rest.length, false) as string;
  if (!/^-?[1-9a-f][\da-f]*$/.test(digits)) return broken('has a bigint that is none');
  return digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
}
