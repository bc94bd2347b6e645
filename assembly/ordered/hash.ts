/**
 * Seeded hashing of bytes to 32 bits, with nothing that plain JavaScript lacks.
 *
 * Eight bytes at a time, xored with a secret: the 64-bit product of the two halves is added to a sum that turns by 29 bits before
 * (the family of NH, from Black and others' UMAC, 1999, with one secret that grows instead of many). Nothing waits for a
 * multiplication but the end. Both are needed: without the turn blocks could change places, and under one secret for all blocks, a
 * bit of one weighs as much as another bit of the next, so that keys of zeros with two bits set had thousands of equal hashes. The
 * index hashes what comes out once more, so it need not be mixed to the last bit.
 */
import { constant } from "../table/hash";
import { KEY_HASHES } from "../memory/regions";
import { FAST, KEY_HASH } from "./header";
import { LENGTH_MASK } from "./record";
import { sipHash } from "./sip";

// @ts-ignore: decorator
@inline const SECRET: usize = KEY_HASH;
// @ts-ignore: decorator
@inline const START: usize = KEY_HASH + 8;
// @ts-ignore: decorator
@inline const TURN: u64 = 29;
// @ts-ignore: decorator
@inline const STEP: u64 = 0x9e3779b97f4a7c15;

/** Derives the constants of a map's hash of bytes from its seed. */
export function seedBytesHash(map: usize, low: u32, high: u32): void {
  for (let i: u32 = 0; i < 4; i++) store<u32>(map + (i << 2), constant(low, high, 8 + i), KEY_HASH);
  store<u32>(map, 1, FAST);
}

/** Whether keys are hashed fast; by SipHash otherwise. */
// @ts-ignore: decorator
@inline
export function isFast(map: usize): bool {
  return load<u32>(map, FAST) != 0;
}

/** The hash of the key at `at` with the length word `word`. Reads whole words, up to 7 bytes beyond the key. O(bytes). */
export function hashBytes(map: usize, at: usize, word: u32): u32 {
  if (!isFast(map)) return sipHash(map, at, word);
  return hashWith(load<u64>(map, SECRET), load<u64>(map, START), at, word);
}

/** Hashes `count` keys, whose addresses and length words are at `keys`, to KEY_HASHES. The constants are loaded once for all. */
export function hashKeys(map: usize, keys: usize, count: u32): void {
  const secret = load<u64>(map, SECRET);
  const start = load<u64>(map, START);
  const fast = isFast(map);
  for (let i: u32 = 0; i < count; i++, keys += 8) {
    const at: usize = load<u32>(keys);
    const word = load<u32>(keys, 4);
    store<u32>(KEY_HASHES + (i << 2), fast ? hashWith(secret, start, at, word) : sipHash(map, at, word));
  }
}

// @ts-ignore: decorator
@inline
function hashWith(secret: u64, sum: u64, at: usize, word: u32): u32 {
  const length = word & LENGTH_MASK;
  sum ^= <u64>word;
  const whole = at + (length & ~7);
  for (; at < whole; at += 8) {
    sum = rotl(sum, TURN) + product(load<u64>(at) ^ secret);
    secret += STEP;
  }
  if (length & 7) sum = rotl(sum, TURN) + product((load<u64>(at) & ((<u64>1 << ((length & 7) << 3)) - 1)) ^ secret);
  const last = product(sum ^ rotl(secret, 32));
  return (<u32>last ^ <u32>(last >>> 32)) + <u32>sum + rotl(<u32>(sum >>> 32), 16);
}

/** The two halves of a word multiplied: 64 bits, of which each depends on both. */
// @ts-ignore: decorator
@inline
function product(x: u64): u64 {
  return (x & 0xffffffff) * (x >>> 32);
}
