/** A record of the entry log: a value, and the key as bytes; `assembly/ordered/record.ts` draws it. Keys begin at word boundaries. */

export const LENGTH_MASK = 0x1fffffff;
export const FILLER = 0x20000000;
export const WIDE = 0x40000000;
export const DEAD = 0x80000000;

/** Bytes of a record with a key of so many bytes. */
export function recordBytes(valueBytes: number, length: number): number {
  return (valueBytes + 4 + length + 7) & ~7;
}

/** Bytes of the record, or filler, with this length word. */
export function bytesOf(valueBytes: number, word: number): number {
  return recordBytes(valueBytes, word & FILLER ? 0 : word & LENGTH_MASK);
}

/** How many sequence numbers the record, or filler, with this length word takes. */
export function numbersOf(word: number): number {
  return word & FILLER ? word & LENGTH_MASK : 1;
}

/** Whether the `length` bytes at two word indices are the same. */
export function equalBytes(i32: Int32Array, one: number, other: number, length: number): boolean {
  const words = length >>> 2;
  for (let i = 0; i < words; i++) {
    if (i32[one + i]! !== i32[other + i]!) return false;
  }
  const rest = restMask(length);
  return rest === 0 || ((i32[one + words]! ^ i32[other + words]!) & rest) === 0;
}

/** The bits of a word that `length` bytes reach into at their end. */
export function restMask(length: number): number {
  return (1 << ((length & 3) << 3)) - 1;
}
