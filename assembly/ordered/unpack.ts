/**
 * Keys of a packed column, bytes one behind the other and where each begins, as entries of the key table.
 *
 * Bytes, and text that is ASCII, stay where the caller put them. Other text is rewritten as strings are stored: Latin-1 where every
 * character fits, else UTF-16.
 */
import { KEY_TABLE, LIST } from "../memory/regions";
import { WIDE } from "./record";
import { transcode, INVALID, TOO_WIDE } from "./utf8";

/** What the bytes are. */
// @ts-ignore: decorator
@inline export const PACKED_BYTES: u32 = 0;
// @ts-ignore: decorator
@inline export const PACKED_REPLACING: u32 = 2; // UTF-8, with U+FFFD for what is none

/**
 * Enters keys in the key table. Their bytes begin at `from`; `count` + 1 ascending offsets are in the list, of which the first
 * stands for `from`. Text is rewritten from `to` on, below the bytes still to be read. Returns how many keys were entered: fewer
 * than `count` where there is no room for the next, or −1 where the very first is not what it should be.
 */
export function unpackKeys(count: u32, from: usize, to: usize, kind: u32): i32 {
  const base = from - load<u32>(LIST);
  const plain = kind == PACKED_BYTES || isAscii(from, base + load<u32>(LIST + (count << 2)));
  // Where the first key that stays begins: it is to be read when all have been entered.
  let staying: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    let at = base + load<u32>(LIST + (i << 2));
    const end = base + load<u32>(LIST + (i << 2), 4);
    let word = <u32>(end - at);
    if (!plain && !isAscii(at, end)) {
      if (to + (word << 1) > (staying || end)) return i;
      word = rewrite(at, end, to, kind == PACKED_REPLACING);
      if (word == INVALID) return i || -1;
      at = to;
      to += (word + 7) & ~7 & ~WIDE;
    } else if (!staying) {
      staying = at;
    }
    store<u32>(KEY_TABLE + (i << 3), <u32>at);
    store<u32>(KEY_TABLE + (i << 3), word, 4);
  }
  return count;
}

/** Rewrites a key of UTF-8 at `to`; returns its length word, or INVALID. */
function rewrite(from: usize, end: usize, to: usize, replacing: bool): u32 {
  const narrow = transcode<u8>(from, end, to, replacing);
  return narrow == TOO_WIDE ? transcode<u16>(from, end, to, replacing) | WIDE : narrow;
}

/** Whether no byte has its highest bit set. */
function isAscii(at: usize, end: usize): bool {
  let seen = i8x16.splat(0);
  for (; at + 16 <= end; at += 16) seen = v128.or(seen, v128.load(at));
  let rest: u8 = 0;
  for (; at < end; at++) rest |= load<u8>(at);
  return !(i8x16.bitmask(seen) | (rest & 0x80));
}
