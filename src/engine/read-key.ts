/** Keys, and values, of text and bytes on their way out of linear memory: see keys.ts for how they are stored. */
import { LONGEST, WIDE } from './keys.js';

/** Characters that are turned into a string by one call: arguments of a function, of which there may be so many. */
const CHARACTERS_AT_ONCE = 4096;

/** A copy of the string, or the bytes, at `at` in linear memory whose length word is `word`. O(bytes). */
export function readKey(u8: Uint8Array, at: number, word: number, isBytes: boolean): string | Uint8Array {
  const end = at + (word & LONGEST);
  if (isBytes) return u8.slice(at, end);
  if (word & WIDE) return textOf(new Uint16Array(u8.buffer, at, (end - at) >>> 1));
  return latin1Slice === undefined ? textOf(u8.subarray(at, end)) : latin1Slice.call(u8, at, end);
}

/** Node's own way from Latin-1 to a string, three times as fast; it works on any Uint8Array. */
const latin1Slice = (globalThis as { Buffer?: { prototype: { latin1Slice?: (this: Uint8Array, start: number, end: number) => string } } })
  .Buffer?.prototype.latin1Slice;

function textOf(characters: Uint8Array | Uint16Array): string {
  let text = '';
  for (let from = 0; from < characters.length; from += CHARACTERS_AT_ONCE) {
    text += String.fromCharCode(...characters.subarray(from, from + CHARACTERS_AT_ONCE));
  }
  return text;
}
