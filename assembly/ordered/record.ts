/**
 * A record of the entry log: a value, and the key as bytes. It stays where it is while it lives, so the index holds its address.
 *
 *   0         V             V + 4
 *   ┌─────────┬─────────────┬───────────────────┬──────┐
 *   │ value   │ length word │ bytes of the key  │ zero │   V = 0, 4 or 8; a multiple of 8 bytes in all
 *   └─────────┴─────────────┴───────────────────┴──────┘
 *
 * The length word counts the key's bytes, and says whether they are UTF-16; two keys are equal if these words and all bytes are.
 * A filler stands for removed records that a merge of pages has left out: it keeps the sequence numbers of those behind it.
 */

/** Bytes of the key, or how many records a filler stands for. */
// @ts-ignore: decorator
@inline export const LENGTH_MASK: u32 = 0x1fffffff;
// @ts-ignore: decorator
@inline export const FILLER: u32 = 0x20000000;
/** The key is a string with characters above 255, two bytes each. */
// @ts-ignore: decorator
@inline export const WIDE: u32 = 0x40000000;
/** The record was removed. */
// @ts-ignore: decorator
@inline export const DEAD: u32 = 0x80000000;

/** Bytes of a record with a key of so many bytes. */
// @ts-ignore: decorator
@inline
export function recordBytes(valueBytes: u32, length: u32): u32 {
  return (valueBytes + 4 + length + 7) & ~7;
}

/** Bytes of the record, or filler, with this length word. */
// @ts-ignore: decorator
@inline
export function bytesOf(valueBytes: u32, word: u32): u32 {
  return recordBytes(valueBytes, word & FILLER ? 0 : word & LENGTH_MASK);
}

/** How many sequence numbers the record, or filler, with this length word takes. */
// @ts-ignore: decorator
@inline
export function numbersOf(word: u32): u32 {
  return word & FILLER ? word & LENGTH_MASK : 1;
}

/** Whether the `length` bytes at two places are the same. Reads up to 3 bytes behind keys shorter than 4, within their record. */
// @ts-ignore: decorator
@inline
export function equalBytes(one: usize, other: usize, length: u32): bool {
  if (length >= 8) {
    const last = length - 8;
    for (let i: u32 = 0; i < last; i += 8) {
      if (load<u64>(one + i) != load<u64>(other + i)) return false;
    }
    return load<u64>(one + last) == load<u64>(other + last);
  }
  return shortKey(one, length) == shortKey(other, length);
}

/** Whether the key whose length word is at `own` is the one at `at` with the length word `word`. */
// @ts-ignore: decorator
@inline
export function isKeyOf(own: usize, at: usize, word: u32): bool {
  return load<u32>(own) == word && equalBytes(own + 4, at, word & LENGTH_MASK);
}

/** The bytes of a key of less than 8, as one number. */
// @ts-ignore: decorator
@inline
export function shortKey(at: usize, length: u32): u64 {
  if (length >= 4) return (<u64>load<u32>(at + length - 4) << ((length - 4) << 3)) | <u64>load<u32>(at);
  return length ? <u64>(load<u32>(at) & ((1 << (length << 3)) - 1)) : 0;
}
