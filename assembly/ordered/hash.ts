/**
 * Seeded hashing of bytes to 32 bits, with nothing that plain JavaScript lacks.
 *
 * Eight bytes at a time, each half xored with a secret: the low and the high half of their 64-bit product go into two sums that
 * wait for one multiplication a step only, and change places: else what differs in the highest bits of a word stays in the highest
 * bit of one sum, where two such words cancel out (keys that vary in those bits alone had thousands of times as many equal hashes as
 * random ones, under some seeds). The index hashes what comes out once more, so it need not be mixed to the last bit.
 */
import { constant } from "../table/hash";
import { KEY_HASHES } from "../memory/regions";
import { KEY_HASH } from "./header";
import { LENGTH_MASK } from "./record";
import { sipHash } from "./sip";

// @ts-ignore: decorator
@inline const SECRET_LOW: usize = KEY_HASH;
// @ts-ignore: decorator
@inline const SECRET_HIGH: usize = KEY_HASH + 4;
// @ts-ignore: decorator
@inline const START_LOW: usize = KEY_HASH + 8;
// @ts-ignore: decorator
@inline const START_HIGH: usize = KEY_HASH + 12;
// @ts-ignore: decorator
@inline const MULTIPLY_LOW: usize = KEY_HASH + 16;
// @ts-ignore: decorator
@inline const MULTIPLY_HIGH: usize = KEY_HASH + 20;

/** Derives the constants of a map's hash of bytes from its seed. */
export function seedBytesHash(map: usize, low: u32, high: u32): void {
  store<u32>(map, constant(low, high, 8), SECRET_LOW);
  store<u32>(map, constant(low, high, 9), SECRET_HIGH);
  store<u32>(map, constant(low, high, 10), START_LOW);
  store<u32>(map, constant(low, high, 11), START_HIGH);
  store<u32>(map, constant(low, high, 12) | 1, MULTIPLY_LOW);
  store<u32>(map, constant(low, high, 13) | 1, MULTIPLY_HIGH);
}

/** Whether keys are hashed fast; by SipHash otherwise. The fast hash's multipliers are odd. */
// @ts-ignore: decorator
@inline
export function isFast(map: usize): bool {
  return load<u32>(map, MULTIPLY_LOW) != 0;
}

/** The hash of the key at `at` with the length word `word`. Reads whole words, up to 7 bytes beyond the key. O(bytes). */
export function hashBytes(map: usize, at: usize, word: u32): u32 {
  if (!isFast(map)) return sipHash(map, at, word);
  return hashWith(
    load<u32>(map, SECRET_LOW), load<u32>(map, SECRET_HIGH), load<u32>(map, START_LOW), load<u32>(map, START_HIGH),
    load<u32>(map, MULTIPLY_LOW), load<u32>(map, MULTIPLY_HIGH), at, word,
  );
}

/** Hashes `count` keys, whose addresses and length words are at `keys`, to KEY_HASHES. The constants are loaded once for all. */
export function hashKeys(map: usize, keys: usize, count: u32): void {
  const secretLow = load<u32>(map, SECRET_LOW);
  const secretHigh = load<u32>(map, SECRET_HIGH);
  const startLow = load<u32>(map, START_LOW);
  const startHigh = load<u32>(map, START_HIGH);
  const multiplyLow = load<u32>(map, MULTIPLY_LOW);
  const multiplyHigh = load<u32>(map, MULTIPLY_HIGH);
  for (let i: u32 = 0; i < count; i++, keys += 8) {
    const at: usize = load<u32>(keys);
    const word = load<u32>(keys, 4);
    const key = multiplyLow
      ? hashWith(secretLow, secretHigh, startLow, startHigh, multiplyLow, multiplyHigh, at, word)
      : sipHash(map, at, word);
    store<u32>(KEY_HASHES + (i << 2), key);
  }
}

// @ts-ignore: decorator
@inline
function hashWith(
  secretLow: u32, secretHigh: u32, low: u32, high: u32, multiplyLow: u32, multiplyHigh: u32, at: usize, word: u32,
): u32 {
  const length = word & LENGTH_MASK;
  low ^= word;
  const whole = at + (length & ~7);
  for (; at < whole; at += 8) {
    const bytes = load<u64>(at);
    const product = <u64>(<u32>bytes ^ secretLow) * <u64>(<u32>(bytes >>> 32) ^ secretHigh);
    const next = (rotl(low, 15) + <u32>product) * multiplyLow;
    low = (high ^ <u32>(product >>> 32)) * multiplyHigh;
    high = next;
  }
  if (length & 7) {
    const rest = load<u64>(at) & ((<u64>1 << ((length & 7) << 3)) - 1);
    const product = <u64>(<u32>rest ^ secretLow) * <u64>(<u32>(rest >>> 32) ^ secretHigh);
    const next = (rotl(low, 15) + <u32>product) * multiplyLow;
    low = (high ^ <u32>(product >>> 32)) * multiplyHigh;
    high = next;
  }
  const last = <u64>(low ^ secretHigh) * <u64>(high ^ secretLow);
  return (<u32>last ^ <u32>(last >>> 32)) + low + rotl(high, 16);
}
