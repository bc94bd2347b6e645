/** Keys of a packed column as entries of the key table; `assembly/ordered/unpack.ts` says more. Here each key moves to a word boundary. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { KEY_TABLE, LIST } from '../memory/regions.js';
import { decodeText, writeText, PACKED_BYTES, PACKED_TEXT } from '../../keys.js';
import { LENGTH_MASK } from './record.js';

/** Enters `count` keys in the key table; returns how many, −1 where the very first is not what it should be. */
export function unpackKeys(memory: LinearMemory, count: number, from: number, to: number, kind: number): number {
  const { u8 } = memory;
  const base = from - load(memory, LIST);
  for (let i = 0; i < count; i++) {
    const at = base + load(memory, LIST + i * 4);
    const end = base + load(memory, LIST + i * 4 + 4);
    let word = end - at;
    if (kind === PACKED_BYTES || isAscii(u8, at, end)) {
      if (to > at) return i;
      copyDown(u8, to, at, end);
    } else {
      if (to + 2 * word > end) return i;
      const text = decodeText(u8.subarray(at, end), kind === PACKED_TEXT);
      if (text === undefined) return i || -1;
      word = writeText(memory, text, to);
    }
    store(memory, KEY_TABLE + i * 8, to);
    store(memory, KEY_TABLE + i * 8 + 4, word);
    to += ((word & LENGTH_MASK) + 7) & ~7;
  }
  return count;
}

function isAscii(u8: Uint8Array, at: number, end: number): boolean {
  let seen = 0;
  for (; at < end; at++) seen |= u8[at]!;
  return seen < 128;
}

/** Byte by byte, which is faster than a call of `copyWithin` up to some hundred bytes. */
function copyDown(u8: Uint8Array, to: number, at: number, end: number): void {
  if (end - at > 256) u8.copyWithin(to, at, end);
  else while (at < end) u8[to++] = u8[at++]!;
}
